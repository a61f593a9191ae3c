/**
 * A server-sent event as its receiver reads it (HTML Living Standard, section 9.2.6): the values of its `data` fields, one a line, joined with
 * LF. A number may begin in one of them and end in the next.
 */
import type { ErrorCode } from '../base/errors.js';
import type { Lexer, Reading } from './lexer.js';

const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const COLON = 0x3a;
const DATA = Buffer.from('data');
const FIELDS = { id: Buffer.from('id'), event: Buffer.from('event') } as const;
/** May stand before the first event of a stream, and is no part of it. */
export const MARK = Buffer.from('\ufeff');
const JOINT = Buffer.from('\n');

/** A stretch of an event. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The values of the `data` fields of one whole event, in order. */
export const dataOf = (event: Uint8Array): Span[] => fieldsOf(event, DATA);

/** The value of the last `id` or `event` field of one whole event, which is the one that counts. */
export const fieldOf = (event: Uint8Array, name: 'id' | 'event'): Span | undefined => fieldsOf(event, FIELDS[name]).at(-1);

function fieldsOf(event: Uint8Array, name: Uint8Array): Span[] {
  const values: Span[] = [];
  let from = startsWith(event, MARK, 0) ? MARK.length : 0;
  for (let feed = -1, back = -1; from < event.length;) {
    if (feed < from) feed = orEnd(event.indexOf(LINE_FEED, from), event);
    if (back < from) back = orEnd(event.indexOf(RETURN, from), event);
    const end = Math.min(feed, back);
    const start = valueStart(event, name, from, end);
    if (start !== undefined) values.push({ start, end });
    from = end === back && feed === back + 1 ? feed + 1 : end + 1;
  }
  return values;
}

/** Joins what was found in an event; the event is fed to it from its beginning. */
export class EventLexer implements Lexer {
  readonly fault: ErrorCode | undefined = undefined;
  readonly heldFrom = Infinity;
  /** The first of the values that has not been read to its end. */
  private next = 0;

  constructor(private readonly values: readonly Span[]) {}

  feed(bytes: Uint8Array, offset: number, reading: Reading): void {
    const behind = offset + bytes.length;
    for (; this.next < this.values.length; this.next++) {
      const { start, end } = this.values[this.next];
      if (start >= behind && end > start) return;
      if (this.next > 0 && start >= offset) reading.insert(JOINT, start);
      if (end > start) reading.copy(bytes, Math.max(0, start - offset), Math.min(end, behind) - offset, offset);
      if (end > behind) return;
    }
  }
}

/** Where the value of a field begins; undefined on another line. */
function valueStart(event: Uint8Array, name: Uint8Array, from: number, end: number): number | undefined {
  if (!startsWith(event, name, from)) return undefined;
  const behind = from + name.length;
  if (behind >= end) return behind === end ? end : undefined; // a name alone is a field of no value
  if (event[behind] !== COLON) return undefined;
  return event[behind + 1] === SPACE && behind + 1 < end ? behind + 2 : behind + 1;
}

function startsWith(event: Uint8Array, prefix: Uint8Array, from: number): boolean {
  for (let i = 0; i < prefix.length; i++) if (event[from + i] !== prefix[i]) return false;
  return true;
}

const orEnd = (at: number, event: Uint8Array): number => (at < 0 ? event.length : at);
