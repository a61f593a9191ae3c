/**
 * Whether what stands in the line below a card is the next row of a table: 1038,Anna,4111… above 1039,123,… . People write date and code below a
 * card as well, so both lines must have as many cells, and first cells that are numbers of one length.
 */
import { LIMITS } from '../../base/limits.js';
import { textBetween, type View } from '../view.js';

/** Behind the last column with a value: empty cells, the end of the line, and what stands before the first value of the next. */
const ROW_END = /^["']?(?:\s*[,;|\t])*[ \t]*\r?\n[ |"']*$/;
/** The separator before the cell of the card. */
const SEPARATOR = /([,;|\t]) ?[="']*$/;
const QUOTED = /"([^"]*)"/g;
const NUMBER = /^\d+$/;
/** What may be a code, in the cell behind a date or in the line below it. */
const CODE = /^\d{3,4}(?!\d)/;
const CODE_ALONE = /^\d{3,4}(?![\d,;|\t])/;
/** So many separators make a table of lines of which the first cell is not seen. */
const LONG_ROW_SEPARATORS = 3;

/** Whether the number at `next` begins the row below that of the card from `start` to before `end`. */
export function beginsNextRow(view: View, start: number, end: number, next: number): boolean {
  const gap = plain(textBetween(view, end, next));
  if (!ROW_END.test(gap)) return false;
  const before = plain(textBetween(view, view.start, start));
  const lineStart = before.lastIndexOf('\n') + 1;
  const separator = SEPARATOR.exec(before.slice(lineStart))?.[1];
  if (separator === undefined) return false;
  const above = cellsOf(before.slice(lineStart) + gap.slice(0, gap.indexOf('\n')), separator);
  const [line, third = ''] = (gap.slice(gap.indexOf('\n') + 1) + plain(textBetween(view, next, view.end))).split('\n', 2);
  const below = cellsOf(line, separator);
  const isSeen = lineStart > 0 || start - view.start < LIMITS.contextBytes;
  if (!isSeen) return Math.min(above.length, below.length) > LONG_ROW_SEPARATORS;
  const mayBeDate = below.length === 2 && (CODE.test(below[1]) || (below[1] === '' && CODE_ALONE.test(third)));
  return above.length === below.length && !mayBeDate && isAlike(above[0], below[0]);
}

/** Without the escapes of JSON for what divides rows and cells. */
const plain = (text: string): string => text.replace(/\\+r/g, '').replace(/\\+n/g, '\n').replace(/\\+t/g, '\t').replace(/\\+"/g, '"');

const cellsOf = (line: string, separator: string): string[] =>
  line
    .replace(/^\s*\|/, '')
    .replace(QUOTED, (_, cell: string) => cell.replaceAll(separator, ' '))
    .split(separator)
    .map((cell) => cell.trim());

const isAlike = (one: string, other: string): boolean => NUMBER.test(one) && NUMBER.test(other) && one.length === other.length;
