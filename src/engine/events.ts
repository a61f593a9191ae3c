/**
 * A stream of server-sent events: each is collected until it is whole, scanned and let out in one piece, so that none is ever cut and what its
 * receiver joins is seen joined. Comments between events wait for nothing. An event of more than `eventBytes` refuses the stream.
 */
import type { ErrorCode } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { EventSegmenter } from '../format/segments.js';
import type { Effect, RedactionStream, Step } from './api.js';
import type { Splicer } from './paths.js';
import { EndingStream, joined, NO_BYTES, NOTHING, refusalStep } from './step.js';
import type { Spliced } from './stream.js';

export class EventStream extends EndingStream implements Splicer {
  private readonly segmenter = new EventSegmenter();
  /** Of the event at hand. */
  private pieces: Uint8Array[] = [];
  private length = 0;
  private isTooLong = false;
  private released = 0;
  private refusedTold: readonly Effect[] = [];

  constructor(private readonly inner: RedactionStream & Splicer) {
    super();
  }

  get held(): number {
    return this.hasEnded ? 0 : this.length + this.inner.held;
  }

  get fault(): ErrorCode {
    return this.isTooLong ? 'SLUICE_MESSAGE_TOO_LARGE' : this.inner.fault;
  }

  get told(): readonly Effect[] {
    return this.isTooLong ? this.refusedTold : (this.inner.told ?? []);
  }

  writeSplices(chunk: Uint8Array, final: boolean): Spliced | undefined {
    if (this.hasEnded) return undefined;
    const whole = this.collect(chunk, final);
    const { released } = this;
    const isIdle = whole.length === 0 && !final;
    const spliced = isIdle ? { released, effects: [], splices: [] } : this.inner.writeSplices(whole, final);
    this.hasEnded = final || spliced === undefined || this.isTooLong;
    if (spliced === undefined) return undefined;
    this.released = spliced.released;
    this.refusedTold = spliced.effects;
    return this.isTooLong ? undefined : spliced;
  }

  protected step(chunk: Uint8Array, final: boolean): Step {
    const whole = this.collect(chunk, final);
    const step = final ? this.inner.end(whole) : whole.length === 0 ? NOTHING : this.inner.write(whole);
    const isRefused = step.effects.some(({ kind }) => kind === 'refuse');
    this.hasEnded = isRefused || this.isTooLong;
    if (isRefused || !this.isTooLong) return step;
    return refusalStep('SLUICE_MESSAGE_TOO_LARGE', step.effects);
  }

  /** The events that are whole now; what comes behind them is kept. At the end of the stream nothing is. */
  private collect(chunk: Uint8Array, final: boolean): Uint8Array {
    let to = 0;
    for (let end = this.segmenter.next(chunk, 0); end !== -1 && !this.isTooLong; end = this.segmenter.next(chunk, end)) {
      this.measure(end - to, true);
      if (!this.isTooLong) to = end;
    }
    if (!this.isTooLong) this.measure(chunk.length - to, false);
    if (final && !this.isTooLong) to = chunk.length;
    const isAll = to > 0 || final;
    const whole = isAll ? joined([...this.pieces, chunk.subarray(0, to)], chunk) : NO_BYTES;
    if (isAll) this.pieces = [];
    if (to < chunk.length) this.pieces.push(new Uint8Array(chunk.subarray(to)));
    return whole;
  }

  /** So many more bytes are of the event at hand, which ends with them or goes on. */
  private measure(bytes: number, isEnd: boolean): void {
    this.length += bytes;
    this.isTooLong ||= this.length > LIMITS.eventBytes;
    if (isEnd) this.length = 0;
  }
}
