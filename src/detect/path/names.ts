/**
 * The names that paths mention, by number. A document is full of other names, so those are told by their length and a hash of three bytes; the
 * case of ASCII letters does not count, since many readers of JSON do not count it either.
 */

/** Any name that no path mentions. */
export const OTHER_NAME = 0;

const BUCKETS = 256;
const LENGTHS = 256;

export class NameTable {
  private readonly names: Uint8Array[] = [];
  private readonly ids = new Map<string, number>();
  /** Whether a name has this length. */
  private readonly lengths = new Uint8Array(LENGTHS);
  private readonly buckets: number[][] = Array.from({ length: BUCKETS }, () => []);

  /** The number of a name, from 1 on; the same for names that differ in case only. */
  add(name: string): number {
    const text = lower(name);
    const known = this.ids.get(text);
    if (known !== undefined) return known;
    const bytes = Buffer.from(text);
    this.names.push(bytes);
    const id = this.names.length;
    this.ids.set(text, id);
    this.lengths[Math.min(bytes.length, LENGTHS - 1)] = 1;
    this.buckets[hash(bytes, 0, bytes.length)].push(id);
    return id;
  }

  /** The number of the name that stands in these bytes as it is. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (this.lengths[length < LENGTHS ? length : LENGTHS - 1] === 0) return OTHER_NAME;
    for (const id of this.buckets[hash(bytes, start, end)]) if (isSame(this.names[id - 1], bytes, start, length)) return id;
    return OTHER_NAME;
  }

  /** The number of a name. */
  findText(name: string): number {
    return this.ids.get(lower(name)) ?? OTHER_NAME;
  }
}

/** Letters of ASCII only: others are compared as they are written. */
const lower = (text: string): string => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

function hash(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return 0;
  const middle = (start + end) >> 1;
  return ((bytes[start] | 0x20) * 5 + (bytes[middle] | 0x20) * 17 + (bytes[end - 1] | 0x20) * 3 + (end - start)) & (BUCKETS - 1);
}

function isSame(name: Uint8Array, bytes: Uint8Array, start: number, length: number): boolean {
  if (name.length !== length) return false;
  for (let i = 0; i < length; i++) {
    const byte = bytes[start + i];
    if (name[i] !== byte && !(byte >= 0x41 && byte <= 0x5a && name[i] === byte + 0x20)) return false;
  }
  return true;
}
