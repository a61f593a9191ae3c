/**
 * Expiry date and code in cells of their own behind that of a card: 4111…;12/27;123, "4111…","12/27","123", <td>4111…</td><td>12/27</td><td>123</td>.
 * Quotes, semicolons and tags end a cluster, so that nothing is joined over them; here each cell must be a date or a code from end to end, and what
 * divides the first two must divide the others.
 */
import { isDigit, tableOf } from '../../text/ascii.js';
import { INVISIBLE } from '../../text/characters.js';
import { BLOCK_MARK, CELL_MARK } from '../../text/marks.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../../text/unit.js';
import type { View } from '../view.js';

interface Span {
  readonly start: number;
  readonly end: number;
}

const MONTH = '(?:0[1-9]|1[0-2])';
const YEAR = '(?:[2-4]\\d|50)';
/** A full stop stands in sums, a colon in times, a hyphen between the ends of ranges: 12.27, 12:27, 8-31. */
const DATE = `(?<date>${MONTH}${YEAR}|(?:0?[1-9]|1[0-2]) ?/ ?(?:20)?${YEAR}|${MONTH}-(?:20)?${YEAR}|${MONTH}\\.20${YEAR}|20${YEAR}[-/]${MONTH})`;
const CODE = '(?<code>\\d{3,4})';

const QUOTES = `=?["']{0,2}`;
const SIGN = '[;,\\t|]|%3[Bb]';
/** A space, which forms write as a plus sign. A new line begins another row, but between the values of a list of JSON. */
const [SPACES, JSON_SPACES] = ['[ \\u00a0+]{0,32}', '\\s{0,32}'];
/** An end of the line that is written as an escape: the string goes on behind it. */
const ESCAPED_LINE_END = '\0';
const LINE_END = `\\r\\n${ESCAPED_LINE_END}`;

const bySign = (spaces: string): RegExp =>
  inCells(
    `${QUOTES}${spaces}(?<sign>${SIGN})${spaces}${QUOTES}`,
    `${QUOTES}${spaces}\\k<sign>${spaces}${QUOTES}`,
    `["'](?!\\d)|${spaces}(?:\\k<sign>|[\\]<&${LINE_END}]|$)|[.,](?:\\s|$)`,
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

/** What may stand between a number and the next one in another cell; what begins escapes and tags is read by the unit. */
const STANDS_BETWEEN = tableOf(' \t\r\n;,|"\'=+');
const BEGINS_MORE = tableOf('\\%&<');
/** Digits of a card whose codes have four. */
const LONG_CODE_CARD_DIGITS = 15;

/** Date and code in the cells behind the card of so many digits that ends at `end`. `isCut` where what is seen goes on. */
export function findApart(
  view: View,
  end: number,
  cardDigits: number,
  isJson: boolean,
  isCut: boolean,
): { date: Span; code: Span } | undefined {
  if (!mayStandBehind(view, end)) return undefined;
  const text = textBehind(view, end) + (isCut ? '0' : '');
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

/** Whether a number may begin the next cell: in nearly all records a name does. */
function mayStandBehind({ bytes, end }: View, from: number): boolean {
  let at = from;
  while (at < end && STANDS_BETWEEN[bytes[at]] !== 0) at++;
  return at < end && ((at > from && isDigit(bytes[at])) || BEGINS_MORE[bytes[at]] !== 0);
}

/** Where the characters of the text begin, and behind the last where it ends. */
const offsets: number[] = [];
const ends: number[] = [];

const spanOf = (index: number, length: number): Span => ({ start: offsets[index], end: ends[index + length - 1] });

/** The text from an offset on, a character for each unit. */
function textBehind({ bytes, end }: View, from: number): string {
  let text = '';
  for (let at = from; at < end;) {
    const unit = readUnit(bytes, at, end, true);
    const [kind, length] = [unitKind(unit), unitLength(unit)];
    if (kind !== INVISIBLE) {
      offsets[text.length] = at;
      ends[text.length] = at + length;
      text += kind < 10 ? String(kind) : characterOf(unitCodePoint(unit), length);
    }
    at += length;
  }
  return text;
}

const characterOf = (codePoint: number, length: number): string =>
  length > 1 && (codePoint === 0x0a || codePoint === 0x0d) ? ESCAPED_LINE_END : String.fromCharCode(codePoint);
