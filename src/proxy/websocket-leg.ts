/** One side of a relayed WebSocket: its frames, a bound on what is queued for it, liveness, and ways to end. What it says goes to its owner. */
import type { Socket } from 'node:net';
import { ERRORS, type Direction, type ErrorCode } from '../base/errors.js';
import type { ProxyLimits } from './options.js';
import { DEFLATE_LEAST_BYTES, deflate, inflate } from './websocket-deflate.js';
import { ABNORMAL, BINARY, CLOSE, FIN, NO_STATUS, PING, PONG, RSV1, TEXT, isSendable, type FrameFault } from './websocket-frame.js';
import { FrameReader, type FrameSink } from './websocket-reader.js';
import { FrameWriter } from './websocket-writer.js';

/** Silent beats after which a peer is gone: one to ask, one to answer; more for a desktop that bytes are queued for, and for whoever is left alone with them. */
const PATIENCE = 2;
const QUEUED_PATIENCE = 8;
/** Pongs that wait at once; beyond it only the latest ping is answered (RFC 6455 section 5.5.3). */
const PONGS_MAX = 64;
const NOTHING = Buffer.alloc(0);

/** Why a leg hands on nothing of what its peer says, and does not read it. There may be several reasons at a time. */
export const HOLD = {
  /** What to do with its last message is not known yet. */
  judging: 1,
  /** Enough was inspected in this turn of the event loop. */
  resting: 2,
  /** The other peer does not take what waits for it. */
  full: 4,
} as const;

type Hold = (typeof HOLD)[keyof typeof HOLD];

/** What joins two legs. */
export interface LegOwner {
  /** Bytes have come: calls `leg.read`, and flushes both legs. */
  chunk(leg: Leg, bytes: Buffer): void;
  /** One whole message; the bytes are the owner's. */
  message(leg: Leg, payload: Buffer, isBinary: boolean): void;
  /** The peer said that it leaves, and was answered; or it vanished without a word (1006). Once, behind its last message. */
  left(leg: Leg, code: number, reason: Uint8Array): void;
  /** The peer broke the protocol or a limit. Nothing more comes from it. */
  broken(leg: Leg, fault: FrameFault): void;
  /** What was queued has shrunk far enough for the other leg to go on. */
  drained(leg: Leg): void;
  /** The socket is closed. The last that is heard of a leg. */
  gone(leg: Leg): void;
}

/** A connection whose handshake is done. */
export interface OpenSocket {
  readonly socket: Socket;
  /** Bytes behind the handshake. */
  readonly head: Buffer;
  /** permessage-deflate was agreed upon. */
  readonly isDeflating: boolean;
}

/** How far a peer has come. */
interface Progress {
  readonly takenBytes: number;
  readonly readBytes: number;
  /** Whether what it says waits for us. */
  readonly isHeld: boolean;
}

export class Leg implements FrameSink {
  /** Direction of the messages that arrive on this leg. */
  readonly direction: Direction;
  /** Messages may be sent. */
  isOpen = true;
  isGone = false;
  private readonly socket: Socket;
  private readonly limits: ProxyLimits;
  private readonly isDeflating: boolean;
  private readonly reader: FrameReader;
  private readonly writer: FrameWriter;
  private owner: LegOwner | undefined;
  private hasLeft = false;
  private isFull = false;
  /** Reasons of HOLD that hold, added up. */
  private holds = 0;
  /** The peer was asked to leave, and what it still has to say is wanted. */
  private isHeardOut = false;
  /** The peer has sent its last byte, and some that came before are held. */
  private hasEnded = false;
  private isAbandoned = false;
  private isEnding = false;
  private timer: NodeJS.Timeout | undefined;
  private pongs = 0;
  private latePing: Buffer | undefined;
  private readAtBeat = -1;
  private takenAtBeat = 0;
  private queuedAtBeat = false;
  private silentBeats = 0;

  constructor({ socket, isDeflating }: OpenSocket, direction: Direction, limits: ProxyLimits) {
    const isMasked = direction === 'request';
    this.socket = socket;
    this.direction = direction;
    this.limits = limits;
    this.isDeflating = isDeflating;
    const rules = {
      isMasked,
      messageBytes: limits.webSocketMessageBytes,
      fragments: limits.webSocketFragments,
      ...(isDeflating ? { inflate } : {}),
    };
    this.reader = new FrameReader(rules, this);
    this.writer = new FrameWriter(socket, !isMasked, this.onWritten);
  }

  /** Begins to read. */
  start(owner: LegOwner, head: Buffer): void {
    this.owner = owner;
    this.socket.setTimeout(0).setNoDelay(true);
    this.socket.on('data', this.onData).on('end', this.onEnd).on('close', this.onClose).on('error', ignore);
    if (head.length > 0) owner.chunk(this, head);
    this.flow();
  }

  read(bytes: Buffer): void {
    this.reader.push(bytes);
  }

  /** Queues one message until `flush`; false when more than `webSocketQueueBytes` wait now, so that the other leg must be held until `drained`. */
  send(bytes: Uint8Array, isBinary: boolean): boolean {
    const first = FIN | (isBinary ? BINARY : TEXT);
    if (this.isDeflating && bytes.length >= DEFLATE_LEAST_BYTES) this.writer.push(first | RSV1, deflate(bytes));
    else this.writer.push(first, bytes);
    this.isFull ||= this.writer.pendingBytes > this.limits.webSocketQueueBytes;
    return !this.isFull;
  }

  /** Hands what was queued to the socket. */
  flush(): void {
    this.writer.flush();
  }

  /** Nothing more is handed on until `release`, not even of what has been read. False where that was so for the same reason. */
  hold(reason: Hold): boolean {
    if ((this.holds & reason) !== 0) return false;
    this.holds |= reason;
    this.reader.hold();
    if (reason !== HOLD.resting) this.flow(); // one that rests for a turn is paused when more comes: see onData
    return true;
  }

  /** Goes on where it was held, unless there is another reason; it may be held again before this returns. */
  release(reason: Hold): void {
    if ((this.holds & reason) === 0) return;
    this.holds &= ~reason;
    if (this.holds !== 0) return;
    this.reader.release();
    if (this.reader.isHeld) return;
    if (this.hasEnded) this.onEnd();
    if (this.socket.closed) this.onClose();
    else this.flow();
  }

  /**
   * Called twice a ping interval: pings a peer that has gone quiet, and says false when it is gone.
   *
   * Bytes that came in are a sign of life; so are bytes that it took when some were queued, because a slow reader answers a
   * ping only after all that was queued before it. How far it got within one write cannot be seen, so a desktop, whose line may be
   * slow, gets `QUEUED_PATIENCE` beats with bytes queued; an upstream that takes none of them is frozen, as long as a desktop waits for it.
   * A leg that is held is not read, so its silence means nothing.
   */
  beat(): boolean {
    const { bytesRead, writableLength } = this.socket;
    const taken = this.takenBytes;
    const alive = this.reader.isHeld || bytesRead !== this.readAtBeat || (this.queuedAtBeat && taken !== this.takenAtBeat);
    this.readAtBeat = bytesRead;
    this.takenAtBeat = taken;
    this.queuedAtBeat = writableLength > 0;
    this.silentBeats = alive ? 0 : this.silentBeats + 1;
    if (this.silentBeats === 1 && this.isOpen) {
      this.writer.push(FIN | PING, NOTHING);
      this.flush();
    }
    const isWaitedFor = this.direction === 'response' && this.isOpen;
    return this.silentBeats < (this.queuedAtBeat && !isWaitedFor ? QUEUED_PATIENCE : PATIENCE);
  }

  /** Asks the peer to leave. For as long as it goes on speaking, or is waited for, it is heard: whoever asks bounds that. */
  askToLeave(code: number, reason: Uint8Array): void {
    this.close(code, reason);
    this.isHeardOut = true;
  }

  /** Says what the other peer said when it left: its code and reason, or nothing. Only for codes that a peer can have sent. */
  close(code: number, reason: Uint8Array): void {
    this.isHeardOut = false;
    this.release(HOLD.full);
    if (!this.isOpen) return;
    this.isOpen = false;
    this.writer.push(FIN | CLOSE, closePayload(code, reason));
    this.flush();
    this.destroyLater();
    this.endWhenDone();
  }

  /** Ends this leg because of a refusal of ours. */
  refuse(code: ErrorCode, close: number = ERRORS[code].close): void {
    this.close(close, Buffer.from(code));
  }

  /** The other peer vanished without a word, and so do we, once this peer has taken what was sent to it before. */
  abandon(): void {
    this.isHeardOut = false;
    this.release(HOLD.full);
    this.isOpen = false;
    this.isAbandoned = true;
    this.flush();
    if (this.writer.pendingBytes === 0) return this.destroy();
    this.destroyLater();
  }

  destroy(): void {
    this.socket.destroy();
  }

  message(payload: Buffer, isBinary: boolean): void {
    this.owner?.message(this, payload, isBinary);
  }

  ping(payload: Buffer): void {
    if (!this.isOpen) return;
    if (this.pongs < PONGS_MAX) {
      this.pongs++;
      this.writer.push(FIN | PONG, payload);
    } else this.latePing = Buffer.from(payload);
  }

  closed(code: number, reason: Buffer): void {
    if (this.isOpen) this.close(code, reason);
    this.leave(code, reason);
    this.endWhenDone();
  }

  broken(fault: FrameFault): void {
    this.owner?.broken(this, fault);
    this.refuse(fault.code, fault.close); // unless the owner has
  }

  private flow(): void {
    if (this.reader.isHeld) this.socket.pause();
    else this.socket.resume();
  }

  private leave(code: number, reason: Uint8Array): void {
    if (this.hasLeft) return;
    this.hasLeft = true;
    this.owner?.left(this, code, reason);
  }

  /** Both sides have said what they had to: no more bytes, and the peer closes. */
  private endWhenDone(): void {
    if (this.isOpen || !this.reader.isDone || this.isEnding) return;
    this.isEnding = true;
    if (this.writer.pendingBytes === 0) this.socket.end();
    this.destroyLater();
  }

  private destroyLater(): void {
    this.timer ??= this.destroyIdle(0, this.progress);
  }

  /**
   * What is queued, or under way from a peer that is heard out, is lost with the socket: whoever goes on gets more time. One that bytes are queued for
   * may go on unseen, because the system takes more of them only when a good part of its own, often megabytes, has left.
   */
  private destroyIdle(silent: number, before: Progress): NodeJS.Timeout {
    const check = (): void => {
      const now = this.progress;
      const silentNow = now.takenBytes !== before.takenBytes || this.hasSpoken(before, now) ? 0 : silent + 1;
      if (silentNow >= (this.socket.writableLength > 0 ? QUEUED_PATIENCE : 1)) this.destroy();
      else this.timer = this.destroyIdle(silentNow, now);
    };
    return setTimeout(check, this.limits.webSocketCloseMs).unref();
  }

  private get progress(): Progress {
    return { takenBytes: this.takenBytes, readBytes: this.socket.bytesRead, isHeld: this.reader.isHeld };
  }

  /** The peer is heard out, and has said more or could not: one that was held a moment ago has not been read yet. */
  private hasSpoken(before: Progress, now: Progress): boolean {
    if (!this.isHeardOut || this.reader.isDone) return false;
    return before.isHeld || now.isHeld || now.readBytes !== before.readBytes;
  }

  /** Bytes that the peer has taken so far; how far it got within one write cannot be seen. */
  private get takenBytes(): number {
    return this.socket.bytesWritten - this.socket.writableLength;
  }

  private readonly onData = (chunk: Buffer): void => {
    if (this.reader.isHeld) this.flow();
    this.owner?.chunk(this, chunk);
  };

  /** No more bytes will come. Without a close frame, that is no proper end. */
  private readonly onEnd = (): void => {
    this.hasEnded = true;
    if (this.reader.isHeld) return;
    this.reader.stop();
    this.leave(ABNORMAL, NOTHING);
    this.isOpen = false;
    this.endWhenDone();
  };

  private readonly onClose = (): void => {
    const rest = this.socket.read() as Buffer | null;
    if (rest !== null) this.owner?.chunk(this, rest);
    if (this.reader.isHeld || this.isGone) return;
    this.isOpen = false;
    clearTimeout(this.timer);
    this.leave(ABNORMAL, NOTHING);
    this.isGone = true;
    this.owner?.gone(this);
  };

  private readonly onWritten = (): void => {
    const { pendingBytes } = this.writer;
    if (pendingBytes === 0) {
      if (this.isAbandoned) return this.destroy();
      if (this.isEnding) this.socket.end();
    }
    this.answerLate();
    // Half the limit, so that a slow peer does not make the other leg pause and resume for every message.
    if (!this.isFull || pendingBytes > this.limits.webSocketQueueBytes / 2) return;
    this.isFull = false;
    this.owner?.drained(this);
  };

  /** Pongs have left: the latest of the pings that found too many of them is answered as well. */
  private answerLate(): void {
    this.pongs = 0;
    if (this.latePing === undefined || !this.isOpen) return;
    const late = this.latePing;
    this.latePing = undefined;
    this.ping(late);
    this.flush();
  }
}

function closePayload(code: number, reason: Uint8Array): Uint8Array {
  if (code === NO_STATUS || !isSendable(code)) return NOTHING;
  const payload = Buffer.allocUnsafe(2 + reason.length);
  payload.writeUInt16BE(code, 0);
  payload.set(reason, 2);
  return payload;
}

function ignore(): void {
  // 'close' follows, and is what counts.
}
