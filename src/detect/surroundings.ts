/**
 * The bytes around a region as characters for the judgement of context: folded letters, digits, quotes, brackets and joints, with raw offsets;
 * the rules' words among them; the numbers that stand between words and values. Read once a region, and only when a candidate asks.
 */
import { INVISIBLE } from '../text/characters.js';
import { isDigit, isLetter } from '../text/ascii.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../text/unit.js';
import { JOINT, type ContextIndex } from './context.js';
import { foldCase, foldLetter, isUnspaced } from './letters.js';
import { isInRandomToken } from './random-token.js';
import { hexPair } from './shape/fold.js';
import type { Region, View } from './view.js';

/** Raw bytes before a value and behind it in which words count. */
export const REACH_BEFORE_BYTES = 96;
export const REACH_BEHIND_BYTES = 48;
/** Raw bytes read before and behind a region; what lies between is read as well. */
const READ_BEFORE_BYTES = 128;
const READ_BEHIND_BYTES = 96;

const SPACE = 0x20;
const LINE = 0x0a;
const QUOTE = 0x22;
const AMPERSAND = 0x26;
const PERCENT = 0x25;
const BACKSLASH = 0x5c;
/** SSNs, cards: a word in the plural of most Western languages. */
const PLURAL = 0x73;

const DIGIT_MIN = 0x30;
const DIGIT_MAX = 0x39;
const LETTER = 1;
/** A capital letter of the Latin script. */
const UPPER = 2;
/** A word that was found ends before this character. */
const BEHIND_WORD = 4;

/** Folded character of a byte that stands for itself, 0 for one that does not; and its flags. */
const PLAIN = new Uint8Array(256);
const PLAIN_FLAGS = new Uint8Array(256);
for (let code = SPACE; code < 0x7f; code++) {
  PLAIN[code] = isLetter(code) ? code | 0x20 : code;
  PLAIN_FLAGS[code] = !isLetter(code) ? 0 : (code & 0x20) === 0 ? LETTER | UPPER : LETTER;
}
for (const code of [BACKSLASH, PERCENT, AMPERSAND, 0x3d]) PLAIN[code] = 0;

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
  private flags = new Uint8Array(1025);
  private bytes: Uint8Array = new Uint8Array(0);

  constructor(private readonly index: ContextIndex) {}

  /** Reads what is around a region. */
  read(view: View, region: Region): void {
    const start = firstOf(view, Math.max(view.start, region.start - READ_BEFORE_BYTES));
    const end = Math.min(view.end, region.end + READ_BEHIND_BYTES);
    this.length = 0;
    this.bytes = view.bytes;
    if (this.codes.length < end - start) this.grow(end - start);
    this.readAll(view.bytes, start, end);
    this.from[this.length] = end;
    this.flags[this.length] = 0;
    this.findNumbers();
    this.findWords();
  }

  isLetter(at: number): boolean {
    return (this.flags[at] & LETTER) !== 0;
  }

  /** Whether a word that was found ends right before a character. */
  isBehindWord(at: number): boolean {
    return (this.flags[at] & BEHIND_WORD) !== 0;
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

  private readAll(bytes: Uint8Array, start: number, end: number): void {
    const { codes, flags, from } = this;
    let length = 0;
    for (let at = start; at < end;) {
      const byte = bytes[at];
      const plain = PLAIN[byte];
      if (plain === 0) {
        this.length = length;
        at = this.readOne(bytes, at, end);
        ({ length } = this);
        continue;
      }
      codes[length] = plain;
      flags[length] = PLAIN_FLAGS[byte];
      from[length++] = at++;
    }
    this.length = length;
  }

  private readOne(bytes: Uint8Array, at: number, end: number): number {
    if (bytes[at] === AMPERSAND) {
      for (const [entity, code] of QUOTE_ENTITIES) if (startsWith(bytes, at, end, entity)) return this.push(code, at, at + entity.length);
    }
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
    const isUpper = letter !== codePoint && codePoint < 0x250 && codePoint !== foldCase(codePoint);
    this.flags[length] = letter === 0 || isNumber ? 0 : isUpper ? LETTER | UPPER : LETTER;
    this.from[length] = at;
    this.length = length + 1;
    return next;
  }

  private grow(length: number): void {
    this.codes = new Int32Array(length * 2);
    this.from = new Int32Array(length * 2 + 1);
    this.flags = new Uint8Array(length * 2 + 1);
  }

  /** Whether a word may begin with this letter. */
  private isStart(at: number): boolean {
    const { flags, length } = this;
    if (at === 0 || (flags[at - 1] & LETTER) === 0 || isUnspaced(this.codes[at])) return true;
    if ((flags[at] & UPPER) === 0) return false;
    return (flags[at - 1] & UPPER) === 0 || (at + 1 < length && (flags[at + 1] & (LETTER | UPPER)) === LETTER);
  }

  private findNumbers(): void {
    this.numbers.length = 0;
    const { codes, length } = this;
    for (let i = 0; i < length; i++) {
      if (codes[i] < DIGIT_MIN || codes[i] > DIGIT_MAX) continue;
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
    const { flags, codes, length } = this;
    let isLetterBefore = false;
    for (let i = 0; i < length; i++) {
      const flag = flags[i];
      if ((flag & LETTER) === 0) isLetterBefore = false;
      else if (!isLetterBefore || (flag & UPPER) !== 0 || codes[i] >= 0x80) {
        isLetterBefore = true;
        if (this.isStart(i)) this.wordsFrom(i);
      }
    }
  }

  /** Words that begin at a letter. Most end with a glance at three letters. */
  private wordsFrom(start: number): void {
    const { index, codes } = this;
    const a = codes[start];
    const b = codes[start + 1];
    const c = codes[start + 2];
    if (start + 2 >= this.length || a >= 0x80 || !isLetter(b) || !isLetter(c)) {
      this.follow(start, start, 0);
      return;
    }
    const word = index.pair(a, b);
    if (word !== 0 && this.endsAt(start + 2, word)) this.add(start, start + 2, word);
    const node = index.triple(a, b, c);
    if (node === 0) return;
    const whole = index.word(node);
    if (whole !== 0 && this.endsAt(start + 3, whole)) this.add(start, start + 3, whole);
    this.follow(start, start + 3, node);
  }

  /** Follows the trie from a node for the word that began at `start`. */
  private follow(start: number, from: number, begun: number): void {
    const { index } = this;
    let node = begun;
    for (let at = from; at < this.length;) {
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
    if (end >= this.length || (this.flags[end] & LETTER) === 0 || this.isStart(end) || this.index.goesOn(word)) return true;
    return this.codes[end] === PLURAL && (end + 1 === this.length || (this.flags[end + 1] & LETTER) === 0);
  }

  private behindJoints(at: number): number {
    let end = at;
    while (end < this.length && end - at < JOINTS_MAX && JOINTS.has(this.codes[end])) end++;
    return end < this.length && (this.flags[end] & LETTER) === 0 && !isDigit(this.codes[end]) ? at : end;
  }

  private add(start: number, end: number, word: number): void {
    const { from, length } = this;
    if (isInRandomToken(this.bytes, from[0], from[length], from[start], from[end], end - start)) return;
    this.flags[end] |= BEHIND_WORD;
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
