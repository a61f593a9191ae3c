/**
 * Expressions of rules, proven before they run: bounded in length and, over all texts, in the steps that V8 takes (measure.ts). What is
 * proven runs as an ordinary expression of V8, which is ten to fifty times faster than an engine that is linear by construction
 * (docs/decisions/0005-expressions.md).
 */
import { anchorsOf, type Anchor } from './anchor.js';
import { stepsOf, widthOf } from './measure.js';
import { parsePattern, PatternError, type PatternNode } from './syntax.js';

export { PatternError } from './syntax.js';
export type { Anchor } from './anchor.js';

/** Longest match, in characters. */
export const PATTERN_CHARACTERS_MAX = 256;
/** Most steps that one place may cost, over all texts. */
export const PATTERN_STEPS_MAX = 10_000;
/** Letters of an anchor, and characters that may stand before it. */
export const ANCHOR_LETTERS_MIN = 3;
export const ANCHOR_BEFORE_MAX = 64;

export interface Pattern {
  readonly source: string;
  /** Sticky: set `lastIndex`, then `exec`. */
  readonly expression: RegExp;
  /** Fewest and most characters of a match. */
  readonly width: { readonly min: number; readonly max: number };
  /** Most steps to try it at one place. */
  readonly steps: number;
}

export interface AnchoredPattern extends Pattern {
  /** Every match holds one of them. */
  readonly anchors: readonly Anchor[];
  /** Letter case does not count; anchors are in lower case. */
  readonly ignoreCase: boolean;
}

/** Proves and compiles an expression that is tried at one place. Throws a PatternError. */
export function compilePattern(source: string): Pattern {
  const { node, ignoreCase } = parsePattern(source);
  refuseEmpty(node);
  const width = widthOf(node);
  if (width.min === 0) throw new PatternError('matches the empty text', -1, 'something must be there to be found');
  if (width.max > PATTERN_CHARACTERS_MAX) throw new PatternError(`a match may have ${width.max} characters`, -1, `at most ${PATTERN_CHARACTERS_MAX}: lower the counts`); // prettier-ignore
  const steps = stepsOf(node);
  if (steps > PATTERN_STEPS_MAX) throw tooManySteps(steps, PATTERN_STEPS_MAX);
  return { source, expression: new RegExp(ignoreCase ? source.slice(4) : source, ignoreCase ? 'iy' : 'y'), width, steps };
}

/** Proves and compiles an expression that is looked for around its anchors. Throws a PatternError. */
export function compileAnchored(source: string): AnchoredPattern {
  const pattern = compilePattern(source);
  const { node, ignoreCase } = parsePattern(source);
  const anchors = anchorsOf(node, ANCHOR_LETTERS_MIN)?.map((anchor) =>
    ignoreCase ? { ...anchor, word: anchor.word.toLowerCase() } : anchor,
  );
  if (anchors === undefined) throw new PatternError(`holds no word of ${ANCHOR_LETTERS_MIN} letters that begins behind something else than a letter, so every byte would be read by the expression engine`, -1, ANCHORLESS); // prettier-ignore
  const reach = Math.max(...anchors.map(({ before }) => before.max));
  if (reach > ANCHOR_BEFORE_MAX) throw new PatternError(`up to ${reach} characters may stand before the word "${anchors[0].word}" that it is found by`, -1, `at most ${ANCHOR_BEFORE_MAX}: lower the counts`); // prettier-ignore
  const steps = Math.max(...anchors.map(({ before }) => pattern.steps * (before.max - before.min + 1)));
  if (steps > PATTERN_STEPS_MAX) throw tooManySteps(steps, PATTERN_STEPS_MAX);
  return { ...pattern, steps, anchors, ignoreCase };
}

/** What an expression without an anchor costs; measured, see docs/decisions/0005-expressions.md. */
const ANCHORLESS = 'that slows every scan down to a few MB/s: add a word that is always there, such as "case-", or use a shape';

function tooManySteps(steps: number, most: number): PatternError {
  const count = steps > 1e9 ? 'more than a thousand million' : `up to ${Math.round(steps).toLocaleString('en-US')}`;
  return new PatternError(`takes ${count} steps on some text of ${PATTERN_CHARACTERS_MAX} characters`, -1, `at most ${most.toLocaleString('en-US')}: let no two repetitions or alternatives begin with the same characters`); // prettier-ignore
}

/** A repeated group that may match nothing has endless ways to do so. */
function refuseEmpty(node: PatternNode): void {
  if (node.kind === 'sequence' || node.kind === 'choice') node.nodes.forEach(refuseEmpty);
  if (node.kind !== 'repeat') return;
  refuseEmpty(node.node);
  if (node.max > 1 && widthOf(node.node).min === 0)
    throw new PatternError('repeats a group that may be empty', node.at, 'make one of its parts necessary');
}
