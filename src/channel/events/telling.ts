/**
 * What the conversation is told of a message that arrives in pieces: its text, part by part as it stands there, whatever it arrived in. What somebody
 * may take for a digit waits until its part has come whole and the conversation has answered; other words wait for nothing.
 */
import { LIMITS } from '../../base/limits.js';
import type { Splice } from '../../redact/splice.js';
import type { Carrier, Part } from '../conversation/api.js';
import { type DigitReader, hasTopics, hiddenBy, type ReadDigits, readBehind, readBetween, topicsOf } from '../digits.js';
import { isWordy, partEnd } from './parts.js';

/** A part of a message, in offsets of its text. */
export interface TextPart extends Part {
  readonly start: number;
  readonly end: number;
  readonly text: Uint8Array;
  readonly read: ReadDigits;
  /** For each digit, 1 where it is hidden already. */
  readonly hidden: Uint8Array;
}

/** Asks the conversation; `answered` is called when it has answered, at once or later. */
export type Ask = (part: TextPart, answered: () => void) => void;

/** A part that has come whole. */
interface Whole {
  readonly start: number;
  readonly end: number;
  readonly text: Uint8Array;
  readonly read: ReadDigits;
  isAsked: boolean;
  isAnswered: boolean;
}

/** A piece of the text, until what stands in it has been told. */
interface Carried {
  readonly id: string | undefined;
  readonly end: number;
  /** Digits with the same turn came with none of others between. */
  turn: number;
}

/** Digits of a part that came in one turn, where others said some between: they are told once more where they came. */
interface Arrival {
  readonly told: TextPart;
  readonly first: number;
  /** Of the last piece. */
  readonly end: number;
  isAsked: boolean;
  isAnswered: boolean;
}

/** Digits of a part that came in one turn. */
interface Run {
  readonly turn: number;
  readonly from: number;
  to: number;
  end: number;
  readonly carriers: Carrier[];
}

const NONE = new Uint8Array(0);

export class Telling {
  /** Parts that are whole and not answered, in order. */
  private parts: Whole[] = [];
  /** Text behind the last whole part, and where it begins. */
  private rest: Uint8Array = NONE;
  private restFrom = 0;
  /** Of the rest: what stands before it is no digit and will be none. */
  private open = 0;
  /** The last parts, without which a number may not be known for what it is. */
  private context: readonly Uint8Array[] = [];
  private pieces: Carried[] = [];
  private arrivals: Arrival[] = [];
  private behind = 0;
  private isData: boolean | undefined;

  constructor(
    private readonly reader: DigitReader,
    private readonly ask: Ask,
  ) {}

  /** What stands before it may leave, as far as the conversation is concerned. */
  get heard(): number {
    const arrival = this.arrivals.find(({ isAnswered }) => !isAnswered)?.first ?? Infinity;
    return Math.min(
      arrival,
      this.firstDigit(({ isAnswered }) => !isAnswered),
    );
  }

  /** What stands before it has been told, as far as there is anything to tell. */
  get told(): number {
    return this.firstDigit(({ isAsked }) => !isAsked);
  }

  private firstDigit(isOf: (part: Whole) => boolean): number {
    if (this.isData === true) return Infinity;
    const first = this.parts.find((part) => part.read.digits.length > 0 && isOf(part));
    return first === undefined ? this.restFrom + this.open : first.start + first.read.from[0];
  }

  /** What comes next of the text; `id` is that of what carried it, if it can be known again. */
  add(text: Uint8Array, id: string | undefined): void {
    if (this.isData === true || text.length === 0) return;
    this.rest = Buffer.concat([this.rest, text]);
    this.pieces.push({ id, end: this.restFrom + this.rest.length, turn: 0 });
    if (this.isData === undefined) {
      const isWords = isWordy(this.rest);
      if (isWords === undefined) return;
      this.isData = !isWords;
      if (this.isData) return;
    }
    for (let end = partEnd(this.rest); end >= 0; end = partEnd(this.rest)) this.close(end);
    this.open = this.openIn(this.rest);
  }

  /** The digits of the last piece, if it has any, come behind those of others. */
  turn(turn: number): void {
    const last = this.pieces.at(-1);
    if (last !== undefined) last.turn = turn;
  }

  /** Tells digits again where they came, of pieces that end before an offset. */
  arrive(to: number): void {
    if (this.arrivals.length === 0) return; // nearly always
    for (const arrival of this.arrivals) {
      if (arrival.isAsked || arrival.end > to) continue;
      arrival.isAsked = true;
      this.ask(arrival.told, () => (arrival.isAnswered = true));
    }
    this.arrivals = this.arrivals.filter(({ isAnswered }) => !isAnswered);
  }

  /** Nothing follows, or nobody waits for it: the rest is a part. */
  close(length = this.rest.length): void {
    if (length === 0 || this.isData === true) return;
    this.isData = false;
    const text = this.rest.subarray(0, length);
    this.parts.push({ start: this.restFrom, end: this.restFrom + length, text, read: this.read(text), isAsked: false, isAnswered: false });
    this.remember(text);
    this.rest = this.rest.subarray(length);
    this.restFrom += length;
    this.open = 0;
  }

  /**
   * Tells whole parts that begin before an offset, or that hold nothing but words, as far as the text has been judged by itself. `hidden` says what is
   * replaced of it, in order and disjoint.
   */
  tell(to: number, judged: number, hidden: () => readonly Splice[]): void {
    if (this.parts.length === 0) return; // nearly always
    for (const part of this.parts) {
      if (part.isAsked) continue;
      if (part.end > judged || (part.start >= to && part.read.digits.length > 0)) break;
      part.isAsked = true;
      this.tellPart(part, to, hidden());
    }
    this.parts = this.parts.filter(({ isAnswered }) => !isAnswered);
  }

  private tellPart(part: Whole, to: number, hidden: readonly Splice[]): void {
    const { start, end, text, read } = part;
    const turn = this.pieces.find((piece) => piece.end >= to)?.turn;
    const { runs, isKnown } = this.runsOf(part);
    const carriers = isKnown ? runs.flatMap((run) => run.carriers) : [];
    const { behind } = this;
    this.behind += read.digits.length;
    const isSaid = read.digits.length > 0 || hasTopics(read);
    if (!isSaid) {
      part.isAnswered = true;
      return;
    }
    const flags = hiddenBy(hidden, { start, read: text, offsets: undefined }, read);
    const told: TextPart = { start, end, text, read, behind, carriers, hidden: flags };
    if (runs.every((run) => run.turn === turn)) this.ask(told, () => (part.isAnswered = true));
    else {
      this.arrivals.push(...runs.map((run) => arrivalOf(told, run, isKnown)));
      this.ask({ ...told, order: 'begun' }, () => (part.isAnswered = true));
    }
  }

  /** The digits of a part by the turns in which they came, with what carried them, each with as many as end in it; whether all of it can be known again. */
  private runsOf({ start, end, read }: Whole): { readonly runs: readonly Run[]; readonly isKnown: boolean } {
    const runs: Run[] = [];
    let next = 0;
    let isKnown = true;
    for (const piece of this.pieces) {
      const from = next;
      while (next < read.to.length && start + read.to[next] <= piece.end) next++;
      if (next === from) continue;
      const last = runs.at(-1);
      const run: Run = last?.turn === piece.turn ? last : { turn: piece.turn, from, to: next, end: piece.end, carriers: [] };
      if (run !== last) runs.push(run);
      [run.to, run.end] = [next, piece.end];
      if (piece.id === undefined) isKnown = false;
      else run.carriers.push({ id: piece.id, digits: next - from });
    }
    this.pieces = this.pieces.filter((piece) => piece.end > end);
    return { runs, isKnown };
  }

  /** Reads a part with what stands before it. */
  private read(text: Uint8Array): ReadDigits {
    const before = Buffer.concat(this.context);
    const window = Buffer.concat([before, text]);
    const read = readBehind(this.reader.readUtterance(window, 0, window.length), before.length);
    if (read.digits.length > 0 || before.length === 0) return read;
    return { ...read, ...topicsOf(this.reader.readUtterance(text, 0, text.length)) };
  }

  /** Where the first digit of a part stands that has not come whole, or what may become one. */
  private openIn(text: Uint8Array): number {
    if (text.length === 0) return 0;
    const before = Buffer.concat(this.context);
    const window = Buffer.concat([before, text]);
    const { from, to } = this.reader.readUtterance(window, 0, window.length);
    const first = to.findIndex((end) => end > before.length);
    const open = this.reader.openFrom(window, 0, window.length);
    return Math.max(0, Math.min(open, first < 0 ? open : from[first]) - before.length);
  }

  private remember(text: Uint8Array): void {
    const context = [...this.context, text];
    let bytes = context.reduce((sum, { length }) => sum + length, 0);
    while (bytes > LIMITS.growingContextBytes) bytes -= context.shift()?.length ?? bytes;
    this.context = context;
  }
}

function arrivalOf(told: TextPart, { from, to, end, carriers }: Run, isKnown: boolean): Arrival {
  const { start, read, hidden, behind } = told;
  const own = {
    read: readBetween(read, from, to),
    hidden: hidden.subarray(from, to),
    behind: behind + from,
    carriers: isKnown ? carriers : [],
  };
  return { told: { ...told, ...own, order: 'arrived' }, first: start + read.from[from], end, isAsked: false, isAnswered: false };
}
