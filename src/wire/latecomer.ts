/**
 * What shows only behind the first bytes that a body is not the text, or the picture, it begins as: bytes that no text holds, the header of
 * a PDF that readers accept within the first kilobyte, and the end of a ZIP directory, which readers look for from the back of a file.
 * Nothing is held back for it: it watches what passes, and the answer does not depend on how the body is cut.
 */

/** `binary`: data that no text holds. `document`: a PDF or an archive begins later than at the first byte. */
export type Late = 'binary' | 'document';

/**
 * Which bytes are no text. `nul`: NUL alone, in what is declared as text. `controls`: also control characters that neither white space nor
 * a framing or a shift between charsets is made of (U+0001 to U+0008, U+0010 to U+001A). UTF-16 is asked for neither.
 */
export type NoText = 'nul' | 'controls';

/** First bytes of a body in which binary data shows (the span that the WHATWG standard and `file` look at as well, roughly). */
export const BINARY_SPAN_BYTES = 512;
/** Readers accept a PDF header that begins in the first 1024 bytes (ISO 32000-1, annex H.3, note 13). */
const PDF_SPAN = 1024;
const PDF_HEADER = Buffer.from('%PDF-');
const ZIP_END = Buffer.from('PK\x05\x06', 'latin1');

const NOTHING = Buffer.alloc(0);

/** Finds a needle in bytes that come in pieces. */
class Finder {
  #carry = NOTHING;

  constructor(private readonly needle: Buffer) {}

  /** `final`: nothing follows the chunk. */
  isIn(chunk: Buffer, final: boolean): boolean {
    const seam = this.needle.length - 1;
    if (this.#carry.length > 0 && Buffer.concat([this.#carry, chunk.subarray(0, seam)]).includes(this.needle)) return true;
    if (chunk.includes(this.needle)) return true;
    if (final) return false;
    const tail = chunk.length >= seam ? chunk.subarray(-seam) : Buffer.concat([this.#carry, chunk]).subarray(-seam);
    this.#carry = Buffer.from(tail);
    return false;
  }
}

export class Latecomer {
  readonly #pdf = new Finder(PDF_HEADER);
  readonly #zip = new Finder(ZIP_END);
  readonly #noText: NoText | undefined;
  #seen = 0;

  constructor(noText: NoText | undefined) {
    this.#noText = noText;
  }

  /** What these bytes, the next of the body, betray; with `final` they are the last. */
  see(bytes: Uint8Array, final = false): Late | undefined {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const from = this.#seen;
    this.#seen += chunk.length;
    if (this.#zip.isIn(chunk, final)) return 'document';
    if (from >= PDF_SPAN + PDF_HEADER.length) return undefined;
    if (this.#pdf.isIn(chunk.subarray(0, PDF_SPAN + PDF_HEADER.length - 1 - from), final)) return 'document';
    if (this.#noText === undefined || from >= BINARY_SPAN_BYTES) return undefined;
    return isNoText(chunk.subarray(0, BINARY_SPAN_BYTES - from), this.#noText) ? 'binary' : undefined;
  }
}

function isNoText(bytes: Buffer, noText: NoText): boolean {
  if (noText === 'nul') return bytes.includes(0);
  return bytes.some((byte) => byte <= 0x08 || (byte >= 0x10 && byte <= 0x1a));
}
