/**
 * One HTTP/2 stream as the two legs of an exchange. Where HTTP/1.1 cuts the connection, HTTP/2 resets the stream: an answer that
 * broke off never ends cleanly, and a request that was cancelled never looks like a whole one.
 */
import { type ServerHttp2Stream, constants } from 'node:http2';
import { type DowngradedHead, upgradeHead } from '../../wire/http2.js';
import type { Carrier, DownstreamRequest, DownstreamResponse } from '../downstream.js';

/** The stream as what an exchange cuts. */
class StreamCarrier implements Carrier {
  readonly #stream: ServerHttp2Stream;
  /** The reset is ours, so nobody may blame the peer for it. */
  isCut = false;

  constructor(stream: ServerHttp2Stream) {
    this.#stream = stream;
  }

  get destroyed(): boolean {
    return this.#stream.destroyed || this.#stream.closed;
  }

  destroy(): void {
    if (this.destroyed) return;
    this.isCut = true;
    // a whole answer to half a request is no error (RFC 9113 section 8.1)
    if (this.#stream.writableFinished) this.#stream.close(constants.NGHTTP2_NO_ERROR);
    // not `close` with a code, which ends the stream cleanly before it resets it; this is RST_STREAM with INTERNAL_ERROR
    else this.#stream.destroy(new Error('cut'));
  }

  resetAndDestroy(): void {
    this.destroy();
  }
}

type Listener = ((chunk: Buffer) => void) | ((error: Error) => void) | (() => void);

export class Http2Request implements DownstreamRequest {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: string[];
  readonly httpVersionMinor = 1;
  readonly socket: StreamCarrier;
  readonly #stream: ServerHttp2Stream;
  readonly #enders = new Set<() => void>();
  complete: boolean;

  constructor(stream: ServerHttp2Stream, head: DowngradedHead) {
    this.method = head.method;
    this.url = head.target;
    this.rawHeaders = head.headers;
    this.socket = new StreamCarrier(stream);
    this.#stream = stream;
    this.complete = stream.endAfterHeaders;
    stream.once('end', () => {
      // a stream that its peer has reset ends too, but its body is not whole
      if (stream.closed || stream.aborted || stream.destroyed) return;
      this.complete = true;
      for (const ender of this.#enders) ender();
    });
  }

  on(event: 'data' | 'end' | 'error', listener: Listener): this {
    if (event === 'end') this.#enders.add(listener as () => void);
    else this.#stream.on(event, listener as () => void);
    return this;
  }

  once(event: 'close', listener: () => void): this {
    this.#stream.once(event, listener);
    return this;
  }

  off(event: 'data' | 'end', listener: Listener): this {
    if (event === 'end') this.#enders.delete(listener as () => void);
    else this.#stream.off(event, listener as () => void);
    return this;
  }

  pause(): this {
    this.#stream.pause();
    return this;
  }

  resume(): this {
    this.#stream.resume();
    return this;
  }
}

export class Http2Response implements DownstreamResponse {
  readonly #stream: ServerHttp2Stream;
  /** The answer has no body, whatever is written. */
  #isBodiless: boolean;

  constructor(stream: ServerHttp2Stream, method: string) {
    this.#stream = stream;
    this.#isBodiless = method === 'HEAD';
  }

  writeHead(status: number, headers: string[]): this {
    const head = upgradeHead(headers);
    if (this.#isGone) return this;
    // Node ends the stream of such answers with their head
    this.#isBodiless ||= status === 204 || status === 205 || status === 304;
    this.#stream.respond({ ...head, ':status': status });
    return this;
  }

  write(chunk: Uint8Array): boolean {
    return this.#isBodiless || this.#isGone || this.#stream.write(chunk);
  }

  end(chunk?: Uint8Array): this {
    if (this.#isGone || this.#stream.writableEnded) return this;
    if (chunk === undefined || this.#isBodiless) this.#stream.end();
    else this.#stream.end(chunk);
    return this;
  }

  /** The head has left with `writeHead`. */
  flushHeaders(): void {
    return;
  }

  get writableLength(): number {
    return this.#stream.writableLength;
  }

  writeContinue(): void {
    if (!this.#isGone && !this.#stream.headersSent) this.#stream.additionalHeaders({ ':status': 100 });
  }

  on(event: 'close', listener: () => void): this {
    let told = false;
    const tell = (): void => {
      if (told) return;
      told = true;
      listener();
    };
    this.#stream.once('finish', tell);
    this.#stream.once(event, tell);
    return this;
  }

  once(event: 'drain', listener: () => void): this {
    this.#stream.once(event, listener);
    return this;
  }

  get #isGone(): boolean {
    return this.#stream.destroyed || this.#stream.closed;
  }
}
