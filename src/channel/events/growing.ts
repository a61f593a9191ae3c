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

const NONE = new Uint8Array(0);

/** A piece on its way. */
export class Share {
  /** What replaces some of it, in offsets of the piece; in order and disjoint. */
  splices: Splice[] = [];
  /** What replaces some of it where it leaves before it is judged. */
  hidden: Splice[] = [];

  constructor(
    private readonly message: Growing,
    /** Where it stands in the message. */
    readonly from: number,
    readonly to: number,
  ) {}

  get isJudged(): boolean {
    return this.from === this.to || this.message.released >= this.to;
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

  constructor(
    private readonly engine: Engine,
    private readonly direction: Direction,
  ) {
    const stream = engine.open({ format: 'auto', direction });
    if (!isSplicer(stream)) throw new TypeError('plain text has no splices');
    this.stream = stream;
  }

  /** What comes next of it. */
  add(text: Uint8Array): { readonly share: Share } & Grown {
    const share = new Share(this, this.length, this.length + text.length);
    this.length += text.length;
    if (text.length === 0) return { share, effects: [] };
    this.shares.push(share);
    this.recent = Buffer.concat([this.recent, text]);
    return { share, ...this.scan(text, false) };
  }

  /** Nothing more comes. */
  end(): Grown {
    return this.released === this.length ? NOTHING : this.scan(NONE, true);
  }

  /** There is no room for it any more. */
  abandon(reader: DigitReader | undefined): void {
    this.lapse(reader);
    this.isAbandoned = true;
    this.shares = [];
  }

  /**
   * Pieces are to leave that are not judged. What would be found in them if nothing followed is hidden; and so are their numbers, unless all digits that
   * are not judged are too few for anything, those included that have left so before. The message goes on being judged with all that it says.
   */
  lapse(reader: DigitReader | undefined): void {
    const { recent, recentFrom, released } = this;
    if (released === this.length) return;
    const from = released - recentFrom;
    const { splices, refused } = this.engine.inspect(recent, { format: 'auto', direction: this.direction });
    const open = splices.filter(({ start }) => start >= from);
    const all = refused === undefined ? together(open, hiddenRest(recent, from, reader)) : [rest(recent, from)];
    for (const share of this.shares) share.hidden = [];
    for (const { start, end, bytes } of all) this.spread({ start: start + recentFrom, end: end + recentFrom, bytes }, 'hidden');
  }

  private scan(text: Uint8Array, final: boolean): Grown {
    const spliced = this.stream.writeSplices(text, final);
    if (spliced === undefined) return { effects: this.stream.told ?? [], refused: this.stream.fault };
    const { released, effects, splices } = spliced;
    for (const splice of splices) this.spread(splice, 'splices');
    this.released = released;
    this.shares = this.shares.filter(({ to }) => to > released);
    const from = Math.max(this.recentFrom, released - LIMITS.contextBytes);
    this.recent = this.recent.subarray(from - this.recentFrom);
    this.recentFrom = from;
    return { effects };
  }

  /** Equal lengths fall to each piece as they stand; of others, all to the first. */
  private spread({ start, end, bytes }: Splice, to: 'splices' | 'hidden'): void {
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

const ASTERISK = 0x2a;

const rest = ({ length }: Uint8Array, start: number): Splice => ({
  start,
  end: length,
  bytes: new Uint8Array(length - start).fill(ASTERISK),
});
