/** Messages through a framing and the engine, piece by piece, as a channel passes them. */
import type { Direction, ErrorCode } from '../../src/base/errors.js';
import type { Cut, Framing, FramingReader, Handshake, Piece } from '../../src/channel/framing/framing.js';
import { applySplices, type Splice } from '../../src/redact/splice.js';
import { engine } from './engine.js';

export const handshake = (changes: Partial<Handshake> = {}): Handshake => ({
  carrier: 'websocket',
  path: '/',
  subprotocol: undefined,
  ...changes,
});

/** What the pieces of a cut become. */
export function redacted(cut: Cut, direction: Direction): Uint8Array {
  const splices = cut.pieces.flatMap((piece) => splicesIn(cut.bytes, piece, direction));
  if (splices.length === 0) return cut.original ?? cut.bytes;
  return cut.reframe?.(splices) ?? applySplices(cut.bytes, 0, cut.bytes.length, splices);
}

function splicesIn(bytes: Uint8Array, { start, end, format, kind, keepsLength }: Piece, direction: Direction): Splice[] {
  const before = bytes.subarray(start, end);
  const after = engine.redact(before, { format, keepsLength, direction, part: kind === 'head' ? 'head' : 'body' }).output;
  if (keepsLength && after.length !== before.length) throw new Error('a mask has changed the length');
  return after.length === before.length ? runs(before, after, start) : ends(before, after, start);
}

/** One splice for each run of bytes that differ. */
function runs(before: Uint8Array, after: Uint8Array, by: number): Splice[] {
  const splices: Splice[] = [];
  for (let at = 0; at < before.length; at++) {
    const from = at;
    while (at < before.length && before[at] !== after[at]) at++;
    if (at > from) splices.push({ start: by + from, end: by + at, bytes: after.subarray(from, at) });
  }
  return splices;
}

/** One splice between the first and the last byte that differ. */
function ends(before: Uint8Array, after: Uint8Array, by: number): Splice[] {
  const most = Math.min(before.length, after.length);
  let start = 0;
  let same = 0;
  while (start < most && before[start] === after[start]) start++;
  while (same < most - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  return [{ start: by + start, end: by + before.length - same, bytes: after.subarray(start, after.length - same) }];
}

/** One connection that speaks a framing. */
export class Wire {
  private readonly readers: Readonly<Record<Direction, FramingReader>>;

  constructor(framing: Framing, changes: Partial<Handshake> = {}) {
    this.readers = framing.open(handshake(changes));
  }

  /** What a message becomes: bytes, the very ones where nothing is replaced, or a refusal. */
  pass(direction: Direction, message: Uint8Array | string, isBinary = typeof message !== 'string'): Uint8Array | ErrorCode {
    const cut = this.readers[direction].read(typeof message === 'string' ? Buffer.from(message) : message, isBinary);
    return typeof cut === 'string' ? cut : redacted(cut, direction);
  }

  /** As `pass`, in Latin-1, so that every byte shows. */
  shown(direction: Direction, message: Uint8Array | string, isBinary = typeof message !== 'string'): string {
    const answer = this.pass(direction, message, isBinary);
    return typeof answer === 'string' ? answer : Buffer.from(answer).toString('latin1');
  }
}
