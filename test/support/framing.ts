/** A framing with the engine behind it: messages of one channel in, what leaves out. */
import type { Direction, ErrorCode } from '../../src/base/errors.js';
import { applySplices, type Splice } from '../../src/redact/splice.js';
import type { Cut, Framing, Handshake } from '../../src/channel/framing/framing.js';
import { engine } from './engine.js';

export interface Framed {
  /** The very bytes that came where nothing was replaced; a code where the message is refused. */
  pass(direction: Direction, message: Uint8Array, isBinary?: boolean): Uint8Array | ErrorCode;
}

/** A handshake of a WebSocket, or what `changes` say. */
export const handshakeOf = (path: string, changes: Partial<Handshake> = {}): Handshake => ({
  carrier: 'websocket',
  path,
  subprotocol: undefined,
  ...changes,
});

export function framed(framing: Framing, handshake: Handshake): Framed {
  const readers = framing.open(handshake);
  return {
    pass(direction, message, isBinary = false) {
      const cut = readers[direction].read(message, isBinary);
      return typeof cut === 'string' ? cut : redacted(cut, direction);
    },
  };
}

function redacted(cut: Cut, direction: Direction): Uint8Array | ErrorCode {
  const splices: Splice[] = [];
  let end = 0;
  for (const piece of cut.pieces) {
    if (piece.start < end || piece.end <= piece.start || piece.end > cut.bytes.length) throw new Error('pieces out of order');
    end = piece.end;
    const bytes = cut.bytes.subarray(piece.start, piece.end);
    const { format, keepsLength, kind } = piece;
    const step = engine.open({ direction, format, keepsLength, part: kind === 'head' ? 'head' : 'body' }).end(Uint8Array.from(bytes));
    for (const effect of step.effects) if (effect.kind === 'refuse') return effect.code;
    if (keepsLength && step.bytes.length !== bytes.length) throw new Error('a mask has changed the length');
    splices.push(...differences(bytes, step.bytes, piece.start));
  }
  if (splices.length === 0) return cut.original ?? cut.bytes;
  return cut.reframe?.(splices) ?? applySplices(cut.bytes, 0, cut.bytes.length, splices);
}

/** One replacement for each run of bytes that differ, or for all between the first and the last where the length does, too. */
function differences(before: Uint8Array, after: Uint8Array, offset: number): Splice[] {
  if (before.length !== after.length) return [difference(before, after, offset)];
  const splices: Splice[] = [];
  for (let at = 0; at < before.length; at++) {
    const start = at;
    while (at < before.length && before[at] !== after[at]) at++;
    if (at > start) splices.push({ start: offset + start, end: offset + at, bytes: after.slice(start, at) });
  }
  return splices;
}

function difference(before: Uint8Array, after: Uint8Array, offset: number): Splice {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let same = 0;
  while (same < most - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  return { start: offset + start, end: offset + before.length - same, bytes: after.slice(start, after.length - same) };
}
