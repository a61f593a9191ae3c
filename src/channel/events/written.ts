/**
 * Replacements of a text as they are written where it stands: in the data of an event, whose strings escape some of its bytes. A mask keeps what separates the
 * digits of a number, and that may be a line end.
 */
import { changesIn } from '../../redact/changes.js';
import type { Splice } from '../../redact/splice.js';
import type { Reading } from '../json-string.js';

/** A text, and where it begins in the data. */
export interface Written extends Reading {
  readonly start: number;
}

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const isEscaped = (byte: number): boolean => byte < SPACE || byte === QUOTE || byte === BACKSLASH;

/** In offsets of the data, of those in offsets of the text; in order and disjoint. Bytes that stay are not touched. */
export function written(text: Written, splices: readonly Splice[], data: Uint8Array): readonly Splice[] {
  return changesIn(text.read, splices).map(({ start, end, bytes }) => ({
    start: placeOf(text, start),
    end: placeOf(text, end),
    bytes: escaped(text, bytes, data),
  })); // prettier-ignore
}

const placeOf = ({ start, offsets }: Written, at: number): number => (offsets === undefined ? start + at : offsets[at]);

/** Bytes as the data write them. One that it writes nowhere in the text stands in another piece: a space is as good. */
function escaped({ read, offsets }: Written, bytes: Uint8Array, data: Uint8Array): Uint8Array {
  if (!bytes.some(isEscaped)) return bytes;
  const units = Array.from(bytes, (byte) => {
    if (!isEscaped(byte)) return Uint8Array.of(byte);
    const at = offsets === undefined ? -1 : read.indexOf(byte);
    return offsets === undefined || at < 0 ? Uint8Array.of(SPACE) : data.subarray(offsets[at], offsets[at + 1]);
  });
  return Buffer.concat(units);
}
