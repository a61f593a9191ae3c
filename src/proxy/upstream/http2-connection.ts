/**
 * HTTP/2 over one socket, by Node's own client (RFC 9113). As over HTTP/1.1 there is one exchange at a time, and a connection on which
 * anything was out of order is destroyed; why, and what this must never do: docs/decisions/0015-upstream-client.md.
 *
 * An answer is complete when its sender has ended the stream (END_STREAM), and in no other case. A stream that is reset in the middle of a
 * body ends in Node's eyes too, by NO_ERROR and CANCEL without a fault even: `EndOfStream` tells the one from the other.
 */
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
  connect,
} from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { ErrorCode } from '../../base/errors.js';
import { BodySender, type BodyWatch, PLAIN } from './body-sender.js';
import { NOT_FIELD, NOT_TOKEN } from './characters.js';
import { unreached, type Connection, type Passenger } from './connection.js';
import { http2Head } from './http2-head.js';
import type { ResponseLimits } from './response-reader.js';

export interface Http2Options {
  readonly origin: URL;
  readonly connectTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly response: ResponseLimits;
  /** Of an answer's head. */
  readonly headerLines: number;
  /** A socket that is being connected; its peer is vouched for from `secureConnect` on. */
  readonly dial: () => TLSSocket;
}

export class Http2Connection implements Connection, BodyWatch {
  readonly keepAliveSeconds = -1;
  idleUntil = 0;
  readonly #options: Http2Options;
  readonly #lost: (connection: Connection) => void;
  readonly #socket: TLSSocket;
  /** Somebody listens there. */
  #isThere = false;
  /** Once the peer has agreed to HTTP/2. */
  #session: ClientHttp2Session | undefined;
  /** Of the exchange under way. */
  #stream: ClientHttp2Stream | undefined;
  #passenger: Passenger | undefined;
  #sender: BodySender | undefined;
  /** The head of the answer has come. */
  #answered = false;
  #destroyed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: Http2Options, lost: (connection: Connection) => void) {
    this.#options = options;
    this.#lost = lost;
    this.#wait(options.connectTimeoutMs);
    const socket = options.dial();
    this.#socket = socket;
    socket.once('connect', () => (this.#isThere = true));
    socket.once('secureConnect', () => this.#begin());
    socket.on('error', () => this.#fail());
    socket.on('close', () => this.#fail());
  }

  carry(passenger: Passenger): void {
    this.#passenger = passenger;
    if (this.#session !== undefined) this.#send(this.#session, passenger);
  }

  resume(): void {
    if (this.#stream?.isPaused() === true) this.#stream.resume();
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    clearTimeout(this.#timer);
    this.#passenger = undefined;
    this.#stream = undefined;
    this.#sender?.stop();
    this.#sender = undefined;
    this.#session?.destroy();
    this.#socket.destroy();
  }

  waiting(complete: boolean): void {
    if (complete) this.#sender = undefined;
    // an answer that has begun may take as long as it likes: the exchange knows which bodies may be slow
    if (complete && this.#answered) clearTimeout(this.#timer);
    else this.#waitForHead();
  }

  sourcing(): void {
    clearTimeout(this.#timer);
  }

  broken(): void {
    this.#fail();
  }

  /** TLS stands. A server that does not agree to HTTP/2 counts as not reached: who asked for it should hear of it. */
  #begin(): void {
    if (this.#destroyed) return;
    if (this.#socket.alpnProtocol !== 'h2') {
      this.#fail();
      return;
    }
    clearTimeout(this.#timer);
    const { origin, response, headerLines } = this.#options;
    const session = connect(origin, {
      createConnection: () => this.#socket,
      maxHeaderListPairs: headerLines,
      settings: { enablePush: false, maxHeaderListSize: response.headBytes },
    });
    this.#session = session;
    session.on('error', ignore); // what it means is told by its close
    session.on('close', () => this.#fail());
    if (this.#passenger !== undefined) this.#send(session, this.#passenger);
  }

  #send(session: ClientHttp2Session, { request }: Passenger): void {
    const { body } = request;
    const head = http2Head(request, this.#options.origin.host);
    const stream = head === undefined ? 'SLUICE_BAD_REQUEST' : openStream(session, head, body === null);
    if (typeof stream === 'string') {
      process.nextTick(() => this.#fail(stream));
      return;
    }
    this.#answered = false;
    this.#stream = stream;
    this.#listen(stream);
    if (body !== null && !(body instanceof Uint8Array)) {
      this.#sender = new BodySender(stream, PLAIN, body, this);
      this.#sender.begin();
      return;
    }
    if (body !== null) stream.end(body);
    this.#waitForHead();
  }

  /** What is told of a stream whose exchange is over is not heard. */
  #listen(stream: ClientHttp2Stream): void {
    const end = new EndOfStream(stream);
    let interimHeads = 0;
    stream.on('headers', () => {
      if (++interimHeads > this.#options.response.interimHeads && this.#stream === stream) this.#fail();
    });
    stream.once('response', (headers: IncomingHttpHeaders & IncomingHttpStatusHeader, _flags: number, rawHeaders?: unknown) => {
      if (this.#stream === stream) this.#head(stream, Number(headers[':status']), rawHeaders);
    });
    stream.once('end', () => {
      if (this.#stream !== stream) return;
      if (end.hasCome) this.#end(stream);
      else this.#fail();
    });
    stream.on('error', ignore); // what it means is told by its close
    stream.once('close', () => {
      if (this.#stream === stream) this.#fail();
    });
  }

  #head(stream: ClientHttp2Stream, status: number, rawHeaders: unknown): void {
    const passenger = this.#passenger;
    if (passenger === undefined) return;
    const lines = Array.isArray(rawHeaders) ? linesOf(rawHeaders as readonly string[], this.#options.response.headBytes) : undefined;
    if (!(status >= 200 && status <= 599) || lines === undefined) {
      this.#fail();
      return;
    }
    clearTimeout(this.#timer);
    this.#answered = true;
    passenger.answered();
    passenger.handler.head(status, lines);
    stream.on('data', (chunk: Buffer) => {
      if (this.#stream === stream && !passenger.handler.data(chunk)) stream.pause();
    });
  }

  #end(stream: ClientHttp2Stream): void {
    const passenger = this.#passenger;
    if (passenger === undefined) return;
    this.#passenger = undefined;
    this.#stream = undefined;
    clearTimeout(this.#timer);
    const isSent = this.#sender === undefined && stream.writableFinished;
    // answered before it was read to its end: what is left of the body must not follow
    this.#sender?.stop();
    this.#sender = undefined;
    passenger.settled(isSent && this.#session?.closed === false);
    passenger.handler.end();
  }

  #waitForHead(): void {
    this.#wait(this.#passenger?.request.headersTimeoutMs ?? this.#options.headersTimeoutMs);
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fail('SLUICE_UPSTREAM_TIMEOUT'), ms).unref();
  }

  /** The end of the connection. Before HTTP/2 was agreed upon, nobody was there or the handshake failed. */
  #fail(code: ErrorCode = 'SLUICE_UPSTREAM_FAILED'): void {
    if (this.#destroyed) return;
    const passenger = this.#passenger;
    const isReached = this.#session !== undefined;
    this.destroy();
    if (passenger === undefined) this.#lost(this);
    else passenger.failed(isReached ? code : unreached(this.#isThere));
  }
}

/**
 * Whether the sender has ended a stream. Node tells its reader of an end by pushing null, also when the stream was reset: then it has marked
 * it as closed before. An end that is pushed into a stream that is still open is one that came (RFC 9113 section 5.1). Should that ever
 * change, answers are refused, not cut short.
 */
class EndOfStream {
  hasCome = false;

  constructor(stream: ClientHttp2Stream) {
    const push = stream.push.bind(stream);
    stream.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
      if (chunk === null && !stream.closed) this.hasCome = true;
      return push(chunk, encoding);
    };
  }
}

/** The connection may have begun to close since it was picked: then nothing was sent. */
function openStream(session: ClientHttp2Session, head: NonNullable<ReturnType<typeof http2Head>>, endStream: boolean) {
  try {
    return session.request(head, { endStream });
  } catch {
    return 'SLUICE_UPSTREAM_FAILED';
  }
}

/**
 * Header lines without `:status`; undefined where one cannot stand in HTTP/1.1, or all are longer than they may be. Node sees to both, but
 * to the length only when the peer has acknowledged our settings.
 */
function linesOf(rawHeaders: readonly string[], mostBytes: number): string[] | undefined {
  const lines: string[] = [];
  let bytes = 0;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name, value] = [rawHeaders[i], rawHeaders[i + 1]];
    if (name.startsWith(':')) continue;
    bytes += name.length + value.length + 4; // as a line: a colon, a space, CRLF
    if (bytes > mostBytes || name === '' || NOT_TOKEN.test(name) || NOT_FIELD.test(value)) return undefined;
    lines.push(name, value);
  }
  return lines;
}

function ignore(): void {
  // told elsewhere
}
