/**
 * The second reading of a document, scanned like a message of its own; its findings are given back as pieces of the document. Each part that
 * has nothing to do with the next is a record.
 */
import { LIMITS } from '../base/limits.js';
import type { Located } from '../detect/view.js';
import { digitsIn } from '../text/unit.js';
import type { Scanner } from './scanner.js';

/** A part of a finding that stands in the document as it is. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  /** Digits of the finding behind this piece. */
  readonly digitsBehind: number;
}

/** A finding in offsets of the document. */
export interface Placed {
  readonly located: Located;
  /** The byte before it in what was scanned; undefined at the beginning. */
  readonly before: number | undefined;
  /** The byte before it as readers of the format see it, where that was scanned as well. */
  readonly beforeInReading?: number | undefined;
  readonly start: number;
  readonly end: number;
  /** What of it may be masked; missing when it is all of it. */
  readonly pieces?: readonly Piece[];
  /** None of it may be changed. */
  readonly isLocked?: boolean;
  /** To be told, whatever the policy does with such findings; there is nothing to mask. */
  readonly isLossy?: boolean;
}

/** Bytes that are faster copied one by one. */
const SHORT_BYTES = 24;
/** Numbers of a stretch: where it begins in the reading, where in the document, and how many bytes of it stand there. */
const FIELDS = 3;

/**
 * Where readings are put together, shared by all: each is scanned before the call in which its bytes came is over. The bytes that came last lie
 * behind the reading, so that its parts are moved within one buffer; that costs a third of a copy from another.
 */
let room = Buffer.alloc(4 * LIMITS.windowBytes);
let loaded: Uint8Array | undefined;
let loadedAt = 0;

/** Puts bytes behind a reading that is about to have so many, with room for as much as they may add to it. */
function load(bytes: Uint8Array, waiting: number): void {
  loadedAt = waiting + 2 * bytes.length;
  if (room.length < loadedAt + bytes.length) room = Buffer.concat([room], 2 * (loadedAt + bytes.length));
  room.set(bytes, loadedAt);
  loaded = bytes;
}

export class Overlay {
  private scanner: Scanner | undefined;
  /** Stretches of the reading, FIELDS numbers each: the first of those that are kept, and the end of the last. */
  private stretches = new Float64Array(64 * FIELDS);
  private first = 0;
  private last = 0;
  /** Bytes of the record so far, those given to the scanner, and those of which all findings are made. */
  private length = 0;
  private released = 0;
  /** Bytes that are not scanned yet: the first of the room. */
  private waiting = 0;

  constructor(
    private readonly open: (onFinding: (located: Located, bytes: Uint8Array, offset: number) => void) => Scanner,
    private readonly onFinding: (placed: Placed) => void,
  ) {}

  copy(bytes: Uint8Array, start: number, end: number, offset: number): void {
    const length = end - start;
    const to = this.waiting;
    this.note(offset + start, length);
    this.length += length;
    this.waiting = to + length;
    if (bytes !== loaded || this.waiting > loadedAt) load(bytes, this.waiting);
    if (length > SHORT_BYTES) room.copyWithin(to, loadedAt + start, loadedAt + end);
    else for (let i = 0; i < length; i++) room[to + i] = bytes[start + i];
  }

  /** What is inserted belongs to the stretch before it, if there is one. */
  insert(ascii: Uint8Array, offset: number): void {
    const { length } = ascii;
    const to = this.waiting;
    if (this.first === this.last) this.note(offset, 0);
    this.length += length;
    this.waiting = to + length;
    if (loaded === undefined || this.waiting > loadedAt) load(loaded ?? ascii, this.waiting);
    for (let i = 0; i < length; i++) room[to + i] = ascii[i];
  }

  /** The record ends here. */
  cut(): void {
    if (this.length === 0) return;
    this.scan(true);
    this.scanner = undefined;
    this.first = this.last = 0;
    this.length = this.released = 0;
  }

  /** Bytes are about to come. */
  begin(): void {
    loaded = undefined;
  }

  /** Scans what has come. */
  flush(): void {
    if (this.waiting > 0) this.scan(false);
    loaded = undefined;
  }

  /** Document offset from which on something may still be found; Infinity where nothing is held. */
  get heldFrom(): number {
    if (this.released === this.length) return Infinity;
    const at = this.stretchAt(this.released);
    const { stretches } = this;
    return stretches[at + 1] + Math.min(this.released - stretches[at], stretches[at + 2]);
  }

  /** A stretch begins here of which so many bytes stand in the document. */
  private note(offset: number, inDocument: number): void {
    if (this.last + FIELDS > this.stretches.length) this.makeRoom();
    const { stretches, last } = this;
    stretches[last] = this.length;
    stretches[last + 1] = offset;
    stretches[last + 2] = inDocument;
    this.last = last + FIELDS;
  }

  private makeRoom(): void {
    const { stretches, first, last } = this;
    const kept = stretches.subarray(first, last);
    if (2 * kept.length > stretches.length) this.stretches = new Float64Array(2 * stretches.length);
    this.stretches.set(kept);
    this.last -= first;
    this.first = 0;
  }

  private scan(final: boolean): void {
    const bytes = room.subarray(0, this.waiting);
    this.waiting = 0;
    this.scanner ??= this.open((located, input, offset) => this.place(located, input, offset));
    let at = 0;
    for (; bytes.length - at > LIMITS.windowBytes; at += LIMITS.windowBytes)
      this.released += this.scanner.push(bytes.subarray(at, at + LIMITS.windowBytes), false);
    this.released += this.scanner.push(bytes.subarray(at), final);
    this.first = this.released === this.length ? this.last : this.stretchAt(this.released);
    if (this.first === this.last) this.first = this.last = 0;
  }

  /** The stretch in which, or behind which, an offset of the reading lies. */
  private stretchAt(offset: number): number {
    let low = this.first / FIELDS;
    let high = this.last / FIELDS - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.stretches[middle * FIELDS] <= offset) low = middle;
      else high = middle - 1;
    }
    return low * FIELDS;
  }

  private place(located: Located, bytes: Uint8Array, offset: number): void {
    const from = offset + located.start;
    const to = offset + located.end;
    const pieces: Piece[] = [];
    let digitsBehind = 0;
    const { stretches } = this;
    for (let i = this.stretchAt(to - 1); i >= this.first; i -= FIELDS) {
      const begin = stretches[i];
      const behind = begin + stretches[i + 2];
      if (behind <= from && begin < from) break;
      const start = Math.max(from, begin);
      const end = Math.min(to, behind);
      if (start >= end) continue;
      const by = stretches[i + 1] - begin;
      const last = pieces.at(-1);
      const digits = digitsIn(bytes, start - offset, end - offset);
      if (last?.start === end + by) pieces[pieces.length - 1] = { ...last, start: start + by };
      else pieces.push({ start: start + by, end: end + by, digitsBehind });
      digitsBehind += digits;
    }
    if (pieces.length === 0) return;
    pieces.reverse();
    this.onFinding({
      located,
      before: byteBefore(located, bytes, offset),
      start: pieces[0].start,
      end: pieces[pieces.length - 1].end,
      pieces,
    });
  }
}

/** The byte before a finding; undefined where its record begins. */
export function byteBefore({ start }: Located, bytes: Uint8Array, offset: number): number | undefined {
  return start + offset === 0 ? undefined : start === 0 ? UNKNOWN : bytes[start - 1];
}

/** Some byte that is like text. */
const UNKNOWN = 0x20;
const LESS = 0x3c;
const GREATER = 0x3e;
const LINE_FEED = 0x0a;

/** The same in markup, where a tag before it counts as text when text stands before the tag: `4111 <b>` is in the midst of a text. */
export function byteBeforeInMarkup(located: Located, bytes: Uint8Array, offset: number): number | undefined {
  const before = byteBefore(located, bytes, offset);
  if (before !== GREATER) return before;
  const first = Math.max(0, located.start - LIMITS.contextBytes); // as much as there is however the document is cut
  let at = located.start - 1;
  while (at >= first && bytes[at] !== LESS) at--;
  do at--;
  while (at >= first && isBlank(bytes[at]) && bytes[at] !== LINE_FEED);
  if (at < first) return at + offset < 0 ? before : UNKNOWN;
  return bytes[at] === GREATER || bytes[at] === LINE_FEED ? before : UNKNOWN;
}

const isBlank = (byte: number): boolean => byte === UNKNOWN || byte === 0x09 || byte === 0x0d || byte === LINE_FEED;
