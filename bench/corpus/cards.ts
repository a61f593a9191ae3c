/** The published test cards the corpus plants, and the ways people and systems write them. No other card number appears in the corpus. */
import type { Random } from './random.js';

interface TestCard {
  readonly digits: string;
  /** Group lengths as printed on the card. */
  readonly grouping: readonly number[];
}

const TEST_CARDS: readonly [TestCard, ...TestCard[]] = [
  { digits: '4111111111111111', grouping: [4, 4, 4, 4] },
  { digits: '5555555555554444', grouping: [4, 4, 4, 4] },
  { digits: '2223003122003222', grouping: [4, 4, 4, 4] },
  { digits: '378282246310005', grouping: [4, 6, 5] },
  { digits: '6205500000000000004', grouping: [4, 4, 4, 4, 3] },
];

/** `plain` digits in a string or text; `number` a bare JSON number; `spaces`, `dashes` grouped as printed. */
export type CardForm = 'plain' | 'number' | 'spaces' | 'dashes';

export function writeCard(random: Random, form: CardForm): string {
  const card = random.pick(TEST_CARDS);
  if (form === 'plain' || form === 'number') return card.digits;
  let at = 0;
  return card.grouping.map((length) => card.digits.slice(at, (at += length))).join(form === 'spaces' ? ' ' : '-');
}
