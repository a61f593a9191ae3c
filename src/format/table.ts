/**
 * Tables of separated values (RFC 4180, and what spreadsheets make of it): each cell is read once more behind the name of its column, so that
 * a header says the same of a value as a key would. The separator is the one that the first line has most of.
 */
import type { ErrorCode } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import type { Lexer, Reading } from './lexer.js';

const TAB = 0x09;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const EQUALS = 0x3d;
const SEPARATORS = [0x2c, 0x3b, TAB, 0x7c] as const; // , ; tab |
/** Bytes of a cell that are looked at for a number that lost its digits. */
const LOSSY_BYTES_MAX = 24;
/** A card as a spreadsheet shows it: 4.11111E+15. A decimal comma is as good. */
const LOSSY = /^[2-6][.,]\d{2,14}E\+?1[2-8]$/i;

const END = Buffer.from('\n');

export class TableLexer implements Lexer {
  readonly fault: ErrorCode | undefined = undefined;
  /** The first line as far as it has come; undefined behind it. */
  private header: number[] | undefined = [];
  private separator = SEPARATORS[0] as number;
  /** What to put before each cell; undefined where a column's name says nothing. */
  private labels: readonly (Uint8Array | undefined)[] = [];
  private column = 0;
  private isQuoted = false;
  /** The cell begins with a quote: only there do quotes set off separators (RFC 4180 section 2). */
  private hasQuotes = false;
  /** Nothing of the cell has come but what may stand before its value: white space, a quote, an equals sign. */
  private isAtStart = true;
  /** What the cell at hand is, for the little that a number takes. */
  private cell = '';
  private cellStart = 0;

  /** `isNamed` tells whether a column's name says what its values are. */
  constructor(private readonly isNamed: (name: string) => boolean) {}

  get heldFrom(): number {
    return !this.isAtStart && this.cell.length <= LOSSY_BYTES_MAX ? this.cellStart : Infinity;
  }

  feed(bytes: Uint8Array, offset: number, reading: Reading): void {
    let at = 0;
    if (this.header !== undefined) at = this.readHeader(bytes, this.header);
    while (at < bytes.length) at = this.readCell(bytes, at, offset, reading);
  }

  /** Reads the first line; returns the offset behind it. */
  private readHeader(bytes: Uint8Array, header: number[]): number {
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === QUOTE) this.isQuoted = !this.isQuoted;
      const isEnd = !this.isQuoted && (byte === LINE_FEED || byte === RETURN);
      if (!isEnd && header.length < LIMITS.tableHeaderBytes) {
        header.push(byte);
        continue;
      }
      this.takeHeader(Buffer.from(header).toString('utf8').replace('\ufeff', ''), isEnd);
      this.header = undefined;
      this.isQuoted = false;
      return at;
    }
    return bytes.length;
  }

  private takeHeader(line: string, isWhole: boolean): void {
    if (!isWhole) return;
    this.separator = separatorOf(line);
    const names = headerCells(line, String.fromCharCode(this.separator));
    if (names.some((name) => /\d{4}/.test(name))) return; // a line of values
    this.labels = names.map((name) => {
      const isName = name.length <= LIMITS.columnNameCharacters && this.isNamed(name);
      return isName ? Buffer.from(`${name.replaceAll(/[\r\n":]/g, ' ')}: `) : undefined;
    });
  }

  /** Reads one cell as far as it has come; returns the offset behind it and its separator. */
  private readCell(bytes: Uint8Array, from: number, offset: number, reading: Reading): number {
    const label = this.labels[this.column];
    let at = from;
    if (this.isAtStart) {
      while (at < bytes.length && isBefore(bytes[at]) && !this.isEnd(bytes[at])) {
        if (bytes[at] === QUOTE) {
          this.isQuoted = !this.isQuoted;
          this.hasQuotes = true;
        }
        at++;
      }
      if (at === bytes.length) return at;
      this.cellStart = offset + at;
      this.isAtStart = false;
      if (label !== undefined && !this.isEnd(bytes[at])) reading.insert(label, offset + at);
    }
    const start = at;
    for (; at < bytes.length && !this.isEnd(bytes[at]); at++) if (bytes[at] === QUOTE && this.hasQuotes) this.isQuoted = !this.isQuoted;
    if (label !== undefined && at > start) reading.copy(bytes, start, at, offset);
    if (this.cell.length <= LOSSY_BYTES_MAX) this.cell += latin1(bytes, start, Math.min(at, start + LOSSY_BYTES_MAX + 1));
    if (at === bytes.length) return at;
    this.endCell(bytes[at], offset + at, label !== undefined, reading);
    return at + 1;
  }

  private endCell(byte: number, offset: number, isLabelled: boolean, reading: Reading): void {
    if (isLabelled) {
      reading.insert(END, offset);
      reading.cut();
    }
    const value = this.cell.trimEnd().replace(/"$/, '');
    if (LOSSY.test(value)) reading.lossy(this.cellStart, this.cellStart + value.length);
    this.cell = '';
    this.isAtStart = true;
    this.isQuoted = this.hasQuotes = false;
    this.column = byte === this.separator ? this.column + 1 : 0;
  }

  private isEnd(byte: number): boolean {
    return !this.isQuoted && (byte === this.separator || byte === LINE_FEED || byte === RETURN);
  }
}

const isBefore = (byte: number): boolean => byte === SPACE || byte === QUOTE || byte === EQUALS;

const latin1 = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');

/** The separator of a table with this first line: the one it has most of outside of quotes. */
export function separatorOf(line: string): number {
  const counts = SEPARATORS.map((separator) => headerCells(line, String.fromCharCode(separator)).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))];
}

/** The cells of a first line, without their quotes. */
export function headerCells(line: string, separator: string): string[] {
  const cells: string[] = [];
  let isQuoted = false;
  let cell = '';
  let before = '';
  for (const character of line) {
    if (character === '"') {
      if (!isQuoted && before === '"') cell += '"'; // two of them are one
      isQuoted = !isQuoted;
    } else if (character === separator && !isQuoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += character;
    before = character;
  }
  return [...cells, cell.trim()];
}
