/**
 * The borders of cells: in rows of separated values, in tables of HTML and in elements as they stand or as markup is read (format/joined.ts), in
 * lists of JSON. Texts here hold one character a byte.
 */
import { tableOf } from '../../text/ascii.js';
import { BLOCK_MARK, CELL_MARK } from '../../text/marks.js';
import { wordSet } from './words.js';

/**
 * What stands between two groups of digits: a border of cells (`comma` where that is one, `number` between bare numbers of JSON), of rows, of
 * elements with names of their own; of columns or blocks of a text or strings of JSON, which may as well part one number; or none of those.
 */
export type Border = 'cell' | 'comma' | 'number' | 'element' | 'row' | 'column' | 'block' | 'string' | 'none';

/** A sign with a space behind it is one of prose, unless quotes stand beside it; one at the end of a reference is part of that. */
const bareOrQuoted = (sign: string): string => String.raw`["'] ?${sign}|(?<!&#?\w{1,8})${sign}(?:(?![ \n])|(?= ["']))`;
const CELL = String.raw`\t|\||${CELL_MARK}|${bareOrQuoted(';')}`;
const COMMA = bareOrQuoted(',');
const [HAS_CELL, HAS_COMMA, HAS_COLUMN] = [CELL, COMMA, ' {2,}'].map((pattern) => new RegExp(pattern));
/** Between the strings of a list of JSON, and between its numbers. */
const STRINGS = /^"\s*,\s*"$/;
const NUMBERS = /^\s*,\s*$/;

const [OPEN, CLOSE] = ['(?:<|&lt;)', '(?:>|&gt;)'];
/** The first element that ends, and the last that begins. */
const ENDING = new RegExp(String.raw`${OPEN}\\?/(?:[\w.-]+:)?([\w.-]+)`);
const BEGINNING = new RegExp(String.raw`${OPEN}(?:[\w.-]+:)?([\w.-]+)(?:(?!${OPEN})[^])*$`);
const ROW_END = new RegExp(String.raw`${OPEN}\\?/tr\b`, 'i');
/** Elements that are cells whatever stands beside them. */
const CELLS: ReadonlySet<string> = new Set(['td', 'th', 'dd', 'dt', 'cell', 'entry']);
/** Words in the names of elements that may hold a part of a number: of those that hold text, and those that say which part it is. */
const PART_WORDS = wordSet(`
  p div span li b i u em strong font pre section article text message body content line
  card cards number numbers num no nr digit digits part parts group groups block segment piece chunk field value item element
  first second third fourth fifth last next start begin end rest middle four six eight bin iin pan cc ccnum a c d e f g n s v x`);
const WORDS = /[A-Z]?[a-z]+|[A-Z]+/g;
/** A name and a value behind it: card2=1111, "part": 1111 */
const NAMES = /[a-z][^]*[:=]/i;

/** Bytes without which nothing is a border: separators, the end of a line, the beginnings of tags. */
const BEGINS_BORDER = tableOf(',;|\t\n<&');
const SPACE = 0x20;

/** Whether there may be a border between two offsets: there is none in the gaps of nearly all numbers. */
export function mayHoldBorder(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (BEGINS_BORDER[bytes[at]] !== 0 || (bytes[at] === SPACE && bytes[at + 1] === SPACE)) return true;
  return false;
}

/** The border in the text between two groups; `isBare` where it stands between numbers of JSON, `isJson` anywhere in JSON. */
export function borderIn(text: string, isJson: boolean, isBare: boolean): Border {
  if (isBare && NUMBERS.test(text)) return 'number';
  const ending = ENDING.exec(text)?.[1];
  const beginning = BEGINNING.exec(text)?.[1];
  if (ending !== undefined && beginning !== undefined) return betweenElements(text, ending, beginning);
  if (NAMES.test(text)) return 'none';
  if (text.includes(CELL_MARK)) return 'cell';
  if (text.includes(BLOCK_MARK)) return 'block';
  if (isJson && STRINGS.test(text)) return 'string';
  if (text.includes('\n')) return 'row';
  if (HAS_CELL.test(text)) return 'cell';
  return HAS_COMMA.test(text) ? 'comma' : HAS_COLUMN.test(text) ? 'column' : 'none';
}

function betweenElements(text: string, ending: string, beginning: string): Border {
  if (CELLS.has(beginning.toLowerCase())) return ROW_END.test(text) ? 'block' : 'element';
  return stemOf(ending) === stemOf(beginning) || (isPartName(ending) && isPartName(beginning)) ? 'none' : 'element';
}

/** card1 and card2 are two of a kind. */
const stemOf = (name: string): string => name.replace(/[\d_.-]+$/, '').toLowerCase();

const isPartName = (name: string): boolean => (name.match(WORDS) ?? []).every((word) => PART_WORDS.has(Buffer.from(word), 0, word.length));

/** Where the ends of cells are, by the borders between the groups: in a table with other separators a comma stands in numbers. */
const endsOf = (separators: string): RegExp => new RegExp(`(${separators})|\n|${CLOSE}|${OPEN}`, 'g');
const [CELL_ENDS, COMMA_ENDS, NUMBER_ENDS, STRING_ENDS, COLUMN_ENDS] = [CELL, `${CELL}|${COMMA}`, ',', '"', `${CELL}| {2,}`].map(endsOf);

/** The expression for the ends of the cells between which these borders are. */
export function endsAt(borders: ReadonlySet<Border>): RegExp {
  if (borders.has('cell') || borders.has('element')) return CELL_ENDS;
  if (borders.has('number')) return NUMBER_ENDS;
  if (borders.has('string')) return STRING_ENDS;
  return borders.has('comma') || borders.has('row') ? COMMA_ENDS : COLUMN_ENDS;
}

/** Whether cells end in a text, as they do in the rows beside a row that is a number from end to end. */
export function isSeparated(text: string, ends: RegExp): boolean {
  for (let end = nextEnd(text, ends, 0); end !== null; end = nextEnd(text, ends, ends.lastIndex)) if (end[1] !== undefined) return true;
  return false;
}

/** The end of a cell beside a number. */
export interface CellEnd {
  /** Another cell of the same row stands there. */
  readonly isSeparator: boolean;
  /** Bytes between it and the number. */
  readonly distance: number;
}

/** The end of the cell before a number, in the text before that. */
export function endBefore(text: string, ends: RegExp): CellEnd {
  let isSeparator = false;
  let start = 0;
  for (let end = nextEnd(text, ends, 0); end !== null; end = nextEnd(text, ends, ends.lastIndex)) {
    isSeparator = end[1] !== undefined;
    start = ends.lastIndex;
  }
  return { isSeparator, distance: text.length - start };
}

/** The end of the cell in which a number ends, in the text behind that. */
export function endBehind(text: string, ends: RegExp): CellEnd {
  const end = nextEnd(text, ends, 0);
  return { isSeparator: end?.[1] !== undefined, distance: end?.index ?? text.length };
}

function nextEnd(text: string, ends: RegExp, from: number): RegExpExecArray | null {
  ends.lastIndex = from;
  return ends.exec(text);
}
