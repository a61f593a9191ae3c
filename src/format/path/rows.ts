/**
 * Tables of separated values (RFC 4180, and what spreadsheets make of it): each row is a document whose members are named by the first line. A
 * column `Account.SSN__c` is also the path that it writes, as the field of a form is.
 */
import { LIMITS } from '../../base/limits.js';
import type { PathState } from '../../detect/path/automaton.js';
import { headerCells, separatorOf } from '../table.js';
import { fieldState } from './form.js';
import type { Names, OnValue, PathLexer } from './lexer.js';
import { Pieces } from './pieces.js';

const TAB = 0x09;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const EQUALS = 0x3d;
/** What spreadsheets write before the header to name the separator. */
const SEPARATOR_LINE = /^\s*sep=(.)\s*$/i;

/** Nothing of the cell has come but spaces and an equals sign; it has no quotes; it is in quotes; a quote has come inside of them. */
type Mode = 'begins' | 'plain' | 'quoted' | 'quote';

export class RowsLexer implements PathLexer {
  readonly fault = undefined;
  /** The first line as far as it has come; undefined behind it. */
  private header: number[] | undefined = [];
  private isHeaderQuoted = false;
  private separator: number | undefined;
  /** Where each column stands; undefined where no path leads. */
  private columns: readonly (PathState | undefined)[] = [];
  private column = 0;
  private mode: Mode = 'begins';
  private readonly pieces: Pieces;
  /** An equals sign before a cell's quotes, or a quote inside of them: where it stands while the next byte decides whether it is of the value; or -1. */
  private pending = -1;

  constructor(
    private readonly names: Names,
    private readonly root: PathState,
    onValue: OnValue,
  ) {
    this.pieces = new Pieces((start, end) => {
      const state = this.columns.at(this.column);
      if (state !== undefined) onValue(start, end, 'text', state);
    });
  }

  get heldFrom(): number {
    return Math.min(this.pieces.heldFrom, this.pending < 0 ? Infinity : this.pending);
  }

  feed(bytes: Uint8Array, offset: number): void {
    let at = 0;
    while (this.header !== undefined && at < bytes.length) at = this.readHeader(bytes, at, this.header);
    while (at < bytes.length) at = this.readCell(bytes, at, offset);
  }

  end(): void {
    this.endCell();
  }

  /** Reads the first line; returns the offset of what ends it, or of the end of `bytes`. */
  private readHeader(bytes: Uint8Array, from: number, header: number[]): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === QUOTE) this.isHeaderQuoted = !this.isHeaderQuoted;
      const isEnd = !this.isHeaderQuoted && (byte === LINE_FEED || byte === RETURN);
      if (isEnd && header.length === 0) continue; // an empty line, or the rest of one
      if (!isEnd && header.length < LIMITS.pathHeaderBytes) {
        header.push(byte);
        continue;
      }
      this.takeHeader(Buffer.from(header).toString('utf8').replace('\ufeff', ''));
      return at;
    }
    return bytes.length;
  }

  private takeHeader(line: string): void {
    this.isHeaderQuoted = false;
    const declared = SEPARATOR_LINE.exec(line);
    if (declared !== null && this.separator === undefined) {
      this.separator = declared[1].charCodeAt(0);
      this.header = [];
      return;
    }
    this.separator ??= separatorOf(line);
    this.header = undefined;
    const cells = headerCells(line, String.fromCharCode(this.separator));
    this.columns = cells.map((name) => {
      const state = fieldState(name.replace(/^=/, ''), this.root, this.names);
      return state.accepts.length > 0 ? state : undefined;
    });
    this.column = this.columns.length; // what may be left of the line names nothing
  }

  /** Reads one cell as far as it has come; returns the offset behind it and its separator. */
  private readCell(bytes: Uint8Array, from: number, offset: number): number {
    const state = this.columns.at(this.column);
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (this.mode === 'quoted') {
        this.readQuoted(byte, offset + at, state);
        continue;
      }
      if (this.mode === 'quote' && byte === QUOTE) {
        this.takePending(QUOTE); // two of them are one
        this.pieces.addByte(byte, offset + at);
        this.mode = 'quoted';
        continue;
      }
      if (byte === this.separator || byte === LINE_FEED || byte === RETURN) {
        this.endCell();
        this.column = byte === this.separator ? this.column + 1 : 0;
        return at + 1;
      }
      this.readOutside(byte, offset + at, state);
    }
    return bytes.length;
  }

  private readQuoted(byte: number, offset: number, state: PathState | undefined): void {
    if (byte === QUOTE) this.mode = 'quote';
    if (state === undefined) return;
    if (byte === QUOTE) this.pending = offset;
    else this.pieces.addByte(byte, offset);
  }

  /** A byte outside of quotes that is part of the cell. */
  private readOutside(byte: number, offset: number, state: PathState | undefined): void {
    if (this.mode === 'begins') {
      if (byte === SPACE || byte === TAB) return;
      this.pieces.begin(state !== undefined);
      if (byte === EQUALS && this.pending < 0) {
        if (state !== undefined) this.pending = offset;
        return;
      }
      if (byte === QUOTE) {
        this.mode = 'quoted';
        this.pending = -1;
        return;
      }
      this.takePending(EQUALS);
    } else if (this.mode === 'quote') {
      this.pieces.end(); // more behind the quotes: careless readers take it for the cell's
      this.pieces.begin(state !== undefined);
      this.pending = -1;
    }
    this.mode = 'plain';
    this.pieces.addByte(byte, offset);
  }

  private takePending(byte: number): void {
    if (this.pending >= 0) this.pieces.addByte(byte, this.pending);
    this.pending = -1;
  }

  private endCell(): void {
    if (this.mode === 'begins') this.takePending(EQUALS);
    this.pending = -1;
    this.pieces.end();
    this.mode = 'begins';
  }
}
