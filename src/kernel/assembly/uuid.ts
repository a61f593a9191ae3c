/** UUIDs (RFC 9562 section 4): nothing in one is a value, though half of them hold digits that look like one. */
import { INPUT_AT, UUID_BYTES } from '../layout';
import { isDigitByte } from './letters';

/** Whether all from `start` to `end` lies in a UUID that ends before `limit`, and is not the whole of it; all addresses. */
export function isInUuid(start: i32, end: i32, limit: i32): bool {
  if (!(start > INPUT_AT && isPart(load<u8>(start - 1))) && !isPart(load<u8>(end))) return false;
  const low = max(INPUT_AT, end - UUID_BYTES);
  for (let at = start; at >= low && isPart(load<u8>(at)); at--) if (at + UUID_BYTES <= limit && isUuidAt(at)) return true;
  return false;
}

// @ts-ignore: decorator
@inline
function isPart(byte: i32): bool {
  return byte == 0x2d || isDigitByte(byte) || <u32>((byte | 0x20) - 0x61) < 6;
}

/** Groups of 8, 4, 4, 4 and 12 hexadecimal digits. */
function isUuidAt(at: i32): bool {
  for (let i = 0; i < UUID_BYTES; i++) {
    const isHyphen = i == 8 || i == 13 || i == 18 || i == 23;
    const byte: i32 = load<u8>(at + i);
    if (isHyphen ? byte != 0x2d : byte == 0x2d || !isPart(byte)) return false;
  }
  return true;
}
