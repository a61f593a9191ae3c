/**
 * Sends a request's body that is still being filled, piece by piece and no faster than it is taken. The watch runs only while it
 * is the upstream that we wait for: a slow source is the downstream's affair.
 */
import type { Readable, Writable } from 'node:stream';

export interface BodyWatch {
  /** The upstream owes us: room for more, or, when the body is `complete`, an answer. */
  waiting(complete: boolean): void;
  /** The downstream owes us the next piece. */
  sourcing(): void;
  /** The source broke off: what was sent must never look complete. */
  broken(): void;
}

/** What pieces of a body, and its end, look like on their way. */
export interface BodyFraming {
  /** False: no more until there is room. */
  piece(to: Writable, bytes: Uint8Array): boolean;
  end(to: Writable): void;
}

const LAST = Buffer.from('0\r\n\r\n');

/** One chunk of HTTP/1.1 for each piece. */
export const CHUNKED: BodyFraming = {
  piece(to, bytes) {
    to.cork();
    to.write(`${bytes.length.toString(16)}\r\n`, 'latin1');
    to.write(bytes);
    const room = to.write('\r\n', 'latin1');
    to.uncork();
    return room;
  },
  end: (to) => void to.write(LAST),
};

/** For streams that frame what is written to them. */
export const PLAIN: BodyFraming = {
  piece: (to, bytes) => to.write(bytes),
  end: (to) => void to.end(),
};

export class BodySender {
  readonly #to: Writable;
  readonly #framing: BodyFraming;
  readonly #source: Readable;
  readonly #watch: BodyWatch;
  #over = false;

  constructor(to: Writable, framing: BodyFraming, source: Readable, watch: BodyWatch) {
    this.#to = to;
    this.#framing = framing;
    this.#source = source;
    this.#watch = watch;
  }

  begin(): void {
    this.#watch.sourcing();
    this.#source.on('data', this.#onData);
    this.#source.on('end', this.#onEnd);
    this.#source.on('error', this.#onClose);
    this.#source.on('close', this.#onClose);
    this.#to.on('drain', this.#onDrain);
  }

  /** Sends no more and tells the source so. The message stays unfinished. */
  stop(): void {
    if (this.#over) return;
    this.#detach();
    this.#source.on('error', ignore);
    this.#source.destroy();
  }

  readonly #onData = (piece: Uint8Array): void => {
    if (piece.length === 0) return; // as a chunk it would be the last
    if (this.#framing.piece(this.#to, piece)) return;
    this.#source.pause();
    this.#watch.waiting(false);
  };

  readonly #onDrain = (): void => {
    this.#watch.sourcing();
    this.#source.resume();
  };

  readonly #onEnd = (): void => {
    this.#detach();
    this.#framing.end(this.#to);
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
    this.#to.off('drain', this.#onDrain);
  }
}

function ignore(): void {
  // nobody waits for this body any more
}
