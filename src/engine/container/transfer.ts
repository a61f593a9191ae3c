/**
 * A body in base64, quoted-printable or percent-encoding: what it decodes to is read by another stream, and masks are written into the encoding, byte for
 * byte. Receivers of forms mostly ignore Content-Transfer-Encoding, so a card must show in neither reading: one that shows only to those
 * who do not decode refuses the message.
 */
import { LIMITS } from '../../base/limits.js';
import { differs, Mapped, patch } from '../../format/multipart/mapped.js';
import type { TransferDecoder } from '../../format/multipart/transfer.js';
import type { RedactionStream, Step } from '../api.js';
import { Composite, hides } from './composite.js';

const EMPTY = new Uint8Array(0);

export class TransferStream extends Composite {
  /** Raw bytes that have not left, and how many of them are decoded. */
  private raw: Uint8Array = EMPTY;
  /** Nobody else has a hand on them. */
  private isOwn = false;
  private decodedTo = 0;
  /** What of the raw bytes is decoded, from the first token on that has not left. */
  private readonly mapped = new Mapped();
  /** Decoded bytes at the start of `mapped` that the reader has let out: part of a group whose rest it holds. */
  private readTo = 0;
  /** Offsets of `raw` and `mapped` in the body. */
  private rawOffset = 0;
  private plainOffset = 0;

  constructor(
    private readonly decoder: TransferDecoder,
    /** Reads the decoded text; its masks keep the length. */
    private readonly reader: RedactionStream,
    /** Reads the text as it stands, where readers may fail to decode it. */
    private readonly witness?: RedactionStream,
  ) {
    super();
  }

  get held(): number {
    return this.raw.length + (this.witness?.held ?? 0);
  }

  /** Piece by piece, so that what is decoded of a large chunk stays small. */
  protected take(chunk: Uint8Array, final: boolean): void {
    let at = 0;
    do {
      const piece = chunk.subarray(at, at + LIMITS.transferPieceBytes);
      at += piece.length;
      this.takePiece(piece, final && at === chunk.length);
    } while (at < chunk.length);
  }

  private takePiece(piece: Uint8Array, final: boolean): void {
    this.isOwn = this.raw.length > 0;
    this.raw = this.isOwn ? Buffer.concat([this.raw, piece]) : piece;
    const from = this.mapped.length;
    const decodedTo = this.decoder.decode(this.raw, this.decodedTo, final, this.mapped);
    if (decodedTo === undefined || (final && decodedTo < this.raw.length)) this.refuse('SLUICE_PART_UNSUPPORTED');
    this.decodedTo = decodedTo;
    const plain = this.mapped.slice(from);
    this.release(final ? this.reader.end(plain) : this.reader.write(plain), final);
  }

  /** Writes what the reader let out into the raw text and lets out what no later mask can change. */
  private release(step: Step, final: boolean): void {
    const { mapped, rawOffset, plainOffset } = this;
    const bytes = this.adopt(step, (offset) => rawOffset + mapped.rawAt(Math.max(0, offset - plainOffset), this.decodedTo));
    if (bytes.length > mapped.length - this.readTo) throw new RangeError('more bytes than were decoded');
    if (bytes.length > 0 && differs(mapped, this.readTo, bytes)) {
      if (!this.isOwn) this.raw = new Uint8Array(this.raw);
      patch(this.raw, mapped, this.readTo, bytes);
    }
    this.readTo += bytes.length;
    if (final && this.readTo !== mapped.length) throw new RangeError('a mask has changed the length');
    let count = this.readTo;
    while (mapped.isOpen(count)) count--; // the rest of a group of base64 may still change
    const to = mapped.rawAt(count, final ? this.raw.length : this.decodedTo);
    const out = this.raw.subarray(0, to);
    mapped.drop(count, to);
    this.raw = to === this.raw.length ? EMPTY : new Uint8Array(this.raw.subarray(to));
    this.decodedTo -= to;
    this.rawOffset += to;
    this.plainOffset += count;
    this.readTo -= count;
    this.testify(out, final);
  }

  private testify(raw: Uint8Array, final: boolean): void {
    if (this.witness === undefined) {
      this.pass(raw);
      return;
    }
    const step = final ? this.witness.end(raw) : this.witness.write(raw);
    for (const effect of step.effects) if (effect.kind === 'refuse') this.refuse(effect.code);
    if (hides(step, isNumberOfCard)) this.refuse('SLUICE_MULTIPART_AMBIGUOUS');
    this.pass(step.bytes);
  }
}

/** What is no number of a card stands in base64 by chance too often. */
function isNumberOfCard(entity: string): boolean {
  return entity === 'card.pan' || entity === 'card.track';
}
