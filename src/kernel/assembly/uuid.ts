/** UUIDs (RFC 9562 section 4): nothing in one is a value, though half of them hold digits that look like one. */
import { INPUT_AT, UUID_BYTES } from '../layout';
import { isDigit } from './bitmap';
import { isDigitByte } from './letters';

/** Address behind the UUID found last; its parts come one after another. */
let knownTo: i32 = 0;

/** Nothing is known of other inputs. */
export function resetUuids(): void {
  knownTo = 0;
}

/** Whether all from `start` to `end` lies in a UUID that ends before `limit`, and is not the whole of it; all addresses. */
export function isInUuid(start: i32, end: i32, limit: i32): bool {
  if (end <= knownTo && start >= knownTo - UUID_BYTES && end - start < UUID_BYTES) return true;
  if (!(start > INPUT_AT && isPart(load<u8>(start - 1))) && !isPart(load<u8>(end))) return false;
  const low = max(INPUT_AT, end - UUID_BYTES);
  for (let at = start; at >= low && isPart(load<u8>(at)); at--) {
    if (at + UUID_BYTES > limit || !isUuidAt(at)) continue;
    knownTo = at + UUID_BYTES;
    return true;
  }
  return false;
}

// @ts-ignore: decorator
@inline
function isPart(byte: i32): bool {
  return byte == 0x2d || isDigitByte(byte) || <u32>((byte | 0x20) - 0x61) < 6;
}

/** Groups of 8, 4, 4, 4 and 12 hexadecimal digits: hyphens where they must be, and nothing but digits between them. */
function isUuidAt(at: i32): bool {
  if (load<u8>(at + 8) != 0x2d || load<u8>(at + 13) != 0x2d || load<u8>(at + 18) != 0x2d || load<u8>(at + 23) != 0x2d) return false;
  const first = hexDigits(v128.load(at));
  const second = hexDigits(v128.load(at + 16));
  const third = hexDigits(v128.load(at + UUID_BYTES - 16));
  return first == 0b1101111011111111 && second == 0b1111111101111011 && third == 0b1111111111110111;
}

/** Where hexadecimal digits stand among sixteen bytes. */
// @ts-ignore: decorator
@inline
function hexDigits(bytes: v128): i32 {
  const letters = i8x16.sub(v128.or(bytes, i8x16.splat(0x20)), i8x16.splat(0x61));
  return i8x16.bitmask(v128.or(isDigit(bytes), i8x16.le_u(letters, i8x16.splat(5))));
}
