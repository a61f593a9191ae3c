/**
 * The reference kernel: the same answers as the SIMD kernel, by plain means. It reads every unit from left to right, computes every
 * check digit anew and keeps no bitmaps, so that it can serve as the oracle in tests and as the fallback where SIMD is missing.
 */
import { CUT, readUnit, unitKind } from '../text/unit.js';
import type { Kernel, KernelTables } from './kernel.js';
import {
  INPUT_CAPACITY, OPTION_FINAL, OPTION_QUOTES, REGION_BYTES, REGION_IN_STRING, REGIONS_MAX, STATE_ESCAPED, STATE_IN_STRING, STATE_MID_GROUP,
  UNIT_BYTES,
} from './layout.js'; // prettier-ignore
import { isJoint, reachBack } from './letters.js';
import { DigitScanner } from './reference/digits.js';
import { WordScanner } from './reference/words.js';

export function createReferenceKernel(tables: KernelTables): Kernel {
  const input = new Uint8Array(INPUT_CAPACITY + 64);
  const regions = new Uint32Array((REGIONS_MAX * REGION_BYTES) / 4);
  const digits = new DigitScanner(tables);
  const words = new WordScanner(tables);
  let open = 0;
  let openMidGroup = false;
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
      const wordScan = words.scan(bytes, from, final);
      const digitScan = digits.scan(bytes, from, final, (state & STATE_MID_GROUP) !== 0, wordScan.contextWords);
      open = final ? length : keepAtoms(bytes, from, Math.min(digitScan.open, wordScan.open, cutUnit(bytes, from)));
      openMidGroup = open === digitScan.open && digitScan.openMidGroup;
      const found = [...wordScan.regions, ...digitScan.regions];
      found.forEach(({ start, end, flags, families = 0n }, index) => {
        const inString = (strings[start - from] & STATE_IN_STRING) !== 0 ? REGION_IN_STRING : 0;
        regions.set([start, end, flags | inString, Number(families & 0xffffffffn), Number(families >> 32n)], (index * REGION_BYTES) / 4);
      });
      return found.length;
    },
    openOffset: () => open,
    stateAt(offset) {
      const midGroup = openMidGroup && offset === open ? STATE_MID_GROUP : 0;
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

/** First offset near the end at which an escape is cut by it. */
function cutUnit(bytes: Uint8Array, from: number): number {
  for (let at = Math.max(from, bytes.length - UNIT_BYTES); at < bytes.length; at++) {
    if (!'\\%&='.includes(String.fromCharCode(bytes[at]))) continue;
    if (unitKind(readUnit(bytes, at, bytes.length, false)) === CUT) return at;
  }
  return bytes.length;
}

/** Where what must be kept begins: before the digits that are open, or with the atoms at the end and at most one joint behind. */
function keepAtoms(bytes: Uint8Array, from: number, open: number): number {
  const last = bytes.length > from && isJoint(bytes[bytes.length - 1]) ? bytes.length - 1 : bytes.length;
  const start = reachBack(bytes, last, from);
  const kept = open < bytes.length ? reachBack(bytes, open, from) : open;
  return start < last ? Math.min(start, kept) : kept;
}
