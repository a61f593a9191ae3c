/**
 * One body on its way through the engine, the same for both directions: coded bytes in, redacted bytes out, back-pressure
 * carried from the sink to the source. It refuses what cannot be inspected and never releases a byte that was not scanned.
 */
import type { Direction, ErrorCode } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import type { RedactionStream, Step } from '../engine/api.js';
import { NO_BYTES } from '../engine/step.js';
import type { Observer } from '../observe/observer.js';
import { type Coding, Decoder } from '../wire/coding.js';
import { type Opened, openWhole } from '../wire/whole.js';
import { isActedUpon } from '../policy/clause.js';
import { arePlainClean } from './plain-clean.js';
import { BodyQueue } from './body-queue.js';
import type { Custody } from './custody.js';
import { faultOf } from './fault.js';
import type { LateBody } from './live-events.js';
import type { ProxyLimits } from './options.js';
import type { Lane } from './overload/lane.js';
import type { Reckoning } from './reckoning.js';
import { note, type Tally } from './tally.js';

/** Where redacted bytes go. */
export interface BodySink {
  /** False: no more until `BodyRedaction.resume`. */
  bytes(chunk: Uint8Array): boolean;
  /** The body ended as its sender meant it to, and all of it was inspected. */
  done(): void;
  /** Called at most once, and nothing after it. */
  refuse(code: ErrorCode): void;
  /** The source may go on after `BodyRedaction.write` was false. */
  drain(): void;
}

export interface BodyRedactionOptions {
  readonly stream: RedactionStream;
  /** What of the stream comes later than it is asked for. */
  readonly late?: LateBody | undefined;
  /** Documents that the stream came upon: what it lets out waits for them. */
  readonly custody: Custody;
  readonly reckoning: Reckoning;
  /** Whether a body that was collected leaves otherwise than it came, though nothing was found in it: drafts are taken out. */
  readonly isTouched: () => boolean;
  readonly direction: Direction;
  readonly codings: readonly Coding[];
  /** The body is small and its length known: decode and scan it in one go. */
  readonly whole: boolean;
  /** The length is not known, but nobody can use the body before its end: collected as long as it stays small. */
  readonly mayGrow: boolean;
  /** The body is signed: it leaves as it came or not at all. */
  readonly isSealed: boolean;
  /** A clean body may leave under its codings: its reader said that it takes them. */
  readonly keepsCodings: boolean;
  /** Scans coded bytes as they are. */
  readonly openPlain: () => RedactionStream;
  /** Where a long body waits for its turn. */
  readonly lane: Lane;
  readonly limits: ProxyLimits;
  readonly observer: Observer;
  readonly tally: Tally;
}

export class BodyRedaction {
  readonly #options: BodyRedactionOptions;
  readonly #sink: BodySink;
  readonly #stream: RedactionStream;
  readonly #custody: Custody;
  readonly #reckoning: Reckoning;
  #decoder: Decoder | undefined;
  /** Chunks of a body that is looked at in one go. */
  #collected: Uint8Array[] | undefined;
  #collectedBytes = 0;
  /** Bytes that came to be scanned. */
  #carriedBytes = 0;
  readonly #queue: BodyQueue;
  #held = 0;
  #dead = false;
  /** The sink has asked for a pause, or the stream has. */
  #isBlocked = false;
  #isFull = false;
  /** What follows when nothing is missing any more. */
  #goOn: (() => void) | undefined;
  /** True once the body leaves otherwise than it came: decoded, or with a finding replaced. */
  changed: boolean;
  /** The body leaves as the very bytes that came, under its codings. */
  isCoded = false;
  /** Something in it was replaced, or is shown to this reader alone. */
  isPersonal = false;

  constructor(options: BodyRedactionOptions, sink: BodySink) {
    this.#options = options;
    this.#sink = sink;
    this.#stream = options.stream;
    this.#custody = options.custody;
    this.#reckoning = options.reckoning;
    this.changed = options.codings.length > 0;
    this.#queue = new BodyQueue(options.lane, {
      take: (bytes) => this.#dead || this.#timed(() => this.#redactNow(bytes)),
      caughtUp: (hasRoom) => {
        if (hasRoom && !this.#isBlocked) this.resume();
      },
      ended: () => this.#finish(),
      failed: (error) => this.#refuse(faultOf(error)),
    });
    options.late?.listen((step) => this.#timed(() => this.#releaseLate(step)));
    if (options.whole || options.mayGrow) this.#collected = [];
    else if (options.codings.length > 0) this.#decoder = this.#openDecoder();
  }

  /** False: the source should pause until the sink's `drain`. */
  write(chunk: Uint8Array): boolean {
    if (this.#dead || chunk.length === 0) return true;
    if (this.#collected !== undefined) {
      this.#collected.push(chunk);
      this.#collectedBytes += chunk.length;
      return this.#options.whole || this.#collectedBytes <= this.#options.limits.bufferedBodyBytes || this.#outgrow(this.#collected);
    }
    return this.#decoder === undefined ? this.#redact(chunk) : this.#decoder.write(chunk);
  }

  end(): void {
    if (this.#dead) return;
    if (this.#collected !== undefined) this.#redactCollected(this.#collected);
    else if (this.#decoder !== undefined) this.#decoder.end();
    else this.#queue.end();
  }

  /** The sink takes bytes again. */
  resume(): void {
    this.#isBlocked = false;
    if (this.#dead || this.#isFull || !this.#queue.isEmpty) return;
    if (this.#decoder === undefined) this.#sink.drain();
    else this.#decoder.resume();
  }

  /** Gives up: nothing held back is ever released. */
  destroy(): void {
    if (this.#dead) return;
    this.#dead = true;
    this.#queue.clear();
    this.#decoder?.destroy();
    this.#options.late?.destroy();
    this.#custody.destroy();
    this.#gauge(0);
  }

  #openDecoder(): Decoder {
    return new Decoder(this.#options.codings, this.#options.limits, {
      data: (chunk) => this.#timed(() => this.#redact(chunk)),
      drain: () => {
        this.#sink.drain();
      },
      end: () => {
        this.#timed(() => {
          this.#queue.end();
          return true;
        });
      },
      fail: (code) => {
        this.#refuse(code);
      },
    });
  }

  /** What was collected is longer than expected: from now on it is streamed. */
  #outgrow(collected: readonly Uint8Array[]): boolean {
    this.#collected = undefined;
    const decoder = this.#openDecoder();
    this.#decoder = decoder;
    let room = true;
    for (const chunk of collected) room = decoder.write(chunk);
    return room;
  }

  #redactCollected(collected: Uint8Array[]): void {
    this.#collected = undefined;
    const body = collected.length === 1 ? (collected[0] ?? Buffer.alloc(0)) : Buffer.concat(collected);
    if (this.#options.codings.length === 0) {
      this.#finish(body);
      return;
    }
    const opened = openWhole(this.#options.codings, body, this.#options.limits.codingDecodedBytes);
    if (typeof opened === 'string') this.#refuse(opened);
    else if (opened === undefined) {
      const decoder = this.#openDecoder();
      this.#decoder = decoder;
      decoder.write(body);
      decoder.end();
    } else this.#finishOpened(opened, body);
  }

  /** Ends a coded body whose content is all here: a clean one leaves as it came, any other as its content. */
  #finishOpened(opened: Opened, body: Uint8Array): void {
    const step = this.#scan(opened.bytes, true);
    if (step === undefined) return;
    // containers put their bytes together anew; what is masked in place is told by its effect
    this.changed = step.bytes !== opened.bytes && Buffer.compare(step.bytes, opened.bytes) !== 0;
    if (!this.#perform(step)) return;
    this.#whenJudged(() => {
      this.#sendOpened(opened, body, step.bytes);
    });
  }

  #sendOpened(opened: Opened, body: Uint8Array, content: Uint8Array): void {
    this.isCoded =
      !this.changed &&
      body.length > 0 &&
      this.#options.keepsCodings &&
      opened.isBare &&
      arePlainClean(opened.alsoScan, this.#options.openPlain);
    // an empty body is the same with and without its codings, and many a reader fails to undo nothing
    this.changed ||= !this.isCoded && body.length > 0;
    if (this.#options.isSealed && !this.isCoded && body.length > 0) {
      this.#refuse('SLUICE_SIGNED_SENSITIVE');
      return;
    }
    const bytes = this.isCoded ? body : content;
    if (bytes.length > 0) this.#sink.bytes(bytes);
    this.#close();
  }

  /** What makes a body long waits for its turn beside others that are long; of events, which cost more than their bytes, so does what many bring at once. */
  #redact(chunk: Uint8Array): boolean {
    const { late, limits } = this.#options;
    this.#carriedBytes += chunk.length;
    const slices = late === undefined ? [chunk] : slicesOf(chunk);
    if (slices.length === 1 && this.#queue.isEmpty && this.#carriedBytes <= limits.longBodyBytes) return this.#redactNow(chunk);
    let hasRoom = true;
    for (const slice of slices) hasRoom = this.#queue.add(slice) && hasRoom;
    return hasRoom;
  }

  #redactNow(chunk: Uint8Array): boolean {
    const step = this.#scan(chunk, false);
    const hasRoom = step === undefined || this.#release(step);
    if (this.#options.late?.isFull !== true) return hasRoom;
    this.#isFull = true;
    return false;
  }

  /** Ends the body, with `last` as its last bytes. */
  #finish(last?: Uint8Array): void {
    const step = this.#scan(last, true);
    if (step === undefined) return;
    this.#release(step);
    this.#whenComplete(() => {
      if (this.#options.isTouched()) this.#touch();
      for (const bytes of this.#custody.release()) if (bytes.length > 0) this.#sink.bytes(bytes);
      this.#close();
    });
  }

  /** Goes on when nothing of the body is still to come, and its documents are judged. */
  #whenComplete(goOn: () => void): void {
    if (this.#options.late?.isAsking === true) this.#goOn = goOn;
    else this.#whenJudged(goOn);
  }

  /** Goes on when the documents of the body, if there are any, have been found clean. */
  #whenJudged(goOn: () => void): void {
    if (this.#dead) return;
    if (this.#custody.isHolding) void this.#judge(goOn);
    else goOn();
  }

  /** Nobody waits for this promise, so nothing may be thrown out of it. */
  async #judge(goOn: () => void): Promise<void> {
    try {
      const effects = await this.#custody.judge();
      this.#timed(() => {
        if (!this.#dead && this.#perform({ bytes: NO_BYTES, effects })) goOn();
        return true;
      });
    } catch {
      this.#refuse('SLUICE_ENGINE_FAILED');
    }
  }

  #touch(): void {
    this.changed = true;
    this.isPersonal = true;
    if (this.#options.isSealed) this.#refuse('SLUICE_SIGNED_SENSITIVE');
  }

  #close(): void {
    if (this.#dead) return;
    this.#reckoning.settle();
    this.#options.late?.destroy();
    this.#custody.destroy();
    this.#gauge(0);
    this.#dead = true;
    this.#sink.done();
  }

  /** Runs the engine; undefined when the body was refused. */
  #scan(chunk: Uint8Array | undefined, final: boolean): Step | undefined {
    if (chunk !== undefined) this.#reckoning.came(chunk.length);
    try {
      return final || chunk === undefined ? this.#stream.end(chunk) : this.#stream.write(chunk);
    } catch {
      this.#refuse('SLUICE_ENGINE_FAILED');
      return undefined;
    }
  }

  /** Effects before egress. */
  #release(step: Step): boolean {
    if (!this.#perform(step) || step.bytes.length === 0) return true;
    if (!this.#custody.isHolding) return this.#pass(step.bytes);
    const code = this.#custody.keep(step.bytes);
    if (code !== undefined) this.#refuse(code);
    return true;
  }

  #pass(bytes: Uint8Array): boolean {
    const hasRoom = this.#sink.bytes(bytes);
    if (!hasRoom) this.#isBlocked = true;
    return hasRoom;
  }

  /** A step that comes behind its turn: the source may have been paused for it, and the end waited for it. */
  #releaseLate(step: Step): boolean {
    if (this.#dead) return true;
    this.#release(step);
    const { late } = this.#options;
    if (this.#dead || late === undefined) return true;
    if (this.#isFull && !late.isFull) {
      this.#isFull = false;
      if (!this.#isBlocked) this.resume();
    }
    const goOn = late.isAsking ? undefined : this.#goOn;
    if (goOn === undefined) return true;
    this.#goOn = undefined;
    this.#whenJudged(goOn);
    return true;
  }

  /** Performs the effects of a step; false when one of them refuses the body. */
  #perform(step: Step): boolean {
    const { direction, observer, tally, isSealed } = this.#options;
    for (const effect of step.effects) {
      if (effect.kind === 'refuse') {
        this.#refuse(effect.code);
        return false;
      }
      if (effect.action !== 'observe') this.isPersonal = true;
      if (isActedUpon(effect.action) && isSealed) {
        note(tally, effect.finding.entity, 'block');
        observer.finding(effect.finding.entity, 'block', direction);
        this.#refuse('SLUICE_SIGNED_SENSITIVE');
        return false;
      }
      note(tally, effect.finding.entity, effect.action);
      if (isActedUpon(effect.action)) this.changed = true;
      observer.finding(effect.finding.entity, effect.action, direction);
    }
    // what a document holds is told when it has been read
    if (!this.#custody.isHolding) this.#reckoning.settle();
    this.#gauge(this.#stream.held + this.#custody.keptBytes);
    return true;
  }

  #gauge(held: number): void {
    if (held === this.#held) return;
    this.#options.observer.heldBack(held - this.#held);
    this.#held = held;
  }

  /** Decoders call back on their own turn of the event loop, outside of the exchange's clock. */
  #timed(work: () => boolean): boolean {
    const entered = performance.now();
    const result = work();
    this.#options.tally.addedMs += performance.now() - entered;
    return result;
  }

  #refuse(code: ErrorCode): void {
    if (this.#dead) return;
    this.#reckoning.settle();
    this.destroy();
    this.#sink.refuse(code);
  }
}

function slicesOf(chunk: Uint8Array): Uint8Array[] {
  const slices: Uint8Array[] = [];
  for (let at = 0; at < chunk.length; at += LIMITS.eventSliceBytes) slices.push(chunk.subarray(at, at + LIMITS.eventSliceBytes));
  return slices;
}
