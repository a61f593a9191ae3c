/**
 * Numbers in binary documents: read as decimal digits, and written back in as many bytes. A masked number that does not fit its bytes
 * loses digits at its front, where there are none but those of the mask.
 */

/**
 * How the digits of a number stand in its bytes: the first or the last byte first, as the two's complement of what is below zero
 * (`minus`), in base 128 (protobuf), as IEEE 754 with the first or the last byte first, in the last five bits of its
 * type (CBOR), or as −1 − n (CBOR).
 */
export const STYLES = ['big', 'little', 'minus', 'varint', 'float', 'float little', 'low 5', 'negative', 'negative low 5'] as const;
export type NumberStyle = (typeof STYLES)[number];

/** Digits of a double, without its sign; undefined where it is no number. Exponents appear from 10^21 on, as in JSON. */
export function digitsOfFloat(value: number): string | undefined {
  return Number.isFinite(value) ? String(Math.abs(value)) : undefined;
}

/** IEEE 754 half precision (RFC 8949 appendix D). */
export function readHalf(half: number): number {
  const exponent = (half >>> 10) & 31;
  const mantissa = half & 1023;
  if (exponent === 31) return mantissa === 0 ? Infinity : NaN;
  const size = exponent === 0 ? mantissa * 2 ** -24 : (mantissa + 1024) * 2 ** (exponent - 25);
  return half & 0x8000 ? -size : size;
}

/** An unsigned number of up to 16 bytes, the first byte first. */
export function readBig(raw: Uint8Array, at: number, width: number): bigint {
  return width === 0 ? 0n : BigInt(`0x${Buffer.from(raw.buffer, raw.byteOffset + at, width).toString('hex')}`);
}

/** An unsigned number of 1, 2, 4 or 8 bytes, the first byte first. */
export function readNumber(raw: Uint8Array, at: number, width: number): number | bigint {
  if (width === 8) return readBig(raw, at, width);
  let number = 0;
  for (let i = 0; i < width; i++) number = number * 256 + raw[at + i];
  return number;
}

/** Writes what a mask made of the digits of a number: fewer digits and white space when it is hidden whole. */
export function writeNumber(raw: Uint8Array, at: number, width: number, style: NumberStyle, masked: string): void {
  const text = masked.trim();
  if (style === 'float' || style === 'float little') {
    writeFloat(raw, at, width, style === 'float little', Number(text));
    return;
  }
  let digits = /^\d+$/.test(text) ? text : '0';
  while (digits.length > 1 && !fits(BigInt(digits), width, style)) digits = digits.slice(1);
  const value = BigInt(digits);
  writeInteger(raw, at, width, style, fits(value, width, style) ? value : 0n);
}

/** Whether a number fits with a bit to spare for the sign of those types that have one. */
function fits(value: bigint, width: number, style: NumberStyle): boolean {
  if (style === 'low 5' || style === 'negative low 5') return value < 24n;
  const bits = style === 'varint' ? Math.min(63, 7 * width) : 8 * width - 1;
  return value < 1n << BigInt(bits);
}

function writeInteger(raw: Uint8Array, at: number, width: number, style: NumberStyle, value: bigint): void {
  const negative = value > 0n ? value - 1n : 0n;
  if (style === 'low 5') raw[at] = (raw[at] & 0xe0) | Number(value);
  else if (style === 'negative low 5') raw[at] = (raw[at] & 0xe0) | Number(negative);
  else if (style === 'varint') writeVarint(raw, at, width, value);
  else if (style === 'minus') writeBytes(raw, at, width, -value, false);
  else writeBytes(raw, at, width, style === 'negative' ? negative : value, style === 'little');
}

function writeBytes(raw: Uint8Array, at: number, width: number, value: bigint, isLittle: boolean): void {
  let rest = BigInt.asUintN(8 * width, value);
  for (let i = 0; i < width; i++, rest >>= 8n) raw[isLittle ? at + i : at + width - 1 - i] = Number(rest & 255n);
}

/** Base 128, filled up with groups of zeros, which all readers take. */
function writeVarint(raw: Uint8Array, at: number, width: number, value: bigint): void {
  let rest = value;
  for (let i = 0; i < width; i++, rest >>= 7n) raw[at + i] = Number(rest & 127n) | (i + 1 < width ? 0x80 : 0);
}

function writeFloat(raw: Uint8Array, at: number, width: number, isLittle: boolean, number: number): void {
  const view = new DataView(raw.buffer, raw.byteOffset + at, width);
  const value = Number.isFinite(number) ? number : 0;
  if (width === 8) view.setFloat64(0, value, isLittle);
  else if (width === 4) view.setFloat32(0, value, isLittle);
  else view.setUint16(0, 0);
}
