/**
 * Where a text that arrives in pieces is cut into the parts that its conversation is told: at the ends of lines and sentences, and else when a part is
 * long enough. What is cut where is said by the text alone, so that its pieces make no difference.
 */
import { isDigit } from '../../text/ascii.js';
import { LIMITS } from '../../base/limits.js';

const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const CONTINUATION = 0x80;
const STOPS: ReadonlySet<number> = new Set(Buffer.from('.!?'));

/** The offset behind the first part of a text; -1 while its end has not come. What comes later never changes it. */
export function partEnd(text: Uint8Array): number {
  const most = LIMITS.growingPartBytes;
  const end = Math.min(text.length, most);
  for (let at = 0; at < end; at++) {
    const byte = text[at];
    if (byte === LINE_FEED || byte === RETURN) return at + 1;
    const isStop = STOPS.has(byte) && at > 0 && !isDigit(text[at - 1]); // "4111. 1111", "4. May"
    if (isStop && at + 1 < end && text[at + 1] <= SPACE) return at + 2;
  }
  return text.length > most ? longPart(text, most) : -1;
}

/** Behind the last space in the second half of so many bytes, or between two characters. */
function longPart(text: Uint8Array, most: number): number {
  const space = text.subarray(0, most).lastIndexOf(SPACE);
  if (space >= most / 2) return space + 1;
  let end = most;
  while ((text[end] & 0xc0) === CONTINUATION) end--;
  return end;
}

/** The first characters of what is data rather than words: an object or a list of JSON, as arguments of calls are. */
const DATA = /^\s*(?:\{\s*["}]|\[\s*[{["])/;
const UNDECIDED = /^\s*(?:[{[]\s*)?$/;
const FIRST_BYTES = 64;

/** Whether a text is words, by its beginning; undefined while that cannot be told. */
export function isWordy(text: Uint8Array): boolean | undefined {
  const first = Buffer.from(text.buffer, text.byteOffset, Math.min(text.length, FIRST_BYTES)).toString('latin1');
  if (UNDECIDED.test(first)) return text.length >= FIRST_BYTES ? true : undefined;
  return !DATA.test(first);
}
