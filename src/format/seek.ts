/** Finds what ends a piece of text, quickly where it is near and where it is far. */

export const NOT_FOUND = -1;

/** Bytes within which most of what is looked for stands; a native search costs more than they do. */
const NEAR_BYTES = 48;

/** Offset of a byte at or after `from`, or NOT_FOUND. */
export function seek(bytes: Uint8Array, byte: number, from: number): number {
  const near = Math.min(from + NEAR_BYTES, bytes.length);
  for (let at = from; at < near; at++) if (bytes[at] === byte) return at;
  return near === bytes.length ? NOT_FOUND : bytes.indexOf(byte, near);
}

/** The longest end of a text with which `end` may begin. */
export function tailOf(text: string, end: string): string {
  for (let length = Math.min(text.length, end.length - 1); length > 0; length--)
    if (end.startsWith(text.slice(-length))) return text.slice(-length);
  return '';
}
