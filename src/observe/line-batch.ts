/**
 * Lines on their way to stderr or a file, gathered for some milliseconds: under load one write for each of them costs more than all the
 * rest of the log. Whoever ends the process flushes; a process that is killed loses what came within that time.
 */
import type { DestinationStream } from 'pino';

/** How long a line waits for others. */
const WAIT_MS = 20;
/** Characters that wait for no others: what one write takes. */
const BATCH_CHARACTERS = 16_384;

export class LineBatch implements DestinationStream {
  readonly #target: DestinationStream;
  #lines = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(target: DestinationStream) {
    this.#target = target;
  }

  write(line: string): void {
    this.#lines += line;
    if (this.#lines.length >= BATCH_CHARACTERS) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), WAIT_MS);
  }

  /** Hands on what has been gathered. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#lines === '') return;
    const lines = this.#lines;
    this.#lines = '';
    this.#target.write(lines);
  }
}
