/** Writes the words into the kernel's memory, by the hash of the beginning of the word they are found by. */
import {
  HASH_FACTOR, HASH_FOLD, KIND_CONTEXT, KIND_LITERAL, KIND_NUMBER, WORD_BYTES_MAX, WORD_FILTER_AT, WORD_FILTER_BITS, WORD_HASH_BITS,
  WORD_HASHES_AT, WORD_HEAD, WORD_LAST, WORD_WHOLE, WORDS_AT,
} from '../layout.js'; // prettier-ignore
import type { KernelWord } from '../kernel.js';
import { endsWordAt, firstWord } from '../letters.js';

const KINDS = { literal: KIND_LITERAL, context: KIND_CONTEXT, number: KIND_NUMBER } as const;
const PAGE_BYTES = 65_536;
/** Offset of the first word behind WORDS_AT: 0 means none. */
const FIRST_WORD = 4;

interface Entry {
  readonly word: KernelWord;
  /** Offset in the word of the letter it is found by. */
  readonly anchor: number;
  readonly hash: number;
}

/** Hash of a word that begins at `at`: its first four bytes, or all of it when shorter. Nothing is known of the bytes before `first`. */
export function wordHash(bytes: Uint8Array, at: number, first = 0): number {
  let key = 0;
  for (let i = 0; i < 4 && at + i < bytes.length && (i === 0 || !endsWordAt(bytes, at + i, first)); i++) {
    key |= (bytes[at + i] | (HASH_FOLD & 0xff)) << (8 * i);
  }
  return Math.imul(key, HASH_FACTOR) >>> (32 - WORD_FILTER_BITS);
}

export function writeWords(memory: WebAssembly.Memory, words: readonly KernelWord[]): void {
  const entries = words.map(entryOf).sort((a, b) => a.hash - b.hash);
  const size = FIRST_WORD + entries.reduce((sum, { word }) => sum + slotBytes(word), 0);
  const missing = WORDS_AT + size - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  const filter = new Uint8Array(memory.buffer, WORD_FILTER_AT, 1 << (WORD_FILTER_BITS - 3));
  const hashes = new Uint32Array(memory.buffer, WORD_HASHES_AT, 1 << WORD_HASH_BITS);
  let offset = FIRST_WORD;
  entries.forEach((entry, index) => {
    const place = placeOf(entry);
    filter[entry.hash >> 3] |= 1 << (entry.hash & 7);
    if (hashes[place] === 0) hashes[place] = offset;
    const next = entries[index + 1] as Entry | undefined;
    writeWord(new DataView(memory.buffer, WORDS_AT + offset), entry, next === undefined || placeOf(next) !== place);
    offset += slotBytes(entry.word);
  });
}

const placeOf = ({ hash }: Entry): number => hash >> (WORD_FILTER_BITS - WORD_HASH_BITS);
const slotBytes = ({ bytes }: KernelWord): number => (WORD_HEAD + 2 * bytes.length + 3) & ~3;

function entryOf(word: KernelWord): Entry {
  const anchor = firstWord(word.bytes);
  if (word.bytes.length < 2 || word.bytes.length > WORD_BYTES_MAX || anchor < 0)
    throw new RangeError('a word takes 2 to 30 bytes and a letter');
  return { word, anchor, hash: wordHash(word.bytes, anchor) };
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
