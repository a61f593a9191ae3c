/**
 * The body of an answer that is a stream of server-sent events: a live channel whose events may have to wait, for what other processes answer
 * or for what the next event says. The clock and the timer are here; what waits, and why, is the channel's business.
 */
import { LiveEvents } from '../channel/events/live.js';
import { type Keeper, Said } from '../channel/said.js';
import type { Engine, RedactionStream, Step } from '../engine/api.js';
import { OpeningStream } from '../engine/opening.js';
import { isSplicer } from '../engine/paths.js';
import { type Calling, streamOf } from './lines.js';
import { scopeOf } from './live.js';
import type { ProxyLimits } from './options.js';
import type { Route } from './route.js';
import type { Known } from './ruling.js';

/** Whose stream it is. */
export interface EventTalk extends Calling {
  readonly route: Route;
  readonly engine: Engine;
  /** Who keeps conversations; undefined where nobody does. */
  readonly keeper: Keeper | undefined;
}

/** What a body does that does not answer at once. */
export interface LateBody {
  /** Answers are missing: steps come behind the last. */
  readonly isAsking: boolean;
  /** Enough waits: no more bytes are wanted. */
  readonly isFull: boolean;
  /** Told of steps that no `write` or `end` answered with. */
  listen(onStep: (step: Step) => void): void;
  destroy(): void;
}

export class EventBody implements RedactionStream, LateBody {
  readonly #events: LiveEvents;
  readonly #stream: RedactionStream;
  readonly #limits: ProxyLimits;
  #tell: (step: Step) => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #growth = 0;

  /** `plain` is what the stream is read by where it is in another charset. */
  constructor(talk: EventTalk, charset: NonNullable<Known['charset']>, plain: () => RedactionStream) {
    const { route, engine, keeper } = talk;
    const { eventRoles, listening } = route.channel;
    const listener = keeper && {
      ...keeper,
      scope: scopeOf(route, talk.principal?.tenant),
      connection: streamOf(talk),
    };
    this.#limits = route.limits;
    this.#events = new LiveEvents({
      engine,
      direction: 'response',
      roles: eventRoles,
      said: listening && new Said({ ...listening, roles: eventRoles }, listener),
      reader: keeper?.reader,
      later: (step) => this.#tell(this.#watched(step)),
    });
    this.#stream = new OpeningStream(charset, () => spliceable(plain()), () => this.#events); // prettier-ignore
  }

  get held(): number {
    return this.#stream.held;
  }

  get isAsking(): boolean {
    return this.#events.isAsking;
  }

  get isFull(): boolean {
    return this.isAsking && this.held > this.#limits.bufferedBodyBytes;
  }

  listen(onStep: (step: Step) => void): void {
    this.#tell = onStep;
  }

  write(chunk: Uint8Array): Step {
    return this.#watched(this.#stream.write(chunk));
  }

  end(chunk?: Uint8Array): Step {
    return this.#watched(this.#stream.end(chunk));
  }

  destroy(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#tell = () => undefined;
  }

  /** The time that events wait is counted anew when one has left, and when the message goes on for which the first waits. */
  #watched(step: Step): Step {
    const { growth } = this.#events;
    const hasMoved = step.bytes.length > 0 || growth !== this.#growth;
    this.#growth = growth;
    if (this.#timer !== undefined && (hasMoved || !this.#events.isHolding)) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    if (this.#events.isHolding) this.#timer ??= setTimeout(() => this.#lapse(), this.#limits.heldEventsMs).unref();
    return step;
  }

  #lapse(): void {
    this.#timer = undefined;
    this.#tell(this.#watched(this.#events.lapse()));
  }
}

function spliceable(stream: RedactionStream): ReturnType<ConstructorParameters<typeof OpeningStream>[1]> {
  if (isSplicer(stream)) return stream;
  throw new TypeError('events have splices');
}
