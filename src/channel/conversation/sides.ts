/**
 * What stands beside a number, seen by its characters: most patterns of forms need something there that few numbers have, and are not tried without it. Each bit
 * is set wherever what it stands for may be, and sometimes where it is not.
 */
import { isDigit, isLetter, tableOf } from '../../text/ascii.js';

/** Stands for each character of words that are a number. */
export const SAID = '\ue000';

/** Another number, a letter or a character beyond ASCII close behind. */
export const MORE = 1;
export const LETTER = 2;
/** A time goes on right behind. */
export const CLOCK = 4;
/** A letter, or a character beyond ASCII, right before or behind. */
export const GLUED_BEFORE = 8;
export const GLUED_BEHIND = 16;
/** A word close before. */
export const WORD_BEFORE = 32;
/** What a currency may end with before, or begin with behind. */
export const MONEY_SIDE = 64;
/** No more than two, and no more than three digits; a number in words. */
export const TWO_DIGITS = 128;
export const THREE_DIGITS = 256;
export const IN_WORDS = 512;

const SPACE = 0x20;
const FULL_STOP = 0x2e;
const SAID_CODE = SAID.charCodeAt(0);
export const isSaid = (code: number): boolean => code === SAID_CODE;
/** Characters between a number and what belongs to it. */
const REACH = 3;
const SEPARATORS = tableOf(" .,:/'-");
const CLOCKS = tableOf(':hH');
/** How names of currencies end, and how they begin: see CURRENCIES. */
const CURRENCY_ENDS = tableOf('$rpdfknRPDFKN');
const CURRENCY_BEGINS = tableOf('$ksndugcepzqfKSNDUGCEPZQF');
const isOf = (marks: Uint8Array, code: number): boolean => code < 256 && marks[code] === 1;
const isWord = (code: number): boolean => isLetter(code) || (code >= 0x80 && code !== SAID_CODE);

/** The bits of the number that begins at a place of a text. */
export function sidesOf(text: string, from: number): number {
  const isSaid = text.charCodeAt(from) === SAID_CODE;
  let end = from + 1;
  while (end < text.length && (isSaid ? text.charCodeAt(end) === SAID_CODE : isDigit(text.charCodeAt(end)))) end++;
  const digits = end - from;
  let sides = isSaid ? IN_WORDS | TWO_DIGITS | THREE_DIGITS : digits <= 2 ? TWO_DIGITS | THREE_DIGITS : digits === 3 ? THREE_DIGITS : 0;
  if (isSaid && isJoined(text, end)) sides |= MORE;
  return sides | behind(text, end) | before(text, from);
}

/** Letters of the longest word that joins two number words: "fifty and two". */
const JOINER_LETTERS_MAX = 3;

function isJoined(text: string, end: number): boolean {
  if (text.charCodeAt(end) !== SPACE) return false;
  const space = text.indexOf(' ', end + 1);
  return space > 0 && space - end - 1 <= JOINER_LETTERS_MAX && text.charCodeAt(space + 1) === SAID_CODE;
}

function behind(text: string, end: number): number {
  let at = end;
  while (at < text.length && at - end < REACH && isOf(SEPARATORS, text.charCodeAt(at))) at++;
  if (at >= text.length) return 0;
  const code = text.charCodeAt(at);
  const next = text.charCodeAt(end);
  let sides = isOf(CLOCKS, next) ? CLOCK : 0;
  if (isWord(next)) sides |= GLUED_BEHIND;
  if (isWord(code)) sides |= LETTER;
  if (isDigit(code) || code === SAID_CODE) sides |= MORE;
  if (code >= 0x80 || isOf(CURRENCY_BEGINS, code)) sides |= MONEY_SIDE;
  return sides;
}

function before(text: string, from: number): number {
  if (from === 0) return 0;
  const last = text.charCodeAt(from - 1);
  const code = last === SPACE && from > 1 ? text.charCodeAt(from - 2) : last;
  let sides = isWord(last) ? GLUED_BEFORE : 0;
  if (isWord(code) || code === FULL_STOP) sides |= WORD_BEFORE;
  if (code >= 0x80 || isOf(CURRENCY_ENDS, code)) sides |= MONEY_SIDE;
  return sides;
}
