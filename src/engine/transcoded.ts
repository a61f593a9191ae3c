/**
 * A message in another charset than UTF-8: its transcript is scanned, and the masks are put into the bytes that came, in their charset.
 * Everything else stays the very bytes, byte order marks, escape sequences and broken characters included.
 */
import { isWide, type Charset } from '../base/charset.js';
import type { ErrorCode } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { applySplices, type Splice } from '../redact/splice.js';
import { REFUSED, type CharsetReader } from '../text/charset/reader.js';
import { KATAKANA, SHIFTED, Transcript, type Run } from '../text/charset/transcript.js';
import type { Effect, Step } from './api.js';
import type { Splicer } from './paths.js';
import { EndingStream, joined, NO_BYTES, refusalStep, stepOf } from './step.js';

export class TranscodedStream extends EndingStream {
  private transcript: Transcript | undefined;
  /** Bytes that came and have not left. */
  private source: Uint8Array = NO_BYTES;
  /** Offset of the first of them, and of the first that is not read: the beginning of a character. */
  private begin = 0;
  private read = 0;
  /** What was found before a fault. */
  private told: readonly Effect[] = [];

  constructor(
    private readonly stream: Splicer,
    private readonly reader: CharsetReader,
    private readonly charset: Charset,
  ) {
    super();
  }

  get held(): number {
    return this.hasEnded ? 0 : this.source.length;
  }

  /** Piece by piece; whatever goes wrong inside refuses the message. */
  protected step(chunk: Uint8Array, final: boolean): Step {
    const parts: Uint8Array[] = [];
    const effects: Effect[] = [];
    let at = 0;
    do {
      const piece = chunk.subarray(at, at + LIMITS.charsetPieceBytes);
      at += piece.length;
      const code = this.attempt(piece, final && at === chunk.length, parts, effects);
      if (code !== undefined) return this.refuse(code, effects);
    } while (at < chunk.length);
    return stepOf(joined(parts, chunk), effects);
  }

  private attempt(piece: Uint8Array, final: boolean, parts: Uint8Array[], effects: Effect[]): ErrorCode | undefined {
    try {
      return this.piece(piece, final, parts, effects);
    } catch {
      return 'SLUICE_ENGINE_FAILED';
    }
  }

  private refuse(code: ErrorCode, effects: readonly Effect[]): Step {
    this.hasEnded = true;
    this.source = NO_BYTES;
    return refusalStep(code, this.told.length === 0 ? [] : [...effects, ...this.told]);
  }

  /** Reads and scans one piece and adds what may leave to `parts`. */
  private piece(piece: Uint8Array, final: boolean, parts: Uint8Array[], effects: Effect[]): ErrorCode | undefined {
    const transcript = (this.transcript ??= new Transcript(LIMITS.charsetPieceBytes + LIMITS.unitBytes));
    const source = this.source.length === 0 ? piece : Buffer.concat([this.source, piece]);
    transcript.next();
    const read = this.reader.read(source, this.read - this.begin, this.begin, final, transcript);
    if (read === REFUSED) return 'SLUICE_CHARSET_UNSUPPORTED';
    const spliced = this.stream.writeSplices(transcript.piece, final);
    if (spliced === undefined) {
      this.told = (this.stream.told ?? []).map((effect) => located(effect, transcript));
      return this.stream.fault;
    }
    for (const effect of spliced.effects) effects.push(located(effect, transcript));
    const { begin } = this;
    const released = spliced.released === transcript.end ? read : transcript.sourceStart(spliced.released) - begin;
    const splices = spliced.splices.flatMap((splice) => this.inSource(splice, transcript));
    const leaving = splices.length === 0 ? source.subarray(0, released) : applySplices(source, 0, released, splices);
    if (leaving.length > 0) parts.push(leaving);
    transcript.drop(spliced.released);
    this.read = begin + read;
    this.begin = begin + released;
    this.source = released === source.length ? NO_BYTES : new Uint8Array(source.subarray(released));
    return undefined;
  }

  /**
   * A splice of the transcript in the bytes that are held: each of its characters takes the place of one, in the way that one was written,
   * and what is over is taken out. Escape sequences between them belong to no character and stay.
   */
  private inSource({ start, end, bytes }: Splice, transcript: Transcript): Splice[] {
    const splices: Splice[] = [];
    let used = 0;
    for (let at = start; at < end;) {
      const run = transcript.runAt(at);
      const to = Math.min(end, run.text + run.count * run.textWidth);
      const characters = Math.ceil((to - at) / run.textWidth);
      const from = transcript.sourceStart(at) - this.begin;
      const mask = bytes.subarray(used, used + characters);
      splices.push({ start: from, end: from + characters * run.sourceWidth, bytes: this.written(mask, run) });
      used += mask.length;
      at = to;
    }
    return splices;
  }

  /** ASCII as the characters of this run are written. */
  private written(ascii: Uint8Array, run: Run): Uint8Array {
    if (isWide(this.charset)) return wide(ascii, this.charset === 'utf-16be');
    if (run.writtenAs === KATAKANA) return new Uint8Array(ascii.length).fill(KATAKANA_DOT);
    return run.writtenAs === SHIFTED ? shifted(ascii) : ascii;
  }
}

/** The half-width middle dot, for want of an asterisk among half-width katakana. */
const KATAKANA_DOT = 0x25;

function wide(ascii: Uint8Array, isBigEndian: boolean): Uint8Array {
  const units = new Uint8Array(2 * ascii.length);
  for (let i = 0; i < ascii.length; i++) units[2 * i + (isBigEndian ? 1 : 0)] = ascii[i];
  return units;
}

const ASTERISK = 0x2a;

/** Full-width forms in JIS X 0208: digits and letters in row 3, the asterisk in row 1. A replacement holds no other characters. */
function shifted(ascii: Uint8Array): Uint8Array {
  const pairs = new Uint8Array(2 * ascii.length);
  for (let i = 0; i < ascii.length; i++) pairs.set(ascii[i] === ASTERISK ? [0x21, 0x76] : [0x23, ascii[i]], 2 * i);
  return pairs;
}

/** Tells of a finding in offsets of the bytes that came. */
function located(effect: Effect, transcript: Transcript): Effect {
  if (effect.kind !== 'finding') return effect;
  const { finding } = effect;
  const start = transcript.sourceStart(finding.start);
  return { ...effect, finding: { ...finding, start, end: transcript.sourceEnd(finding.end) } };
}
