/** Runs of digits in a decoded text: where to look for what numbers are, so that patterns are tried there and not all over the text. */

/** Characters, from and to. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A stretch, and what its digits are exempt as: 1, or BARE. */
export interface Exempt extends Stretch {
  readonly as: number;
}

/** In order. */
export function runsOf(text: string): Stretch[] {
  const runs: Stretch[] = [];
  DIGITS.lastIndex = 0;
  for (let run = DIGITS.exec(text); run !== null; run = DIGITS.exec(text)) runs.push({ from: run.index, to: DIGITS.lastIndex });
  return runs;
}

const DIGITS = /[0-9]+/g;

/** Characters that a number may have before its first digit, with a space between. */
const SIGNS = '+(€$£¥';
const SIGN_CHARACTERS = 2;

/** What a sticky pattern matches that begins with a run, or with a sign right before one; in order, none within another. */
export function stretchesAt(text: string, runs: readonly Stretch[], pattern: RegExp): Stretch[] {
  const found: Stretch[] = [];
  let end = 0;
  for (const { from } of runs) {
    for (let at = Math.max(end, from - SIGN_CHARACTERS); at <= from; at++) {
      if (at < from && !SIGNS.includes(text[at])) continue;
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (match === null) continue;
      end = at + match[0].length;
      found.push({ from: at, to: end });
      break;
    }
  }
  return found;
}
