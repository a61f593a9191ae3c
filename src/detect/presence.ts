/**
 * Which rules may have a word near a region, told from the raw bytes at a glance: most regions have none, and are done with before their
 * surroundings are read. It may name a rule too many, never one too few: where bytes could stand for letters in ways that take reading, it
 * says that it is unsure. What regions of one scan have in common is looked at once.
 */
import { isAlphanumeric, isDigit, isLetter } from '../text/ascii.js';
import { JOINT, ROLE_OWNED, type ContextIndex } from './context.js';
import { foldLetter } from './letters.js';
import { hexPair } from './shape/fold.js';
import { READ_BEFORE_BYTES, READ_BEHIND_BYTES, type Hit } from './surroundings.js';
import type { Region, View } from './view.js';

const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const AMPERSAND = 0x26;
const EQUALS = 0x3d;
const FIRST_LETTER = 0x61;
const LAST_LETTER = 0x7a;
const DIGIT_MIN = 0x30;
const DIGIT_MAX = 0x39;

/** What a byte is: its folded letter or digit, the end of a word, or something that takes a closer look. */
const BREAK = 0;
const SPECIAL = 1;
const BYTES = new Uint8Array(256).fill(SPECIAL);
for (let byte = 0x20; byte < 0x7f; byte++) BYTES[byte] = isLetter(byte) ? byte | 0x20 : isDigit(byte) ? byte : BREAK;
for (const byte of [0x09, 0x0a, 0x0d]) BYTES[byte] = BREAK;
for (const special of '\\%&=') BYTES[special.charCodeAt(0)] = SPECIAL;

/** Letters of escapes that stand between words: \n */
const BREAKING_ESCAPES = new Uint8Array(256);
for (const letter of 'nrtbfv"/') BREAKING_ESCAPES[letter.charCodeAt(0)] = 1;
const REFERENCES: ReadonlySet<string> = new Set(['quot', 'lt', 'gt', 'nbsp']);
const REFERENCE_BYTES_MAX = 32;

/** Bytes behind a place inside an escape after which all is read as if it had not been one: up to there, any letter may begin a word. */
const UNSURE_BYTES = 16;
/** Units between two words of one phrase. */
const JOINTS_MAX = 2;
/** Words noted at once; with more of them anything may be near. */
const NOTED_MAX = 4096;

/** The unit read last: a folded letter or digit, BREAK, or SPECIAL for what takes reading; and the offset behind it. */
let unit = 0;
let next = 0;

export class Presence {
  /** Words of two letters, by those; nodes of the trie by three. */
  private readonly pairs = new Int32Array(0x400);
  private readonly thirds = new Int32Array(0x8000);
  /** Rules with a word near, as bits. */
  private readonly rules: Uint32Array;
  /** Words noted in this scan, and where they begin. */
  private readonly starts = new Int32Array(NOTED_MAX);
  private readonly words = new Int32Array(NOTED_MAX);
  private noted = 0;
  /** What has been looked at: in which scan, from where, to where, whether a letter ends there; the last place that takes reading. */
  private serial = -1;
  private from = 0;
  private to = 0;
  private isLetterBefore = false;
  private unsureAt = -1;
  /** All rules may have words near: the surroundings must be read to tell. */
  isUnsure = false;

  constructor(private readonly index: ContextIndex) {
    this.rules = index.emptySet();
    for (let a = FIRST_LETTER; a <= LAST_LETTER; a++) {
      const first = index.child(0, a);
      for (let b = FIRST_LETTER; b <= LAST_LETTER && first !== 0; b++) {
        const second = index.child(first, b);
        if (second === 0) continue;
        this.pairs[pairOf(a, b)] = index.word(second);
        for (let c = FIRST_LETTER; c <= LAST_LETTER; c++) this.thirds[thirdOf(pairOf(a, b), c)] = index.child(second, c);
      }
    }
  }

  /** Looks around a region. */
  look(view: View, region: Region): void {
    const { bytes, serial } = view;
    const start = Math.max(view.start, region.start - READ_BEFORE_BYTES);
    const end = Math.min(view.end, region.end + READ_BEHIND_BYTES);
    if (serial === undefined || serial !== this.serial || start < this.from || start > this.to || this.noted > NOTED_MAX / 2) {
      this.serial = serial ?? -1;
      this.from = this.to = start;
      this.noted = 0;
      this.isLetterBefore = false;
      this.unsureAt = -1;
    }
    if (this.to < end) this.scan(bytes, end);
    const { noted } = this;
    // Where looking began a few bytes before, it may have begun inside an escape, and read what follows in another way.
    const stop = start === this.from ? start : Math.min(end, this.from + UNSURE_BYTES);
    for (let at = start; at < stop; at++) {
      const letter = BYTES[bytes[at]];
      if (letter > DIGIT_MAX) this.follow(bytes, at, letter, at + 1);
    }
    this.isUnsure = this.unsureAt >= start || this.noted === NOTED_MAX;
    this.rules.fill(0);
    for (let i = this.noted - 1; i >= 0 && this.starts[i] >= start; i--) this.index.addRaised(this.words[i], this.rules);
    this.noted = noted;
  }

  /** Takes in what the surroundings have shown. */
  take(found: readonly Hit[], hits: number): void {
    this.rules.fill(0);
    for (let i = 0; i < hits; i++) this.index.addRaised(found[i].word, this.rules);
  }

  has(rule: number): boolean {
    return (this.rules[rule >> 5] & (1 << (rule & 31))) !== 0;
  }

  /** Looks at the bytes up to `end` that have not been looked at. */
  private scan(bytes: Uint8Array, end: number): void {
    let { isLetterBefore, to: at } = this;
    while (at < end) {
      const kind = BYTES[bytes[at]];
      if (kind > DIGIT_MAX) {
        if (!isLetterBefore || isCapitalStart(bytes, at)) this.follow(bytes, at, kind, at + 1);
        isLetterBefore = true;
        at++;
      } else if (kind !== SPECIAL) {
        isLetterBefore = false;
        at++;
      } else {
        readSpecial(bytes, at);
        if (unit === SPECIAL) this.unsureAt = at;
        isLetterBefore = unit > DIGIT_MAX;
        const behind = next;
        if (isLetterBefore) this.follow(bytes, at, unit, behind);
        at = behind;
      }
    }
    this.to = at;
    this.isLetterBefore = isLetterBefore;
  }

  /** Notes the words that begin with `letter`, behind which the bytes from `behind` on stand. */
  private follow(bytes: Uint8Array, start: number, letter: number, behind: number): void {
    const second = BYTES[bytes[behind]];
    const third = BYTES[bytes[behind + 1]];
    let node: number;
    let at = behind;
    if (letter < 0x80 && second > DIGIT_MAX && third > DIGIT_MAX) {
      const pair = pairOf(letter, second);
      if (this.pairs[pair] !== 0) this.note(start, this.pairs[pair]);
      node = this.thirds[thirdOf(pair, third)];
      at += 2;
    } else node = this.index.child(0, letter);
    while (node !== 0) {
      const word = this.index.word(node);
      if (word !== 0) this.note(start, word);
      const kind = BYTES[bytes[at]];
      if (kind >= DIGIT_MIN) {
        node = this.index.child(node, kind);
        at++;
      } else {
        node = this.behindSpecial(bytes, node, at);
        at = next;
      }
    }
  }

  /** The node behind what is no plain letter or digit, or 0: a letter written in another way, or what stands between two words. */
  private behindSpecial(bytes: Uint8Array, node: number, from: number): number {
    next = from;
    for (let joints = 0; joints <= JOINTS_MAX; joints++) {
      if (next >= bytes.length) return 0;
      const kind = BYTES[bytes[next]];
      if (kind >= DIGIT_MIN) return this.index.child(node, JOINT);
      if (kind === SPECIAL) {
        const at = next;
        readSpecial(bytes, at);
        if (unit === SPECIAL) return 0;
        if (unit >= DIGIT_MIN) {
          if (joints === 0) return this.index.child(node, unit);
          next = at;
          return this.index.child(node, JOINT);
        }
      } else next++;
    }
    return 0;
  }

  private note(start: number, word: number): void {
    if (this.noted === NOTED_MAX || !this.index.hasRole(word, ROLE_OWNED)) return;
    this.starts[this.noted] = start;
    this.words[this.noted++] = word;
  }
}

const pairOf = (a: number, b: number): number => ((a & 31) << 5) | (b & 31);
const thirdOf = (pair: number, c: number): number => (pair << 5) | (c & 31);

/** Whether a capital begins a word behind another letter: socialSecurity, SSNumber. */
function isCapitalStart(bytes: Uint8Array, at: number): boolean {
  if (!isCapital(bytes[at])) return false;
  if (!isCapital(bytes[at - 1])) return true;
  const behind = bytes[at + 1];
  return BYTES[behind] === SPECIAL || (BYTES[behind] > DIGIT_MAX && !isCapital(behind));
}

const isCapital = (byte: number): boolean => byte >= 0x41 && byte <= 0x5a;

/** Reads what is neither a plain letter nor digit nor an end of words. */
function readSpecial(bytes: Uint8Array, at: number): void {
  const byte = bytes[at];
  const second = bytes[at + 1];
  next = at + 1;
  unit = SPECIAL;
  if (byte === BACKSLASH) readEscape(second);
  else if (byte === EQUALS) unit = second === 0x0a || second === 0x0d ? SPECIAL : BREAK;
  else if (byte === AMPERSAND) readReference(bytes, at);
  else if (byte === PERCENT) {
    const value = hexPair(second, bytes[at + 2]);
    unit = value < 0 ? BREAK : BYTES[value];
    if (unit !== SPECIAL && value >= 0) next = at + 3;
  } else if (byte >= 0xc3 && byte <= 0xc9 && second >= 0x80) {
    unit = foldLetter(((byte & 31) << 6) | (second & 63));
    next = at + 2;
  } else if (byte === 0xc2 && second === 0xa0) {
    unit = BREAK;
    next = at + 2;
  } else if (byte === 0xe2 && second === 0x80 && bytes[at + 2] >= 0x90 && bytes[at + 2] <= 0xa7) {
    unit = BREAK; // dashes, quotation marks, bullets, dots
    next = at + 3;
  }
}

function readEscape(letter: number): void {
  if (letter === BACKSLASH || letter === 0x75 || letter === 0x78) return;
  unit = BREAK;
  if (BREAKING_ESCAPES[letter] !== 0) next++;
}

/** The references that stand between words; others take reading, and without a semicolon the sign stands for itself. */
function readReference(bytes: Uint8Array, at: number): void {
  if (bytes[next] === 0x23) return;
  let end = next;
  while (end < at + REFERENCE_BYTES_MAX && isAlphanumeric(bytes[end])) end++;
  if (bytes[end] === 0x3b && !REFERENCES.has(Buffer.from(bytes.subarray(at + 1, end)).toString('latin1'))) return;
  unit = BREAK;
  if (bytes[end] === 0x3b) next = end + 1;
}
