/**
 * A message that arrives in pieces: they are scanned as the one text that its receiver joins, and what is found is put back where the pieces
 * stand. Nothing moves from one piece to another; a piece may leave as soon as the engine lets go of all that stands in it.
 */
import type { Effect, Engine } from '../../engine/api.js';
import { isSplicer, type Splicer } from '../../engine/paths.js';
import type { Direction, ErrorCode } from '../../base/errors.js';
import { LIMITS } from '../../base/limits.js';
import type { Splice } from '../../redact/splice.js';
import { together } from '../../redact/together.js';
import type { DigitReader } from '../digits.js';
import { hiddenRest } from './hidden-rest.js';
import { Telling, type TextPart } from './telling.js';

const NONE = new Uint8Array(0);

/** A piece on its way. */
export class Share {
  /** What replaces some of it, in offsets of the piece; in order and disjoint. */
  splices: Splice[] = [];
  /** What replaces some of it where it leaves before it is judged. */
  hidden: Splice[] = [];
  /** What the conversation masks of it. */
  masks: Splice[] = [];

  constructor(
    private readonly message: Growing,
    /** Where it stands in the message. */
    readonly from: number,
    readonly to: number,
  ) {}

  get isJudged(): boolean {
    return this.from === this.to || this.message.released >= this.to;
  }

  /** The conversation has said what it has to say of it. */
  get isHeard(): boolean {
    return this.from === this.to || this.message.heard >= this.to;
  }

  /** The conversation has been told all of it. */
  get isTold(): boolean {
    return this.from === this.to || this.message.told >= this.to;
  }

  /** Tells the conversation what has come whole up to its end. */
  tell(): void {
    this.message.tell(this.to);
  }

  /** Tells the conversation again what came up to its end, where others said something between. */
  arrive(): void {
    this.message.arrive(this.to);
  }

  /** Bytes of the message that have come. */
  get grown(): number {
    return this.message.length;
  }

  /** Nobody will judge the rest. */
  get isAbandoned(): boolean {
    return this.message.isAbandoned;
  }
}

/** What a piece or the end of a message brought about. */
export interface Grown {
  readonly effects: readonly Effect[];
  readonly refused?: ErrorCode | undefined;
}

const NOTHING: Grown = { effects: [] };

/** Asks the conversation of a message; `answered` is told what to mask, in offsets of the message's text. */
export type AskOf = (part: TextPart, answered: (masks: readonly Splice[]) => void) => void;

export class Growing {
  released = 0;
  isAbandoned = false;
  length = 0;
  /** Pieces that are not judged to their end. */
  private shares: Share[] = [];
  private readonly stream: Splicer;
  /** The text that is not judged, with what stands before it, and where that begins. */
  private recent: Uint8Array = NONE;
  private recentFrom = 0;
  /** Undefined where nobody is told what it says. */
  private telling: Telling | undefined;
  /** All that has come, as far as it may be known when it comes again; what is replaced of it otherwise than by the engine alone. */
  private texts: Uint8Array[] | undefined;
  private found: Splice[] = [];
  private readonly masks: Splice[] = [];
  private hidden: readonly Splice[] = [];
  /** Left before it was judged. */
  private lapsed = 0;

  constructor(
    private readonly engine: Engine,
    private readonly direction: Direction,
  ) {
    const stream = engine.open({ format: 'auto', direction });
    if (!isSplicer(stream)) throw new TypeError('plain text has no splices');
    this.stream = stream;
  }

  /** From its beginning on, a conversation is told what it says. */
  listen(reader: DigitReader, ask: AskOf): void {
    this.texts = [];
    this.telling = new Telling(reader, (part, answered) =>
      ask(part, (masks) => {
        for (const mask of masks) {
          if (this.texts !== undefined) this.masks.push(mask);
          this.spread(mask, 'masks');
        }
        answered();
      }),
    );
  }

  /** What stands before it may leave, as far as the conversation is concerned. */
  get heard(): number {
    return this.telling?.heard ?? Infinity;
  }

  /** What stands before it has been told. */
  get told(): number {
    return this.telling?.told ?? Infinity;
  }

  tell(to: number): void {
    const { telling } = this;
    if (telling === undefined) return;
    telling.tell(to, Math.max(this.released, this.lapsed), () => together(this.found, this.hidden));
    this.forget();
  }

  arrive(to: number): void {
    this.telling?.arrive(to);
  }

  /** The digits of its last piece come behind those of others. */
  turn(turn: number): void {
    this.telling?.turn(turn);
  }

  /** What comes next of it; `carrier` is the identifier of what carries it, if that can be known again. */
  add(text: Uint8Array, carrier?: string): { readonly share: Share } & Grown {
    const share = new Share(this, this.length, this.length + text.length);
    this.length += text.length;
    if (text.length === 0) return { share, effects: [] };
    this.shares.push(share);
    this.recent = Buffer.concat([this.recent, text]);
    if (this.length > LIMITS.grownTextBytes) this.texts = undefined;
    this.texts?.push(new Uint8Array(text));
    this.telling?.add(text, carrier);
    return { share, ...this.scan(text, false) };
  }

  /** Nothing more comes. */
  end(): Grown {
    this.telling?.close();
    if (this.released < this.length) return this.scan(NONE, true);
    this.tell(0);
    return NOTHING;
  }

  /** Where this text begins in another, which is the same but for white space around it; -1 where it is not. */
  placeIn(text: Uint8Array): number {
    if (this.texts === undefined || text.length > this.length + 2 * LIMITS.contextBytes) return -1;
    const [own, other] = [Buffer.concat(this.texts), Buffer.from(text.buffer, text.byteOffset, text.length)];
    const [from, start] = [firstIn(own), firstIn(other)];
    const isSame = own.subarray(from, lastIn(own)).equals(other.subarray(start, lastIn(other)));
    return isSame && from < own.length ? start - from : -1;
  }

  /** What is replaced of it, beside what the engine finds in the whole text as well. */
  get replaced(): readonly Splice[] {
    return together(this.hidden, inOrder(this.masks));
  }

  /** There is no room for it any more. */
  abandon(reader: DigitReader | undefined): void {
    this.lapse(reader);
    this.isAbandoned = true;
  }

  /**
   * Pieces are to leave that are not judged. What would be found in them if nothing followed is hidden; and so are their numbers, unless all digits that
   * are not judged are too few for anything, those included that have left so before. The message goes on being judged with all that it says.
   */
  lapse(reader: DigitReader | undefined): void {
    const { recent, recentFrom, released } = this;
    this.telling?.close();
    this.lapsed = this.length;
    if (released === this.length) return;
    const from = released - recentFrom;
    const { splices, refused } = this.engine.inspect(recent, { format: 'auto', direction: this.direction });
    const open = splices.filter(({ start }) => start >= from);
    const all = refused === undefined ? together(open, hiddenRest(recent, from, reader)) : [rest(recent, from)];
    const hidden = all.map(({ start, end, bytes }) => ({ start: start + recentFrom, end: end + recentFrom, bytes }));
    for (const share of this.shares) share.hidden = [];
    for (const splice of hidden) this.spread(splice, 'hidden');
    if (this.telling !== undefined) this.hidden = together(hidden, this.hidden);
  }

  private scan(text: Uint8Array, final: boolean): Grown {
    const spliced = this.stream.writeSplices(text, final);
    if (spliced === undefined) return { effects: this.stream.told ?? [], refused: this.stream.fault };
    const { released, effects, splices } = spliced;
    for (const splice of splices) this.spread(splice, 'splices');
    if (this.telling !== undefined) this.found.push(...splices);
    this.released = released;
    this.tell(0);
    this.forget();
    const from = Math.max(this.recentFrom, released - LIMITS.contextBytes);
    this.recent = this.recent.subarray(from - this.recentFrom);
    this.recentFrom = from;
    return { effects };
  }

  /** Nothing becomes of pieces any more that are judged and heard. */
  private forget(): void {
    const through = Math.min(this.released, this.heard);
    this.shares = this.shares.filter(({ to }) => to > through);
    const isRecent = ({ end }: Splice): boolean => end > this.heard - LIMITS.growingPartBytes;
    this.found = this.found.filter(isRecent);
    if (this.texts !== undefined) return;
    this.masks.length = 0;
    this.hidden = this.hidden.filter(isRecent);
  }

  /** Equal lengths fall to each piece as they stand; of others, all to the first. */
  private spread({ start, end, bytes }: Splice, to: 'splices' | 'hidden' | 'masks'): void {
    const isEven = bytes.length === end - start;
    let isFirst = true;
    for (const share of this.shares) {
      const from = Math.max(start, share.from);
      const behind = Math.min(end, share.to);
      if (from >= behind) continue;
      const own = isEven ? bytes.subarray(from - start, behind - start) : isFirst ? bytes : NONE;
      share[to].push({ start: from - share.from, end: behind - share.from, bytes: own });
      isFirst = false;
    }
  }
}

/** Masks of digits, each once: both orders of what was told may have hidden one. */
export const inOrder = (masks: readonly Splice[]): readonly Splice[] =>
  [...masks].sort((a, b) => a.start - b.start).filter(({ start }, i, all) => i === 0 || start !== all[i - 1].start); // prettier-ignore

const ASTERISK = 0x2a;
const SPACE = 0x20;

/** The first byte that is no white space; the length where there is none. */
function firstIn(text: Uint8Array): number {
  const first = text.findIndex((byte) => byte > SPACE);
  return first < 0 ? text.length : first;
}

const lastIn = (text: Uint8Array): number => text.findLastIndex((byte) => byte > SPACE) + 1;

const rest = ({ length }: Uint8Array, start: number): Splice => ({
  start,
  end: length,
  bytes: new Uint8Array(length - start).fill(ASTERISK),
});
