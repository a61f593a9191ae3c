/** As much of DER (ITU-T X.690) as certificates need: elements are written from their contents, and read one level at a time. */

/** One element: its tag, its content and its whole bytes. */
export interface Element {
  readonly tag: number;
  readonly content: Buffer;
  readonly bytes: Buffer;
}

export const TAG = {
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  sequence: 0x30,
  set: 0x31,
  utcTime: 0x17,
  time: 0x18,
} as const;

/** Constructed and context-specific: `[n]` around other elements. */
export const EXPLICIT = 0xa0;
/** Primitive and context-specific: `[n]` in place of another tag. */
export const IMPLICIT = 0x80;

export function element(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Buffer.from(length.toString(16).padStart(length > 0xffff ? 6 : length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

export function sequence(...contents: readonly Uint8Array[]): Buffer {
  return element(TAG.sequence, ...contents);
}

/** An object identifier from its dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return element(TAG.oid, Buffer.from(bytes));
}

/** A positive integer from its big-endian bytes. */
export function integer(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const rest = bytes.subarray(start);
  return element(TAG.integer, ...((rest[0] ?? 0) >= 0x80 ? [Buffer.from([0]), rest] : [rest]));
}

/** A bit string of whole bytes, or one whose last bits are not used. */
export function bits(bytes: Uint8Array, unused = 0): Buffer {
  return element(TAG.bits, Buffer.from([unused]), bytes);
}

/** A point in time to the second: UTCTime until 2049, GeneralizedTime from then on (RFC 5280 section 4.1.2.5). */
export function time(at: Date): Buffer {
  const digits = at.toISOString().replace(/\.\d+Z$|[-:T]/g, '');
  const isShort = at.getUTCFullYear() < 2050;
  return element(isShort ? TAG.utcTime : TAG.time, Buffer.from(`${isShort ? digits.slice(2) : digits}Z`));
}

/** The elements of `bytes`, one after another. Throws `RangeError` when they do not fill it. */
export function elements(bytes: Buffer): Element[] {
  const all: Element[] = [];
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at + 1] ?? 0xff;
    const extra = first < 0x80 ? 0 : first & 0x7f;
    if (extra > 4 || at + 2 + extra > bytes.length) throw new RangeError('not DER');
    const start = at + 2 + extra;
    const end = start + (extra === 0 ? first : bytes.readUIntBE(at + 2, extra));
    if (end > bytes.length) throw new RangeError('not DER');
    all.push({ tag: bytes[at] ?? 0, content: bytes.subarray(start, end), bytes: bytes.subarray(at, end) });
    at = end;
  }
  return all;
}
