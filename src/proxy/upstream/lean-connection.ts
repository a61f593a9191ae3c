/**
 * HTTP/1.1 over one socket, without a client library: the request is written as it is, the answer read by response-reader.ts and
 * handed on by reference. One exchange at a time; a connection on which anything was out of order is destroyed. Why there is a
 * client of our own, and what it must never do: docs/decisions/0015-upstream-client.md.
 */
import type { OnReadOpts, Socket } from 'node:net';
import type { ErrorCode } from '../../base/errors.js';
import { BodySender, type BodyWatch, CHUNKED } from './body-sender.js';
import { unreached, type Connection, type Passenger } from './connection.js';
import { writeRequestHead } from './request-head.js';
import { type ResponseLimits, ResponseReader, type ResponseSink } from './response-reader.js';

export interface LeanOptions {
  /** Host header where the request names none. */
  readonly authority: string;
  readonly secure: boolean;
  readonly connectTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly response: ResponseLimits;
  /** A socket that is being connected; with TLS it is usable, and its peer vouched for, from `secureConnect` on. */
  readonly dial: (onread: OnReadOpts) => Socket;
}

/** Bodies up to this size are copied behind their head, so that both leave in one write. */
const JOINED_BYTES = 16_384;

const READ_BYTES = 65_536;
/**
 * Where the sockets of all connections read into: each read is copied before anything else happens, which costs less than a buffer of its
 * own for each read.
 */
const readBuffer = Buffer.allocUnsafeSlow(READ_BYTES);

export class LeanConnection implements Connection, ResponseSink, BodyWatch {
  readonly #options: LeanOptions;
  readonly #lost: (connection: Connection) => void;
  readonly #socket: Socket;
  readonly #reader: ResponseReader;
  #passenger: Passenger | undefined;
  #sender: BodySender | undefined;
  idleUntil = 0;
  /** With TLS: somebody listens there. */
  #isThere = false;
  #connected = false;
  /** The head of the answer has come. */
  #answered = false;
  #destroyed = false;
  /** One timer for the life of the connection, armed when we wait: for the connection, then for heads. */
  #timer: NodeJS.Timeout;
  #timerMs: number;
  #armed = true;

  constructor(options: LeanOptions, lost: (connection: Connection) => void) {
    this.#options = options;
    this.#lost = lost;
    this.#reader = new ResponseReader(this, options.response, !options.secure);
    this.#timerMs = options.connectTimeoutMs;
    this.#timer = setTimeout(this.#onTimeout, this.#timerMs).unref();
    const socket = options.dial({ buffer: readBuffer, callback: this.#onRead });
    this.#socket = socket;
    if (options.secure) socket.once('connect', () => (this.#isThere = true));
    socket.once(options.secure ? 'secureConnect' : 'connect', this.#onConnected);
    socket.on('end', () => this.#finish());
    socket.on('error', () => this.#fail());
    socket.on('close', () => this.#fail());
  }

  get keepAliveSeconds(): number {
    return this.#reader.keepAliveSeconds;
  }

  carry(passenger: Passenger): void {
    this.#passenger = passenger;
    if (this.#connected) this.#send(passenger);
  }

  resume(): void {
    if (!this.#reader.paused) return;
    this.#reader.resume();
    if (!this.#reader.paused && !this.#destroyed) this.#socket.resume();
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    clearTimeout(this.#timer);
    this.#passenger = undefined;
    this.#reader.stop();
    this.#sender?.stop();
    this.#sender = undefined;
    this.#socket.destroy();
  }

  head(status: number, rawHeaders: string[]): void {
    this.#armed = false;
    this.#answered = true;
    this.#passenger?.answered();
    this.#passenger?.handler.head(status, rawHeaders);
  }

  data(chunk: Buffer): boolean {
    const room = this.#passenger === undefined || this.#passenger.handler.data(chunk);
    if (!room && !this.#destroyed) this.#socket.pause();
    return room;
  }

  end(reusable: boolean): void {
    const passenger = this.#passenger;
    if (passenger === undefined) return;
    this.#passenger = undefined;
    this.#armed = false;
    const sent = this.#sender === undefined && this.#socket.writableLength === 0;
    // answered before it was read to its end: what is left of the body must not follow
    this.#sender?.stop();
    this.#sender = undefined;
    passenger.settled(reusable && sent);
    passenger.handler.end();
  }

  fault(code: ErrorCode): void {
    this.#fail(code);
  }

  waiting(complete: boolean): void {
    if (complete) this.#sender = undefined;
    // an answer that has begun may take as long as it likes: the exchange knows which bodies may be slow
    if (complete && this.#answered) this.#armed = false;
    else this.#arm();
  }

  sourcing(): void {
    this.#armed = false;
  }

  broken(): void {
    this.#fail();
  }

  readonly #onConnected = (): void => {
    if (this.#destroyed) return;
    this.#connected = true;
    this.#armed = false;
    if (this.#passenger !== undefined) this.#send(this.#passenger);
  };

  readonly #onRead = (bytes: number): boolean => {
    const chunk = Buffer.allocUnsafe(bytes);
    readBuffer.copy(chunk, 0, 0, bytes);
    this.#reader.read(chunk);
    return true;
  };

  readonly #onTimeout = (): void => {
    if (this.#armed) this.#fail('SLUICE_UPSTREAM_TIMEOUT');
  };

  #send(passenger: Passenger): void {
    const { request } = passenger;
    const { body } = request;
    const head = writeRequestHead(request, this.#options.authority);
    if (head === undefined) {
      process.nextTick(() => this.#fail('SLUICE_BAD_REQUEST'));
      return;
    }
    this.#answered = false;
    this.#reader.expect(request.method === 'HEAD');
    const socket = this.#socket;
    if (body === null) socket.write(head, 'latin1');
    else if (!(body instanceof Uint8Array)) {
      socket.write(head, 'latin1');
      this.#sender = new BodySender(socket, CHUNKED, body, this);
      this.#sender.begin();
      return;
    } else if (body.length <= JOINED_BYTES) {
      const bytes = Buffer.allocUnsafe(head.length + body.length);
      bytes.write(head, 'latin1');
      bytes.set(body, head.length);
      socket.write(bytes);
    } else {
      socket.cork();
      socket.write(head, 'latin1');
      socket.write(body);
      socket.uncork();
    }
    this.#arm();
  }

  /** Waits for an answer's head, or for room, from now on. */
  #arm(): void {
    const ms = this.#passenger?.request.headersTimeoutMs ?? this.#options.headersTimeoutMs;
    this.#armed = true;
    if (ms === this.#timerMs) this.#timer.refresh();
    else {
      clearTimeout(this.#timer);
      this.#timerMs = ms;
      this.#timer = setTimeout(this.#onTimeout, ms).unref();
    }
  }

  #finish(): void {
    this.#reader.finish();
    this.#fail(); // an exchange that is still here has lost its answer
  }

  /** The end of the connection. Before it was connected, nobody was there or the handshake failed. */
  #fail(code: ErrorCode = 'SLUICE_UPSTREAM_FAILED'): void {
    if (this.#destroyed) return;
    const passenger = this.#passenger;
    const connected = this.#connected;
    this.destroy();
    if (passenger === undefined) this.#lost(this);
    else passenger.failed(connected ? code : unreached(this.#isThere));
  }
}
