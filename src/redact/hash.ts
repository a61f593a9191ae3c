/**
 * A keyed hash of a value, as text that may stand wherever the value stood: HMAC-SHA-256 (RFC 2104, FIPS 180-4) over the entity and the value,
 * written in consonants. Letters alone are safe in every format and charset, look like no number, and make no word.
 * Its length is that of the value, so that the same value gives the same text however it is punctuated; each letter carries 4.3 bits.
 */
import { createHmac, type KeyObject } from 'node:crypto';

const ALPHABET = Buffer.from('bcdfghjklmnpqrstvwxz');
const BASE = BigInt(ALPHABET.length);
/** Fewer letters would often be the same for different values: 8 carry 35 bits. */
export const HASH_LETTERS_LEAST = 8;
/** More letters tell nothing more: 24 carry 104 bits. */
export const HASH_LETTERS_MOST = 24;

/** `value` without separators, in upper case; `length` counts its characters. Undefined where so few letters are no hash. */
export function hashOf(key: KeyObject, entity: string, value: string, length: number): Uint8Array | undefined {
  if (length < HASH_LETTERS_LEAST) return undefined;
  let rest = BigInt(`0x${createHmac('sha256', key).update(`${entity}\0${value}`).digest('hex')}`);
  return Uint8Array.from({ length: Math.min(length, HASH_LETTERS_MOST) }, () => {
    const letter = ALPHABET[Number(rest % BASE)];
    rest /= BASE;
    return letter;
  });
}
