/**
 * One live channel: whole messages in, whole messages out, in order. A framing takes each message apart, the engine finds what stands in each
 * piece, the conversation what was said over several; all that is replaced is spliced into the very bytes that came. Policy and role are asked
 * for with each message, because a channel lives for hours. A long message goes the same way in turns, so that other channels need not wait for it.
 */
import { inDirection } from '../base/by-direction.js';
import type { Direction, ErrorCode } from '../base/errors.js';
import type { InTurns } from '../base/in-turns.js';
import { LIMITS } from '../base/limits.js';
import type { Effect, Engine, Inspection, MessageMeta } from '../engine/api.js';
import { applySplices, moved, type Splice } from '../redact/splice.js';
import type { Cut, Framing, FramingReader, Handshake, Piece } from './framing/framing.js';
import { type Heard, withHeard } from './heard.js';
import type { Said } from './said.js';
import type { Lane } from './lane.js';

/** What became of a message. */
export interface Passed {
  /** What to send instead of the message: the very buffer that came where nothing was held or replaced. */
  readonly bytes: Uint8Array;
  /** Whether anything is to be sent: false where the framing waits for the rest of a packet. */
  readonly sends: boolean;
  /** To be told before anything is sent. */
  readonly effects: readonly Effect[];
  /** Why the message goes no further and the channel ends. */
  readonly refused?: ErrorCode | undefined;
  /** It passes by the policy of opaque content, although its content was not seen. */
  readonly isUnread?: boolean;
}

/** The engine under the policy that holds now, or why the caller may not go on. A promise where a token has to be verified again. */
export type Current = (direction: Direction) => Engine | ErrorCode | Promise<Engine | ErrorCode>;

export interface ChannelOptions {
  readonly framing: Framing;
  readonly handshake: Handshake;
  readonly current: Current;
  /** Whether binary messages that cannot be inspected pass all the same. */
  readonly passesUnread: (direction: Direction) => boolean;
  /** What people say, where conversations are followed. */
  readonly said?: Said | undefined;
  /** Where long messages wait for their turns; without one they are inspected at once. */
  readonly lane?: Lane | undefined;
}

const NO_BYTES = new Uint8Array(0);
const NO_EFFECTS: readonly Effect[] = [];
const NO_SPLICES: readonly Splice[] = [];

/** What the engine found in a message. */
interface Found {
  readonly splices: readonly Splice[];
  readonly effects: readonly Effect[];
  readonly isUnread: boolean;
}

/** A message that has been taken apart, and who inspects it. */
interface Taken {
  readonly engine: Engine;
  readonly direction: Direction;
  readonly cut: Cut;
  readonly isUnread: boolean;
}

export class Channel {
  private readonly readers: Readonly<Record<Direction, FramingReader>>;
  /** What the engine is told of pieces, once for each kind that has come: few in a channel. */
  private readonly metas: Partial<MessageMeta>[] = [];
  /** Settles when all messages of a direction are through that came before; undefined when they are. */
  private readonly waiting: Record<Direction, Promise<Passed> | undefined> = { request: undefined, response: undefined };
  /** Nobody waits for an answer any more. */
  private isOver = false;

  constructor(private readonly options: ChannelOptions) {
    this.readers = options.framing.open(options.handshake);
  }

  /**
   * Takes one whole message. Answers at once, unless a token is verified, another process keeps the ledgers, or the message is long and its turn is
   * still to come: then messages of the same direction that come meanwhile are answered behind it. Never throws and never rejects.
   */
  pass(direction: Direction, message: Uint8Array, isBinary: boolean): Passed | Promise<Passed> {
    const before = inDirection(this.waiting, direction);
    const answer = before === undefined ? this.begin(direction, message, isBinary) : this.beginBehind(before, direction, message, isBinary);
    if ('then' in answer) this.wait(direction, answer);
    return answer;
  }

  /** The channel has ended: what is still waiting for its turn is not inspected any more, and refused. */
  stop(): void {
    this.isOver = true;
  }

  private wait(direction: Direction, answer: Promise<Passed>): void {
    this.waiting[direction] = answer;
    void answer.then(() => {
      if (this.waiting[direction] === answer) this.waiting[direction] = undefined;
    });
  }

  /** Apart from `begin`, as all that has a callback is: those take memory as soon as they are entered, for each message. */
  private beginBehind(before: Promise<Passed>, direction: Direction, message: Uint8Array, isBinary: boolean): Promise<Passed> {
    return before.then((earlier) => (earlier.refused === undefined ? this.begin(direction, message, isBinary) : earlier));
  }

  private begin(direction: Direction, message: Uint8Array, isBinary: boolean): Passed | Promise<Passed> {
    try {
      const engine = this.options.current(direction);
      if (typeof engine === 'string' || !('then' in engine)) return this.go(engine, direction, message, isBinary);
      return this.goLater(engine, direction, message, isBinary);
    } catch {
      return failed();
    }
  }

  private goLater(engine: Promise<Engine | ErrorCode>, direction: Direction, message: Uint8Array, isBinary: boolean): Promise<Passed> {
    return engine.then((known) => this.go(known, direction, message, isBinary)).catch(failed);
  }

  private go(engine: Engine | ErrorCode, direction: Direction, message: Uint8Array, isBinary: boolean): Passed | Promise<Passed> {
    if (typeof engine === 'string') return refusal(engine);
    let cut = inDirection(this.readers, direction).read(message, isBinary);
    const isUnread = cut === 'SLUICE_BINARY_MESSAGE' && this.options.passesUnread(direction);
    if (isUnread) cut = unread(message);
    if (typeof cut === 'string') return refusal(cut);
    if (cut.bytes.length === 0 && cut.original === undefined) return { bytes: cut.bytes, sends: message.length === 0, effects: NO_EFFECTS };
    if (cut.pieces.length > LIMITS.framedPieces) return refusal('SLUICE_MESSAGE_TOO_LARGE');
    const { lane } = this.options;
    if (lane === undefined || cut.bytes.length <= LIMITS.liveSliceBytes) return this.inspect(engine, direction, cut, isUnread);
    return this.goInTurns(lane, { engine, direction, cut, isUnread });
  }

  private goInTurns(lane: Lane, taken: Taken): Passed | Promise<Passed> {
    return lane.take(this.inspectInTurns(taken), { isOver: () => this.isOver, failed });
  }

  private inspect(engine: Engine, direction: Direction, cut: Cut, isUnread: boolean): Passed | Promise<Passed> {
    const inspection =
      cut.pieces.length === 1 ? this.inspectPiece(engine, direction, cut, cut.pieces[0]) : this.inspectPieces(engine, direction, cut);
    const { refused, effects, splices } = inspection;
    if (refused !== undefined) return refusal(refused, effects);
    return answered(cut, { splices, effects, isUnread }, this.options.said?.hear({ engine, direction, cut, splices }));
  }

  /** Most messages are one piece from their first byte on: of those nothing is copied that the engine answers. */
  private inspectPiece(engine: Engine, direction: Direction, cut: Cut, piece: Piece): Inspection {
    const found = engine.inspect(bytesOf(cut, piece), this.metaOf(direction, piece));
    return piece.start === 0 || found.splices.length === 0 ? found : movedBy(piece.start, found);
  }

  private inspectPieces(engine: Engine, direction: Direction, cut: Cut): Inspection {
    const effects: Effect[] = [];
    const splices: Splice[] = [];
    for (const piece of cut.pieces) {
      const found = this.inspectPiece(engine, direction, cut, piece);
      for (const effect of found.effects) effects.push(effect);
      if (found.refused !== undefined) return { effects, splices: NO_SPLICES, refused: found.refused };
      for (const splice of found.splices) splices.push(splice);
    }
    return { effects, splices };
  }

  /** The same for a long message: a slice, a text or what its conversations answer in each turn. */
  private *inspectInTurns({ engine, direction, cut, isUnread }: Taken): InTurns<Passed | Promise<Passed>> {
    const effects: Effect[] = [];
    const splices: Splice[] = [];
    let done = 0;
    for (const piece of cut.pieces) {
      const bytes = bytesOf(cut, piece);
      const found = yield* engine.inspectInTurns(bytes, this.metaOf(direction, piece));
      for (const effect of found.effects) effects.push(effect);
      if (found.refused !== undefined) return refusal(found.refused, effects);
      for (const splice of found.splices) splices.push(moved(splice, piece.start));
      done += bytes.length;
      if (done < LIMITS.liveSliceBytes) continue;
      done = 0;
      yield;
    }
    const heard = this.options.said && (yield* this.options.said.hearInTurns({ engine, direction, cut, splices }));
    if (heard !== undefined && !('then' in heard)) yield; // to put it together takes its time as well
    return answered(cut, { splices, effects, isUnread }, heard);
  }

  private metaOf(direction: Direction, { format, keepsLength, kind }: Piece): Partial<MessageMeta> {
    const part = kind === 'head' ? 'head' : 'body';
    for (const known of this.metas)
      if (known.direction === direction && known.format === format && known.part === part && known.keepsLength === keepsLength)
        return known;
    const meta: Partial<MessageMeta> = { direction, format, keepsLength, part };
    this.metas.push(meta);
    return meta;
  }
}

const failed = (): Passed => refusal('SLUICE_ENGINE_FAILED');

const refusal = (refused: ErrorCode, effects = NO_EFFECTS): Passed => ({ bytes: NO_BYTES, sends: false, effects, refused });

/** A message whose content is not seen. Its bytes are scanned all the same, and what they show is masked where it stands. */
function unread(message: Uint8Array): Cut {
  return { bytes: message, pieces: [{ start: 0, end: message.length, format: 'auto', keepsLength: true, kind: 'head' }] };
}

const movedBy = (start: number, found: Inspection): Inspection => ({
  ...found,
  splices: found.splices.map((splice) => moved(splice, start)),
});

function bytesOf({ bytes }: Cut, { start, end }: Piece): Uint8Array {
  return start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end);
}

function answered(cut: Cut, found: Found, heard: Heard | undefined | Promise<Heard | undefined>): Passed | Promise<Passed> {
  return heard === undefined || !('then' in heard) ? finished(cut, found, heard) : answeredLater(cut, found, heard);
}

const answeredLater = (cut: Cut, found: Found, heard: Promise<Heard | undefined>): Promise<Passed> =>
  heard.then((known) => finished(cut, found, known)).catch(() => refusal('SLUICE_CONVERSATION_UNAVAILABLE', found.effects));

/** Puts the message together: with nothing to replace, it is the very buffer. */
function finished(cut: Cut, found: Found, heard: Heard | undefined): Passed {
  if (heard?.refused !== undefined) return refusal(heard.refused, found.effects);
  const effects = heard === undefined || heard.effects.length === 0 ? found.effects : [...found.effects, ...heard.effects];
  const splices = heard === undefined ? found.splices : withHeard(found.splices, heard);
  const bytes =
    splices.length === 0 ? (cut.original ?? cut.bytes) : (cut.reframe?.(splices) ?? applySplices(cut.bytes, 0, cut.bytes.length, splices));
  return { bytes, sends: true, effects, isUnread: found.isUnread };
}
