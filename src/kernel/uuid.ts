/** UUIDs (RFC 9562 section 4) by the rules of assembly/uuid.ts: nothing in one is a value, though half of them hold digits that look like one. */
import { UUID_BYTES } from './layout.js';

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/i;
const isPart = (byte: number): boolean => /^[-\da-f]$/i.test(String.fromCharCode(byte));

/** Whether all from `start` to `end` lies in a UUID and is not the whole of it. */
export function isInUuid(bytes: Uint8Array, start: number, end: number): boolean {
  if (!(start > 0 && isPart(bytes[start - 1])) && !(end < bytes.length && isPart(bytes[end]))) return false;
  for (let at = start; at >= Math.max(0, end - UUID_BYTES) && isPart(bytes[at]); at--) {
    if (UUID.test(String.fromCharCode(...bytes.subarray(at, at + UUID_BYTES)))) return true;
  }
  return false;
}
