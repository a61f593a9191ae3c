/**
 * Words near a number that say what it is, found in raw bytes without making strings. Letter case, camel case and snake case are folded;
 * short words must stand alone.
 */
import { isBehindEscape } from '../../kernel/kernel.js';
import { isAlphanumeric, isLetter, isLower, isUpper } from '../../text/ascii.js';

/** A word of up to this many letters must be whole; a longer one may be the beginning of a compound. */
const WHOLE_WORD_LETTERS = 4;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

const fold = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);
/** What may stand between the words of a phrase. */
export const isJoin = (byte: number): boolean => byte <= SPACE || byte === 0x5f || byte === 0x2d;
/** Byte of a word: an ASCII letter or part of a character that is not ASCII. */
export const isWordByte = (byte: number): boolean => isLetter(byte) || byte >= 0x80;

/** Whether a word must be whole. */
export const isWholeWord = (word: string): boolean => word.length <= WHOLE_WORD_LETTERS && isLetter(word.charCodeAt(word.length - 1));

interface Word {
  /** Folded UTF-8; a space stands for any joint, none included. */
  readonly bytes: Uint8Array;
  readonly isWhole: boolean;
}

/** Tells whether one of its words stands in a stretch of bytes. */
export class WordTest {
  /** By the first two bytes of a word: one more than the place of the first such word in `words`; they follow each other. */
  private readonly heads = new Uint16Array(0x10000);
  /** Bytes with which words begin. */
  private readonly starters = new Uint8Array(256);
  private readonly words: Word[];
  /** The first two bytes of each word, and nothing behind the last. */
  private readonly keys: Uint16Array;

  constructor(words: readonly string[]) {
    this.words = words
      .map((word) => ({ bytes: Buffer.from(word.toLowerCase()), isWhole: isWholeWord(word) }))
      .sort((a, b) => Buffer.compare(a.bytes, b.bytes));
    this.keys = Uint16Array.from([...this.words.map(({ bytes }) => keyOf(bytes, 0)), 0]);
    for (let i = this.words.length - 1; i >= 0; i--) {
      const { bytes } = this.words[i];
      this.heads[this.keys[i]] = i + 1;
      this.starters[bytes[0]] = 1;
      if (isLower(bytes[0])) this.starters[bytes[0] & UPPER] = 1;
    }
  }

  /** Offset behind the word found last. */
  end = 0;

  /** Offset of the first word that begins in the bytes from `from` to before `to`, or -1; nothing is known beyond `low` and `high`. */
  find(bytes: Uint8Array, low: number, high: number, from: number, to: number): number {
    const last = Math.min(to, high - 1);
    for (let at = from; at < last; at++) {
      if (this.starters[bytes[at]] === 0 || !beginsWord(bytes, at, low)) continue;
      const key = keyOf(bytes, at);
      for (let i = this.heads[key] - 1; i >= 0 && this.keys[i] === key; i++) {
        this.end = endOf(this.words[i], bytes, at, high);
        if (this.end >= 0) return at;
      }
    }
    return -1;
  }
}

/** Clears the bit that tells lower from upper case. */
const UPPER = 0xdf;

const keyOf = (bytes: Uint8Array, at: number): number => (fold(bytes[at]) << 8) | fold(bytes[at + 1]);

/** Whether a word may begin at `at`: behind something else than a letter, at a hump of camel case, or with a character that is not ASCII. */
function beginsWord(bytes: Uint8Array, at: number, low: number): boolean {
  const byte = bytes[at];
  if (byte >= 0x80) return byte >= 0xc0;
  if (at === low) return isLetter(byte);
  const before = bytes[at - 1];
  if (!isLetter(before)) return isLetter(byte);
  if (isUpper(byte)) return isLower(before) || (at + 1 < bytes.length && isLower(bytes[at + 1]));
  return isBehindEscape(bytes, at, low); // \ncard, \u003ecard
}

function endOf(word: Word, bytes: Uint8Array, start: number, to: number): number {
  let at = start;
  const { bytes: expectedBytes } = word;
  for (let i = 0; i < expectedBytes.length; i++) {
    const expected = expectedBytes[i];
    if (expected === SPACE) while (at < to && isJoin(bytes[at])) at++;
    else if (at < to && fold(bytes[at]) === expected) at++;
    else return -1;
  }
  const isFollowed = at < to && isLetter(bytes[at]) && !(isUpper(bytes[at]) && isLower(bytes[at - 1]));
  return word.isWhole && isFollowed ? -1 : at;
}

/** Compiles the words of a rule. */
export const compileWords = (words: readonly string[]): WordTest => new WordTest(words);

/** A few words that are looked up whole. */
export class WordSet {
  private readonly byHash = new Map<number, readonly Uint8Array[]>();
  private readonly values = new Map<Uint8Array, number>();

  /** Words with a value each, or none. */
  constructor(words: Iterable<readonly [word: string, value: number]>) {
    for (const [word, value] of words) {
      const bytes = Buffer.from(word.toLowerCase());
      const hash = hashOf(bytes, 0, bytes.length);
      this.byHash.set(hash, [...(this.byHash.get(hash) ?? []), bytes]);
      this.values.set(bytes, value);
    }
  }

  /** The value of the word from `from` to before `to`, or -1. */
  value(bytes: Uint8Array, from: number, to: number): number {
    const words = this.byHash.get(hashOf(bytes, from, to));
    if (words === undefined) return -1;
    for (const word of words) if (isSame(word, bytes, from, to)) return this.values.get(word) ?? -1;
    return -1;
  }

  has(bytes: Uint8Array, from: number, to: number): boolean {
    return this.value(bytes, from, to) >= 0;
  }
}

export const wordSet = (words: string): WordSet => new WordSet(words.split(/\s+/).map((word) => [word, 1] as const));

function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ fold(bytes[i]), 0x01000193);
  return hash;
}

function isSame(word: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (word.length !== to - from) return false;
  for (let i = 0; i < word.length; i++) if (fold(bytes[from + i]) !== word[i]) return false;
  return true;
}

/** Bytes before a value in which its label must stand. */
const LABEL_REACH = 64;
const isJoint = (code: number): boolean =>
  code <= 0x20 || code === 0x22 || code === 0x27 || code === 0x3a || code === 0x3d || code === 0x23 || code === BACKSLASH; // space " ' : = # \
const isLabelCharacter = (code: number): boolean => isAlphanumeric(code) || code === 0x5f || code === 0x2d || code === 0x2e; // _ - .

/** Labels that declare what a value is, folded: `trace_id`, `traceId` and `trace-id` read `traceid`. */
export class LabelSet {
  private readonly hashes = new Set<number>();

  constructor(private readonly labels: ReadonlySet<string>) {
    for (const label of labels) this.hashes.add(reversedHash(label));
  }

  /** Whether the JSON key, attribute or label directly before the value at `at` is one of them. */
  isBefore(bytes: Uint8Array, low: number, at: number): boolean {
    const first = Math.max(low, at - LABEL_REACH);
    let end = at;
    while (end > first && isJoint(bytes[end - 1])) end--;
    let hash = 0;
    let start = end;
    for (; start > first && isLabelCharacter(bytes[start - 1]); start--) {
      if (isAlphanumeric(bytes[start - 1])) hash = (Math.imul(hash, 31) + fold(bytes[start - 1])) | 0;
    }
    return this.hashes.has(hash) && this.labels.has(labelText(bytes, start, end));
  }
}

/** Of the folded characters of a label from its end to its beginning, as they are met. */
function reversedHash(label: string): number {
  let hash = 0;
  for (let i = label.length - 1; i >= 0; i--) hash = (Math.imul(hash, 31) + label.charCodeAt(i)) | 0;
  return hash;
}

function labelText(bytes: Uint8Array, start: number, end: number): string {
  let label = '';
  for (let i = start; i < end; i++) if (isAlphanumeric(bytes[i])) label += String.fromCharCode(fold(bytes[i]));
  return label;
}
