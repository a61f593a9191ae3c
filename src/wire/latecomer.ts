/**
 * What shows only behind the first bytes that a body is not the text, or the picture, it begins as: NUL bytes, the header of a PDF that
 * readers accept within the first kilobyte, and the end of a ZIP directory, which readers look for from the back of a file. Nothing is
 * held back for it: it watches what passes, and the answer does not depend on how the body is cut.
 */

/** `binary`: data that no text holds. `document`: a PDF or an archive begins later than at the first byte. */
export type Late = 'binary' | 'document';

/** Bytes of a body in which a NUL tells that it is no text (the span that the WHATWG standard and `file` look at as well, roughly). */
const BINARY_SPAN = 512;
/** Readers accept a PDF header that begins in the first 1024 bytes (ISO 32000-1, annex H.3, note 13). */
const PDF_SPAN = 1024;
const PDF_HEADER = Buffer.from('%PDF-');
const ZIP_END = Buffer.from('PK\x05\x06', 'latin1');

/** Finds a needle in bytes that come in pieces. */
class Finder {
  #carry: Buffer = Buffer.alloc(0);

  constructor(private readonly needle: Buffer) {}

  isIn(chunk: Buffer): boolean {
    const seam = this.needle.length - 1;
    if (this.#carry.length > 0 && Buffer.concat([this.#carry, chunk.subarray(0, seam)]).includes(this.needle)) return true;
    if (chunk.includes(this.needle)) return true;
    const tail = chunk.length >= seam ? chunk.subarray(-seam) : Buffer.concat([this.#carry, chunk]).subarray(-seam);
    this.#carry = Buffer.from(tail);
    return false;
  }
}

export class Latecomer {
  readonly #pdf = new Finder(PDF_HEADER);
  readonly #zip = new Finder(ZIP_END);
  #seen = 0;
  /** The first two bytes. */
  #mark = 0;

  /** What these bytes, the next of the body, betray. */
  see(bytes: Uint8Array): Late | undefined {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const from = this.#seen;
    this.#seen += chunk.length;
    if (this.#zip.isIn(chunk)) return 'document';
    if (from >= PDF_SPAN + PDF_HEADER.length) return undefined;
    if (this.#pdf.isIn(chunk.subarray(0, PDF_SPAN + PDF_HEADER.length - 1 - from))) return 'document';
    for (let at = from; at < 2 && at - from < chunk.length; at++) this.#mark = this.#mark * 256 + chunk[at - from];
    // Text in UTF-16 is full of NUL bytes; whether its charset can be read is decided elsewhere.
    const isWide = this.#mark === 0xfffe || this.#mark === 0xfeff;
    return !isWide && from < BINARY_SPAN && chunk.subarray(0, BINARY_SPAN - from).includes(0) ? 'binary' : undefined;
  }
}
