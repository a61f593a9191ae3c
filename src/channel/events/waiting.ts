/** An event of a stream on its way: what is known of it, what it waits for, and what leaves for it. */
import type { ErrorCode } from '../../base/errors.js';
import type { Inspection } from '../../engine/api.js';
import { changesIn } from '../../redact/changes.js';
import { applySplices, type Splice } from '../../redact/splice.js';
import { together } from '../../redact/together.js';
import { type Heard, withHeard } from '../heard.js';
import type { Text } from '../texts.js';
import type { EventData } from './data.js';
import { type Growing, inOrder, type Share } from './growing.js';
import type { Piece } from './pieces.js';
import { written } from './written.js';

/** A piece of a message in an event that waits. */
interface Placed {
  readonly piece: Piece;
  readonly shares: readonly Share[];
}

/** A text that says whole what has come in pieces, and where these begin in it. */
export interface Repeated {
  readonly text: Text;
  readonly growing: Growing;
  readonly at: number;
}

/** An event on its way. */
export interface Waiting {
  readonly event: Uint8Array;
  readonly data: EventData | undefined;
  readonly found: Inspection;
  readonly pieces: readonly Placed[];
  readonly repeated: readonly Repeated[];
  /** Its texts have been told to the conversation, which comes when all before it are. */
  isTold: boolean;
  heard: Heard | undefined;
  /** The conversation has answered. */
  isHeard: boolean;
  /** What is not judged of its pieces by now is hidden. */
  isOverdue: boolean;
  refused: ErrorCode | undefined;
}

/** Whether nothing is missing any more that says what becomes of it. */
export function isDue({ isHeard, isOverdue, pieces, refused }: Waiting): boolean {
  if (!isHeard) return false;
  const isDone = (share: Share): boolean => share.isHeard && (isOverdue || share.isJudged || share.isAbandoned);
  return refused !== undefined || pieces.every(({ shares }) => shares.every(isDone));
}

/** What is replaced of a text, in offsets of the data, because it was so in the pieces. */
function inText({ text, growing, at }: Repeated, data: Uint8Array): readonly Splice[] {
  const splices = growing.replaced.map(({ start, end, bytes }) => ({ start: start + at, end: end + at, bytes }));
  return written(text, splices, data);
}

const spliced = (event: Uint8Array, splices: readonly Splice[]): Uint8Array =>
  splices.length === 0 ? event : applySplices(event, 0, event.length, splices);

/** An event without anything to replace is the very bytes that came. */
export function finished({ event, data, found, pieces, repeated, heard }: Waiting): Uint8Array {
  if (data === undefined) return spliced(event, found.splices);
  const grown = [...pieces.flatMap((placed) => replaced(placed, data.bytes)), ...repeated.flatMap((one) => inText(one, data.bytes))];
  let splices = found.splices;
  if (grown.length > 0) splices = together(changesIn(event, splices), data.inEvent(grown));
  if (heard !== undefined) splices = withHeard(splices, { blanks: data.inEvent(heard.blanks), masks: data.inEvent(heard.masks) });
  return spliced(event, splices);
}

/** What is replaced of a piece, in offsets of the data: all that anybody hides, also where it stands in a number that somebody else leaves in sight. */
function replaced({ piece, shares }: Placed, data: Uint8Array): readonly Splice[] {
  const all = shares.flatMap(({ splices, hidden, masks }) => [splices, hidden, inOrder(masks)]).filter(({ length }) => length > 0);
  const splices = all.reduce<readonly Splice[]>((known, next) => together(known, changesIn(piece.read, next)), []);
  return written(piece, splices, data);
}
