/** What the sieve looks for, as it stands in its memory. */
import {
  BEGINNINGS, BEGINNINGS_AT, HASH_BITS, KNOWN_LETTERS_MAX, LONG_LETTERS, LONG_MARK, MAY_AT, MAY_BE_KNOWN, MAY_BEGIN, SLOTS, SLOTS_AT, START_LETTERS,
} from './sieve-layout.js'; // prettier-ignore

export interface SieveWord {
  readonly letters: string;
  /** KNOWN, NUMBER or SOFT. */
  readonly kind: number;
}

/** Letters are ASCII, in small. */
export interface SieveTables {
  /** Known words. Longer ones than KNOWN_LETTERS_MAX are left out. */
  readonly words: readonly SieveWord[];
  /** How long words may begin that are kept: LONG_LETTERS letters each. */
  readonly long: Iterable<string>;
  /** What else is kept: by the hash of the first bytes, and by START_LETTERS letters, or by all where a word has fewer. */
  readonly beginnings: Uint8Array;
  readonly starts: Iterable<string>;
}

/** Words that the slots have room for: with more of them full, each look at one would take several. */
export const WORDS_MAX = SLOTS / 2;
/** The same as in the assembly. */
const KNOWN_FACTOR = 0x9e3779b97f4a7c15n;
const START_FACTOR = 0x9e3779b1;
const SHORT_WORD = new RegExp(`^[a-z]{1,${KNOWN_LETTERS_MAX}}$`);

export function writeSieve(memory: ArrayBuffer, { words, long, beginnings, starts }: SieveTables): void {
  const known = words.filter(({ letters }) => SHORT_WORD.test(letters));
  const may = new Uint8Array(memory, MAY_AT, 1 << HASH_BITS);
  for (const { letters } of known) note(may, letters.slice(0, START_LETTERS), MAY_BE_KNOWN);
  for (const letters of long) noteLong(may, letters, MAY_BE_KNOWN);
  for (const letters of starts) {
    note(may, letters.slice(0, START_LETTERS), MAY_BEGIN);
    noteLong(may, letters.slice(0, LONG_LETTERS), MAY_BEGIN);
  }
  fill(new BigUint64Array(memory, SLOTS_AT, SLOTS), known);
  new Uint8Array(memory, BEGINNINGS_AT, BEGINNINGS).set(beginnings);
}

function fill(slots: BigUint64Array, words: readonly SieveWord[]): void {
  for (const { letters, kind } of words) {
    const word = wordOf(letters);
    let slot = knownHash(word) & (SLOTS - 1);
    while (slots[slot] !== 0n) slot = (slot + 1) & (SLOTS - 1);
    slots[slot] = word | (BigInt(kind) << BigInt(8 * KNOWN_LETTERS_MAX));
  }
}

const note = (may: Uint8Array, letters: string, what: number): void => noteKey(may, Number(wordOf(letters)), what);
const noteLong = (may: Uint8Array, letters: string, what: number): void => noteKey(may, Number(wordOf(letters)) | LONG_MARK, what);

function noteKey(may: Uint8Array, key: number, what: number): void {
  may[Math.imul(key, START_FACTOR) >>> (32 - HASH_BITS)] |= what;
}

/** The letters, the first in the lowest byte. */
const wordOf = (letters: string): bigint => Buffer.from(letters).reduceRight((word, letter) => (word << 8n) | BigInt(letter), 0n);

const knownHash = (word: bigint): number => Number(BigInt.asUintN(64, word * KNOWN_FACTOR) >> BigInt(64 - HASH_BITS));
