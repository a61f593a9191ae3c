/** Digit clusters by plain means: every unit is read from left to right and every window judged on its own. */
import { CUT, readUnit, unitKind, unitLength } from '../../text/unit.js';
import { INVISIBLE, SEPARATOR } from '../../text/characters.js';
import type { KernelTables } from '../kernel.js';
import {
  CONTEXT_AFTER, CONTEXT_BEFORE, FAMILY_CARD, FAMILY_NAMED, FAMILY_PHONE, GAP_INVISIBLE, GAP_SEPARATORS, GROUP_DIGITS_MAX, PAN_DIGITS_MAX, PAN_DIGITS_MIN, PHONE_BEFORE,
  PHONE_DIGITS_MAX, PHONE_DIGITS_MIN, REASON_DIGITS, REGION_DIGITS, SHAPE_DIGITS_MIN, SHAPE_GROUPS_MAX, TOUCHING,
} from '../layout.js'; // prettier-ignore
import { isDigit, isLetter } from '../letters.js';
import { isInUuid } from '../uuid.js';
import { shapeKey, slotsOf, type Slot } from '../tables/shapes.js';
import type { ContextWord, Region } from './region.js';

interface Digit {
  readonly value: number;
  readonly start: number;
  readonly end: number;
  /** Whether a group begins here. */
  readonly first: boolean;
}

export interface DigitScan {
  readonly regions: readonly Region[];
  readonly open: number;
  readonly openMidGroup: boolean;
}

const GLUED_DIGITS_MIN = 16;
const CARD = 1n << BigInt(FAMILY_CARD);
const PHONE = 1n << BigInt(FAMILY_PHONE);
const NAMED = 1n << BigInt(FAMILY_NAMED);

/** Scans for digits with one set of tables. */
export class DigitScanner {
  private readonly slots: Map<number, Slot>;
  private bytes: Uint8Array = new Uint8Array(0);
  private final = true;
  private contextWords: readonly ContextWord[] = [];

  constructor(private readonly tables: KernelTables) {
    this.slots = slotsOf(tables.shapes);
  }

  scan(bytes: Uint8Array, from: number, final: boolean, midGroup: boolean, contextWords: readonly ContextWord[]): DigitScan {
    this.bytes = bytes;
    this.final = final;
    this.contextWords = contextWords;
    const regions: Region[] = [];
    let cluster: Digit[] = [];
    let inGroup = midGroup;
    let skipping = midGroup; // inside a group too long for any number, which began before `from`
    let separators = 0;
    let invisible = 0;
    const close = (): void => {
      regions.push(...this.reported(this.hotRegions(cluster, cluster.length)));
      cluster = [];
      inGroup = skipping = false;
      separators = invisible = 0;
    };
    let at = from;
    while (at < bytes.length) {
      const unit = readUnit(bytes, at, bytes.length, final);
      const kind = unitKind(unit);
      if (kind === CUT) break;
      if (kind < 10) {
        if (!skipping) cluster.push({ value: kind, start: at, end: at + unitLength(unit), first: !inGroup });
        inGroup = true;
        separators = invisible = 0;
      } else if (kind === SEPARATOR) {
        inGroup = skipping = false;
        if (++separators > GAP_SEPARATORS) close();
      } else if (kind !== INVISIBLE || ++invisible > GAP_INVISIBLE) close();
      at += unitLength(unit);
    }
    if (!final) return this.leaveOpen(regions, cluster, at, inGroup);
    close();
    return { regions, open: bytes.length, openMidGroup: false };
  }

  /** The input ends and more may follow: what can still grow is kept. */
  private leaveOpen(regions: Region[], cluster: Digit[], at: number, inGroup: boolean): DigitScan {
    const isGrowing = (digit: Digit, index: number): boolean => digit.first && cluster.length - index <= GROUP_DIGITS_MAX;
    const growing = cluster.findIndex(isGrowing);
    const found = this.hotRegions(cluster, growing < 0 ? cluster.length : growing);
    const last = found.at(-1);
    if (last !== undefined && growing >= 0 && last.end > cluster[growing].start) {
      return { regions: [...regions, ...this.reported(found.slice(0, -1))], open: last.start, openMidGroup: false }; // what may be found in it is not known yet
    }
    const next = cluster.find((digit, index) => isGrowing(digit, index) && digit.start >= (last?.end ?? 0));
    return { regions: [...regions, ...this.reported(found)], open: next?.start ?? at, openMidGroup: next === undefined && inGroup };
  }

  /** Regions that are not inside a UUID. */
  private reported(regions: readonly Region[]): Region[] {
    return regions.filter(({ start, end }) => !isInUuid(this.bytes, start, end));
  }

  /** Regions that begin with a hot window before digit `settled`: each takes in all groups that begin within REGION_DIGITS. */
  private hotRegions(cluster: readonly Digit[], settled: number): Region[] {
    const regions: Region[] = [];
    const starts = cluster.flatMap(({ first }, index) => (first ? [index] : []));
    const behind = (group: number): number => starts[group + 1] ?? cluster.length;
    for (let group = 0; group < starts.length && starts[group] < settled;) {
      const start = starts[group];
      let families = this.familiesFrom(cluster, start);
      group++;
      if ((families & ~(this.tables.lookAlikes | NAMED)) === 0n) continue;
      while (group < starts.length && starts[group] < start + REGION_DIGITS && behind(group) - starts[group] <= GROUP_DIGITS_MAX) {
        families |= this.familiesFrom(cluster, starts[group]);
        group++;
      }
      regions.push({ start: cluster[start].start, end: cluster[behind(group - 1) - 1].end, flags: REASON_DIGITS, families });
    }
    return regions;
  }

  /** Families that may find something in a window from digit `start`. */
  private familiesFrom(cluster: readonly Digit[], start: number): bigint {
    const sizes: number[] = [];
    let families = 0n;
    for (let end = start + 1; end <= cluster.length && end - start <= GROUP_DIGITS_MAX; end++) {
      if (cluster[end - 1].first) sizes.push(0);
      sizes[sizes.length - 1]++;
      if (end - start > PAN_DIGITS_MAX && sizes.length > 1) break;
      const groupEnds = end === cluster.length || cluster[end].first;
      if (groupEnds) families |= this.familiesIn(cluster.slice(start, end), sizes);
    }
    return families;
  }

  private familiesIn(window: readonly Digit[], sizes: readonly number[]): bigint {
    const { length } = window;
    if (length < SHAPE_DIGITS_MIN) return 0n;
    const near = this.contextsNear(window[0].start);
    let families = this.mayBeCard(window, sizes.length, near) ? CARD : 0n;
    if (length > PAN_DIGITS_MAX) return families;
    if (this.mayBePhone(window, sizes)) families |= PHONE;
    const slot = sizes.length <= SHAPE_GROUPS_MAX ? this.slots.get(shapeKey(sizes)) : undefined;
    return slot === undefined ? families : families | this.familiesOf(slot, window, near);
  }

  private mayBeCard(window: readonly Digit[], groups: number, near: bigint): boolean {
    const { length } = window;
    if (groups === 1 && length >= GLUED_DIGITS_MIN && this.isLong(window, near)) return true;
    if (length < PAN_DIGITS_MIN || length > PAN_DIGITS_MAX) return false;
    return (near & CARD) !== 0n || this.isPan(window, groups);
  }

  private isPan(window: readonly Digit[], groups: number): boolean {
    const bit = 1 << window.length;
    const prefix = prefixOf(window);
    if ((this.tables.lengthsAny[prefix] & bit) !== 0) return true;
    return (this.tables.lengthsLuhn[prefix] & bit) !== 0 && ((groups >= 3 && groups <= 5) || luhn(window));
  }

  /** One long group with a PAN at its beginning, or behind zeros; or anything near a card's context. */
  private isLong(window: readonly Digit[], near: bigint): boolean {
    if ((near & CARD) !== 0n) return true;
    const [before, behind] = [this.byteAt(window[0].start - 1), this.byteAt(window[window.length - 1].end)];
    if (isHexLetter(before) || isHexLetter(behind) || behind === 0x3d) return true; // a field of a chip's or a stripe's data
    const rest = window.slice(
      Math.max(
        0,
        window.findIndex(({ value }) => value !== 0),
      ),
    );
    const lengths = rest.length < PAN_DIGITS_MIN ? 0 : this.tables.lengthsLuhn[prefixOf(rest)];
    for (let length = PAN_DIGITS_MIN; length <= Math.min(PAN_DIGITS_MAX, rest.length); length++) {
      if ((lengths & (1 << length)) !== 0 && luhn(rest.slice(0, length))) return true;
    }
    return false;
  }

  private mayBePhone(window: readonly Digit[], sizes: readonly number[]): boolean {
    const { length } = window;
    if (!this.tables.phones || length < PHONE_DIGITS_MIN || length > PHONE_DIGITS_MAX || sizes.join() === '4,2,2' || !this.isJoined(window))
      return false;
    const at = window[0].start;
    const before = String.fromCharCode(this.byteAt(at - 1));
    if (before === '+' || before === '(') return true;
    if ((before === '.' || before === ':') && isDigit(this.byteAt(at - 2))) return false;
    const begins = window[0].value === 0 && !isDigit(this.byteAt(at - 2)) && length > PHONE_DIGITS_MIN && sizes.length > 1;
    const isNear = this.contextWords.some((word) => (word.families & PHONE) !== 0n && word.at >= at - PHONE_BEFORE && word.at < at);
    return begins || isNear;
  }

  /** Whether nothing stands between the groups that no identifier has there. */
  private isJoined(window: readonly Digit[]): boolean {
    return window.every(({ end }, i) => end === window.at(i + 1)?.start || i + 1 === window.length || !':,>|'.includes(String.fromCharCode(this.bytes[end]))); // prettier-ignore
  }

  private familiesOf(slot: Slot, window: readonly Digit[], near: bigint): bigint {
    if (!this.isJoined(window)) return 0n;
    const rows = slot.rows.filter(({ before, behind, tests }) => {
      if (before > 0 && !this.areLettersBefore(window[0].start, before)) return false;
      if (behind > 0 && !this.areLettersBehind(window[window.length - 1].end, behind)) return false;
      return tests.every(({ at, kind, digits }) => {
        if (kind === 'digit') return ((digits >> window[at].value) & 1) !== 0;
        const pair = window[at].value * 10 + window[at + 1].value;
        return pair >= 1 && pair <= (kind === 'month' ? 12 : 31);
      });
    });
    const families = rows.reduce((all, row) => all | row.families, slot.inContext & near);
    return (families & near) === 0n ? families : families | NAMED;
  }

  private areLettersBefore(start: number, count: number): boolean {
    const end = count < TOUCHING && isJoint(this.byteAt(start - 1)) ? start - 1 : start;
    const letters = Array.from({ length: count % TOUCHING }, (_, i) => this.byteAt(end - 1 - i));
    return isRun(letters, this.byteAt(end - 1 - letters.length));
  }

  private areLettersBehind(end: number, count: number): boolean {
    const first = this.byteAt(end);
    if (first === 0x25 || first === 0x26 || first === 0x5c) return true;
    const start = count < TOUCHING && isJoint(first) ? end + 1 : end;
    const letters = Array.from({ length: count % TOUCHING }, (_, i) => this.byteAt(start + i));
    if (start + letters.length < this.bytes.length || this.final) return isRun(letters, this.byteAt(start + letters.length));
    return isRun(letters.slice(0, this.bytes.length - start), 0); // the others may be anything
  }

  /** Bytes outside the input read as zero. */
  private byteAt(at: number): number {
    return at >= 0 && at < this.bytes.length ? this.bytes[at] : 0;
  }

  /** Contexts whose words begin near a value that begins at `start`; all of them where that is not known yet. */
  private contextsNear(start: number): bigint {
    if (start + CONTEXT_AFTER > this.bytes.length && !this.final) return (1n << 64n) - 1n;
    const near = this.contextWords.filter(({ at }) => at >= start - CONTEXT_BEFORE && at < start + CONTEXT_AFTER);
    return near.reduce((families, word) => families | word.families, 0n);
  }
}

const prefixOf = (window: readonly Digit[]): number => window[0].value * 100 + window[1].value * 10 + window[2].value;
/** Letters up to the first byte that is not ASCII, which may be anything, or all of them and none behind. */
function isRun(letters: readonly number[], next: number): boolean {
  const foreign = letters.findIndex((byte) => byte >= 0x80);
  const ascii = foreign < 0 ? letters : letters.slice(0, foreign);
  return ascii.every(isLetter) && (foreign >= 0 || !isLetter(next));
}

const isHexLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66;
/** Space ( ) * + , - . / \ _ and % & that begin escapes. */
const isJoint = (byte: number): boolean => byte === 0x20 || (byte >= 0x25 && byte <= 0x2f) || byte === 0x5c || byte === 0x5f;

/** Luhn (ISO/IEC 7812-1 annex B): from the right, every second digit doubled, cross sums, total divisible by ten. */
function luhn(window: readonly Digit[]): boolean {
  const total = window.reduce((sum, { value }, index) => {
    const doubled = (window.length - index) % 2 === 0 ? value * 2 : value;
    return sum + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return total % 10 === 0;
}
