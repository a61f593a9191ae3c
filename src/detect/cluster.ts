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

const ZERO = 0x30;
const COMMA = 0x2c;
/** Kinds of bytes that are units of their own, and what must be read as a unit. */
const READ_AS_UNIT = 255;
const PLAIN_KINDS = buildPlainKinds();

function buildPlainKinds(): Uint8Array {
  const kinds = new Uint8Array(256).fill(READ_AS_UNIT);
  for (let byte = 0; byte < 0x80; byte++) kinds[byte] = BMP_KINDS[byte];
  for (const escape of '\\%&=') kinds[escape.charCodeAt(0)] = READ_AS_UNIT;
  return kinds;
}

/** What a digit adds to both running sums of Luhn: at an even index, and at an odd one. */
const SUM_EVEN = Int32Array.from({ length: 10 }, (_, digit) => doubled(digit) | (digit << 16));
const SUM_ODD = Int32Array.from({ length: 10 }, (_, digit) => digit | (doubled(digit) << 16));

function doubled(digit: number): number {
  return digit < 5 ? 2 * digit : 2 * digit - 9;
}

function gapBit(codePoint: number): number {
  switch (codePoint) {
    case 0x20:
    case 0x09:
    case 0xa0:
      return GAP_SPACE;
    case COMMA:
      return GAP_COMMA;
    case 0x0a:
    case 0x0d:
      return GAP_LINE;
    case 0x2e:
      return GAP_DOT;
    case 0x3a:
      return GAP_COLON;
    default:
      return GAP_OTHER;
  }
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
  /** Raw offset of each digit. */
  readonly starts = new Int32Array(CLUSTER_DIGITS + 1);
  /** Index of the first digit of each group; behind the last group, the number of digits. */
  readonly first = new Int32Array(CLUSTER_DIGITS + 2);
  /** What separates a group from the one before: a digest for comparison, and GAP_ bits. 0 before the first. */
  readonly gaps = new Int32Array(CLUSTER_DIGITS + 1);
  readonly gapBits = new Uint8Array(CLUSTER_DIGITS + 1);
  /** Running sums of Luhn: with the digits of even index doubled in the low half, with those of odd index in the high half. */
  private readonly sums = new Int32Array(CLUSTER_DIGITS + 1);
  /** Bytes of each digit, when some take more than one. */
  private readonly lengths = new Uint8Array(CLUSTER_DIGITS + 1);
  private hasLong = false;
  private gap = 0;
  private bits = 0;

  /** Reads the cluster that begins with a digit at `start`, at most to `limit`, and no more than `spare` digits from `enough` on. */
  read(bytes: Uint8Array, start: number, limit: number, enough = limit, spare = CLUSTER_DIGITS): void {
    const { values, starts, lengths, sums } = this;
    let digits = 0;
    let stop = CLUSTER_DIGITS; // digits to read
    let sum = 0;
    let isNewGroup = true;
    let separators = 0;
    let invisible = 0;
    let at = start;
    this.groups = this.gap = this.bits = 0;
    this.hasLong = false;
    while (at < limit && digits < stop) {
      const byte = bytes[at];
      let kind = byte - ZERO;
      let end = at + 1;
      if (kind < 0 || kind > 9) {
        kind = PLAIN_KINDS[byte];
        let codePoint = byte;
        if (kind === READ_AS_UNIT) {
          const unit = readUnit(bytes, at, limit, true);
          kind = unitKind(unit);
          end = at + unitLength(unit);
          codePoint = unitCodePoint(unit);
        }
        if (kind === SEPARATOR) {
          if (++separators > LIMITS.gapSeparators) break;
          this.addSeparator(codePoint);
          isNewGroup = true;
          at = end;
          continue;
        }
        if (kind >= 10) {
          if (kind !== INVISIBLE || ++invisible > LIMITS.gapZeroWidth) break;
          at = end;
          continue;
        }
      }
      if (isNewGroup) {
        this.addGroup(digits);
        isNewGroup = false;
        if (at >= enough && stop === CLUSTER_DIGITS) stop = Math.min(stop, digits + spare);
      }
      separators = invisible = 0;
      if (end > at + 1 && !this.hasLong) {
        this.hasLong = true;
        lengths.fill(1);
      }
      if (this.hasLong) lengths[digits] = end - at;
      for (;;) {
        values[digits] = kind;
        starts[digits] = at;
        sum += (digits & 1) === 0 ? SUM_EVEN[kind] : SUM_ODD[kind];
        sums[++digits] = sum;
        at = end;
        if (end >= limit || digits >= stop) break;
        kind = bytes[at] - ZERO; // mostly plain digits follow
        if (kind < 0 || kind > 9) break;
        end = at + 1;
      }
    }
    this.digits = digits;
    this.first[this.groups] = digits;
    this.next = at;
    this.isFull = digits === stop;
  }

  private addGroup(digits: number): void {
    this.first[this.groups] = digits;
    this.gaps[this.groups] = this.gap;
    this.gapBits[this.groups++] = this.bits;
    this.gap = this.bits = 0;
  }

  private addSeparator(codePoint: number): void {
    this.gap = (Math.imul(this.gap, 0x10003) + codePoint) | 0;
    this.bits |= codePoint === COMMA && (this.bits & GAP_COMMA) !== 0 ? GAP_OTHER : gapBit(codePoint);
  }

  /** Raw offset behind a digit. */
  end(digit: number): number {
    return this.starts[digit] + (this.hasLong ? this.lengths[digit] : 1);
  }

  /** The number that three digits from `digit` on write. */
  three(digit: number): number {
    const { values } = this;
    return values[digit] * 100 + values[digit + 1] * 10 + values[digit + 2];
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

  /** The group in which a digit lies, one before group `beyond`. */
  groupOf(digit: number, beyond = this.groups): number {
    let group = beyond - 1;
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
