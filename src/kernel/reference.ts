/**
 * The reference kernel: the same answers as the SIMD kernel, by plain means. It reads every unit from left to right, computes every
 * check digit anew and keeps no bitmaps, so that it can serve as the oracle in tests and as the fallback where SIMD is missing.
 */
import { CUT, readUnit, unitKind, unitLength } from '../text/unit.js';
import { INVISIBLE, SEPARATOR } from '../text/characters.js';
import type { Kernel, KernelTables } from './kernel.js';
import {
  GAP_INVISIBLE, GAP_SEPARATORS, INPUT_CAPACITY, LITERAL_BYTES_MAX, LITERAL_REACH, OPTION_FINAL, OPTION_QUOTES, PAN_DIGITS_MAX, PAN_DIGITS_MIN,
  REASON_DIGITS, REASON_LITERAL, REGION_DIGITS, REGION_IN_STRING, REGION_LITERAL_SHIFT, REGIONS_MAX, STATE_ESCAPED, STATE_IN_STRING,
  STATE_MID_GROUP, UNIT_BYTES,
} from './layout.js'; // prettier-ignore

interface Digit {
  readonly value: number;
  readonly start: number;
  readonly end: number;
  /** Whether a group begins here. */
  readonly first: boolean;
}

interface Region {
  readonly start: number;
  readonly end: number;
  readonly flags: number;
}

interface Scan {
  readonly regions: readonly Region[];
  readonly open: number;
  readonly openMidGroup: boolean;
}

export function createReferenceKernel(tables: KernelTables): Kernel {
  const input = new Uint8Array(INPUT_CAPACITY + 64);
  const regions = new Uint32Array(REGIONS_MAX * 3);
  let last: Scan = { regions: [], open: 0, openMidGroup: false };
  let strings: Uint8Array = new Uint8Array(0);
  let scannedFrom = 0;
  return {
    kind: 'reference',
    input: input.subarray(0, INPUT_CAPACITY),
    regions,
    scan(length, from, options, state) {
      const final = (options & OPTION_FINAL) !== 0;
      const bytes = input.subarray(0, length);
      scannedFrom = from;
      strings = (options & OPTION_QUOTES) !== 0 ? trackStrings(bytes, from, state) : new Uint8Array(0);
      last = scanDigits(bytes, from, final, (state & STATE_MID_GROUP) !== 0, tables);
      const found = [...last.regions, ...scanLiterals(bytes, from, tables.literals)];
      found.forEach(({ start, end, flags }, index) => {
        const inString = (strings[start - from] & STATE_IN_STRING) !== 0 ? REGION_IN_STRING : 0;
        regions.set([start, end, flags | inString], index * 3);
      });
      return found.length;
    },
    openOffset: () => last.open,
    stateAt(offset) {
      const midGroup = last.openMidGroup && offset === last.open ? STATE_MID_GROUP : 0;
      return midGroup | (strings.length > 0 ? strings[offset - scannedFrom] : 0);
    },
  };
}

/** State before each byte and at the end: inside a string? behind an odd backslash? */
function trackStrings(bytes: Uint8Array, from: number, state: number): Uint8Array {
  const states = new Uint8Array(bytes.length - from + 1);
  let inString = state & STATE_IN_STRING;
  let escaped = (state & STATE_ESCAPED) !== 0;
  for (let at = from; at < bytes.length; at++) {
    states[at - from] = inString | (escaped ? STATE_ESCAPED : 0);
    if (escaped) escaped = false;
    else if (bytes[at] === 0x5c) escaped = true;
    else if (bytes[at] === 0x22) inString ^= STATE_IN_STRING;
  }
  states[bytes.length - from] = inString | (escaped ? STATE_ESCAPED : 0);
  return states;
}

function scanDigits(bytes: Uint8Array, from: number, final: boolean, midGroup: boolean, tables: KernelTables): Scan {
  const end = bytes.length;
  const regions: Region[] = [];
  let cluster: Digit[] = [];
  let inGroup = midGroup;
  let skipping = midGroup; // inside a group too long for any number, which began before `from`
  let separators = 0;
  let invisible = 0;
  const close = (): void => {
    regions.push(...hotRegions(cluster, cluster.length, tables));
    cluster = [];
    inGroup = skipping = false;
    separators = invisible = 0;
  };
  let at = from;
  while (at < end) {
    const unit = readUnit(bytes, at, end, final);
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
  if (final) {
    close();
    return { regions, open: end, openMidGroup: false };
  }
  return leaveOpen(regions, cluster, at, inGroup, bytes, from, tables);
}

/** The input ends and more may follow: what can still grow is kept. */
function leaveOpen(
  regions: Region[],
  cluster: Digit[],
  at: number,
  inGroup: boolean,
  bytes: Uint8Array,
  from: number,
  tables: KernelTables,
): Scan {
  // prettier-ignore
  const growing = cluster.findIndex((digit, index) => digit.first && cluster.length - index <= PAN_DIGITS_MAX);
  const settled = growing < 0 ? cluster.length : growing;
  const found = hotRegions(cluster, settled, tables);
  let open = growing < 0 ? at : cluster[growing].start;
  const lastRegion = found.at(-1);
  if (growing >= 0 && lastRegion !== undefined) {
    const firstDigit = cluster.findIndex((digit) => digit.start === lastRegion.start);
    if (growing < firstDigit + REGION_DIGITS) open = found.pop()?.start ?? open;
  }
  regions.push(...found);
  const cut = cutUnit(bytes, from);
  if (cut < open) return { regions, open: cut, openMidGroup: false };
  return { regions, open, openMidGroup: growing < 0 && inGroup };
}

/** First offset near the end at which an escape is cut by it. */
function cutUnit(bytes: Uint8Array, from: number): number {
  for (let at = Math.max(from, bytes.length - UNIT_BYTES); at < bytes.length; at++) {
    if (!'\\%&='.includes(String.fromCharCode(bytes[at]))) continue;
    if (unitKind(readUnit(bytes, at, bytes.length, false)) === CUT) return at;
  }
  return bytes.length;
}

/** Regions of the hot windows that begin before digit `settled`. */
function hotRegions(cluster: readonly Digit[], settled: number, tables: KernelTables): Region[] {
  const regions: Region[] = [];
  let first = -1;
  let last = 0;
  const report = (): void => {
    if (first >= 0) regions.push({ start: cluster[first].start, end: cluster[last - 1].end, flags: REASON_DIGITS });
  };
  for (let start = 0; start < settled; start++) {
    if (!cluster[start].first) continue;
    const end = hottestEnd(cluster, start, tables);
    if (end === 0) continue;
    if (first < 0 || start >= first + REGION_DIGITS) {
      report();
      first = start;
      last = 0;
    }
    last = Math.max(last, end);
  }
  report();
  return regions;
}

/** Digit behind the longest hot window from `start`, or 0. */
function hottestEnd(cluster: readonly Digit[], start: number, tables: KernelTables): number {
  let hottest = 0;
  let groups = 0;
  for (let end = start + 1; end <= cluster.length && end - start <= PAN_DIGITS_MAX; end++) {
    if (cluster[end - 1].first) groups++;
    const groupEnds = end === cluster.length || cluster[end].first;
    if (groupEnds && end - start >= PAN_DIGITS_MIN && isHot(cluster.slice(start, end), groups, tables)) hottest = end;
  }
  return hottest;
}

function isHot(window: readonly Digit[], groups: number, tables: KernelTables): boolean {
  const prefix = window[0].value * 100 + window[1].value * 10 + window[2].value;
  const bit = 1 << window.length;
  if ((tables.lengthsAny[prefix] & bit) !== 0) return true;
  return (tables.lengthsLuhn[prefix] & bit) !== 0 && ((groups >= 3 && groups <= 5) || luhn(window));
}

/** Luhn (ISO/IEC 7812-1 annex B): from the right, every second digit doubled, cross sums, total divisible by ten. */
function luhn(window: readonly Digit[]): boolean {
  const total = window.reduce((sum, { value }, index) => {
    const doubled = (window.length - index) % 2 === 0 ? value * 2 : value;
    return sum + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return total % 10 === 0;
}

function scanLiterals(bytes: Uint8Array, from: number, literals: readonly Uint8Array[]): Region[] {
  const regions: Region[] = [];
  const starters = new Uint8Array(256);
  for (const literal of literals) starters[literal[0]] = starters[literal[0] & 0xdf] = 1;
  for (let at = Math.max(0, from - LITERAL_BYTES_MAX); at < bytes.length; at++) {
    if (starters[bytes[at]] === 0) continue;
    literals.forEach((literal, index) => {
      const end = at + literal.length;
      if (end < from || end > bytes.length || !literalAt(bytes, at, literal)) return;
      regions.push({ start: end, end: end + LITERAL_REACH, flags: REASON_LITERAL | (index << REGION_LITERAL_SHIFT) });
    });
  }
  return regions;
}

function literalAt(bytes: Uint8Array, at: number, literal: Uint8Array): boolean {
  for (let i = 0; i < literal.length; i++) {
    const isLetter = literal[i] >= 0x61 && literal[i] <= 0x7a;
    if ((isLetter ? bytes[at + i] | 0x20 : bytes[at + i]) !== literal[i]) return false;
  }
  return true;
}
