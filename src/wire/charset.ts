/**
 * Which charsets the byte engine can read. It looks for ASCII digits and letters in raw bytes, so every accepted charset is
 * a superset of ASCII in which no ASCII byte is part of another character. All others are refused, never guessed.
 */

/** Labels of the WHATWG Encoding Standard for the accepted charsets, in lower case. */
const INSPECTABLE: ReadonlySet<string> = new Set([
  'utf-8',
  'utf8',
  'unicode-1-1-utf-8',
  'us-ascii',
  'ascii',
  'ansi_x3.4-1968',
  'iso-8859-1',
  'iso8859-1',
  'iso_8859-1',
  'latin1',
  'windows-1252',
  'cp1252',
  'x-cp1252',
]);

/** Whether text labelled so can be inspected; no label means an ASCII superset. */
export function isInspectableCharset(label: string | undefined): boolean {
  return label === undefined || INSPECTABLE.has(label.trim().toLowerCase());
}

const OPENING_BYTES = 4;

/**
 * Watches the first four bytes of a body for UTF-16 and UTF-32: by byte order mark, by the pattern that ASCII text makes in
 * UTF-16, and in textual types by any NUL (RFC 4627 section 3). It holds nothing back: what left before the verdict is at
 * most three bytes.
 */
export class OpeningGuard {
  readonly #textual: boolean;
  #seen = 0;
  /** The bytes seen, the first in the highest place. Plain arithmetic: a buffer for each body costs more than the whole check. */
  #opening = 0;

  constructor(textual: boolean) {
    this.#textual = textual;
  }

  /** True when the bytes so far show a charset that cannot be inspected. */
  foreign(chunk: Uint8Array): boolean {
    if (this.#seen >= OPENING_BYTES) return false;
    for (let i = 0; i < chunk.length && this.#seen < OPENING_BYTES; i++) {
      const byte = chunk[i] ?? 0;
      if (byte === 0 && this.#textual) return true;
      this.#opening = this.#opening * 256 + byte;
      this.#seen++;
      if (this.#seen === 2 && (this.#opening === 0xfeff || this.#opening === 0xfffe)) return true;
    }
    return this.#seen === OPENING_BYTES && (this.#opening === 0x0000feff || isWide(this.#opening));
  }
}

/** Two characters of ASCII text in UTF-16, either way round. */
function isWide(opening: number): boolean {
  const [a, b, c, d] = [opening >>> 24, (opening >>> 16) & 0xff, (opening >>> 8) & 0xff, opening & 0xff];
  return (isText(a) && b === 0 && isText(c) && d === 0) || (a === 0 && isText(b) && c === 0 && isText(d));
}

function isText(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
