/** What customers type behind a card number: the expiry date, then the card verification code (4111 1111 1111 1111 12/27 123). */
import { type Cluster, GAP_COLON, GAP_COMMA, GAP_LINE, GAP_SPACE } from '../cluster.js';
import { textBetween, type View } from '../view.js';

/** Years on cards, as two digits: nothing older than five years or further than twenty-five is issued. */
const YEAR_FIRST = 20;
const YEAR_LAST = 50;

export const isMonth = (value: number): boolean => value >= 1 && value <= 12;

/** Whether a year of two or four digits can stand on a card. */
export function isCardYear(value: number, digits: number): boolean {
  const year = digits === 4 ? value - 2000 : value;
  return (digits === 2 || digits === 4) && year >= YEAR_FIRST && year <= YEAR_LAST;
}

/** Whether four digits from `from` on are a month and a year. */
export const isMonthYear = (cluster: Cluster, from: number): boolean =>
  isMonth(cluster.value(from, from + 2)) && isCardYear(cluster.value(from + 2, from + 4), 2);

/** Digits of the expiry date that begins with digit `from` of `group` (12/27, 12/2027, 1227), or 0. */
export function expiryDigits(cluster: Cluster, from: number, group: number): number {
  const { first, groups } = cluster;
  if (group >= groups) return 0;
  const size = first[group + 1] - from;
  if (size === 4) return isMonthYear(cluster, from) ? 4 : 0;
  if (size > 2 || group + 1 >= groups || !isMonth(cluster.value(from, from + size))) return 0;
  const yearSize = first[group + 2] - first[group + 1];
  return yearSize <= 4 && isCardYear(cluster.value(first[group + 1], first[group + 2]), yearSize) ? size + yearSize : 0;
}

/** Digits of the verification code that group `group` is, or 0. */
export function codeDigits({ first, groups }: Cluster, group: number): number {
  const size = group < groups ? first[group + 1] - first[group] : 0;
  return size === 3 || size === 4 ? size : 0;
}

const SPACE = 0x20;
/** What ends a cell of a table: , ; tab | */
const CELL_ENDS: ReadonlySet<number> = new Set(Buffer.from(',;\t|'));

/** Whether what reads as an expiry date, from `group` to before group `behind`, is something else, where no code stands behind it. */
export const isNoDate = (view: View, cluster: Cluster, group: number, behind: number): boolean =>
  isTime(cluster, group, behind) || beginsRow(view, cluster, group, behind);

/** 11:37, when the card was used: nobody writes a month and a year so. */
const isTime = ({ gapBits }: Cluster, group: number, behind: number): boolean => behind === group + 2 && gapBits[group + 1] === GAP_COLON;

/**
 * The beginning of a table's next row: a card in the last column, and below it an identifier or a month and a year, each in its cell. Nobody writes a
 * date below a card so, apart from a code behind it.
 */
function beginsRow({ bytes, end }: View, cluster: Cluster, group: number, behind: number): boolean {
  const { gapBits, first } = cluster;
  if ((gapBits[group] & GAP_LINE) === 0) return false;
  const isInCells = behind === group + 1 || (gapBits[group + 1] & ~GAP_SPACE) === GAP_COMMA;
  const at = cluster.end(first[behind] - 1);
  return isInCells && at + 1 < end && CELL_ENDS.has(bytes[at]) && bytes[at + 1] !== SPACE;
}

/** A whole date (2026-01-25, 25.01.2026) and a sum of money: what reads as a year or a code is the beginning of it. */
const DATE =
  /^(?:(?:19|20)\d\d([-/.])(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01])([-/.])(?:0[1-9]|1[0-2])\2(?:19|20)\d\d)(?!\d)/;
const AMOUNT = /^\d{3,4}\.\d\d(?![\d.])/;
/** So many bytes tell either, with what stands behind it. */
const OWN_BYTES = 12;
/** In forms a plus sign is a space; there none of these stands as it is, or another plus sign stands for the space before it. */
const COUNTRY_CODE = /[,;|\t "']\+$/;

/** Whether the digits at an offset begin a date of their own, or a telephone number with the code of its country. */
export const beginsOther = (view: View, at: number): boolean =>
  DATE.test(textBetween(view, at, at + OWN_BYTES)) || COUNTRY_CODE.test(textBetween(view, at - 2, at));

/** Whether what reads as a code is something else: 12/27,123.45 and 12/27,2026-01-25. */
export const isNoCode = (view: View, at: number): boolean => AMOUNT.test(textBetween(view, at, at + OWN_BYTES)) || beginsOther(view, at);
