/**
 * A body whose charset is still to be found out: its first bytes are held back until they tell, two for most bodies, at most those in
 * which a document may declare its charset. Then it is scanned as it came, when it is UTF-8, or as its transcript.
 */
import type { ErrorCode } from '../base/errors.js';
import { judgeOpening, type CharsetHints } from '../text/charset/opening.js';
import { readerOf } from '../text/charset/readers.js';
import type { RedactionStream, Step } from './api.js';
import type { Splicer } from './paths.js';
import { NO_BYTES, NOTHING, refusalStep } from './step.js';
import { TranscodedStream } from './transcoded.js';

export { explainsNuls } from '../text/charset/opening.js';
/** Bytes of text in which a NUL is a sign of UTF-16 or UTF-32. */
const SIGN_BYTES = 4;

export class OpeningStream implements RedactionStream {
  private opening: Uint8Array = NO_BYTES;
  private stream: RedactionStream | undefined;
  /** Offset up to which a NUL refuses the body, and bytes so far. */
  private checkedTo = 0;
  private seen = 0;
  private isDead = false;

  constructor(
    private readonly hints: CharsetHints,
    private readonly open: () => RedactionStream & Splicer,
    /** What reads the body where it is UTF-8, if that is something else. */
    private readonly openPlain: () => RedactionStream = open,
  ) {}

  get held(): number {
    return this.isDead ? 0 : (this.stream?.held ?? this.opening.length);
  }

  write(chunk: Uint8Array): Step {
    return this.step(chunk, false);
  }

  end(chunk: Uint8Array = NO_BYTES): Step {
    return this.step(chunk, true);
  }

  private step(chunk: Uint8Array, final: boolean): Step {
    if (this.isDead) return NOTHING;
    if (this.stream !== undefined) return this.pass(this.stream, chunk, final);
    const opening = this.opening.length === 0 ? chunk : Buffer.concat([this.opening, chunk]);
    const judged = judgeOpening(opening, this.hints, final);
    if (judged === undefined) {
      this.opening = opening === chunk ? new Uint8Array(chunk) : opening;
      return NOTHING;
    }
    if (judged === 'refused') return this.refuse('SLUICE_CHARSET_UNSUPPORTED');
    const reader = readerOf(judged);
    this.stream = reader === undefined ? this.openPlain() : new TranscodedStream(this.open(), reader, judged);
    this.checkedTo = reader === undefined && this.hints.textual ? SIGN_BYTES : 0;
    this.opening = NO_BYTES;
    return this.pass(this.stream, opening, final);
  }

  private pass(stream: RedactionStream, chunk: Uint8Array, final: boolean): Step {
    if (this.seen < this.checkedTo) {
      if (chunk.subarray(0, this.checkedTo - this.seen).includes(0)) return this.refuse('SLUICE_CHARSET_UNSUPPORTED');
      this.seen += chunk.length;
    }
    return final ? stream.end(chunk) : stream.write(chunk);
  }

  private refuse(code: ErrorCode): Step {
    this.isDead = true;
    return refusalStep(code);
  }
}
