/** The messages of one event stream that arrive in pieces, as many as there are at the same time. */
import type { Direction, ErrorCode } from '../../base/errors.js';
import { LIMITS } from '../../base/limits.js';
import type { Effect, Engine } from '../../engine/api.js';
import type { DigitReader } from '../digits.js';
import { Growing, type Grown, type Share } from './growing.js';
import { type Ending, isEnded, keyOf, type Marks, type Piece } from './pieces.js';

interface Known {
  readonly growing: Growing;
  /** Of its last piece. */
  readonly marks: Marks;
  /** All that may be one message, or what goes by the same doubtful marks. */
  readonly kind: 'all' | 'doubtful';
  /** Of the former: its pieces go by different doubtful marks. Of the latter: it is not alone, so that what is found in it is told. */
  readonly isMixed: boolean;
}

export class GrowingMessages {
  /** By what they go by; the one that was idle the longest comes first. */
  private readonly known = new Map<string, Known>();
  private effects: Effect[] = [];
  private refusal: ErrorCode | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly direction: Direction,
    /** Reads the digits of text that leaves before it is judged; without one all letters and digits of it are hidden. */
    private readonly reader: DigitReader | undefined,
  ) {}

  /**
   * Adds a piece to the message that it is of. Where it is doubtful which that is, twice: to those of all that may be one, and to those that go by
   * the same; what either finds is hidden. A piece is judged when all answers are.
   */
  add({ read, name, marks }: Piece): readonly Share[] {
    const sure = `${name}\n${keyOf(marks.sure)}`;
    const doubtful = keyOf(marks.doubtful);
    const all = this.known.get(sure);
    const isMixed = all !== undefined && (all.isMixed || keyOf(all.marks.doubtful) !== doubtful);
    const shares = [this.addTo(sure, read, { marks, kind: 'all', isMixed })];
    if (doubtful !== '') shares.push(this.addTo(`${sure}\n\n${doubtful}`, read, { marks, kind: 'doubtful', isMixed }));
    return shares;
  }

  /** Messages that go by this are over. */
  end(ending: Ending): void {
    for (const [key, known] of this.known) if (isEnded(known.marks, ending)) this.drop(key, known);
  }

  /** All messages are over that a message which came whole goes by. */
  endNamed(id: string): void {
    for (const [key, known] of this.known) if (known.marks.sure.some(({ value }) => value === id)) this.drop(key, known);
  }

  endAll(): void {
    for (const [key, known] of this.known) this.drop(key, known);
  }

  /** What is not judged by now is to leave. */
  lapse(): void {
    for (const { growing } of this.known.values()) growing.lapse(this.reader);
  }

  /** What was found since it was asked for, and why the stream is refused. */
  take(): Grown {
    const { effects, refusal } = this;
    this.effects = [];
    return { effects, refused: refusal };
  }

  private addTo(key: string, read: Uint8Array, about: Omit<Known, 'growing'>): Share {
    const known: Known = { growing: this.known.get(key)?.growing ?? new Growing(this.engine, this.direction), ...about };
    this.known.delete(key);
    this.known.set(key, known);
    const { share, ...grown } = known.growing.add(read);
    this.note(known, grown);
    this.makeRoom();
    return share;
  }

  /** What is doubtful is judged as it is, for the rest of it is judged elsewhere. */
  private makeRoom(): void {
    for (const [oldest, known] of this.known) {
      if (this.known.size <= LIMITS.growingMessages) return;
      if (known.kind === 'doubtful') this.drop(oldest, known);
      else {
        known.growing.abandon(this.reader);
        this.known.delete(oldest);
      }
    }
  }

  private drop(key: string, known: Known): void {
    this.known.delete(key);
    this.note(known, known.growing.end());
  }

  private note({ kind, isMixed }: Known, { effects, refused }: Grown): void {
    if (kind === 'all' || isMixed) this.effects.push(...effects);
    this.refusal ??= refused;
  }
}
