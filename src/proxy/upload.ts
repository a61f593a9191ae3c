/**
 * The request's body on its way up. A small one of known length is collected and sent with a length, because some CRMs
 * answer 411 to anything else; a longer or unknown one is streamed in chunks while it still arrives.
 */
import { Readable } from 'node:stream';
import type { ErrorCode } from '../base/errors.js';
import type { DownstreamRequest } from './downstream.js';
import { Pace } from './overload/pace.js';
import { BodyRedaction, type BodyRedactionOptions, type BodySink } from './redaction.js';
import type { Tally } from './tally.js';

/** How a body leaves: otherwise than it came, or as it came under its codings. */
export interface Manner {
  readonly changed: boolean;
  readonly isCoded: boolean;
}

const STREAMED: Manner = { changed: true, isCoded: false };

export interface UploadOptions {
  readonly request: DownstreamRequest;
  readonly redaction: BodyRedactionOptions;
  /** The body may turn out to be refused behind its first bytes: nothing is sent before a buffer of it may leave. */
  readonly late: boolean;
  readonly tally: Tally;
  /** The body can be sent: whole, or as a stream that is still being filled. Called once. */
  readonly ready: (body: Uint8Array | Readable, manner: Manner) => void;
  readonly refuse: (code: ErrorCode) => void;
}

export class Upload implements BodySink {
  readonly #options: UploadOptions;
  readonly #redaction: BodyRedaction;
  /** Redacted parts of a collected body; undefined once it is streamed. */
  #parts: Uint8Array[] | undefined;
  #size = 0;
  #stream: Readable | undefined;
  #paused = false;
  #over = false;
  /** At which the downstream sends. */
  readonly pace: Pace;
  /** Bytes as they came downstream, and when the last of them did (performance.now). */
  receivedBytes = 0;
  lastByteAt = performance.now();

  constructor(options: UploadOptions) {
    this.#options = options;
    this.pace = new Pace(options.redaction.limits);
    this.#parts = options.redaction.whole || options.redaction.mayGrow || options.late ? [] : undefined;
    this.#redaction = new BodyRedaction(options.redaction, this);
  }

  /** Starts reading. */
  begin(): void {
    const { request } = this.#options;
    this.pace.wait(this.lastByteAt);
    request.on('data', this.#onData);
    request.on('end', this.#onEnd);
    request.on('error', ignore); // a downstream that leaves is noticed by the response's close
    if (this.#parts === undefined) this.#openStream();
  }

  /** True while we wait for the downstream to send. */
  get waiting(): boolean {
    return !this.#over && !this.#paused && !this.#options.request.complete;
  }

  /** Gives up; the rest of the body is read and dropped by whoever owns the request. */
  destroy(): void {
    if (this.#over) return;
    this.#over = true;
    this.#detach();
    this.#redaction.destroy();
    this.#stream?.destroy();
  }

  bytes(chunk: Uint8Array): boolean {
    if (this.#parts === undefined) return this.#stream?.push(chunk) ?? true;
    this.#parts.push(chunk);
    this.#size += chunk.length;
    if (this.#size <= this.#options.redaction.limits.bufferedBodyBytes) return true;
    return this.#overflow(this.#parts);
  }

  done(): void {
    if (this.#over) return;
    this.#over = true;
    this.#detach();
    if (this.#parts === undefined) this.#stream?.push(null);
    else this.#options.ready(joined(this.#parts), this.#redaction);
  }

  refuse(code: ErrorCode): void {
    if (this.#over) return;
    this.destroy();
    this.#options.refuse(code);
  }

  drain(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.lastByteAt = performance.now();
    this.pace.wait(this.lastByteAt);
    this.#options.request.resume();
  }

  readonly #onData = (chunk: Buffer): void => {
    const entered = performance.now();
    this.lastByteAt = entered;
    this.receivedBytes += chunk.length;
    this.pace.moved(chunk.length, entered);
    if (!this.#redaction.write(chunk) && !this.#over) {
      this.#paused = true;
      this.pace.rest(entered);
      this.#options.request.pause();
    }
    this.#options.tally.addedMs += performance.now() - entered;
  };

  readonly #onEnd = (): void => {
    const entered = performance.now();
    this.pace.rest(entered);
    this.#redaction.end();
    this.#options.tally.addedMs += performance.now() - entered;
  };

  /** A small coded body that turned out long: from now on it is streamed. */
  #overflow(parts: Uint8Array[]): boolean {
    this.#parts = undefined;
    const stream = this.#openStream();
    let room = true;
    for (const part of parts) room = stream.push(part);
    return room;
  }

  #openStream(): Readable {
    const stream = new Readable({
      read: () => {
        this.#redaction.resume();
      },
    });
    stream.on('error', ignore);
    // the upstream answered and closed before it had read everything
    stream.on('close', () => {
      this.destroy();
    });
    this.#stream = stream;
    this.#options.ready(stream, STREAMED);
    return stream;
  }

  #detach(): void {
    this.pace.rest(performance.now());
    this.#options.request.off('data', this.#onData);
    this.#options.request.off('end', this.#onEnd);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts);
}

function ignore(): void {
  // the outcome is decided elsewhere
}
