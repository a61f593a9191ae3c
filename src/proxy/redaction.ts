/**
 * One body on its way through the engine, the same for both directions: coded bytes in, redacted bytes out, back-pressure
 * carried from the sink to the source. It refuses what cannot be inspected and never releases a byte that was not scanned.
 */
import type { Direction, ErrorCode } from '../base/errors.js';
import type { Step } from '../engine/api.js';
import type { Observer } from '../observe/observer.js';
import { OpeningGuard } from '../wire/charset.js';
import { type Coding, Decoder, decodeWhole } from '../wire/coding.js';
import type { ProxyLimits } from './options.js';

/** The engine's stream, or one that inspects a whole document: only that one takes its time at the end. */
export interface BodyStream {
  write(chunk: Uint8Array): Step;
  end(chunk?: Uint8Array): Step | Promise<Step>;
  readonly held: number;
  /** The message is given up. */
  destroy?(): void;
}

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

/** Numbers of one exchange, added up where they arise. */
export interface Tally {
  findings: number;
  addedMs: number;
}

export interface BodyRedactionOptions {
  readonly stream: BodyStream;
  readonly direction: Direction;
  readonly codings: readonly Coding[];
  readonly textual: boolean;
  /** The body is small and its length known: decode and scan it in one go. */
  readonly whole: boolean;
  readonly limits: ProxyLimits;
  readonly observer: Observer;
  readonly tally: Tally;
}

export class BodyRedaction {
  readonly #options: BodyRedactionOptions;
  readonly #sink: BodySink;
  readonly #stream: BodyStream;
  readonly #guard: OpeningGuard;
  #decoder: Decoder | undefined;
  /** Chunks of a body that is looked at in one go. */
  #collected: Uint8Array[] | undefined;
  #held = 0;
  #dead = false;
  /** True once the body leaves otherwise than it came: decoded, or with a finding replaced. */
  changed: boolean;

  constructor(options: BodyRedactionOptions, sink: BodySink) {
    this.#options = options;
    this.#sink = sink;
    this.#stream = options.stream;
    this.#guard = new OpeningGuard(options.textual);
    this.changed = options.codings.length > 0;
    if (options.whole) this.#collected = [];
    else if (options.codings.length > 0) this.#decoder = this.#openDecoder();
  }

  /** False: the source should pause until the sink's `drain`. */
  write(chunk: Uint8Array): boolean {
    if (this.#dead || chunk.length === 0) return true;
    if (this.#collected !== undefined) {
      this.#collected.push(chunk);
      return true;
    }
    return this.#decoder === undefined ? this.#redact(chunk) : this.#decoder.write(chunk);
  }

  end(): void {
    if (this.#dead) return;
    if (this.#collected !== undefined) this.#redactCollected(this.#collected);
    else if (this.#decoder !== undefined) this.#decoder.end();
    else this.#finish();
  }

  /** The sink takes bytes again. */
  resume(): void {
    if (this.#dead) return;
    if (this.#decoder === undefined) this.#sink.drain();
    else this.#decoder.resume();
  }

  /** Gives up: nothing held back is ever released. */
  destroy(): void {
    if (this.#dead) return;
    this.#dead = true;
    this.#decoder?.destroy();
    this.#stream.destroy?.();
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
          this.#finish();
          return true;
        });
      },
      fail: (code) => {
        this.#refuse(code);
      },
    });
  }

  #redactCollected(collected: Uint8Array[]): void {
    this.#collected = undefined;
    const body = collected.length === 1 ? (collected[0] ?? Buffer.alloc(0)) : Buffer.concat(collected);
    const decoded = this.#options.codings.length === 0 ? body : decodeWhole(this.#options.codings, body);
    if (typeof decoded === 'string') this.#refuse(decoded);
    else if (decoded === undefined) {
      const decoder = this.#openDecoder();
      this.#decoder = decoder;
      decoder.write(body);
      decoder.end();
    } else this.#finish(decoded);
  }

  #redact(chunk: Uint8Array): boolean {
    const step = this.#scan(chunk);
    return step === undefined || this.#release(step);
  }

  /** Ends the body, with `last` as its last bytes. */
  #finish(last?: Uint8Array): void {
    if (last !== undefined && !this.#admits(last)) return;
    let step: Step | Promise<Step>;
    try {
      step = this.#stream.end(last);
    } catch {
      this.#refuse('SLUICE_ENGINE_FAILED');
      return;
    }
    if (step instanceof Promise) void this.#finishLate(step);
    else this.#conclude(step);
  }

  /** Nobody waits for this promise, so nothing may be thrown out of it. */
  async #finishLate(promise: Promise<Step>): Promise<void> {
    try {
      const step = await promise;
      this.#timed(() => this.#conclude(step));
    } catch {
      this.destroy();
      this.#sink.refuse('SLUICE_ENGINE_FAILED');
    }
  }

  #conclude(step: Step): boolean {
    if (this.#dead) return true;
    this.#release(step);
    if (this.#dead) return true;
    this.#gauge(0);
    this.#dead = true;
    this.#sink.done();
    return true;
  }

  /** Runs the engine; undefined when the body was refused. */
  #scan(chunk: Uint8Array): Step | undefined {
    if (!this.#admits(chunk)) return undefined;
    try {
      return this.#stream.write(chunk);
    } catch {
      this.#refuse('SLUICE_ENGINE_FAILED');
      return undefined;
    }
  }

  #admits(chunk: Uint8Array): boolean {
    if (this.#guard.foreign(chunk)) {
      this.#refuse('SLUICE_CHARSET_UNSUPPORTED');
      return false;
    }
    this.#options.observer.scanned(chunk.length, this.#options.direction);
    return true;
  }

  /** Effects before egress. */
  #release(step: Step): boolean {
    const { direction, observer, tally } = this.#options;
    for (const effect of step.effects) {
      if (effect.kind === 'refuse') {
        this.#refuse(effect.code);
        return true;
      }
      tally.findings++;
      if (effect.action !== 'allow' && effect.action !== 'observe') this.changed = true;
      observer.finding(effect.finding.entity, effect.action, direction);
    }
    this.#gauge(this.#stream.held);
    return step.bytes.length === 0 || this.#sink.bytes(step.bytes);
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
    this.destroy();
    this.#sink.refuse(code);
  }
}
