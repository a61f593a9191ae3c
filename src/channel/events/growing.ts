/**
 * A message that arrives in pieces: they are scanned as the one text that its receiver joins, and what is found is put back where the pieces
 * stand. Nothing moves from one piece to another; a piece may leave as soon as the engine lets go of all that stands in it.
 */
import type { Effect, Engine } from '../../engine/api.js';
import { isSplicer, type Splicer } from '../../engine/paths.js';
import type { Direction, ErrorCode } from '../../base/errors.js';
import type { Splice } from '../../redact/splice.js';

const NONE = new Uint8Array(0);

/** A piece on its way. */
export class Share {
  /** What replaces some of it, in offsets of the piece; in order and disjoint. */
  splices: Splice[] = [];

  constructor(
    private readonly message: Growing,
    /** Where it stands in the message. */
    readonly from: number,
    readonly to: number,
  ) {}

  /** How many of its bytes are judged. */
  get judged(): number {
    return Math.max(0, Math.min(this.to, this.message.released) - this.from);
  }

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

  constructor(engine: Engine, direction: Direction) {
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
    return { share, ...this.scan(text, false) };
  }

  /** Nothing more comes. */
  end(): Grown {
    return this.released === this.length ? NOTHING : this.scan(NONE, true);
  }

  /** There is no room for it any more. */
  abandon(): void {
    this.isAbandoned = true;
    this.shares = [];
  }

  private scan(text: Uint8Array, final: boolean): Grown {
    const spliced = this.stream.writeSplices(text, final);
    if (spliced === undefined) return { effects: this.stream.told ?? [], refused: this.stream.fault };
    const { released, effects, splices } = spliced;
    for (const splice of splices) this.spread(splice);
    this.released = released;
    this.shares = this.shares.filter(({ to }) => to > released);
    return { effects };
  }

  /** Equal lengths fall to each piece as they stand; of others, all to the first. */
  private spread({ start, end, bytes }: Splice): void {
    const isEven = bytes.length === end - start;
    let isFirst = true;
    for (const share of this.shares) {
      const from = Math.max(start, share.from);
      const to = Math.min(end, share.to);
      if (from >= to) continue;
      const own = isEven ? bytes.subarray(from - start, to - start) : isFirst ? bytes : NONE;
      share.splices.push({ start: from - share.from, end: to - share.from, bytes: own });
      isFirst = false;
    }
  }
}
