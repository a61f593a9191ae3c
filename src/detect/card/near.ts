/** Card words near the numbers of one cluster: each stretch of bytes is looked through once, however many windows ask. */
import { isInRandomToken } from '../random-token.js';
import type { View } from '../view.js';
import type { WordTest } from './words.js';

/** How far a card word may stand from a number. */
const WORD_REACH = 64;
/** Card words of one cluster that are noted; more of them say nothing more. */
const WORDS_MAX = 256;

/** A character of the Basic Multilingual Plane as JSON, XML or a URL may write it; what is encoded twice as well. */
const ESCAPED = /\\+u([0-9a-f]{4})|&(?:amp;)*#x0*([0-9a-f]{1,4});?|&(?:amp;)*#0*(\d{1,5});?|%(?:25)*([2-7][0-9a-f])/gi;
const ESCAPES: readonly number[] = [0x5c, 0x26, 0x25];

function mayHoldEscapes(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (ESCAPES.includes(bytes[at])) return true;
  return false;
}

export class NearWords {
  private readonly starts = new Int32Array(WORDS_MAX);
  private readonly ends = new Int32Array(WORDS_MAX);
  /** Words found so far, and the offset up to which they were looked for. */
  private count = 0;
  private searchedTo = 0;

  constructor(private readonly words: WordTest) {}

  /** Forgets what was found near another cluster. */
  clear(): void {
    this.count = this.searchedTo = 0;
  }

  /** Whether a card word stands near the bytes from `start` to before `end`. */
  isNear(view: View, start: number, end: number): boolean {
    const low = Math.max(view.start, start - WORD_REACH);
    this.search(view, low, start);
    if (this.has(low, start)) return true;
    const high = Math.min(view.end, end + WORD_REACH);
    this.search(view, end, high);
    return this.has(end, high) || this.hasEscaped(view, low, start) || this.hasEscaped(view, end, high);
  }

  /** Whether a card word stands there whose letters are written as escapes, as some programs write all they have: \\u0063ard, &#99;ard. */
  private hasEscaped(view: View, from: number, to: number): boolean {
    if (!mayHoldEscapes(view.bytes, from, to)) return false;
    const raw = Buffer.from(view.bytes.buffer, view.bytes.byteOffset + from, to - from).toString();
    const text = raw.replace(ESCAPED, (_, unicode?: string, hex?: string, decimal?: string, percent?: string) =>
      String.fromCharCode(decimal === undefined ? Number.parseInt(unicode ?? hex ?? percent ?? '', 16) : Number(decimal)),
    );
    const bytes = Buffer.from(text);
    return text !== raw && this.find(bytes, 0, bytes.length, 0, bytes.length) >= 0;
  }

  private has(from: number, to: number): boolean {
    for (let i = this.count - 1; i >= 0; i--) if (this.starts[i] >= from && this.ends[i] <= to) return true;
    return false;
  }

  /** Finds the words that begin between two offsets; what was looked through before is not looked at again. */
  private search(view: View, from: number, to: number): void {
    let at = Math.max(from, this.searchedTo);
    while (at < to && this.count < WORDS_MAX) {
      const start = this.find(view.bytes, view.start, view.end, at, to);
      if (start < 0) break;
      this.starts[this.count] = start;
      this.ends[this.count++] = at = this.words.end;
    }
    this.searchedTo = Math.max(at, to);
  }

  /** Offset of the first word that begins in the bytes from `from` to before `to`, and not by chance in a random token; or -1. */
  private find(bytes: Uint8Array, low: number, high: number, from: number, to: number): number {
    const { words } = this;
    let start = words.find(bytes, low, high, from, to);
    while (start >= 0 && isInRandomToken(bytes, low, high, start, words.end, words.end - start))
      start = words.find(bytes, low, high, start + 1, to);
    return start;
  }
}
