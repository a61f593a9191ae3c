/**
 * A digit cluster, read unit by unit: its digits with their raw positions, its groups and what separates them. One cluster is read into
 * again and again: its arrays are made once, so that reading costs no memory.
 */
import { LIMITS } from '../base/limits.js';
import { BMP_KINDS, INVISIBLE, SEPARATOR } from '../text/characters.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../text/unit.js';
import type { View } from './view.js';

/** Digits that one reading takes in; a longer cluster is read in several. */
export const CLUSTER_DIGITS = 320;
/** Digits of readings that go on from one another. */
const ROOM_DIGITS = 4 * CLUSTER_DIGITS;

/** What stands in a gap, as bits. */
export const GAP_COMMA = 1;
export const GAP_SPACE = 2;
export const GAP_LINE = 4;
export const GAP_DOT = 8;
export const GAP_COLON = 16;
export const GAP_OTHER = 32;

const COMMA = 0x2c;
const SEPARATORS_MAX = LIMITS.gapSeparators;
const INVISIBLE_MAX = LIMITS.gapZeroWidth;

/** What bytes are that are units of their own: digits by value, separators as IS_GAP and their GAP_ bits, and what ends a cluster. */
const IS_GAP = 64;
const IS_INVISIBLE = 128;
const IS_END = 254;
/** The byte must be read as a unit. */
const READ_AS_UNIT = 255;
const PLAIN = buildPlain();

function buildPlain(): Uint8Array {
  const plain = new Uint8Array(256).fill(READ_AS_UNIT);
  for (let byte = 0; byte < 0x80; byte++) plain[byte] = meaning(BMP_KINDS[byte], byte);
  for (const escape of '\\%&=') plain[escape.charCodeAt(0)] = READ_AS_UNIT;
  return plain;
}

function meaning(kind: number, codePoint: number): number {
  if (kind < 10) return kind;
  if (kind === SEPARATOR) return IS_GAP | gapBit(codePoint);
  return kind === INVISIBLE ? IS_INVISIBLE : IS_END;
}

/** What a digit adds to both running sums of Luhn: at an even index, and from SUMS_ODD on at an odd one. */
const SUMS = Int32Array.from({ length: 32 }, (_, i) => (i < 16 ? doubled(i) | (i << 16) : (i - 16) | (doubled(i - 16) << 16)));

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

const VALUES = new Uint8Array(ROOM_DIGITS + 1);
const STARTS = new Int32Array(ROOM_DIGITS + 1);
const FIRST = new Int32Array(ROOM_DIGITS + 2);
const GAPS = new Int32Array(ROOM_DIGITS + 1);
const GAP_BITS = new Uint8Array(ROOM_DIGITS + 1);
const LUHN = new Int32Array(ROOM_DIGITS + 1);

/** Serial number of a view of which nothing is known. */
export const UNKNOWN = -1;
/** Readings so far: the arrays hold the last, whoever made it. */
let readings = 0;

export class Cluster {
  /** Digits and groups read. */
  digits = 0;
  groups = 0;
  /** Offset at which reading stopped. */
  next = 0;
  /** Reading stopped because the arrays are full, not because the cluster ends. */
  isFull = false;
  readonly values = VALUES;
  /** Raw offset of each digit. */
  readonly starts = STARTS;
  /** Index of the first digit of each group; behind the last group, the number of digits. */
  readonly first = FIRST;
  /** What separates a group from the one before: a digest for comparison, and GAP_ bits. 0 before the first. */
  readonly gaps = GAPS;
  readonly gapBits = GAP_BITS;
  /** Running sums of Luhn: with the digits of even index doubled in the low half, with those of odd index in the high half. */
  private readonly sums = LUHN;
  /** Bytes of each digit, when some take more than one. */
  private readonly lengths = new Uint8Array(ROOM_DIGITS + 1);
  private hasLong = false;
  /** Of which view the last reading was, and how far it could see: views with the same serial number show the same bytes. */
  private bytes: Uint8Array | undefined;
  private serial = UNKNOWN;
  private limit = 0;
  private reading = 0;

  /** Reads the cluster that begins with a digit at `start`, at most to `limit`, and no more than `spare` digits from `enough` on. */
  read(bytes: Uint8Array, start: number, limit: number, enough = limit, spare = CLUSTER_DIGITS): void {
    this.reading = ++readings;
    this.serial = UNKNOWN;
    this.hasLong = false;
    this.digits = this.groups = 0;
    this.next = start;
    this.goOn(bytes, limit, enough, spare, CLUSTER_DIGITS);
  }

  /**
   * Reads the same of a view, but goes on where the last reading stopped when `start` lies in what that has read: dense numbers are read once,
   * not once for each region. Returns the group that begins at `start`; groups before it are of no account.
   */
  readOn({ bytes, serial = UNKNOWN }: View, start: number, limit: number, enough: number, spare: number): number {
    const isSame = serial !== UNKNOWN && serial === this.serial && bytes === this.bytes && this.reading === readings;
    const mayGoOn = isSame && this.isFull && !this.hasLong && this.next + LIMITS.unitBytes <= this.limit; // and no escape was cut
    const group = mayGoOn ? this.groupAt(start) : 0;
    if (group > 0) this.goOn(bytes, limit, enough, spare, this.stopOf(group, enough, spare));
    else this.read(bytes, start, limit, enough, spare);
    this.bytes = bytes;
    this.serial = serial;
    this.limit = limit;
    return group;
  }

  /** The group whose first digit is at an offset, with room behind it for a whole reading; or 0. */
  private groupAt(start: number): number {
    let group = this.groups - 1;
    while (group > 0 && STARTS[FIRST[group]] > start) group--;
    return STARTS[FIRST[group]] === start && FIRST[group] + CLUSTER_DIGITS <= ROOM_DIGITS ? group : 0;
  }

  /** Digits at which a reading that begins with `group` ends, as far as what has been read tells. */
  private stopOf(group: number, enough: number, spare: number): number {
    const most = FIRST[group] + CLUSTER_DIGITS;
    for (let i = group; i < this.groups; i++) if (STARTS[FIRST[i]] >= enough) return Math.min(most, FIRST[i] + spare);
    return most;
  }

  /** Reads on behind what has been read, to at most `digitsMax` digits in all. */
  private goOn(bytes: Uint8Array, limit: number, enough: number, spare: number, digitsMax: number): void {
    let { digits, groups, next: at } = this;
    let stop = digitsMax;
    let sum = LUHN[digits];
    let gap = 0;
    let bits = 0;
    let separators = digits === 0 ? -1 : 0; // in the gap at hand; before the first digit, none
    let invisible = 0;
    while (at < limit && digits < stop) {
      let codePoint = bytes[at];
      let what = PLAIN[codePoint];
      let next = at + 1;
      if (what === READ_AS_UNIT) {
        const unit = readUnit(bytes, at, limit, true);
        next = at + unitLength(unit);
        codePoint = unitCodePoint(unit);
        what = meaning(unitKind(unit), codePoint);
        if (what < 10 && next > at + 1) this.noteLong(digits, next - at);
      }
      if (what < 10) {
        if (separators !== 0) {
          FIRST[groups] = digits;
          GAPS[groups] = gap;
          GAP_BITS[groups++] = bits;
          gap = bits = separators = 0;
          if (at >= enough && stop === digitsMax) stop = Math.min(stop, digits + spare);
        }
        invisible = 0;
        VALUES[digits] = what;
        STARTS[digits] = at;
        sum = (sum + SUMS[what | ((digits & 1) << 4)]) | 0;
        LUHN[++digits] = sum;
      } else if (what < IS_INVISIBLE) {
        if (++separators > SEPARATORS_MAX) break;
        gap = (Math.imul(gap, 0x10003) + codePoint) | 0;
        bits |= (bits & what & GAP_COMMA) === 0 ? what & ~IS_GAP : GAP_OTHER;
      } else if (what === IS_END || ++invisible > INVISIBLE_MAX) break;
      at = next;
    }
    this.digits = digits;
    this.groups = groups;
    FIRST[groups] = digits;
    this.next = at;
    this.isFull = digits === stop;
  }

  /** Notes that a digit takes several bytes. */
  private noteLong(digit: number, length: number): void {
    if (!this.hasLong) this.lengths.fill(1);
    this.hasLong = true;
    this.lengths[digit] = length;
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

/** The one cluster that detectors read into. */
export const cluster = new Cluster();

/** Offset of the next digit from `at` on, or `end`. */
export function nextDigit(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end;) {
    const what = PLAIN[bytes[at]];
    const unit = what === READ_AS_UNIT ? readUnit(bytes, at, end, true) : 0;
    if (what < 10 || (what === READ_AS_UNIT && unitKind(unit) < 10)) return at;
    at += what === READ_AS_UNIT ? unitLength(unit) : 1;
  }
  return end;
}

/** Luhn (ISO/IEC 7812-1 annex B) over `length` digits from `first`, given by value or in ASCII. */
export function isLuhnValid(values: ArrayLike<number>, first: number, length: number): boolean {
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const value = values[first + i] & 15;
    const weighted = (length - i) % 2 === 0 ? value * 2 : value;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}
