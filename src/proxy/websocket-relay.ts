/**
 * Two open WebSocket legs joined: one message in, one message out, in order, redacted; ends on one side end the other.
 * Fragments are put together before they come here; ping and pong stay on their leg, so their payload goes nowhere.
 */
import { countIn } from '../base/by-direction.js';
import type { ErrorCode } from '../base/errors.js';
import type { Channel } from '../channel/channel.js';
import type { UpgradeContext } from './upgrade.js';
import { safeReason } from './websocket-close.js';
import { ABNORMAL, type FrameFault } from './websocket-frame.js';
import { HOLD, type Leg, type LegOwner } from './websocket-leg.js';
import { passMessage, type Inspected } from './websocket-message.js';
import type { Turns } from './websocket-turns.js';

const GOING_AWAY = 1001;
const NO_REASON = new Uint8Array(0);

/** Both legs must be open, and none of their messages may have been delivered yet. */
export interface RelayParts {
  readonly channel: Channel;
  readonly turns: Turns;
  readonly downstream: Leg;
  readonly upstream: Leg;
  readonly onEnded: () => void;
}

export class Relay implements LegOwner {
  private readonly context: UpgradeContext;
  private readonly channel: Channel;
  private readonly turns: Turns;
  private readonly downstream: Leg;
  private readonly upstream: Leg;
  private readonly onEnded: () => void;
  private readonly pulse: NodeJS.Timeout;
  private readonly bytes = { request: 0, response: 0 };
  private findings = 0;
  private addedMs = 0;
  /** Set once one side has ended and the other was told: nothing is delivered any more. */
  private ending = false;
  private draining = false;
  private code: ErrorCode | undefined;

  constructor(context: UpgradeContext, { channel, turns, downstream, upstream, onEnded }: RelayParts) {
    this.context = context;
    this.channel = channel;
    this.turns = turns;
    this.downstream = downstream;
    this.upstream = upstream;
    this.onEnded = onEnded;
    this.pulse = setInterval(() => this.beat(), context.limits.webSocketPingMs / 2).unref();
  }

  get route(): string {
    return this.context.route;
  }

  get drainPerSecond(): number {
    return this.context.limits.webSocketDrainPerSecond;
  }

  /** Asks downstream to leave (1001); upstream is told when it has, so that messages already under way still get through. */
  drain(): void {
    this.draining = true;
    if (this.ending) return;
    this.downstream.askToLeave(GOING_AWAY, Buffer.from('SLUICE_DRAINING'));
    this.flush(); // what was held of it may have come with the close
  }

  /** Overload: both sides are told with 1013 to come back later. */
  shed(): void {
    this.refuse('SLUICE_OVERLOADED', this.downstream);
  }

  /** Ends both legs without a word. */
  destroy(): void {
    this.finish();
    for (const leg of [this.downstream, this.upstream]) {
      leg.destroy();
      leg.release(HOLD.full); // the other will not take anything any more
    }
  }

  /** Reads what has come: `heads` are bytes that came behind the handshakes. */
  start(heads: { readonly downstream: Buffer; readonly upstream: Buffer }): void {
    this.upstream.start(this, heads.upstream);
    this.downstream.start(this, heads.downstream);
  }

  chunk(leg: Leg, bytes: Buffer): void {
    const began = performance.now();
    if (this.turns.isOver) this.rest(leg);
    this.turns.read(bytes.length);
    leg.read(bytes);
    this.flush();
    this.addedMs += performance.now() - began;
  }

  message(from: Leg, payload: Buffer, isBinary: boolean): void {
    this.turns.inspect(payload.length);
    if (this.turns.isOver) this.rest(from);
    if (this.ending || !this.other(from).isOpen) return;
    const passed = this.pass(from, payload, isBinary);
    if (passed instanceof Promise) this.deliverLater(from, payload.length, isBinary, passed);
    else this.deliver(from, payload.length, isBinary, passed);
  }

  drained(leg: Leg): void {
    this.goOn(this.other(leg), HOLD.full);
  }

  /** What the leg has not handed on yet waits for another turn of the event loop. */
  private rest(leg: Leg): void {
    if (leg.hold(HOLD.resting)) this.turns.rest(() => this.goOn(leg, HOLD.resting));
  }

  private goOn(leg: Leg, reason: typeof HOLD.resting | typeof HOLD.full): void {
    const began = performance.now();
    leg.release(reason);
    this.flush();
    this.addedMs += performance.now() - began;
  }

  /** The one place that decides about a message. While a promise is pending, that direction waits. */
  private pass(from: Leg, payload: Buffer, isBinary: boolean): Inspected | Promise<Inspected> {
    return passMessage(this.channel, this.context.observer, payload, from.direction, isBinary);
  }

  private deliver(from: Leg, length: number, isBinary: boolean, passed: Inspected): void {
    const { direction } = from;
    this.findings += passed.findings;
    if (passed.refused !== undefined) return this.refuse(passed.refused, from);
    countIn(this.bytes, direction, length);
    this.context.observer.webSocketMessage(direction, length);
    if (passed.bytes !== undefined && !this.other(from).send(passed.bytes, isBinary)) from.hold(HOLD.full);
  }

  private deliverLater(from: Leg, length: number, isBinary: boolean, passed: Promise<Inspected>): void {
    from.hold(HOLD.judging);
    this.context.observer.heldBack(length);
    passed
      .catch((): Inspected => ({ refused: 'SLUICE_ENGINE_FAILED', bytes: undefined, findings: 0 }))
      .then((known) => {
        this.context.observer.heldBack(-length);
        if (!this.ending && this.other(from).isOpen) this.deliver(from, length, isBinary, known);
        from.release(HOLD.judging);
        this.flush();
      })
      .catch(() => this.destroy());
  }

  private flush(): void {
    this.downstream.flush();
    this.upstream.flush();
  }

  private other(leg: Leg): Leg {
    return leg === this.downstream ? this.upstream : this.downstream;
  }

  left(from: Leg, code: number, reason: Uint8Array): void {
    const to = this.other(from);
    if (this.ending) return;
    this.finish();
    if (this.draining && from === this.downstream) return to.close(GOING_AWAY, NO_REASON);
    if (code === ABNORMAL) {
      if (from === this.upstream) this.code ??= 'SLUICE_UPSTREAM_FAILED';
      return to.abandon();
    }
    to.close(code, safeReason(this.context.engine, this.context.observer, reason, from.direction));
  }

  /** The peer at fault is told what its fault is, the other one that a message was refused. */
  broken(from: Leg, fault: FrameFault): void {
    from.refuse(fault.code, fault.close);
    this.refuse(fault.code, from);
  }

  gone(leg: Leg): void {
    if (this.other(leg).isGone) this.end();
  }

  private refuse(code: ErrorCode, from: Leg): void {
    if (this.ending) return;
    this.finish();
    this.code = code;
    this.context.observer.refused(code, from.direction);
    this.downstream.refuse(code);
    this.upstream.refuse(code);
  }

  private finish(): void {
    this.ending = true;
    this.channel.stop();
  }

  private beat(): void {
    for (const leg of [this.downstream, this.upstream]) {
      if (leg.isGone || leg.beat()) continue;
      if (leg === this.upstream && !this.ending) {
        this.finish();
        this.code = 'SLUICE_UPSTREAM_TIMEOUT';
        this.context.observer.refused(this.code, 'response');
        this.downstream.refuse(this.code);
      }
      leg.destroy();
    }
  }

  private end(): void {
    clearInterval(this.pulse);
    this.context.ended({
      status: 101,
      requestBytes: this.bytes.request,
      responseBytes: this.bytes.response,
      findings: this.findings,
      code: this.code,
      addedMs: this.addedMs,
    });
    this.onEnded();
  }
}
