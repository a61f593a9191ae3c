/** Bitmaps of 64 bytes: one bit a byte, from four vectors. */

/** One bit a byte for the 64 bytes in four vectors: whose byte equals `byte`. */
// @ts-ignore: decorator
@inline
export function equal(a: v128, b: v128, c: v128, d: v128, byte: v128): u64 {
  return bits(i8x16.eq(a, byte), i8x16.eq(b, byte), i8x16.eq(c, byte), i8x16.eq(d, byte));
}

// @ts-ignore: decorator
@inline
export function bits(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    (<u64>(<u32>i8x16.bitmask(a))) |
    ((<u64>(<u32>i8x16.bitmask(b))) << 16) |
    ((<u64>(<u32>i8x16.bitmask(c))) << 32) |
    ((<u64>(<u32>i8x16.bitmask(d))) << 48)
  );
}

// @ts-ignore: decorator
@inline
export function isDigit(bytes: v128): v128 {
  return i8x16.le_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(9)); // two instructions on x86; lt_u takes four
}

// @ts-ignore: decorator
@inline
export function isUpper(bytes: v128): v128 {
  return i8x16.le_u(i8x16.sub(bytes, i8x16.splat(0x41)), i8x16.splat(25));
}

// @ts-ignore: decorator
@inline
export function isEscape(bytes: v128): v128 {
  const backslash = i8x16.eq(bytes, i8x16.splat(0x5c));
  const percent = i8x16.eq(bytes, i8x16.splat(0x25));
  return v128.or(v128.or(backslash, percent), i8x16.eq(bytes, i8x16.splat(0x26)));
}

/** The high nibble of each byte, to look up in a table of 16. (Shifting bytes is slow on x86; shifting words and masking is not.) */
// @ts-ignore: decorator
@inline
export function highNibbles(bytes: v128): v128 {
  return v128.and(i16x8.shr_u(bytes, 4), i8x16.splat(15));
}
