/** What rules leave open: told by `check`, and by `serve` before it starts. */
import type { Ruleset } from '../ruleset/compile.js';

export const NO_CARDS =
  'a hole: none of these rules finds card numbers (card.pan) — for rules beside those that ship with Sluice: --own-rules';

export const findsCards = ({ rules }: Ruleset): boolean => rules.some(({ entity }) => entity === 'card.pan');
