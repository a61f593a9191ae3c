/** One side of a relayed WebSocket: sending with a bound on what is queued, liveness, and ways to end. */
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { ERRORS, type Direction, type ErrorCode } from '../base/errors.js';
import type { ProxyLimits } from './options.js';
import { NO_STATUS, isSendable } from './websocket-close.js';

const TEXT = { binary: false } as const;
const BINARY = { binary: true } as const;

/** Silent beats after which a peer is gone: one to ask, one to answer; more when bytes are queued for it. */
const PATIENCE = 2;
const QUEUED_PATIENCE = 8;

export class Leg {
  readonly ws: WebSocket;
  /** Direction of the messages that arrive on this leg. */
  readonly direction: Direction;
  closed = false;
  /** Called when what was queued has shrunk far enough for the other leg to be read again. */
  onDrained: () => void = () => undefined;
  private readonly socket: Socket;
  private readonly limits: ProxyLimits;
  private waiting = false;
  private abandoned = false;
  private readAtBeat = -1;
  private takenAtBeat = 0;
  private queuedAtBeat = false;
  private silentBeats = 0;

  constructor(ws: WebSocket, socket: Socket, direction: Direction, limits: ProxyLimits) {
    this.ws = ws;
    this.socket = socket;
    this.direction = direction;
    this.limits = limits;
  }

  get open(): boolean {
    return this.ws.readyState === WebSocket.OPEN;
  }

  /** Queues one message; false when more than `webSocketQueueBytes` wait now, so that the other leg must not be read until `onDrained`. */
  send(bytes: Uint8Array, binary: boolean): boolean {
    this.ws.send(bytes, binary ? BINARY : TEXT, this.sent);
    this.waiting ||= this.ws.bufferedAmount > this.limits.webSocketQueueBytes;
    return !this.waiting;
  }

  private readonly sent = (): void => {
    if (this.abandoned && this.ws.bufferedAmount === 0) this.ws.terminate();
    // Half the limit, so that a slow peer does not make the other leg pause and resume for every message.
    if (!this.waiting || this.ws.bufferedAmount > this.limits.webSocketQueueBytes / 2) return;
    this.waiting = false;
    this.onDrained();
  };

  /**
   * Called twice a ping interval: pings a peer that has gone quiet, and says false when it is gone.
   *
   * Bytes that came in are a sign of life; so are bytes that it took when some were queued, because a slow reader answers a
   * ping only after all that was queued before it. How far it got within one large write cannot be seen, so with bytes
   * queued it gets `QUEUED_PATIENCE` beats. A leg that is paused is not read, so its silence means nothing.
   */
  beat(): boolean {
    const { bytesRead, bytesWritten, writableLength } = this.socket;
    const taken = bytesWritten - writableLength;
    const alive = this.ws.isPaused || bytesRead !== this.readAtBeat || (this.queuedAtBeat && taken !== this.takenAtBeat);
    this.readAtBeat = bytesRead;
    this.takenAtBeat = taken;
    this.queuedAtBeat = writableLength > 0;
    this.silentBeats = alive ? 0 : this.silentBeats + 1;
    if (this.silentBeats === 1 && this.open) this.ws.ping();
    return this.silentBeats < (this.queuedAtBeat ? QUEUED_PATIENCE : PATIENCE);
  }

  /** Says what the other peer said when it left: its code and reason, or nothing. Only for codes that a peer can have sent. */
  close(code: number, reason: Uint8Array): void {
    this.ws.resume();
    if (code === NO_STATUS || !isSendable(code)) this.ws.close();
    else this.ws.close(code, Buffer.from(reason));
  }

  /** Ends this leg because of a refusal of ours. */
  refuse(code: ErrorCode): void {
    this.ws.resume();
    this.ws.close(ERRORS[code].close, code);
  }

  /** The other peer vanished without a word, and so do we, once this peer has taken what was sent to it before. */
  abandon(): void {
    this.ws.resume();
    this.abandoned = true;
    if (this.ws.bufferedAmount === 0) return this.ws.terminate();
    setTimeout(() => this.ws.terminate(), this.limits.webSocketCloseMs).unref();
  }
}
