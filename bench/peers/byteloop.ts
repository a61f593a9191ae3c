/** Card numbers by one loop over the bytes with a 256-entry class table: the best plain TypeScript that stays readable. */
import { Buffer } from 'node:buffer';
import type { Contender } from './contender.js';
import { isCard } from './luhn.js';

const OTHER = 0;
const DIGIT = 1;
const JOIN = 2;
const LETTER = 3;

const CLASS = new Uint8Array(256).map((_, byte) => {
  const char = String.fromCharCode(byte);
  if (/[0-9]/.test(char)) return DIGIT;
  if (/[ -]/.test(char)) return JOIN;
  return /[A-Za-z_]/.test(char) ? LETTER : OTHER;
});

const DIGITS_MIN = 13;
const DIGITS_MAX = 19;

const classOf = (chunk: Uint8Array, at: number): number => CLASS[chunk[at]];

function scan(chunk: Uint8Array): number {
  const end = chunk.length;
  let found = 0;
  let at = 0;
  for (;;) {
    while (at < end && CLASS[chunk[at]] !== DIGIT) at += 1;
    if (at >= end) return found;
    const start = at;
    let digits = 0;
    let last = at;
    while (at < end) {
      const kind = CLASS[chunk[at]];
      if (kind === DIGIT) {
        digits += 1;
        last = at + 1;
      } else if (kind !== JOIN || at !== last) break;
      at += 1;
    }
    if (digits < DIGITS_MIN || digits > DIGITS_MAX) continue;
    if ((start > 0 && classOf(chunk, start - 1) === LETTER) || (last < end && classOf(chunk, last) === LETTER)) continue;
    if (isCard(Buffer.from(chunk.buffer, chunk.byteOffset + start, last - start).toString('latin1'))) found += 1;
  }
}

export const byteLoop: Contender = {
  name: 'TypeScript byte loop',
  claim: 'digits in any groups over space and dash, prefix, Luhn',
  scan,
};
