/** Masking keys of frames (RFC 6455 section 5.3), and the masking itself, which undoes itself when it is done twice. */
import { randomFillSync } from 'node:crypto';

const POOL = new Int32Array(2048);
let left = 0;

/** A key that nobody can predict, its first byte the highest. Drawn in bulk: a call for each frame costs more than the frame. */
export function newKey(): number {
  if (left === 0) {
    randomFillSync(POOL);
    left = POOL.length;
  }
  return POOL[--left];
}

/** From this length on, making a view of words costs less than what it saves. */
const WORDS_FROM_BYTES = 128;
/** A key as bytes in their order, and as a word of this machine's. */
const KEY_BYTES = new Uint8Array(4);
const KEY_WORD = new Int32Array(KEY_BYTES.buffer);
/** Bytes as words: those of the frame before are kept, because what is read at once holds many frames, and so does what is written at once. */
let viewed: Uint8Array | undefined;
let view: Int32Array = new Int32Array(0);
const VIEWED_BYTES_MAX = 65_536;

/** Masks the bytes between two offsets where they stand. */
export function mask(bytes: Uint8Array, from: number, end: number, key: number): void {
  if (end - from < WORDS_FROM_BYTES) {
    maskBytes(bytes, from, end, key);
    return;
  }
  // Up to where a word may stand, by words, and what is left.
  const lead = -(bytes.byteOffset + from) & 3;
  maskBytes(bytes, from, from + lead, key);
  for (let at = 0; at < 4; at++) KEY_BYTES[at] = key >>> (24 - 8 * ((lead + at) & 3));
  const first = (bytes.byteOffset + from + lead) >> 2;
  const words = (end - from - lead) >> 2;
  maskWords(wordsOf(bytes), first, first + words, KEY_WORD[0]);
  const last = (KEY_BYTES[0] << 24) | (KEY_BYTES[1] << 16) | (KEY_BYTES[2] << 8) | KEY_BYTES[3];
  maskBytes(bytes, from + lead + words * 4, end, last);
}

/** The memory in which they stand, from its beginning on. */
function wordsOf(bytes: Uint8Array): Int32Array {
  if (bytes === viewed) return view;
  const { buffer } = bytes;
  const words = new Int32Array(buffer, 0, buffer.byteLength >> 2);
  if (buffer.byteLength <= VIEWED_BYTES_MAX) [viewed, view] = [bytes, words];
  return words;
}

/** Eight at a time: one by one, a message of a kilobyte takes nearly twice as long. */
function maskWords(words: Int32Array, from: number, end: number, word: number): void {
  let at = from;
  for (const whole = end - 7; at < whole; at += 8) {
    words[at] ^= word;
    words[at + 1] ^= word;
    words[at + 2] ^= word;
    words[at + 3] ^= word;
    words[at + 4] ^= word;
    words[at + 5] ^= word;
    words[at + 6] ^= word;
    words[at + 7] ^= word;
  }
  for (; at < end; at++) words[at] ^= word;
}

/** Byte by byte; the key's first byte falls on the first of them. */
function maskBytes(bytes: Uint8Array, from: number, end: number, key: number): void {
  const first = key >>> 24;
  const second = (key >>> 16) & 0xff;
  const third = (key >>> 8) & 0xff;
  const fourth = key & 0xff;
  let at = from;
  for (const whole = end - 3; at < whole; at += 4) {
    bytes[at] ^= first;
    bytes[at + 1] ^= second;
    bytes[at + 2] ^= third;
    bytes[at + 3] ^= fourth;
  }
  if (at < end) bytes[at] ^= first;
  if (at + 1 < end) bytes[at + 1] ^= second;
  if (at + 2 < end) bytes[at + 2] ^= third;
}
