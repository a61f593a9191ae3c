/**
 * Decoded text with a map back to the bytes it came from, so that a mask made in it is written into the encoding itself: every decoded
 * byte is one token of the raw text, and a replacement takes the same number of bytes there. The map is kept in runs, one for each
 * stretch in which tokens of one kind follow each other, because a number for each byte would cost more than the scan.
 */

/** How a decoded byte stands in the raw text: as itself, as `=XX`, or as the first, second or third byte of a base64 group of four. */
export const LITERAL = 0;
export const HEX = 1;
export const BASE64 = 2;

const HEX_DIGITS = '0123456789ABCDEF';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Value of each base64 character, -1 for all other bytes (RFC 4648 section 4). */
export const BASE64_VALUES = Int8Array.from({ length: 256 }, (_, byte) => ALPHABET.indexOf(String.fromCharCode(byte)));

const FIRST_BYTES = 256;
const FIRST_RUNS = 64;
/** Shorter stretches are copied faster by a loop than by a call. */
const LOOP_BYTES_MAX = 32;

/** Decoded bytes in order; grows at its end and is shortened at its start. */
export class Mapped {
  /** The first `length` bytes are decoded; there is always room for what `reserve` asked for. */
  plain = new Uint8Array(FIRST_BYTES);
  length = 0;
  /** Where runs begin: index of the first decoded byte, and offset of its token. */
  private runPlain = new Int32Array(FIRST_RUNS);
  private runRaw = new Int32Array(FIRST_RUNS);
  private runKind = new Uint8Array(FIRST_RUNS);
  private runs = 0;

  /** Makes room for as many decoded bytes. */
  reserve(count: number): void {
    if (this.length + count <= this.plain.length) return;
    const grown = new Uint8Array(2 * (this.length + count));
    grown.set(this.plain.subarray(0, this.length));
    this.plain = grown;
  }

  /** The next decoded byte is a token of this kind at this offset. For base64 it is the first of a group. */
  begin(at: number, kind: number): void {
    const last = this.runs - 1;
    if (last >= 0 && this.runKind[last] === kind && this.isNext(last, at)) return;
    if (this.runs === this.runKind.length) this.growRuns();
    this.runPlain[this.runs] = this.length;
    this.runRaw[this.runs] = at;
    this.runKind[this.runs++] = kind;
  }

  /** Adds a byte; the place in its group for what is in base64. */
  add(byte: number, at: number, kind: number, place = 0): void {
    this.reserve(1);
    if (place === 0) this.begin(at, kind);
    this.plain[this.length++] = byte;
  }

  /** Adds bytes that stand for themselves. */
  literal(raw: Uint8Array, from: number, to: number): void {
    this.reserve(to - from);
    this.begin(from, LITERAL);
    if (to - from > LOOP_BYTES_MAX) this.plain.set(raw.subarray(from, to), this.length);
    else for (let at = from, index = this.length; at < to; at++, index++) this.plain[index] = raw[at];
    this.length += to - from;
  }

  /** A copy of the decoded bytes from an index on. */
  slice(from: number): Uint8Array {
    return this.plain.slice(from, this.length);
  }

  /** Offset of the token of the decoded byte at an index; `end` behind the last. */
  rawAt(index: number, end: number): number {
    if (index >= this.length) return end;
    const run = this.runOf(index);
    return this.tokenAt(run, index);
  }

  /** Whether the byte at an index shares its token with the one before. */
  isOpen(index: number): boolean {
    if (index >= this.length) return false;
    const run = this.runOf(index);
    return this.runKind[run] === BASE64 && (index - this.runPlain[run]) % 3 !== 0;
  }

  /** Forgets the first `count` bytes, which end with a token, and counts raw offsets from `by` on. */
  drop(count: number, by: number): void {
    let kept = 0;
    for (let run = count >= this.length ? this.runs : this.runOf(count); run < this.runs; run++, kept++) {
      const from = Math.max(count, this.runPlain[run]);
      this.runRaw[kept] = this.tokenAt(run, from) - by;
      this.runPlain[kept] = from - count;
      this.runKind[kept] = this.runKind[run];
    }
    this.runs = kept;
    this.plain.copyWithin(0, count, this.length);
    this.length -= count;
  }

  /** Writes a byte in place of the one at an index into the raw text. */
  write(raw: Uint8Array, index: number, byte: number): void {
    const run = this.runOf(index);
    const at = this.tokenAt(run, index);
    const kind = this.runKind[run];
    if (kind === LITERAL) raw[at] = byte;
    else if (kind === HEX) patchHex(raw, at, byte);
    else patchBase64(raw, at, (index - this.runPlain[run]) % 3, byte);
    this.plain[index] = byte;
  }

  private isNext(run: number, at: number): boolean {
    const behind = this.length - this.runPlain[run];
    return (this.runKind[run] !== BASE64 || behind % 3 === 0) && this.tokenAt(run, this.length) === at;
  }

  private tokenAt(run: number, index: number): number {
    const behind = index - this.runPlain[run];
    const kind = this.runKind[run];
    if (kind === LITERAL) return this.runRaw[run] + behind;
    return this.runRaw[run] + (kind === HEX ? 3 * behind : 4 * Math.floor(behind / 3));
  }

  private runOf(index: number): number {
    let low = 0;
    let high = this.runs - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.runPlain[middle] <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private growRuns(): void {
    const [plain, raw, kind] = [this.runPlain, this.runRaw, this.runKind];
    this.runPlain = new Int32Array(2 * this.runs);
    this.runRaw = new Int32Array(2 * this.runs);
    this.runKind = new Uint8Array(2 * this.runs);
    this.runPlain.set(plain);
    this.runRaw.set(raw);
    this.runKind.set(kind);
  }
}

/** Whether `bytes` differ from the decoded ones from an index on. */
export function differs(mapped: Mapped, from: number, bytes: Uint8Array): boolean {
  return Buffer.compare(bytes, mapped.plain.subarray(from, from + bytes.length)) !== 0;
}

/** Writes `bytes`, which stand for the decoded ones from an index on, into the raw text where they differ. */
export function patch(raw: Uint8Array, mapped: Mapped, from: number, bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== mapped.plain[from + i]) mapped.write(raw, from + i, bytes[i]);
}

function patchHex(raw: Uint8Array, at: number, byte: number): void {
  raw[at + 1] = HEX_DIGITS.charCodeAt(byte >>> 4);
  raw[at + 2] = HEX_DIGITS.charCodeAt(byte & 15);
}

/** Eight bits, from bit `8 * place` of the group on, over two characters; white space may stand between the characters of a group. */
function patchBase64(raw: Uint8Array, groupAt: number, place: number, byte: number): void {
  const first = characterAt(raw, groupAt, place);
  const second = characterAt(raw, groupAt, place + 1);
  const high = 2 * place; // bits of the first character that belong to the byte before
  const bits = (BASE64_VALUES[raw[first]] << 6) | BASE64_VALUES[raw[second]];
  const mask = 0xff << (4 - high);
  const value = (bits & ~mask) | (byte << (4 - high));
  raw[first] = ALPHABET.charCodeAt((value >>> 6) & 63);
  raw[second] = ALPHABET.charCodeAt(value & 63);
}

/** Offset of the base64 character that is `count` behind the one at `at`. */
function characterAt(raw: Uint8Array, at: number, count: number): number {
  let left = count;
  let found = at;
  while (left > 0) {
    found++;
    if (BASE64_VALUES[raw[found]] >= 0) left--;
  }
  return found;
}
