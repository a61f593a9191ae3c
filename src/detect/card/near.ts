/** Card words near the numbers of one cluster: each stretch of bytes is looked through once, however many windows ask. */
import type { View } from '../view.js';
import type { WordTest } from './words.js';

/** How far a card word may stand from a number. */
const WORD_REACH = 64;
/** Card words of one cluster that are noted; more of them say nothing more. */
const WORDS_MAX = 256;

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
    return this.has(end, high);
  }

  private has(from: number, to: number): boolean {
    for (let i = this.count - 1; i >= 0; i--) if (this.starts[i] >= from && this.ends[i] <= to) return true;
    return false;
  }

  /** Finds the words that begin between two offsets; what was looked through before is not looked at again. */
  private search(view: View, from: number, to: number): void {
    const { words } = this;
    let at = Math.max(from, this.searchedTo);
    while (at < to && this.count < WORDS_MAX) {
      const start = words.find(view.bytes, view.start, view.end, at, to);
      if (start < 0) break;
      this.starts[this.count] = start;
      this.ends[this.count++] = at = words.end;
    }
    this.searchedTo = Math.max(at, to);
  }
}
