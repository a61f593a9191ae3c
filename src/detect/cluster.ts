/**
 * A digit cluster, read unit by unit: its digits with their raw positions, its groups and what separates them. One cluster is read into
 * again and again: its arrays are made once, so that reading costs no memory.
 */
import { LIMITS } from '../base/limits.js';
import { BMP_KINDS, INVISIBLE, SEPARATOR } from '../text/characters.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../text/unit.js';

/** Digits that one reading takes in; a longer cluster is read in several. */
export const CLUSTER_DIGITS = 320;

/** What stands in a gap, as bits. */
export const GAP_COMMA = 1;
export const GAP_SPACE = 2;
export const GAP_LINE = 4;
export const GAP_DOT = 8;
export const GAP_COLON = 16;
export const GAP_OTHER = 32;

const DIGIT = 0;
const FIRST_NIBBLE_ZERO = 0x30;
/** Kinds of bytes that are units of their own: 0 a digit, else as in the tables; 255 for what must be read as a unit. */
const READ_AS_UNIT = 255;
const PLAIN_KINDS = buildPlainKinds();

function buildPlainKinds(): Uint8Array {
  const kinds = new Uint8Array(256).fill(READ_AS_UNIT);
  for (let byte = 0; byte < 0x80; byte++) kinds[byte] = BMP_KINDS[byte] < 10 ? DIGIT : BMP_KINDS[byte];
  for (const escape of '\\%&=') kinds[escape.charCodeAt(0)] = READ_AS_UNIT;
  return kinds;
}

export class Cluster {
  /** Digits and groups read. */
  digits = 0;
  groups = 0;
  /** Offset at which reading stopped. */
  next = 0;
  /** Reading stopped because the arrays are full, not because the cluster ends. */
  isFull = false;
  readonly values = new Uint8Array(CLUSTER_DIGITS + 1);
  /** Raw offsets of each digit. */
  readonly starts = new Int32Array(CLUSTER_DIGITS + 1);
  readonly ends = new Int32Array(CLUSTER_DIGITS + 1);
  /** Index of the first digit of each group; behind the last group, the number of digits. */
  readonly first = new Int32Array(CLUSTER_DIGITS + 2);
  /** What separates a group from the one before: a digest for comparison, and GAP_ bits. 0 before the first. */
  readonly gaps = new Int32Array(CLUSTER_DIGITS + 1);
  readonly gapBits = new Uint8Array(CLUSTER_DIGITS + 1);
  /** Running sums of Luhn: with the digits of even index doubled in the low half, with those of odd index in the high half. */
  private readonly sums = new Int32Array(CLUSTER_DIGITS + 1);
  private gap = 0;
  private bits = 0;

  /** Reads the cluster that begins with a digit at `start`, at most to `limit`. */
  read(bytes: Uint8Array, start: number, limit: number): void {
    const { values, starts, ends } = this;
    let digits = 0;
    let isNewGroup = true;
    let separators = 0;
    let invisible = 0;
    let at = start;
    this.groups = this.gap = this.bits = 0;
    while (at < limit && digits < CLUSTER_DIGITS) {
      const byte = bytes[at];
      let kind = PLAIN_KINDS[byte];
      let end = at + 1;
      let codePoint = byte;
      if (kind === DIGIT) kind = byte - FIRST_NIBBLE_ZERO;
      else if (kind === READ_AS_UNIT) {
        const unit = readUnit(bytes, at, limit, true);
        kind = unitKind(unit);
        end = at + unitLength(unit);
        codePoint = unitCodePoint(unit);
      }
      if (kind < 10) {
        if (isNewGroup) this.addGroup(digits);
        values[digits] = kind;
        starts[digits] = at;
        ends[digits] = end;
        this.addSums(digits++, kind);
        isNewGroup = false;
        separators = invisible = 0;
      } else if (kind === SEPARATOR) {
        if (++separators > LIMITS.gapSeparators) break;
        this.addSeparator(codePoint);
        isNewGroup = true;
      } else if (kind !== INVISIBLE || ++invisible > LIMITS.gapZeroWidth) break;
      at = end;
    }
    this.digits = digits;
    this.first[this.groups] = digits;
    this.next = at;
    this.isFull = digits === CLUSTER_DIGITS;
  }

  private addGroup(digits: number): void {
    this.first[this.groups] = digits;
    this.gaps[this.groups] = this.gap;
    this.gapBits[this.groups++] = this.bits;
    this.gap = this.bits = 0;
  }

  private addSeparator(codePoint: number): void {
    this.gap = (Math.imul(this.gap, 0x10003) + codePoint) | 0;
    if (codePoint === 0x20 || codePoint === 0x09 || codePoint === 0xa0) this.bits |= GAP_SPACE;
    else if (codePoint === 0x2c) this.bits |= (this.bits & GAP_COMMA) === 0 ? GAP_COMMA : GAP_OTHER;
    else if (codePoint === 0x0a || codePoint === 0x0d) this.bits |= GAP_LINE;
    else if (codePoint === 0x2e) this.bits |= GAP_DOT;
    else if (codePoint === 0x3a) this.bits |= GAP_COLON;
    else this.bits |= GAP_OTHER;
  }

  private addSums(digit: number, value: number): void {
    const doubled = value < 5 ? value << 1 : (value << 1) - 9;
    const before = digit === 0 ? 0 : this.sums[digit];
    if (digit === 0) this.sums[0] = 0;
    this.sums[digit + 1] = before + ((digit & 1) === 0 ? doubled | (value << 16) : value | (doubled << 16));
  }

  /** Luhn (ISO/IEC 7812-1 annex B) over the digits from `from` to before `to`. */
  isLuhn(from: number, to: number): boolean {
    const difference = this.sums[to] - this.sums[from];
    return ((to & 1) === 0 ? difference & 0xffff : difference >>> 16) % 10 === 0;
  }

  /** Digits in a group. */
  size(group: number): number {
    return this.first[group + 1] - this.first[group];
  }

  /** The number written with the digits from `from` to before `to`. */
  value(from: number, to: number): number {
    let value = 0;
    for (let i = from; i < to; i++) value = value * 10 + this.values[i];
    return value;
  }

  /** The group in which a digit lies. */
  groupOf(digit: number): number {
    let group = this.groups - 1;
    while (group > 0 && this.first[group] > digit) group--;
    return group;
  }
}

/** Luhn (ISO/IEC 7812-1 annex B) over `length` digits from `first`. */
export function isLuhnValid(values: ArrayLike<number>, first: number, length: number): boolean {
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const value = values[first + i];
    const weighted = (length - i) % 2 === 0 ? value * 2 : value;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}
