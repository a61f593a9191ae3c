/**
 * The kernel: looks at every byte of the input once, 64 at a time, and reports the few regions that need a closer look.
 * No imports, no allocation; the memory map is in layout.ts. The plain twin with the same answers is reference.ts.
 */
import {
  ESCAPED_AT, INPUT_AT, OPTION_FINAL, OPTION_QUOTES, PARITY_AT, REGION_BYTES, REGION_IN_STRING, REGIONS_AT, SHAPE_DIGITS_MIN, STATE_ESCAPED,
  STATE_IN_STRING, STATE_MID_GROUP, UNIT_BYTES,
} from '../layout'; // prettier-ignore
import { bits, equal, highNibbles, isDigit, isEscape } from './bitmap';
import { openFrom, openMidGroup, resetClusters, walk } from './cluster';
import { mayHold, mayHoldNumber } from './filter';
import { resetKnown } from './known';
import { isJoint, reachBack } from './letters';
import { regionCount, resetRegions } from './regions';
import { setShapes } from './shapes';
import { prepareTokens, settleTokens } from './tokens';
import { CUT, readUnit } from './unit';
import { resetUuids } from './uuid';
import { scanWords, wordsOpenFrom } from './words';

const ALL: u64 = 0xffffffffffffffff;

let scannedFrom: i32 = 0;
let hasQuotes: bool = false;
let hasAddresses: bool = false;
let keepFrom: i32 = 0;
let keepMidGroup: bool = false;
let stringCarry: u64 = 0;
let escapeCarry: u64 = 0;

/** Says what to look for besides the tables, which must be there: see KernelTables. */
export function configure(lookAlikes: u64, phones: bool, addresses: bool): void {
  setShapes(phones, lookAlikes);
  prepareTokens();
  resetKnown();
  hasAddresses = addresses;
}

/** Scans the input from offset `from` to `length`. Returns the number of regions: of digits in order behind all others. */
export function scan(length: i32, from: i32, options: i32, state: i32): i32 {
  const final = (options & OPTION_FINAL) != 0;
  hasQuotes = (options & OPTION_QUOTES) != 0;
  stringCarry = (state & STATE_IN_STRING) != 0 ? ALL : 0;
  escapeCarry = (state & STATE_ESCAPED) != 0 ? 1 : 0;
  scannedFrom = from;
  memory.fill(INPUT_AT + length, 0, 128);
  store<u64>(PARITY_AT, stringCarry);
  store<u64>(ESCAPED_AT, escapeCarry);
  resetRegions();
  resetUuids();
  resetClusters(length, final);
  scanWords(from, length, final, hasAddresses);
  settleTokens();
  scanDigits(INPUT_AT + from, INPUT_AT + length, final, (state & STATE_MID_GROUP) != 0);
  keepFrom = openFrom;
  keepMidGroup = openMidGroup;
  if (!final) {
    keepCutUnit(from, length);
    keep(wordsOpenFrom - INPUT_AT);
    keepAtoms(from, length);
  }
  if (hasQuotes) markStrings();
  return regionCount();
}

/** First offset whose bytes must be kept and scanned again with what follows. */
export function openOffset(): i32 {
  return keepFrom;
}

/** State of the message before the byte at `offset`, to hand in when a scan begins there. */
export function stateAt(offset: i32): i32 {
  let state = keepMidGroup && offset == keepFrom ? STATE_MID_GROUP : 0;
  if (!hasQuotes) return state;
  const slot = ((offset - scannedFrom) >> 6) << 3;
  const bit = (offset - scannedFrom) & 63;
  if (((load<u64>(PARITY_AT + slot) >> bit) & 1) != 0) state |= STATE_IN_STRING;
  if (((load<u64>(ESCAPED_AT + slot) >> bit) & 1) != 0) state |= STATE_ESCAPED;
  return state;
}

/**
 * Low- and high-nibble tables whose common bits mark what may stand in a number beside digits: separators, controls, the semicolon and the
 * beginnings of escapes. One bit a high nibble (0 and 1 share theirs); escapes have one of the two topmost bits as well.
 */
const JOINER_LOW = i8x16(0x13, 1, 1, 1, 1, 0x43, 0x43, 3, 3, 3, 7, 7, -0x55, 7, 0x2f, 0x2b);
const JOINER_HIGH = i8x16(1, 1, 0x42, 4, 0, -0x78, 16, 32, 0, 0, 0, 0, 0, 0, 0, 0);
const ESCAPE_CLASSES: i8 = -0x40;

// @ts-ignore: decorator
@inline
function joinerClass(bytes: v128): v128 {
  const low = i8x16.swizzle(JOINER_LOW, v128.and(bytes, i8x16.splat(15)));
  return v128.and(low, i8x16.swizzle(JOINER_HIGH, highNibbles(bytes)));
}

/** Sets the top bit of the classes of escapes. */
// @ts-ignore: decorator
@inline
function topBit(classes: v128): v128 {
  return v128.or(classes, i8x16.add(classes, classes));
}

/**
 * Low- and high-nibble tables whose common bits mark the bytes with which digits of other scripts begin in UTF-8, by what the second byte must
 * be: A0–AF behind D9, B0–BF behind DB, 80–8F behind DF; see mayGoOnE0 behind E0; anything behind E1, EA, EF, F0.
 */
const NUMERAL_LOW = i8x16(0x06, 8, 0, 0, 0, 0, 0, 0, 0, 1, 8, 16, 0, 0, 0, 0x28);
const NUMERAL_HIGH = i8x16(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x31, 0x0a, 4);

/** Whether the second and third bytes may be those of a digit behind E0: odd, then 90–99 or A6–AF; BC (Tibetan), then A0–AF. */
// @ts-ignore: decorator
@inline
function mayGoOnE0(second: v128, third: v128): v128 {
  const isOdd = v128.not(i8x16.eq(v128.and(second, i8x16.splat(1)), i8x16.splat(0)));
  const isTail = v128.or(inRange(third, -0x70, 9), inRange(third, -0x5a, 9));
  const isTibetan = v128.and(i8x16.eq(second, i8x16.splat(-0x44)), inRange(third, -0x60, 15));
  return v128.or(v128.and(isOdd, isTail), isTibetan);
}

/** Bytes from `low` to `low + span`. */
// @ts-ignore: decorator
@inline
function inRange(bytes: v128, low: i8, span: i8): v128 {
  return i8x16.le_u(i8x16.sub(bytes, i8x16.splat(low)), i8x16.splat(span));
}

/** Where digits of other scripts may begin among the sixteen bytes at an address. */
// @ts-ignore: decorator
@inline
function foreignNumerals(at: i32, bytes: v128): v128 {
  const low = i8x16.swizzle(NUMERAL_LOW, v128.and(bytes, i8x16.splat(15)));
  const classes = v128.and(low, i8x16.swizzle(NUMERAL_HIGH, highNibbles(bytes)));
  const next = v128.load(at + 1);
  const row = v128.and(next, i8x16.splat(-0x10));
  const wrongD9 = v128.and(i8x16.eq(classes, i8x16.splat(1)), i8x16.ne(row, i8x16.splat(-0x60)));
  const wrongDB = v128.and(i8x16.eq(classes, i8x16.splat(16)), i8x16.ne(row, i8x16.splat(-0x50)));
  const wrongDF = v128.and(i8x16.eq(classes, i8x16.splat(32)), i8x16.ne(row, i8x16.splat(-0x80)));
  const wrongE0 = v128.andnot(i8x16.eq(classes, i8x16.splat(2)), mayGoOnE0(next, v128.load(at + 2)));
  const wrong = v128.or(v128.or(wrongD9, wrongDB), v128.or(wrongDF, wrongE0));
  return v128.andnot(i8x16.ne(classes, i8x16.splat(0)), wrong);
}

/** Bits of `escapes` and of the fifteen bytes behind each; `before` are the escapes of the 64 bytes before. */
// @ts-ignore: decorator
@inline
function smear(escapes: u64, before: u64): u64 {
  let bits = escapes | (escapes << 1);
  bits |= bits << 2;
  bits |= bits << 4;
  bits |= bits << 8;
  let carried = (before >> 48) & 0xffff;
  if (carried != 0) {
    carried |= carried << 1;
    carried |= carried << 2;
    carried |= carried << 4;
    carried |= carried << 8;
    bits |= carried >> 16;
  }
  return bits;
}

/** Whether one of the 32 bytes before `at` begins an escape. */
// @ts-ignore: decorator
@inline
function endsInEscape(at: i32): bool {
  return v128.any_true(v128.or(isEscape(v128.load(at - 32)), isEscape(v128.load(at - 16))));
}

/** Finds the runs of bytes in which a number could hide and walks those that are long enough. */
function scanDigits(base: i32, end: i32, final: bool, midGroup: bool): void {
  let run: i32 = midGroup ? base : -1; // begin of the run that reaches the present 64 bytes
  let escapesBefore: u64 = 0;
  let skipped = false;
  let tracked = base;
  let redone = base;
  for (let at = base; at < end; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at + 16);
    const c = v128.load(at + 32);
    const d = v128.load(at + 48);
    if (hasQuotes && at >= tracked) {
      trackStrings((at - base) >> 3, equal(a, b, c, d, i8x16.splat(0x22)), equal(a, b, c, d, i8x16.splat(0x5c)));
      tracked = at + 64;
    }
    let numerals = bits(isDigit(a), isDigit(b), isDigit(c), isDigit(d));
    const foreign = bits(a, b, c, d);
    if (foreign != 0) {
      numerals |= bits(foreignNumerals(at, a), foreignNumerals(at + 16, b), foreignNumerals(at + 32, c), foreignNumerals(at + 48, d));
      if (end - at <= 64 + 2) numerals |= foreign; // the end may cut a character
    }
    if (numerals == 0 && run < 0 && escapesBefore == 0 && at >= redone) {
      skipped = true;
      continue;
    }
    if (skipped && endsInEscape(at)) {
      redone = at; // the block before was skipped, but an escape at its end may spell a digit here: go back for it
      skipped = false;
      at -= 128;
      continue;
    }
    skipped = false;
    const p = joinerClass(a);
    const q = joinerClass(b);
    const r = joinerClass(c);
    const t = joinerClass(d);
    let members = numerals | foreign | ~equal(p, q, r, t, i8x16.splat(0));
    let opaque: u64 = 0; // bytes that spell a character together with others
    const escaping = v128.and(v128.or(v128.or(p, q), v128.or(r, t)), i8x16.splat(ESCAPE_CLASSES));
    let escapes: u64 = 0;
    if (escapesBefore != 0 || v128.any_true(escaping)) {
      escapes = bits(topBit(p), topBit(q), topBit(r), topBit(t));
      members |= smear(escapes, escapesBefore);
    }
    opaque = escapes | foreign;
    // So many bytes without a digit end every number, unless they are all of a gap in a group that began before.
    if ((numerals | escapes | escapesBefore) == 0 && end - at >= 64 && !(midGroup && run == base)) members = 0;
    escapesBefore = escapes;
    if (end - at < 64) members |= ALL << (end - at); // a run that touches the end is an open one
    if (members == ALL) {
      if (run < 0) run = at;
      continue;
    }
    if (run >= 0) {
      const lead = <i32>ctz(~members);
      if (at + lead - run >= SHAPE_DIGITS_MIN) walkRun(run, at + lead, end, final, midGroup && run == base);
      members &= ALL << lead;
      run = -1;
    }
    const tail = <i32>clz(~members);
    if (tail > 0) {
      if (((numerals | escapes) & (ALL << (64 - tail))) != 0) run = at + 64 - tail;
      members &= ALL >> tail;
    }
    walkRuns(at, members, numerals, opaque, end, final);
  }
  if (run >= 0 && (!final || end - run >= SHAPE_DIGITS_MIN)) walk(run, end, end, final, midGroup && run == base);
}

/** Walks the runs of at least SHAPE_DIGITS_MIN bytes that lie inside one block of 64 and may hold a number. */
// @ts-ignore: decorator
@inline
function walkRuns(at: i32, members: u64, numerals: u64, opaque: u64, end: i32, final: bool): void {
  let starts = members & (members >> 1);
  starts &= starts >> 2;
  starts &= starts >> 2;
  while (starts != 0) {
    const start = <i32>ctz(starts);
    const stop = start + <i32>ctz(~(members >> start)); // ends before bit 63: the last run was taken out
    const run = (ALL << start) & ~(ALL << stop);
    starts &= ALL << stop;
    if (<i32>popcnt(numerals & run) < SHAPE_DIGITS_MIN) continue;
    if ((opaque & run) != 0 || mayHold(at, numerals & run)) walk(at + start, at + stop, end, final, false);
  }
}

/** Walks a run that ends before the input does, unless a glance tells that no number can be in it. */
// @ts-ignore: decorator
@inline
function walkRun(at: i32, stop: i32, end: i32, final: bool, midGroup: bool): void {
  if (midGroup || mayHoldNumber(at, stop)) walk(at, stop, end, final, midGroup);
}

/** Parity of the quotes before each byte, quotes behind a backslash left out (the bit tricks of simdjson, Langdale and Lemire 2019). */
// @ts-ignore: decorator
@inline
function trackStrings(slot: i32, quotes: u64, backslashes: u64): void {
  let escaped: u64 = 0;
  if ((backslashes | escapeCarry) != 0) escaped = findEscaped(backslashes);
  quotes &= ~escaped;
  let parity = quotes ^ (quotes << 1);
  parity ^= parity << 2;
  parity ^= parity << 4;
  parity ^= parity << 8;
  parity ^= parity << 16;
  parity ^= parity << 32;
  parity ^= stringCarry;
  store<u64>(PARITY_AT + slot, parity ^ quotes);
  store<u64>(ESCAPED_AT + slot, escaped);
  stringCarry = <u64>((<i64>parity) >> 63);
  store<u64>(PARITY_AT + slot + 8, stringCarry);
  store<u64>(ESCAPED_AT + slot + 8, escapeCarry);
}

/** Bytes behind an odd number of backslashes. */
function findEscaped(backslashes: u64): u64 {
  const even: u64 = 0x5555555555555555;
  const candidates = backslashes & ~escapeCarry;
  const follows = (candidates << 1) | escapeCarry;
  const oddStarts = candidates & ~even & ~follows;
  const sum = oddStarts + candidates;
  escapeCarry = sum < candidates ? 1 : 0;
  return (even ^ (sum << 1)) & follows;
}

/** An escape that the end of the input cuts must be kept, even where no digit is near yet. */
function keepCutUnit(from: i32, length: i32): void {
  const end = INPUT_AT + length;
  for (let at = INPUT_AT + max(from, length - UNIT_BYTES); at < end; at++) {
    const byte = load<u8>(at);
    if (byte != 0x5c && byte != 0x25 && byte != 0x26 && byte != 0x3d) continue;
    if ((readUnit(at, end, false) & 15) != CUT) continue;
    keep(at - INPUT_AT);
    return;
  }
}

function keep(offset: i32): void {
  if (offset >= keepFrom) return;
  keepFrom = offset;
  keepMidGroup = false;
}

/** What may grow into a value must be kept: from before the digits that are open, and the atoms at the end with at most one joint behind. */
function keepAtoms(from: i32, length: i32): void {
  const first = INPUT_AT + from;
  const end = INPUT_AT + length;
  if (keepFrom < length) keep(reachBack(INPUT_AT + keepFrom, first) - INPUT_AT);
  const last = end > first && isJoint(load<u8>(end - 1)) ? end - 1 : end;
  const start = reachBack(last, first);
  if (start < last) keep(start - INPUT_AT);
}

/** Notes in each region whether it begins inside a string. */
function markStrings(): void {
  for (let i = 0, count = regionCount(); i < count; i++) {
    const region = REGIONS_AT + i * REGION_BYTES;
    if ((stateAt(load<i32>(region)) & STATE_IN_STRING) != 0) store<i32>(region + 8, load<i32>(region + 8) | REGION_IN_STRING);
  }
}
