/**
 * An inner framing: the protocol that the messages of a live channel speak inside WebSocket messages, the bodies of polls or the events of
 * a stream. One small file each; registry.ts knows them all. A framing says where text stands and keeps lengths and ids valid; what is
 * sensitive is the engine's business, what somebody has said before that of the conversation. No I/O, no clock.
 */
import type { Direction, ErrorCode } from '../../base/errors.js';
import type { Format } from '../../engine/api.js';
import type { Splice } from '../../redact/splice.js';

/** What is known when a channel opens. Names of headers in lower case. */
export interface Handshake {
  /** What carries it. */
  readonly carrier: 'websocket' | 'poll' | 'events';
  /** Path and query as they came. Never logged. */
  readonly path: string;
  /** The subprotocol that both sides agreed on (RFC 6455 section 1.9). */
  readonly subprotocol: string | undefined;
  /** Content-Type of a poll's body. */
  readonly contentType?: string | undefined;
}

/**
 * Bytes of a message that are inspected by themselves. What no piece covers must be nothing but what the framing itself writes and has
 * checked: types, lengths, separators. Pieces are in order and disjoint.
 */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly format: Format;
  /** Somebody has counted these bytes: masks must take as many as what they hide. Where `reframe` counts anew, it is false. */
  readonly keepsLength: boolean;
  /** Content is what people or applications say, where conversations are looked for; `head` is the framing's own: header lines, event names, topics. */
  readonly kind: 'content' | 'head';
}

/** A message taken apart. */
export interface Cut {
  /** What leaves for the message that came, before anything is replaced in it: the very bytes that came, unless packets were held or completed. */
  readonly bytes: Uint8Array;
  readonly pieces: readonly Piece[];
  /** What leaves where nothing is replaced, if `bytes` is a reading of it, with escapes undone. Then `reframe` writes replacements as the framing does. */
  readonly original?: Uint8Array;
  /** Puts `bytes` together with replacements (offsets of `bytes`, in order, disjoint) and counts lengths anew. Absent: applySplices. */
  readonly reframe?: (splices: readonly Splice[]) => Uint8Array;
}

/** One direction of one connection. */
export interface FramingReader {
  /** Takes a message apart; a code where it is not what the framing allows, which refuses it and ends the channel. */
  read(message: Uint8Array, isBinary: boolean): Cut | ErrorCode;
}

export interface Framing {
  /** As the configuration writes it. */
  readonly name: string;
  /** Whether the handshake can only be this framing's: recognised without configuration where that is safe. */
  recognises(handshake: Handshake): boolean;
  /**
   * Whether the first message can only be this framing's, where no handshake was recognised: for framings whose own handshake is a message.
   */
  adopts?(first: Uint8Array, isBinary: boolean): boolean;
  /** Readers of both directions of a connection, which may know of each other. */
  open(handshake: Handshake): Readonly<Record<Direction, FramingReader>>;
}
