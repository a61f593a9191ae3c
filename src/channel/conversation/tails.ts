/**
 * Digits that a mask leaves in sight: `************4444`, `**** **** **** 4444`, `411111******4444`, `XXXX-XXXX-XXXX-4444`. Whoever shows a number
 * like that has hidden the rest of it, so they are no code, though they are as many.
 */
import { isDigit, isLetter, tableOf } from '../../text/ascii.js';
import type { Stretch } from './runs.js';

export const TAIL_DIGITS = 4;
const SIGNS = '*●#xX';
const GAPS = tableOf(' -');
/** Signs and digits that stand before the last four. */
const HIDDEN_MIN = 4;
const HIDDEN_MAX = 15;
/** Those of most cards: where more are hidden and a gap follows, the number may be whole, and a code behind it. */
const HIDDEN_BEFORE_GAP_MAX = 12;

/** Whether a run of digits of a decoded text is what a mask leaves of a longer number. */
export function isTail(text: string, { from, to }: Stretch): boolean {
  if (to - from !== TAIL_DIGITS) return false;
  const behind = GAPS[text.charCodeAt(from - 1)] === 1 ? from - 1 : from;
  const sign = text[behind - 1];
  if (sign === undefined || !SIGNS.includes(sign) || text[to] === sign) return false;
  const hidden = hiddenBefore(text, behind, sign);
  return hidden >= HIDDEN_MIN && hidden <= (behind === from ? HIDDEN_MAX : HIDDEN_BEFORE_GAP_MAX);
}

/** How many signs end before a place, in groups or not, with the digits before them; 0 where they are letters of a word. */
function hiddenBefore(text: string, end: number, sign: string): number {
  let count = 0;
  let at = end - 1;
  for (; count <= HIDDEN_MAX && at >= 0; at--) {
    if (text[at] === sign) count++;
    else if (GAPS[text.charCodeAt(at)] !== 1 || text[at - 1] !== sign) break;
  }
  for (; count <= HIDDEN_MAX && isDigit(text.charCodeAt(at)); at--) count++;
  return isLetter(sign.charCodeAt(0)) && isLetter(text.charCodeAt(at)) ? 0 : count;
}
