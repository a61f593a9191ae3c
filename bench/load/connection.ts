/** One kept connection of the load generator: sends a request, reads and judges the response, opens itself again when it was closed. */
import { connect, type Socket } from 'node:net';
import { ResponseReader, type Expected } from './response.js';

export interface Target {
  readonly host: string;
  readonly port: number;
  /** Head and body of the request, as it goes out. */
  readonly request: Uint8Array;
  readonly expected: Expected;
}

export interface Watcher {
  /** The response to the request under way is complete, or will not be: then `problem` says why. */
  done(connection: Connection, problem: string | undefined): void;
}

const READ_BYTES = 262_144;
/** Reads are handled before the next one begins, so that all connections can share one buffer. */
const shared = Buffer.allocUnsafeSlow(READ_BYTES);

export class Connection {
  readonly #target: Target;
  readonly #watcher: Watcher;
  #socket: Socket | undefined;
  #reader: ResponseReader;
  #isWaiting = false;
  /** What was wrong while no request was under way; told with the next one. */
  #surprise: string | undefined;
  /** When the request under way was due, by `performance.now()`. */
  since = 0;
  /** Closed by the other side while nothing was under way: allowed, but counted. */
  idleCloses = 0;

  constructor(target: Target, watcher: Watcher) {
    this.#target = target;
    this.#watcher = watcher;
    this.#reader = new ResponseReader(target.expected);
  }

  get isOpen(): boolean {
    return this.#socket !== undefined;
  }

  send(since: number): void {
    this.since = since;
    this.#isWaiting = true;
    this.#socket ??= this.#open();
    this.#socket.write(this.#target.request);
  }

  close(): void {
    this.#isWaiting = false;
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #open(): Socket {
    const { host, port } = this.#target;
    this.#reader = new ResponseReader(this.#target.expected);
    const socket = connect({
      host,
      port,
      noDelay: true,
      onread: {
        buffer: shared,
        callback: (length) => {
          this.#read(socket, length);
          return true;
        },
      },
    });
    let why = 'closed';
    socket.on('error', (error: NodeJS.ErrnoException) => (why = error.code ?? error.message));
    socket.on('close', () => this.#closed(socket, why));
    return socket;
  }

  #read(socket: Socket, length: number): void {
    if (socket !== this.#socket) return;
    const reader = this.#reader;
    const isComplete = reader.push(shared, length);
    if (!isComplete && reader.problem === undefined) return;
    if (reader.problem !== undefined || reader.closes || !this.#isWaiting) this.#forget();
    if (this.#isWaiting) this.#settle(reader.problem);
    else this.#surprise = 'a response that nobody asked for';
  }

  #closed(socket: Socket, why: string): void {
    if (socket !== this.#socket) return;
    const inside = this.#reader.isInside;
    this.#socket = undefined;
    if (this.#isWaiting) this.#settle(`connection ${why} ${inside ? 'in the middle of a response' : 'before a response'}`);
    else this.idleCloses += 1;
  }

  #forget(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
  }

  #settle(problem: string | undefined): void {
    this.#isWaiting = false;
    const surprise = this.#surprise;
    this.#surprise = undefined;
    this.#watcher.done(this, problem ?? surprise);
  }
}
