/**
 * A stream of server-sent events as a live channel: each event is judged whole and leaves whole, in order. What it says is told to the
 * conversation; pieces of messages that arrive word by word are judged as one text. An event whose text may go on in the next waits, and all
 * behind it with it; nothing is ever moved, added or left out. The core knows no clock: who feeds it says when events have waited long enough.
 */
import type { Direction, ErrorCode } from '../../base/errors.js';
import { Gather } from '../../base/gather.js';
import { LIMITS } from '../../base/limits.js';
import type { Effect, Engine, Inspection, MessageMeta, RedactionStream, Step } from '../../engine/api.js';
import { joined, NO_BYTES, NOTHING, refusalStep, stepOf } from '../../engine/step.js';
import { EventSegmenter } from '../../format/segments.js';
import type { DigitReader } from '../digits.js';
import { END_KINDS } from '../names.js';
import { type EventPlaces, Places } from '../places.js';
import { folded, type Roles } from '../roles.js';
import type { Heard } from '../heard.js';
import type { Said } from '../said.js';
import type { Text } from '../texts.js';
import { EventData } from './data.js';
import { EventIds } from './event-ids.js';
import { GrowingMessages, type Teller } from './messages.js';
import { isNamed, type Piece } from './pieces.js';
import { finished, isDue, type Repeated, type Waiting } from './waiting.js';

export interface LiveEventsOptions {
  readonly engine: Engine;
  readonly direction: Direction;
  /** Roles of event streams. */
  readonly roles: Roles;
  /** What people say, where conversations are followed; by the same roles. */
  readonly said?: Said | undefined;
  /** Reads the digits of text that leaves before it is judged; without one all letters and digits of it are hidden. */
  readonly reader?: DigitReader | undefined;
  /** Told of steps that come later than what they belong to: other processes were asked. */
  readonly later: (step: Step) => void;
}

const DONE = '[DONE]';
const NO_PLACES: EventPlaces = { texts: [], pieces: [], endings: [] };

export class LiveEvents implements RedactionStream {
  private readonly segmenter = new EventSegmenter();
  private readonly gather = new Gather();
  private readonly places: Places;
  private readonly messages: GrowingMessages;
  private readonly meta: Partial<MessageMeta>;
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  /** Events that may leave with the step at hand. */
  private due: Waiting[] = [];
  /** What conversations have found in messages that grow. */
  private readonly grown: Effect[] = [];
  private asked = 0;
  /** Events that wait and have been told, with all before them. */
  private told = 0;
  private readonly ids = new EventIds();
  /** Why a conversation could not be told. */
  private fault: ErrorCode | undefined;
  private hasEnded = false;
  private isOver = false;

  constructor(private readonly options: LiveEventsOptions) {
    const { engine, direction, roles, reader } = options;
    this.places = new Places(roles);
    this.messages = new GrowingMessages(engine, direction, reader, this.teller());
    this.meta = { format: 'sse', direction };
  }

  get held(): number {
    return this.isOver ? 0 : this.gather.length + this.waitingBytes;
  }

  /** Answers of conversations are missing: later steps come. */
  get isAsking(): boolean {
    return !this.isOver && this.asked > 0;
  }

  /** Events wait for what comes next. */
  get isHolding(): boolean {
    const first = this.waiting.at(0);
    return (
      !this.isOver &&
      first?.isHeard === true &&
      !first.pieces.some(({ shares }) => shares.some(({ isTold, isHeard }) => isTold && !isHeard))
    );
  }

  /** Grows while there is hope: bytes of the messages for which the first event waits. */
  get growth(): number {
    return this.waiting.length === 0 ? 0 : this.waiting[0].pieces.reduce((sum, { shares }) => sum + (shares.at(0)?.grown ?? 0), 0);
  }

  write(chunk: Uint8Array): Step {
    return this.hasEnded || chunk.length === 0 ? NOTHING : this.attempt(() => this.take(chunk, false), chunk);
  }

  end(chunk: Uint8Array = NO_BYTES): Step {
    if (this.hasEnded) return NOTHING;
    this.hasEnded = true;
    return this.attempt(() => this.take(chunk, true), chunk);
  }

  /** Events have waited long enough: what is not judged in them is hidden, and they leave. */
  lapse(): Step {
    return this.attempt(() => {
      this.hurry();
      return undefined;
    });
  }

  /** Whatever goes wrong inside refuses the stream. */
  private attempt(work: () => ErrorCode | undefined, chunk?: Uint8Array): Step {
    if (this.isOver) return NOTHING;
    const effects: Effect[] = [];
    try {
      const code = work();
      return code === undefined ? this.release(effects, chunk) : this.refuse(code, effects);
    } catch {
      return this.refuse('SLUICE_ENGINE_FAILED', effects);
    }
  }

  private take(chunk: Uint8Array, final: boolean): ErrorCode | undefined {
    let from = 0;
    for (let end = this.segmenter.next(chunk, 0); end !== -1; end = this.segmenter.next(chunk, end)) {
      if (this.gather.length + end - from > LIMITS.eventBytes) return 'SLUICE_MESSAGE_TOO_LARGE';
      this.admit(this.whole(chunk.subarray(from, end)));
      from = end;
    }
    if (this.gather.length + chunk.length - from > LIMITS.eventBytes) return 'SLUICE_MESSAGE_TOO_LARGE';
    const rest = chunk.subarray(from);
    if (!final) this.gather.add(rest, 0, rest.length, LIMITS.eventBytes);
    else {
      if (this.gather.length + rest.length > 0) this.admit(this.whole(rest));
      this.messages.endAll();
    }
    return undefined;
  }

  /** The event that these bytes complete. */
  private whole(last: Uint8Array): Uint8Array {
    if (this.gather.length === 0) return last;
    this.gather.add(last, 0, last.length, LIMITS.eventBytes);
    return this.gather.take();
  }

  private hurry(): void {
    this.messages.lapse();
    for (const event of this.waiting) event.isOverdue = true;
  }

  /** Takes out of the queue what waits for nothing any more. */
  private settle(): void {
    this.tellOn();
    while (this.waiting.length > 0 && isDue(this.waiting[0])) this.pass();
    const isCrowded = this.waiting.length > LIMITS.heldEvents || this.waitingBytes > LIMITS.heldEventsBytes;
    if (!isCrowded || !this.isHolding) return;
    this.hurry();
    this.tellOn();
    while (this.waiting.length > 0 && isDue(this.waiting[0])) this.pass();
  }

  private pass(): void {
    const first = this.waiting.shift();
    if (first === undefined) return;
    this.waitingBytes -= first.event.length;
    this.told--;
    this.due.push(first);
  }

  /** Judges an event and lets it wait for its turn. */
  private admit(event: Uint8Array): void {
    const found = this.options.engine.inspect(event, this.meta);
    const data = new EventData(event);
    const hasData = data.bytes.length > 0;
    const places = hasData ? this.placesIn(data) : NO_PLACES;
    const isTooDeep = places === 'too deep';
    const { texts, pieces, endings } = isTooDeep ? NO_PLACES : places;
    const carrier = pieces.length === 0 ? undefined : this.ids.take(data.field('id'));
    const waiting: Waiting = {
      event,
      data: hasData ? data : undefined,
      found: withoutPieces(found, data, pieces, this.options.engine.snapshot.hasPaths),
      pieces: pieces.map((piece, i) => ({ piece, shares: this.messages.add(piece, carrier && `\n>${i}\n${carrier}`) })),
      repeated: texts.flatMap((text) => this.repeatedBy(text)),
      isTold: false,
      heard: undefined,
      isHeard: true,
      isOverdue: false,
      refused: found.refused ?? (isTooDeep ? 'SLUICE_NESTING_TOO_DEEP' : undefined),
    };
    for (const ending of endings) this.messages.end(ending);
    for (const { id } of texts) if (id !== undefined) this.messages.endNamed(id);
    if (texts.length > 0) this.messages.interrupt();
    if (hasData && isEnd(data)) this.messages.endAll();
    this.waiting.push(waiting);
    this.waitingBytes += event.length;
    this.settle();
  }

  private repeatedBy(text: Text): readonly Repeated[] {
    const found = text.state === 'said' ? this.messages.repeatedBy(text) : undefined;
    return found === undefined ? [] : [{ text, ...found }];
  }

  private placesIn({ bytes }: EventData): EventPlaces | 'too deep' {
    const places = this.places.findInEvent(bytes, 0, bytes.length);
    return places === 'not json' ? NO_PLACES : places;
  }

  /**
   * Tells the conversation what events say, in their order: what stands behind a piece whose text goes on is told when that has been told. So it waits,
   * as the events do.
   */
  private tellOn(): void {
    if (this.options.said === undefined) return;
    for (; this.told < this.waiting.length; this.told++) {
      const waiting = this.waiting[this.told];
      if (!waiting.isTold && waiting.data !== undefined && waiting.refused === undefined) this.tell(waiting, waiting.data);
      waiting.isTold = true;
      const shares = waiting.pieces.flatMap((placed) => placed.shares);
      for (const share of shares) share.tell();
      for (const share of shares) if (share.isTold) share.arrive();
      if (!shares.every((share) => share.isTold)) return;
    }
  }

  /** Tells the conversation of messages in pieces. */
  private teller(): Teller | undefined {
    const { said, engine, direction } = this.options;
    if (said?.reader === undefined) return undefined;
    return {
      reader: said.reader,
      tell: ({ start, end, text, read, hidden, behind, carriers, order }, whose, answered) => {
        const part = { behind, carriers, order };
        const answer = (heard: Heard | undefined): void => {
          this.grown.push(...(heard?.effects ?? []));
          answered(heard?.masks ?? []);
        };
        const heard = said.hearPart({ engine, direction, text: { start, end, read: text, ...whose }, read, hidden, part });
        if (heard === undefined || !('then' in heard)) answer(heard);
        else this.ask(heard.then(answer));
      },
    };
  }

  /** Waits for an answer; without one the stream is refused. */
  private ask(answer: Promise<void>): void {
    this.asked++;
    void answer
      .catch(() => (this.fault ??= 'SLUICE_CONVERSATION_UNAVAILABLE'))
      .then(() => {
        this.asked--;
        if (!this.isOver) this.options.later(this.attempt(() => this.fault));
      });
  }

  /** Tells the conversation what is said whole; the event waits for the answer. */
  private tell(waiting: Waiting, data: EventData): void {
    const { said, engine, direction } = this.options;
    if (said === undefined) return;
    const { bytes } = data;
    const cut = { bytes, pieces: [{ start: 0, end: bytes.length, format: 'auto', keepsLength: false, kind: 'content' }] } as const;
    const told = waiting.repeated.length === 0 ? undefined : new Set(waiting.repeated.map(({ text }) => text.start));
    const heard = said.hear({ engine, direction, cut, splices: data.inData(waiting.found.splices), id: data.field('id'), told });
    if (heard === undefined || !('then' in heard)) {
      waiting.heard = heard;
      return;
    }
    waiting.isHeard = false;
    this.asked++;
    void heard
      .then((known) => (waiting.heard = known))
      .catch(() => (waiting.refused = 'SLUICE_CONVERSATION_UNAVAILABLE'))
      .then(() => this.answer(waiting));
  }

  private answer(waiting: Waiting): void {
    waiting.isHeard = true;
    this.asked--;
    if (!this.isOver) this.options.later(this.attempt(() => undefined));
  }

  /** What may leave now. */
  private release(effects: Effect[], chunk?: Uint8Array): Step {
    const grown = this.messages.take();
    effects.push(...grown.effects, ...this.grown.splice(0));
    if (grown.refused !== undefined) return this.refuse(grown.refused, effects);
    this.settle();
    const leaving: Uint8Array[] = [];
    for (const event of this.due.splice(0)) {
      effects.push(...event.found.effects.filter(({ kind }) => kind === 'finding'), ...(event.heard?.effects ?? []));
      const refused = event.refused ?? event.heard?.refused;
      if (refused !== undefined) return this.refuse(refused, effects);
      leaving.push(finished(event));
    }
    if (this.hasEnded && this.waiting.length === 0) this.isOver = true;
    return stepOf(joined(leaving, chunk), effects);
  }

  private refuse(code: ErrorCode, effects: readonly Effect[]): Step {
    this.isOver = this.hasEnded = true;
    this.waiting = [];
    this.due = [];
    return refusalStep(code, effects.filter(({ kind }) => kind === 'finding')); // prettier-ignore
  }
}

/** What only says that the stream, or a message of it, is over. */
function isEnd(data: EventData): boolean {
  const { bytes } = data;
  if (bytes.length <= 2 * DONE.length && Buffer.from(bytes).toString('latin1').trim() === DONE) return true;
  const name = data.field('event');
  return name !== undefined && bytes.length <= 2 && END_KINDS.has(folded(name));
}

/**
 * What was found in an event without what stands in pieces: these are judged in the whole text, where half of a longer number is not a card.
 * Rules that name places, and names that say what stands there, are of the event alone; and where nothing tells messages apart, the next piece may
 * be the first of another message.
 */
function withoutPieces(found: Inspection, data: EventData, pieces: readonly Piece[], hasPaths: boolean): Inspection {
  if (hasPaths || found.effects.length === 0 || pieces.length === 0) return found;
  const sure = pieces.filter(({ isLabelled, marks }) => !isLabelled && isNamed(marks));
  const places = data.inEvent(sure.map(({ start, end }) => ({ start, end, bytes: NO_BYTES })));
  const isOutside = ({ start, end }: { start: number; end: number }): boolean =>
    !places.some((place) => place.start <= start && place.end >= end);
  return {
    ...found,
    effects: found.effects.filter((effect) => effect.kind === 'refuse' || isOutside(effect.finding)),
    splices: found.splices.filter(isOutside),
  };
}
