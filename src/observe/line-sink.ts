/**
 * Where the lines of the log leave the process: stderr, or a file. They are gathered for some milliseconds, because under load one write for
 * each of them costs more than all the rest of the log, and they are written without waiting: who reads them may be slow, stuck or dead, and a
 * disk may be full, and neither traffic nor the end of the process waits for that. What cannot be written is kept up to a bound; beyond it
 * lines are dropped and counted. A process that is killed loses what it had gathered.
 */
import { writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';
import type { Outlet } from './outlet.js';

/** How long a line waits for others, and how often lines that are kept are tried again. */
const WAIT_MS = 20;
/** Characters that wait for no others. */
const BATCH_CHARACTERS = 16_384;
/** What a pipe takes whole or not at all, so that lines of several workers do not mix: `PIPE_BUF` of POSIX write(2), on Linux. */
const PIECE_CHARACTERS = 4_096;
/** Bytes that are kept for whoever does not read them now. */
const KEPT_BYTES_MAX = 16_777_216;
/** How long the end of the process waits for whoever does not read. */
const END_MS = 500;
const END_STEP_MS = 10;
/** Errors behind which there is nobody any more. All others, such as a full disk, may pass. */
const DEAD = new Set(['EPIPE', 'ECONNRESET', 'EBADF']);

const NEWLINE = 0x0a;

export interface LineSinkOptions {
  /** Opens what is written to, with the first line. */
  readonly open: () => Outlet;
  /** Called when lines are written again of which some were dropped since it was last called. */
  readonly onLost: (lines: number) => void;
}

export class LineSink implements DestinationStream {
  readonly #options: LineSinkOptions;
  #outlet: Outlet | undefined;
  /** Gathered lines that are not part of a piece yet. */
  #lines = '';
  #pieces: Buffer[] = [];
  #keptBytes = 0;
  /** Characters that came since it was last tried to write. */
  #gathered = 0;
  #timer: NodeJS.Timeout | undefined;
  #isDead = false;
  #lost = 0;
  #told = 0;

  constructor(options: LineSinkOptions) {
    this.#options = options;
  }

  /** Lines that were dropped since the start. */
  get lost(): number {
    return this.#lost;
  }

  write(line: string): void {
    this.#outlet ??= this.#open();
    if (this.#lines.length + line.length > PIECE_CHARACTERS) this.#seal();
    this.#lines += line;
    this.#gathered += line.length;
    if (this.#gathered >= BATCH_CHARACTERS) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), WAIT_MS).unref();
  }

  /** Writes what has been gathered, as far as it is taken now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#gathered = 0;
    this.#seal();
    this.#writeOut();
    if (this.#pieces.length > 0) this.#timer = setTimeout(() => this.flush(), WAIT_MS).unref();
    else if (this.#lost > this.#told && !this.#isDead) this.#tellLost();
  }

  #open(): Outlet {
    if (OPEN.push(this) === 1) process.once('exit', endAll);
    return this.#options.open();
  }

  /** Makes a piece of the lines that have been gathered. */
  #seal(): void {
    if (this.#lines === '') return;
    const piece = Buffer.from(this.#lines);
    this.#lines = '';
    if (this.#isDead || this.#keptBytes + piece.length > KEPT_BYTES_MAX) this.#lost += linesIn(piece);
    else this.#keep(piece);
  }

  #keep(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#keptBytes += piece.length;
  }

  #writeOut(): void {
    if (this.#pieces.length > 0) this.#outlet!.unblock?.();
    for (let piece = this.#pieces.at(0); piece !== undefined; piece = this.#pieces.at(0)) {
      const written = this.#tryToWrite(piece);
      this.#keptBytes -= written;
      if (written === piece.length) this.#pieces.shift();
      else if (written > 0) this.#pieces[0] = piece.subarray(written);
      else return;
    }
  }

  /** Bytes that were taken. */
  #tryToWrite(piece: Buffer): number {
    try {
      return writeSync(this.#outlet!.fd, piece);
    } catch (error) {
      if (DEAD.has((error as NodeJS.ErrnoException).code ?? '')) this.#die();
      return 0;
    }
  }

  #die(): void {
    this.#isDead = true;
    for (const piece of this.#pieces) this.#lost += linesIn(piece);
    this.#pieces = [];
    this.#keptBytes = 0;
  }

  #tellLost(): void {
    const lines = this.#lost - this.#told;
    this.#told = this.#lost;
    this.#options.onLost(lines);
  }

  /** The process ends: who reads gets a moment more. */
  end(): void {
    const until = performance.now() + END_MS;
    for (this.flush(); this.#pieces.length > 0 && performance.now() < until; this.flush()) Atomics.wait(NEVER, 0, 0, END_STEP_MS);
  }
}

const OPEN: LineSink[] = [];

function endAll(): void {
  for (const sink of OPEN) sink.end();
}

/** What nobody wakes: the only way to wait while the process ends. */
const NEVER = new Int32Array(new SharedArrayBuffer(4));

function linesIn(piece: Buffer): number {
  let lines = 0;
  for (const byte of piece) if (byte === NEWLINE) lines++;
  return lines;
}
