/**
 * Sends a request's body that is still being filled: one HTTP chunk for each piece, no faster than the socket takes them. The
 * watch runs only while it is the upstream that we wait for: a slow source is the downstream's affair.
 */
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';

export interface BodyWatch {
  /** The upstream owes us: room for more, or, when the body is `complete`, an answer. */
  waiting(complete: boolean): void;
  /** The downstream owes us the next piece. */
  sourcing(): void;
  /** The source broke off: what was sent must never look complete. */
  broken(): void;
}

const LAST = Buffer.from('0\r\n\r\n');

export class BodySender {
  readonly #socket: Socket;
  readonly #source: Readable;
  readonly #watch: BodyWatch;
  #over = false;

  constructor(socket: Socket, source: Readable, watch: BodyWatch) {
    this.#socket = socket;
    this.#source = source;
    this.#watch = watch;
  }

  begin(): void {
    this.#watch.sourcing();
    this.#source.on('data', this.#onData);
    this.#source.on('end', this.#onEnd);
    this.#source.on('error', this.#onClose);
    this.#source.on('close', this.#onClose);
    this.#socket.on('drain', this.#onDrain);
  }

  /** Sends no more and tells the source so. The message stays unfinished. */
  stop(): void {
    if (this.#over) return;
    this.#detach();
    this.#source.on('error', ignore);
    this.#source.destroy();
  }

  readonly #onData = (piece: Uint8Array): void => {
    if (piece.length === 0) return; // it would be the last chunk
    const socket = this.#socket;
    socket.cork();
    socket.write(`${piece.length.toString(16)}\r\n`, 'latin1');
    socket.write(piece);
    const room = socket.write('\r\n', 'latin1');
    socket.uncork();
    if (room) return;
    this.#source.pause();
    this.#watch.waiting(false);
  };

  readonly #onDrain = (): void => {
    this.#watch.sourcing();
    this.#source.resume();
  };

  readonly #onEnd = (): void => {
    this.#detach();
    this.#socket.write(LAST);
    this.#watch.waiting(true);
  };

  readonly #onClose = (): void => {
    if (this.#over) return;
    this.#detach();
    this.#watch.broken();
  };

  #detach(): void {
    this.#over = true;
    this.#source.off('data', this.#onData);
    this.#source.off('end', this.#onEnd);
    this.#source.off('error', this.#onClose);
    this.#source.off('close', this.#onClose);
    this.#socket.off('drain', this.#onDrain);
  }
}

function ignore(): void {
  // nobody waits for this body any more
}
