/** UUIDs (RFC 9562 section 4) by the rules of assembly/uuid.ts: nothing in one is a value, though half of them hold digits that look like one. */
import { isHex } from '../text/ascii.js';
import { UUID_BYTES } from './layout.js';

/** Groups of a UUID, in characters. */
const GROUPS = [8, 4, 4, 4, 12];
const HYPHEN = 0x2d;

const isPart = (byte: number): boolean => isHex(byte) || byte === HYPHEN;

/** Whether all from `start` to `end` lies in a UUID and is not the whole of it; nothing before `low` and from `high` on is looked at. */
export function isInUuid(bytes: Uint8Array, start: number, end: number, low = 0, high = bytes.length): boolean {
  if (!(start > low && isPart(bytes[start - 1])) && !(end < high && isPart(bytes[end]))) return false;
  const first = Math.max(low, end - UUID_BYTES);
  for (let at = start; at >= first && isPart(bytes[at]); at--) if (at + UUID_BYTES <= high && isUuidAt(bytes, at)) return true;
  return false;
}

function isUuidAt(bytes: Uint8Array, start: number): boolean {
  let at = start;
  for (const size of GROUPS) {
    if (at > start && bytes[at++] !== HYPHEN) return false;
    for (let i = 0; i < size; i++) if (!isHex(bytes[at++])) return false;
  }
  return true;
}
