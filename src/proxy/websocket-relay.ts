/**
 * Two open WebSocket legs joined: one message in, one message out, in order, redacted; ends on one side end the other.
 * Fragments are put together by `ws` before they come here; ping and pong stay on their leg, so their payload goes nowhere.
 */
import type { ErrorCode } from '../base/errors.js';
import type { UpgradeContext } from './upgrade.js';
import { ABNORMAL, codeOfFrameError, safeReason } from './websocket-close.js';
import type { Leg } from './websocket-leg.js';
import { inspect, isInspectableText } from './websocket-message.js';

const GOING_AWAY = 1001;
const NO_REASON = new Uint8Array(0);

export class Relay {
  private readonly context: UpgradeContext;
  private readonly downstream: Leg;
  private readonly upstream: Leg;
  private readonly onEnded: () => void;
  private readonly pulse: NodeJS.Timeout;
  private readonly bytes = { request: 0, response: 0 };
  private findings = 0;
  private addedMs = 0;
  /** Set once one side has ended and the other was told. */
  private ending = false;
  private draining = false;
  private code: ErrorCode | undefined;

  /** Both legs must be open, and none of their messages may have been delivered yet. */
  constructor(context: UpgradeContext, downstream: Leg, upstream: Leg, onEnded: () => void) {
    this.context = context;
    this.downstream = downstream;
    this.upstream = upstream;
    this.onEnded = onEnded;
    this.join(downstream, upstream);
    this.join(upstream, downstream);
    this.pulse = setInterval(() => this.beat(), context.limits.webSocketPingMs / 2).unref();
  }

  /** Asks downstream to leave (1001); upstream is told when it has, so that messages already under way still get through. */
  drain(): void {
    this.draining = true;
    if (!this.ending) this.downstream.close(GOING_AWAY, Buffer.from('SLUICE_DRAINING'));
  }

  /** Overload: both sides are told with 1013 to come back later. */
  shed(): void {
    this.refuse('SLUICE_OVERLOADED', this.downstream);
  }

  /** Ends both legs without a word. */
  destroy(): void {
    this.ending = true;
    this.downstream.ws.terminate();
    this.upstream.ws.terminate();
  }

  private join(from: Leg, to: Leg): void {
    // `ws` delivers a Buffer because binaryType is left at 'nodebuffer'.
    from.ws.on('message', (data, binary) => this.onMessage(from, to, data as Buffer, binary));
    from.ws.on('close', (code, reason) => this.onClose(from, to, code, reason));
    from.ws.on('error', (error) => {
      const code = codeOfFrameError(error);
      if (code !== undefined) this.refuse(code, from);
    });
    to.onDrained = () => from.ws.resume();
  }

  private onMessage(from: Leg, to: Leg, data: Buffer, binary: boolean): void {
    if (this.ending || !to.open) return;
    if (binary && !isInspectableText(data)) return this.refuse('SLUICE_BINARY_MESSAGE', from);
    const { direction } = from;
    const began = performance.now();
    const inspected = inspect(this.context.engine, this.context.observer, data, direction, 'auto');
    this.findings += inspected.findings;
    this.addedMs += performance.now() - began;
    if (inspected.refused !== undefined) return this.refuse(inspected.refused, from);
    this.bytes[direction] += data.length;
    this.context.observer.webSocketMessage(direction, data.length);
    if (!to.send(inspected.bytes, binary)) from.ws.pause();
  }

  private onClose(from: Leg, to: Leg, code: number, reason: Buffer): void {
    from.closed = true;
    if (to.closed) return this.end();
    if (this.ending) return;
    this.ending = true;
    if (this.draining && from === this.downstream) return to.close(GOING_AWAY, NO_REASON);
    if (code === ABNORMAL) {
      if (from === this.upstream) this.code ??= 'SLUICE_UPSTREAM_FAILED';
      return to.abandon();
    }
    to.close(code, safeReason(this.context.engine, this.context.observer, reason, from.direction));
  }

  private refuse(code: ErrorCode, from: Leg): void {
    if (this.ending) return;
    this.ending = true;
    this.code = code;
    this.context.observer.refused(code, from.direction);
    this.downstream.refuse(code);
    this.upstream.refuse(code);
  }

  private beat(): void {
    for (const leg of [this.downstream, this.upstream]) {
      if (leg.closed || leg.beat()) continue;
      if (leg === this.upstream && !this.ending) {
        this.ending = true;
        this.code = 'SLUICE_UPSTREAM_TIMEOUT';
        this.context.observer.refused(this.code, 'response');
        this.downstream.refuse(this.code);
      }
      leg.ws.terminate();
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
