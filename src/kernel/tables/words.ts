/** Writes the words into the kernel's memory: by the hash of the bytes at the beginning of the first word in them. */
import {
  HASH_FACTOR, HASH_FOLD, KIND_CONTEXT, KIND_LITERAL, KIND_NUMBER, WORD_BYTES_MAX, WORD_FILTER_AT, WORD_FILTER_BITS, WORD_HASH_BITS,
  WORD_HASHES_AT, WORD_HEAD, WORD_LAST, WORD_WHOLE, WORDS_AT,
} from '../layout.js'; // prettier-ignore
import type { KernelWord } from '../kernel.js';
import { firstWord, wordLength } from '../letters.js';

const KINDS = { literal: KIND_LITERAL, context: KIND_CONTEXT, number: KIND_NUMBER } as const;
const PAGE_BYTES = 65_536;
/** Offset of the first word behind WORDS_AT: 0 means none. */
const FIRST_WORD = 4;

interface Entry {
  readonly word: KernelWord;
  /** Offset in the word of the letter it is found by. */
  readonly anchor: number;
  /** Bytes from there on that make its key: eight, six or four, or the first word where there are fewer. */
  readonly keyBytes: number;
  readonly place: number;
}

export function writeWords(memory: WebAssembly.Memory, words: readonly KernelWord[]): void {
  const entries = words.map(entryOf).sort((a, b) => a.place - b.place);
  const size = FIRST_WORD + entries.reduce((sum, { word }) => sum + slotBytes(word), 0);
  const missing = WORDS_AT + size - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  const filter = new Uint8Array(memory.buffer, WORD_FILTER_AT, 1 << (WORD_FILTER_BITS - 3));
  const hashes = new Uint32Array(memory.buffer, WORD_HASHES_AT, 1 << WORD_HASH_BITS);
  let offset = FIRST_WORD;
  entries.forEach((entry, index) => {
    const hash = filterHash(entry);
    filter[hash >> 3] |= 1 << (hash & 7);
    if (hashes[entry.place] === 0) hashes[entry.place] = offset;
    const next = entries[index + 1] as Entry | undefined;
    writeWord(new DataView(memory.buffer, WORDS_AT + offset), entry, next?.place !== entry.place);
    offset += slotBytes(entry.word);
  });
}

const slotBytes = ({ bytes }: KernelWord): number => (WORD_HEAD + 2 * bytes.length + 3) & ~3;

function entryOf(word: KernelWord): Entry {
  const { bytes } = word;
  const anchor = firstWord(bytes);
  if (bytes.length < 2 || bytes.length > WORD_BYTES_MAX || anchor < 0) throw new RangeError('a word takes 2 to 30 bytes and a letter');
  const rest = bytes.length - anchor;
  const keyBytes = [8, 6, 4].find((length) => rest >= length) ?? wordLength(bytes, anchor);
  return { word, anchor, keyBytes, place: placeOf(keyOf(bytes, anchor, keyBytes), keyBytes) };
}

const PLACE_FACTOR = 0x9e3779b97f4a7c15n;

/** Place of a key in the hash table. */
function placeOf(key: bigint, keyBytes: number): number {
  return Number(BigInt.asUintN(64, (key + BigInt(keyBytes)) * PLACE_FACTOR) >> BigInt(64 - WORD_HASH_BITS));
}

/** Bytes from `at` on as one number, the first lowest, each with the bit set that tells lower from upper case. */
function keyOf(bytes: Uint8Array, at: number, count: number): bigint {
  let key = 0n;
  for (let i = count - 1; i >= 0; i--) key = (key << 8n) | BigInt(bytes[at + i] | (HASH_FOLD & 0xff));
  return key;
}

function filterHash({ word, anchor, keyBytes }: Entry): number {
  const key = Number(keyOf(word.bytes, anchor, Math.min(4, keyBytes)));
  return Math.imul(key, HASH_FACTOR) >>> (32 - WORD_FILTER_BITS);
}

function writeWord(view: DataView, { word, anchor }: Entry, isLast: boolean): void {
  const { bytes, use } = word;
  const flags = (word.whole ? WORD_WHOLE : 0) | (isLast ? WORD_LAST : 0);
  [bytes.length, anchor, flags, KINDS[use.kind]].forEach((value, at) => view.setUint8(at, value));
  view.setBigUint64(4, use.kind === 'context' ? use.contexts : use.kind === 'literal' ? BigInt(use.number) : 0n, true);
  bytes.forEach((byte, at) => {
    const folds = word.exact !== true && byte >= 0x61 && byte <= 0x7a;
    view.setUint8(WORD_HEAD + at, byte);
    view.setUint8(WORD_HEAD + bytes.length + at, folds ? 0x20 : 0);
  });
}
