/** One side of a relayed WebSocket: sending with a bound on what is queued, liveness, and ways to end. */
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { ERRORS, type Direction, type ErrorCode } from '../base/errors.js';
import type { ProxyLimits } from './options.js';
import { NO_STATUS, isSendable } from './websocket-close.js';

const TEXT = { binary: false } as const;
const BINARY = { binary: true } as const;

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
  private readAtTick = -1;
  private writtenAtTick = 0;
  private queuedAtTick = false;

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
   * Pings, and says whether the peer gave a sign of life since the last call: bytes that came in, or, when bytes were
   * already queued, bytes that it took (a slow reader answers a ping only after all that was queued before it).
   * A leg that is paused is not read, so its silence means nothing.
   */
  beat(): boolean {
    const read = this.socket.bytesRead;
    const written = this.socket.bytesWritten - this.socket.writableLength;
    const alive = this.ws.isPaused || read !== this.readAtTick || (this.queuedAtTick && written !== this.writtenAtTick);
    if (!alive) return false;
    if (this.open) this.ws.ping();
    this.readAtTick = read;
    this.writtenAtTick = written;
    this.queuedAtTick = this.socket.writableLength > 0;
    return true;
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
