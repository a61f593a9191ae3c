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
/** Memory as words: that of the frame before is kept, because frames lie side by side in what was read and in what is written. */
let viewed: ArrayBufferLike | undefined;
let view: Int32Array = new Int32Array(0);
const VIEWED_BYTES_MAX = 65_536;

/** Writes `source` to `target` from `to` on, masked. They may be the same bytes. */
export function maskInto(source: Uint8Array, key: number, target: Uint8Array, to: number): void {
  const { length } = source;
  if (length < WORDS_FROM_BYTES) {
    maskBytes(source, 0, length, key, target, to);
    return;
  }
  if (source !== target) target.set(source, to);
  // Up to where a word may stand, by words, and what is left.
  const lead = -(target.byteOffset + to) & 3;
  maskBytes(source, 0, lead, key, target, to);
  for (let at = 0; at < 4; at++) KEY_BYTES[at] = key >>> (24 - 8 * ((lead + at) & 3));
  const word = KEY_WORD[0];
  const first = (target.byteOffset + to + lead) >> 2;
  const words = (length - lead) >> 2;
  maskWords(wordsOf(target.buffer), first, first + words, word);
  const masked = lead + words * 4;
  const last = (KEY_BYTES[0] << 24) | (KEY_BYTES[1] << 16) | (KEY_BYTES[2] << 8) | KEY_BYTES[3];
  maskBytes(source, masked, length, last, target, to + masked);
}

function wordsOf(memory: ArrayBufferLike): Int32Array {
  if (memory === viewed) return view;
  const words = new Int32Array(memory, 0, memory.byteLength >> 2);
  if (memory.byteLength <= VIEWED_BYTES_MAX) [viewed, view] = [memory, words];
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

/** Byte by byte from `from` to `end`; the key's first byte falls on the first of them. */
function maskBytes(source: Uint8Array, from: number, end: number, key: number, target: Uint8Array, to: number): void {
  const first = key >>> 24;
  const second = (key >>> 16) & 0xff;
  const third = (key >>> 8) & 0xff;
  const fourth = key & 0xff;
  let at = from;
  for (const whole = end - 3; at < whole; at += 4, to += 4) {
    target[to] = source[at] ^ first;
    target[to + 1] = source[at + 1] ^ second;
    target[to + 2] = source[at + 2] ^ third;
    target[to + 3] = source[at + 3] ^ fourth;
  }
  if (at < end) target[to] = source[at] ^ first;
  if (at + 1 < end) target[to + 1] = source[at + 1] ^ second;
  if (at + 2 < end) target[to + 2] = source[at + 2] ^ third;
}
