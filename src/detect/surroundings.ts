/**
 * The bytes around a region as characters for the judgement of context: folded letters, digits, quotes, brackets and joints, with raw offsets;
 * the rules' words among them; the numbers that stand between words and values. Read once a region, and only when a candidate asks.
 */
import { INVISIBLE } from '../text/characters.js';
import { isDigit } from '../text/ascii.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../text/unit.js';
import { JOINT, type ContextIndex } from './context.js';
import { foldLetter, isUnspaced } from './letters.js';
import { hexPair } from './shape/fold.js';
import type { Region, View } from './view.js';

/** Raw bytes before a value and behind it in which words count. */
export const REACH_BEFORE_BYTES = 96;
export const REACH_BEHIND_BYTES = 48;
/** Raw bytes read before and behind a region; what lies between is read as well. */
const READ_BYTES = 128;

const SPACE = 0x20;
const LINE = 0x0a;
const QUOTE = 0x22;
const AMPERSAND = 0x26;
const PERCENT = 0x25;
const BACKSLASH = 0x5c;
/** SSNs, cards: a word in the plural of most Western languages. */
const PLURAL = 0x73;

const LETTER = 1;
/** A word begins here although a letter stands before: the N of socialSecurityNumber, every letter of a script without spaces. */
const STARTS = 2;

/** What stands between two words of one phrase, at most this many of them. */
const JOINTS = new Set([...' _-.\'/+\n’'].map((character) => character.charCodeAt(0))); // prettier-ignore
const JOINTS_MAX = 2;
/** Digits that make a number another value, behind which words belong to it. */
const VALUE_DIGITS_MIN = 7;

const QUOTE_ENTITIES: readonly (readonly [string, number])[] = [['&quot;', QUOTE], ['&#34;', QUOTE], ['&lt;', 0x3c], ['&gt;', 0x3e]]; // prettier-ignore

export interface Hit {
  /** Characters, of `codes`. */
  start: number;
  end: number;
  word: number;
}

export class Surroundings {
  /** Folded characters: letters, ASCII digits, and everything else as it stands. */
  codes = new Int32Array(1024);
  /** Raw offset of each character; one more than there are. */
  from = new Int32Array(1025);
  length = 0;
  /** Words found, `hits` of them, by start. */
  readonly found: Hit[] = [];
  hits = 0;
  /** Numbers of so many digits that they are values: start and end of each. */
  numbers: number[] = [];
  private flags = new Uint8Array(1024);
  private isUpper = new Uint8Array(1024);

  constructor(private readonly index: ContextIndex) {}

  /** Reads what is around a region. */
  read(view: View, region: Region): void {
    const start = firstOf(view, Math.max(view.start, region.start - READ_BYTES));
    const end = Math.min(view.end, region.end + READ_BYTES);
    this.length = 0;
    if (this.codes.length < end - start) this.grow(end - start);
    for (let at = start; at < end;) at = this.readOne(view.bytes, at, end);
    this.from[this.length] = end;
    this.findStarts();
    this.findNumbers();
    this.findWords();
  }

  isLetter(at: number): boolean {
    return (this.flags[at] & LETTER) !== 0;
  }

  /** First character at or behind a raw offset. */
  indexOf(raw: number): number {
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.from[middle] < raw) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private readOne(bytes: Uint8Array, at: number, end: number): number {
    const byte = bytes[at];
    if (byte < 0x80 && byte !== BACKSLASH && byte !== PERCENT && byte !== AMPERSAND && byte !== 0x3d && byte >= SPACE) {
      return this.push(byte, at, at + 1);
    }
    if (byte === AMPERSAND) for (const [entity, code] of QUOTE_ENTITIES) if (startsWith(bytes, at, end, entity)) return this.push(code, at, at + entity.length); // prettier-ignore
    const unit = readUnit(bytes, at, end, true);
    const next = at + unitLength(unit);
    const kind = unitKind(unit);
    if (kind < 10) return this.push(0x30 + kind, at, next);
    if (kind === INVISIBLE) return next;
    const codePoint = unitCodePoint(unit);
    if (codePoint !== PERCENT || next !== at + 1) return this.push(codePoint === 0x0d ? LINE : codePoint, at, next);
    const value = at + 2 < end ? hexPair(bytes[at + 1], bytes[at + 2]) : -1;
    return value >= SPACE && value < 0x7f ? this.push(value, at, at + 3) : this.push(PERCENT, at, next);
  }

  private push(codePoint: number, at: number, next: number): number {
    const { length } = this;
    const letter = foldLetter(codePoint);
    const isNumber = letter >= 0x30 && letter <= 0x39;
    this.codes[length] = letter === 0 ? codePoint : letter;
    this.flags[length] = letter !== 0 && !isNumber ? LETTER : 0;
    this.isUpper[length] = letter !== 0 && letter !== codePoint && codePoint < 0x250 ? 1 : 0;
    this.from[length] = at;
    this.length = length + 1;
    return next;
  }

  private grow(length: number): void {
    this.codes = new Int32Array(length * 2);
    this.from = new Int32Array(length * 2 + 1);
    this.flags = new Uint8Array(length * 2);
    this.isUpper = new Uint8Array(length * 2);
  }

  private findStarts(): void {
    const { flags, isUpper, length, codes } = this;
    for (let i = 0; i < length; i++) {
      if ((flags[i] & LETTER) === 0) continue;
      if (i === 0 || (flags[i - 1] & LETTER) === 0 || isUnspaced(codes[i])) flags[i] |= STARTS;
      else if (isUpper[i] === 1 && (isUpper[i - 1] === 0 || (i + 1 < length && (flags[i + 1] & LETTER) !== 0 && isUpper[i + 1] === 0))) flags[i] |= STARTS; // prettier-ignore
    }
  }

  private findNumbers(): void {
    this.numbers = [];
    for (let i = 0; i < this.length; i++) {
      if (!isDigit(this.codes[i])) continue;
      let digits = 0;
      let end = i;
      for (; end < this.length && (isDigit(this.codes[end]) || this.isGap(end)); end++) if (isDigit(this.codes[end])) digits++;
      if (digits >= VALUE_DIGITS_MIN) this.numbers.push(i, end);
      i = end;
    }
  }

  /** A separator between two digits of one number. */
  private isGap(at: number): boolean {
    const code = this.codes[at];
    const isSeparator = code === SPACE || code === 0x2d || code === 0x2e || code === 0x2f || code === 0xa0;
    return isSeparator && at + 1 < this.length && isDigit(this.codes[at + 1]);
  }

  private findWords(): void {
    this.hits = 0;
    for (let i = 0; i < this.length; i++) if ((this.flags[i] & STARTS) !== 0) this.wordsFrom(i);
  }

  /** Follows the trie from the start of a word. */
  private wordsFrom(start: number): void {
    const { index } = this;
    let node = 0;
    for (let at = start; at < this.length;) {
      const code = this.codes[at];
      const isInWord = (this.flags[at] & LETTER) !== 0 || isDigit(code);
      const end = isInWord ? at + 1 : this.behindJoints(at);
      if (end === at) return;
      node = index.child(node, isInWord ? code : JOINT);
      if (node === 0) return;
      const word = index.word(node);
      if (word !== 0 && this.endsAt(end, word)) this.add(start, end, word);
      at = end;
    }
  }

  private endsAt(end: number, word: number): boolean {
    if (end >= this.length || (this.flags[end] & LETTER) === 0 || (this.flags[end] & STARTS) !== 0 || this.index.goesOn(word)) return true;
    return this.codes[end] === PLURAL && (end + 1 === this.length || (this.flags[end + 1] & LETTER) === 0);
  }

  private behindJoints(at: number): number {
    let end = at;
    while (end < this.length && end - at < JOINTS_MAX && JOINTS.has(this.codes[end])) end++;
    return end < this.length && (this.flags[end] & LETTER) === 0 && !isDigit(this.codes[end]) ? at : end;
  }

  private add(start: number, end: number, word: number): void {
    if (this.hits === this.found.length) this.found.push({ start, end, word });
    else {
      const hit = this.found[this.hits];
      hit.start = start;
      hit.end = end;
      hit.word = word;
    }
    this.hits++;
  }
}

/** The first offset from `at` on that does not lie inside a character of UTF-8. */
function firstOf(view: View, at: number): number {
  let first = at;
  while (first < view.end && (view.bytes[first] & 0xc0) === 0x80) first++;
  return first;
}

function startsWith(bytes: Uint8Array, at: number, end: number, ascii: string): boolean {
  if (at + ascii.length > end) return false;
  for (let i = 0; i < ascii.length; i++) if (bytes[at + i] !== ascii.charCodeAt(i)) return false;
  return true;
}
