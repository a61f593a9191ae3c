/** Writes the words into the kernel's memory: by the hash of the bytes at the beginning of some word in them. */
import {
  HASH_FACTOR, HASH_FOLD, JOINT, KIND_CONTEXT, KIND_LITERAL, KIND_NUMBER, WORD_BYTES_MAX, WORD_FILTER_AT, WORD_FILTER_BITS, WORD_FILTER_PLAIN_AT, WORD_HASH_BITS,
  WORD_HASHES_AT, WORD_HEAD, WORD_KEY_BITS, WORD_KEYS_AT, WORD_LAST, WORD_PLAIN_SHIFT, WORD_WHOLE, WORDS_AT,
} from '../layout.js'; // prettier-ignore
import type { KernelWord } from '../kernel.js';
import { anchorOf, isEscapeLetter } from '../letters.js';

const KINDS = { literal: KIND_LITERAL, context: KIND_CONTEXT, number: KIND_NUMBER } as const;
/** Offset of the first word behind WORDS_AT: 0 means none. */
const FIRST_WORD = 4;

interface Entry {
  readonly word: KernelWord;
  /** Offset in the word of the letter it is found by. */
  readonly anchor: number;
  /** Of its key: its first four bytes at most, for the filter; its hash. */
  readonly head: number;
  readonly key: number;
}

const placeOf = ({ key }: Entry): number => key >>> (WORD_KEY_BITS - WORD_HASH_BITS);

/** Bytes of memory that a kernel with these words needs. */
export const wordsSize = (words: readonly KernelWord[]): number =>
  WORDS_AT + FIRST_WORD + words.reduce((sum, word) => sum + slotBytes(word), 0);

/** Writes into a memory with room for them. */
export function writeWords(buffer: ArrayBuffer, words: readonly KernelWord[]): void {
  const entries = words.map(entryOf).sort((a, b) => a.key - b.key);
  const filter = new Uint8Array(buffer, WORD_FILTER_AT, 1 << (WORD_FILTER_BITS - 3));
  const plain = new Uint8Array(buffer, WORD_FILTER_PLAIN_AT, 1 << (WORD_FILTER_BITS - 3));
  const keys = new Uint8Array(buffer, WORD_KEYS_AT, 1 << (WORD_KEY_BITS - 3));
  const hashes = new Uint32Array(buffer, WORD_HASHES_AT, 1 << WORD_HASH_BITS);
  const bytes = new Uint8Array(buffer, WORDS_AT);
  const values = new DataView(buffer, WORDS_AT);
  let offset = FIRST_WORD;
  entries.forEach((entry, index) => {
    const hash = Math.imul(entry.head, HASH_FACTOR) >>> (32 - WORD_FILTER_BITS);
    filter[hash >> 3] |= 1 << (hash & 7);
    if (entry.word.use.kind !== 'context') plain[hash >> 3] |= 1 << (hash & 7);
    keys[entry.key >> 3] |= 1 << (entry.key & 7);
    const place = placeOf(entry);
    if (hashes[place] === 0) hashes[place] = offset;
    const next = entries[index + 1] as Entry | undefined;
    writeWord(bytes, offset, entry, next === undefined || placeOf(next) !== place);
    values.setBigUint64(offset + 4, valueOf(entry.word), true);
    offset += slotBytes(entry.word);
  });
}

const slotBytes = ({ bytes }: KernelWord): number => (WORD_HEAD + 2 * bytes.length + 3) & ~3;

function entryOf(word: KernelWord): Entry {
  const { bytes } = word;
  const found = anchorOf(bytes);
  if (found === undefined || bytes.length > WORD_BYTES_MAX)
    throw new RangeError('a word takes 2 to 30 bytes, with a word of two letters in it');
  const { anchor, length } = found;
  const rest = plainBytes(bytes, anchor);
  // Eight, six or four letters make the key, or all of a short word; of an escape, the bytes behind its letter.
  const letters = isEscapeLetter(bytes, anchor) ? rest : Math.min(rest, length);
  const keyBytes = length < 4 ? length : letters >= 8 ? 8 : letters >= 6 ? 6 : 4;
  const head = keyOf(bytes, anchor, Math.min(4, keyBytes));
  return { word, anchor, head, key: hashOf(head, keyOf(bytes, anchor + 4, keyBytes - 4), keyBytes) };
}

/** Bytes from the anchor to a joint or the end. */
function plainBytes(bytes: Uint8Array, anchor: number): number {
  const joint = bytes.indexOf(JOINT, anchor);
  return (joint < 0 ? bytes.length : joint) - anchor;
}

/** Bytes from `at` on as one number, the first lowest, each with the bit set that tells lower from upper case. */
function keyOf(bytes: Uint8Array, at: number, count: number): number {
  let key = 0;
  for (let i = count - 1; i >= 0; i--) key = (key << 8) | bytes[at + i] | (HASH_FOLD & 0xff);
  return key >>> 0;
}

/** 0x9e3779b97f4a7c15 in two halves. */
const FACTOR_LOW = 0x7f4a7c15;
const FACTOR_HIGH = 0x9e3779b9;
const HALF = 0x1_0000_0000;

/** Hash of a key: (key + its length) × factor in 64 bits, of which the highest count. */
function hashOf(low: number, high: number, keyBytes: number): number {
  const sum = low + keyBytes;
  const [a, b] = [sum >>> 0, (high + (sum >= HALF ? 1 : 0)) >>> 0];
  const top = highHalf(a, FACTOR_LOW) + Math.imul(a, FACTOR_HIGH) + Math.imul(b, FACTOR_LOW);
  return (top >>> 0) >>> (32 - WORD_KEY_BITS);
}

/** The upper 32 bits of the product of two numbers of 32 bits. */
function highHalf(a: number, b: number): number {
  const [a0, a1, b0, b1] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const middle = a1 * b0 + (((a0 * b0) / 0x10000) | 0);
  const carried = (middle % 0x10000) + a0 * b1;
  return a1 * b1 + Math.floor(middle / 0x10000) + Math.floor(carried / 0x10000);
}

const valueOf = ({ use }: KernelWord): bigint => (use.kind === 'context' ? use.families : use.kind === 'literal' ? BigInt(use.number) : 0n);

function writeWord(memory: Uint8Array, offset: number, { word, anchor }: Entry, isLast: boolean): void {
  const { bytes, use } = word;
  memory[offset] = bytes.length;
  memory[offset + 1] = anchor;
  memory[offset + 2] = (plainBytes(bytes, anchor) << WORD_PLAIN_SHIFT) | (word.whole ? WORD_WHOLE : 0) | (isLast ? WORD_LAST : 0);
  memory[offset + 3] = KINDS[use.kind];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    memory[offset + WORD_HEAD + at] = byte;
    memory[offset + WORD_HEAD + bytes.length + at] = word.exact !== true && byte >= 0x61 && byte <= 0x7a ? 0x20 : 0;
  }
}
