/** The messages of one event stream that arrive in pieces, as many as there are at the same time. */
import type { Direction, ErrorCode } from '../../base/errors.js';
import { LIMITS } from '../../base/limits.js';
import type { Effect, Engine } from '../../engine/api.js';
import type { DigitReader } from '../digits.js';
import type { Text } from '../texts.js';
import { Growing, type Grown, type Share } from './growing.js';
import { type Ending, identifiersAt, isEnded, keyOf, type Marks, type Piece, type Whose } from './pieces.js';
import type { Splice } from '../../redact/splice.js';
import type { TextPart } from './telling.js';

interface Known {
  readonly growing: Growing;
  /** Of its last piece. */
  readonly marks: Marks;
  /** All that may be one message, or what goes by the same doubtful marks. */
  readonly kind: 'all' | 'doubtful';
  /** Of the former: its pieces go by different doubtful marks. Of the latter: it is not alone, so that what is found in it is told. */
  readonly isMixed: boolean;
}

/** Whose words a message is, and the conversation that is told them. */
export interface Teller {
  readonly reader: DigitReader;
  /** `answered` is told what to mask, in offsets of the message's text. */
  readonly tell: (part: TextPart, whose: Whose, answered: (masks: readonly Splice[]) => void) => void;
}

/** A message that an event may repeat whole. */
interface Repeatable {
  readonly growing: Growing;
  readonly identifiers: ReadonlySet<string>;
  /** One of these is a message's and nothing else's. */
  readonly isNamed: boolean;
}

/** Fewest bytes of a text that is known again without any identifier. */
const KNOWN_BYTES_MIN = 12;

export class GrowingMessages {
  /** By what they go by; the one that was idle the longest comes first. */
  private readonly known = new Map<string, Known>();
  private effects: Effect[] = [];
  private refusal: ErrorCode | undefined;
  /** Whose digits came last, and how often that was another than before. */
  private speaking: Growing | undefined;
  private turns = 0;
  /** The last comes last. */
  private repeatable: Repeatable[] = [];

  constructor(
    private readonly engine: Engine,
    private readonly direction: Direction,
    /** Reads the digits of text that leaves before it is judged; without one all letters and digits of it are hidden. */
    private readonly reader: DigitReader | undefined,
    private readonly teller: Teller | undefined,
  ) {}

  /**
   * Adds a piece to the message that it is of. Where it is doubtful which that is, twice: to those of all that may be one, and to those that go by
   * the same; what either finds is hidden. A piece is judged when all answers are. The conversation is told once. `carrier` is the identifier of what
   * carries the piece, if it can be known again.
   */
  add(piece: Piece, carrier?: string): readonly Share[] {
    const { read, name, marks } = piece;
    const sure = `${name}\n${keyOf(marks.sure)}`;
    const doubtful = keyOf(marks.doubtful);
    const all = this.known.get(sure);
    const isMixed = all !== undefined && (all.isMixed || keyOf(all.marks.doubtful) !== doubtful);
    const growing = all?.growing ?? this.begin(piece);
    const shares = [this.addTo(sure, read, { growing, marks, kind: 'all', isMixed }, carrier)];
    if (read.length > 0) this.turn(growing);
    if (doubtful === '') return shares;
    const key = `${sure}\n\n${doubtful}`;
    const own = this.known.get(key)?.growing ?? new Growing(this.engine, this.direction);
    return [...shares, this.addTo(key, read, { growing: own, marks, kind: 'doubtful', isMixed })];
  }

  /** Something is said whole: the digits of a message that goes on come behind it. */
  interrupt(): void {
    this.speaking = undefined;
  }

  /** A piece has come of a message. Words are no turn of its own. */
  private turn(growing: Growing): void {
    if (growing.told >= growing.length && growing !== this.speaking) return;
    if (growing !== this.speaking) this.turns++;
    this.speaking = growing;
    growing.turn(this.turns);
  }

  /** A message that has come in pieces, or is about to, and comes whole now; with where it begins in the text. It may go on. */
  repeatedBy({ read, of }: Text): { readonly growing: Growing; readonly at: number } | undefined {
    if (this.repeatable.length === 0) return undefined;
    const names = identifiersAt(of);
    for (const one of [...this.repeatable].reverse()) {
      const isNamed = names.some((name) => one.identifiers.has(name));
      const mayBe = isNamed || (one === this.repeatable.at(-1) && !(one.isNamed && names.length > 0) && read.length >= KNOWN_BYTES_MIN);
      const at = mayBe ? one.growing.placeIn(read) : -1;
      if (at >= 0) return { growing: one.growing, at };
    }
    return undefined;
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

  /** A new message; where somebody says it, the conversation is told. */
  private begin({ whose, marks: { sure, doubtful } }: Piece): Growing {
    const growing = new Growing(this.engine, this.direction);
    const { teller } = this;
    if (teller === undefined || whose === undefined) return growing;
    growing.listen(teller.reader, (part, answered) => teller.tell(part, whose, answered));
    const identifiers = new Set(
      [...sure, ...doubtful].filter(({ role, value }) => role !== 'conversation' && value.length > 1).map(({ value }) => value),
    );
    const isNamed = whose.id !== undefined;
    this.repeatable = [...this.repeatable, { growing, identifiers, isNamed }].slice(-LIMITS.grownMessages);
    return growing;
  }

  private addTo(key: string, read: Uint8Array, known: Known, carrier?: string): Share {
    this.known.delete(key);
    this.known.set(key, known);
    const { share, ...grown } = known.growing.add(read, carrier);
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
