/**
 * Expiry date and code in cells of their own behind that of a card: 4111…;12/27;123, "4111…","12/27","123", <td>4111…</td><td>12/27</td><td>123</td>.
 * Quotes, semicolons and tags end a cluster, so that nothing is joined over them; here each cell must be a date or a code from end to end, and what
 * divides the first two must divide the others.
 */
import { LIMITS } from '../../base/limits.js';
import { isDigit, tableOf } from '../../text/ascii.js';
import { INVISIBLE } from '../../text/characters.js';
import { BLOCK_MARK, CELL_MARK } from '../../text/marks.js';
import { readUnit, unitCodePoint, unitKind, unitLength, type Unit } from '../../text/unit.js';
import type { View } from '../view.js';
import { isCardYear, isMonth } from './tail.js';

interface Span {
  readonly start: number;
  readonly end: number;
}

const MONTH = '(?:0[1-9]|1[0-2])';
const YEAR = '(?:[2-4]\\d|50)';
/** A full stop stands in sums, a colon in times, a hyphen between the ends of ranges: 12.27, 12:27, 8-31. */
const DATE = `(?<date>${MONTH}${YEAR}|(?:0?[1-9]|1[0-2]) ?/ ?(?:20)?${YEAR}|${MONTH}-(?:20)?${YEAR}|${MONTH}\\.20${YEAR}|20${YEAR}[-/]${MONTH})`;
const CODE = '(?<code>\\d{3,4})';

const QUOTES = `["']{0,2}`;
const SIGN = '[;,\\t|]|%3[Bb]';
/** A space, which forms write as a plus sign. A new line begins another row, but between the values of a list of JSON. */
const [SPACES, JSON_SPACES] = ['[ \\u00a0+]{0,32}', '\\s{0,32}'];
/** An end of the line that is written as an escape: the string goes on behind it. */
const ESCAPED_LINE_END = '\0';
const LINE_END = `\\r\\n${ESCAPED_LINE_END}`;

const bySign = (spaces: string): RegExp =>
  inCells(
    `${QUOTES}${spaces}(?<sign>${SIGN})${spaces}=?${QUOTES}`,
    `${QUOTES}${spaces}\\k<sign>${spaces}=?(?<quotes>${QUOTES})`,
    `\\k<quotes>(?:["'](?!\\d)|${spaces}(?:\\k<sign>|[\\])}<&${LINE_END}]|$)|[.,](?:\\s|$))`,
  );
const byMark = inCells(`\\s*(?<mark>${CELL_MARK}|${BLOCK_MARK})\\s*`, '\\s*\\k<mark>\\s*', '\\s*(?:\\n;|$)');

/** Tags as they stand: of cells, and of what they hold. Those of a row are one more. */
const [SPACE, CLOSING, OPENING] = [`[\\s${ESCAPED_LINE_END}]*`, '</[\\w:.-]+>', '<[\\w:.-]+(?:\\s[^<>]*)?>'];
const byTags = (...tags: readonly string[]): RegExp => {
  const border = SPACE + tags.map((tag) => tag + SPACE).join('');
  return inCells(border, border, `${SPACE}</`);
};

function inCells(first: string, second: string, end: string): RegExp {
  return new RegExp(`^(?<lead>${first})${DATE}(?<between>${second})${CODE}(?=${end})`);
}

const IN_TAGS = [byMark, byTags(CLOSING, OPENING), byTags(CLOSING, CLOSING, OPENING, OPENING)];
const IN_TEXT = [bySign(SPACES), ...IN_TAGS];
const IN_JSON = [bySign(JSON_SPACES), ...IN_TAGS];

/** Digits of a card whose codes have four. */
const LONG_CODE_CARD_DIGITS = 15;

/** Date and code in the cells behind the card of so many digits that ends at `end`. `isCut` where more follows what is seen. */
export function findApart(
  view: View,
  end: number,
  cardDigits: number,
  isJson: boolean,
  isCut: boolean,
): { date: Span; code: Span } | undefined {
  if (!mayStandBehind(view, end)) return undefined;
  const text = textBehind(view, end, isCut);
  for (const expression of isJson ? IN_JSON : IN_TEXT) {
    const groups = expression.exec(text)?.groups;
    if (groups === undefined) continue;
    if (groups.code.length === 4 && cardDigits !== LONG_CODE_CARD_DIGITS) return undefined;
    const from = groups.lead.length;
    const behind = from + groups.date.length + groups.between.length;
    return { date: spanOf(from, groups.date.length), code: spanOf(behind, groups.code.length) };
  }
  return undefined;
}

/** What is between a number and the next one in another cell; without one of the dividing signs both are in the same. */
const STANDS_BETWEEN = tableOf(' \t\r\n;,|"\'=+');
const DIVIDES = tableOf('\t;,|"');
/** With what escapes begin: what they write is read by the unit, as are characters beyond ASCII. */
const BEGINS_ESCAPE = tableOf('\\%&');
/** What may stand in a date behind its first number. */
const GOES_ON = tableOf('/-. \\%&');
const [DOT, TWO, LESS, GREATER] = [0x2e, 0x32, 0x3c, 0x3e];

/** Whether a date may begin the next cell, at a glance: in nearly all records a name does, a sum or an identifier. */
function mayStandBehind({ bytes, end }: View, from: number): boolean {
  let isApart = false;
  for (let at = from; at < end; at++) {
    const byte = bytes[at];
    if (isDigit(byte)) return isApart && mayBeDate(bytes, at, end);
    if (byte >= 0x80 || BEGINS_ESCAPE[byte] !== 0) return true;
    if (byte === LESS) while (at < end && bytes[at] !== GREATER) at++;
    else if (STANDS_BETWEEN[byte] === 0) return false;
    if (byte === LESS || DIVIDES[byte] !== 0) isApart = true;
  }
  return false;
}

/** Whether the number at an offset is a month, or one with a year. */
function mayBeDate(bytes: Uint8Array, at: number, end: number): boolean {
  let stop = at;
  let value = 0;
  while (stop < end && stop < at + 5 && isDigit(bytes[stop])) value = value * 10 + bytes[stop++] - 0x30;
  const goesOn = stop < end && GOES_ON[bytes[stop]] !== 0 && (bytes[stop] !== DOT || bytes[stop + 1] === TWO);
  if (stop < at + 3) return goesOn && isMonth(value);
  return stop === at + 4 && (isMonth(Math.floor(value / 100)) || (goesOn && isCardYear(value, 4)));
}

/** The text behind the card, a character for each unit, and where each stands. */
const TEXT_BYTES = LIMITS.contextBytes;
const CHARACTERS = Buffer.alloc(TEXT_BYTES + 1);
const STARTS = new Int32Array(TEXT_BYTES);
const ENDS = new Int32Array(TEXT_BYTES);
const SEEN_MAX = 0xff;
/** What stands for all that follows. */
const MORE = 0x78;

const spanOf = (index: number, length: number): Span => ({ start: STARTS[index], end: ENDS[index + length - 1] });

function textBehind({ bytes, end }: View, from: number, isCut: boolean): string {
  const stop = Math.min(end, from + TEXT_BYTES);
  let count = 0;
  let at = from;
  while (at < stop) {
    const unit = readUnit(bytes, at, end, true);
    const start = at;
    at += unitLength(unit);
    if (unitKind(unit) === INVISIBLE) continue;
    STARTS[count] = start;
    ENDS[count] = at;
    CHARACTERS[count++] = characterOf(unit);
  }
  if (isCut || stop < end) CHARACTERS[count++] = MORE;
  return CHARACTERS.toString('latin1', 0, count);
}

function characterOf(unit: Unit): number {
  const kind = unitKind(unit);
  if (kind < 10) return 0x30 + kind;
  const codePoint = unitCodePoint(unit);
  const isEscapedLineEnd = unitLength(unit) > 1 && (codePoint === 0x0a || codePoint === 0x0d);
  return isEscapedLineEnd ? 0 : Math.min(codePoint, SEEN_MAX);
}
