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

/** Writes `source` to `target` from `to` on, masked. They may be the same bytes. */
export function maskInto(source: Uint8Array, key: number, target: Uint8Array, to: number): void {
  const { length } = source;
  const first = key >>> 24;
  const second = (key >>> 16) & 0xff;
  const third = (key >>> 8) & 0xff;
  const fourth = key & 0xff;
  let at = 0;
  for (const whole = length - 3; at < whole; at += 4, to += 4) {
    target[to] = source[at] ^ first;
    target[to + 1] = source[at + 1] ^ second;
    target[to + 2] = source[at + 2] ^ third;
    target[to + 3] = source[at + 3] ^ fourth;
  }
  if (at < length) target[to] = source[at] ^ first;
  if (at + 1 < length) target[to + 1] = source[at + 1] ^ second;
  if (at + 2 < length) target[to + 2] = source[at + 2] ^ third;
}
