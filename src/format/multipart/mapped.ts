/**
 * Decoded text with a map back to the bytes it came from, so that a mask made in it is written into the encoding itself: every decoded
 * byte is one token of the raw text, and a replacement takes the same number of bytes there.
 */

/** How a decoded byte stands in the raw text: as itself, as `=XX`, or as the first, second or third byte of a base64 group of four. */
export const LITERAL = 0;
export const HEX = 1;
export const BASE64 = 2;

const HEX_DIGITS = '0123456789ABCDEF';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Value of each base64 character, -1 for all other bytes (RFC 4648 section 4). */
export const BASE64_VALUES = Int8Array.from({ length: 256 }, (_, byte) => ALPHABET.indexOf(String.fromCharCode(byte)));

/** Decoded bytes in order; grows at its end and is shortened at its start. */
export class Mapped {
  /** Decoded bytes, where their tokens begin in the raw text, and their kinds: for base64 `BASE64` plus the place in the group. */
  plain: number[] = [];
  at: number[] = [];
  kind: number[] = [];

  get length(): number {
    return this.plain.length;
  }

  add(byte: number, at: number, kind: number): void {
    this.plain.push(byte);
    this.at.push(at);
    this.kind.push(kind);
  }

  /** Forgets the first `count` bytes and counts raw offsets from `by` on. */
  drop(count: number, by: number): void {
    this.plain = this.plain.slice(count);
    this.at = this.at.slice(count).map((at) => at - by);
    this.kind = this.kind.slice(count);
  }
}

/** Writes `bytes`, which stand for the decoded ones from index 0 on, into the raw text where they differ. Says whether any did. */
export function patch(raw: Uint8Array, mapped: Mapped, bytes: Uint8Array): boolean {
  let isChanged = false;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === mapped.plain[i]) continue;
    isChanged = true;
    const kind = mapped.kind[i];
    if (kind === LITERAL) raw[mapped.at[i]] = bytes[i];
    else if (kind === HEX) patchHex(raw, mapped.at[i], bytes[i]);
    else patchBase64(raw, mapped.at[i], kind - BASE64, bytes[i]);
    mapped.plain[i] = bytes[i];
  }
  return isChanged;
}

function patchHex(raw: Uint8Array, at: number, byte: number): void {
  raw[at + 1] = HEX_DIGITS.charCodeAt(byte >>> 4);
  raw[at + 2] = HEX_DIGITS.charCodeAt(byte & 15);
}

/** Eight bits, from bit `8 * place` of the group on, over two characters; white space may stand between the characters of a group. */
function patchBase64(raw: Uint8Array, groupAt: number, place: number, byte: number): void {
  const first = characterAt(raw, groupAt, place);
  const second = characterAt(raw, groupAt, place + 1);
  const high = 2 * place; // bits of the first character that belong to the byte before
  const bits = (BASE64_VALUES[raw[first]] << 6) | BASE64_VALUES[raw[second]];
  const mask = 0xff << (4 - high);
  const value = (bits & ~mask) | (byte << (4 - high));
  raw[first] = ALPHABET.charCodeAt((value >>> 6) & 63);
  raw[second] = ALPHABET.charCodeAt(value & 63);
}

/** Offset of the base64 character that is `count` behind the one at `at`. */
function characterAt(raw: Uint8Array, at: number, count: number): number {
  let left = count;
  let found = at;
  while (left > 0) {
    found++;
    if (BASE64_VALUES[raw[found]] >= 0) left--;
  }
  return found;
}
