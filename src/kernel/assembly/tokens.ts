/** Tokens: words in which letters and digits touch, such as an IBAN or a codice fiscale; and the @ signs of addresses. */
import {
  ATOM_BYTES_MAX, COUNTRIES_AT, FAMILY_IBAN, IBAN_BYTES_MIN, INPUT_AT, REASON_AT, REASON_TOKEN, REGION_PENDING, TOKEN_BYTES_MAX, TOKEN_LENGTHS_AT, TOKEN_ROW,
  TOKEN_ROW_BYTES_MAX, TOKEN_ROWS_AT,
} from '../layout'; // prettier-ignore
import { isDigit } from './bitmap';
import { contextsNear } from './contexts';
import { isAlphanumeric, isAtom, isDigitByte, isEscapeLetter, isLetter } from './letters';
import { addRegion, settleRegions } from './regions';
import { quiet } from './shapes';
import { isInUuid } from './uuid';

const IBAN: u64 = 1 << FAMILY_IBAN;
/** Of a row's families: they need their context. */
const NEEDS_CONTEXT: u64 = 1 << 63;

let scanFrom: i32 = 0;
let scanEnd: i32 = 0;
let isFinal: bool = false;
/** Address behind the last token looked at. */
let lookedTo: i32 = 0;
let carry: u64 = 0;
let isPending: bool = false;
/** Lengths of tokens that may count: bit n for n bytes. */
let lengthsWanted: u64 = 0;

/** Reads from the tables which lengths count. */
export function prepareTokens(): void {
  lengthsWanted = 0;
  for (let length = 1; length <= TOKEN_ROW_BYTES_MAX; length++) {
    if (load<u16>(TOKEN_LENGTHS_AT + (length << 2) + 2) != 0) lengthsWanted |= (<u64>1) << length;
  }
  for (let bit = 0; bit < COUNTRY_BYTES; bit++) if (load<u8>(COUNTRIES_AT + bit) != 0) lengthsWanted |= IBAN_LENGTHS;
}

const COUNTRY_BYTES: i32 = 85;
/** Four, and IBAN_BYTES_MIN to TOKEN_BYTES_MAX. */
const IBAN_LENGTHS: u64 = 0x7ffff8010;

export function resetTokens(from: i32, end: i32, final: bool): void {
  scanFrom = from;
  scanEnd = end;
  isFinal = final;
  lookedTo = from;
  carry = 0;
  isPending = false;
}

/** Looks at the tokens of 64 bytes, given where ASCII letters and digits are. */
// @ts-ignore: decorator
@inline
export function findTokens(at: i32, letters: u64, digits: u64): void {
  const mixed = (letters & ((digits << 1) | (carry >> 1))) | (digits & ((letters << 1) | (carry & 1)));
  carry = (letters >> 63) | ((digits >> 63) << 1);
  if (mixed != 0) lookAtTokens(at, letters | digits, mixed);
}

function lookAtTokens(at: i32, members: u64, mixed: u64): void {
  while (mixed != 0) {
    const inside = <i32>ctz(mixed);
    if (at + inside < lookedTo) {
      mixed = clearedTo(mixed, lookedTo - at);
      continue;
    }
    const before = ~members & (((<u64>1) << inside) - 1);
    let start = before != 0 ? at + 64 - <i32>clz(before) : startBefore(at);
    const behind = ~members >> inside;
    const end = behind != 0 ? at + inside + <i32>ctz(behind) : endBehind(at + 64);
    lookedTo = end;
    mixed = clearedTo(mixed, end - at);
    if (end > scanEnd || (end == scanEnd && !isFinal)) return; // is kept and looked at again
    if (start < scanFrom) continue;
    const begin = behindEscape(start);
    if (begin != start && !isMixed(begin, end)) continue;
    start = begin;
    if (end - start >= 2 && end - start <= TOKEN_BYTES_MAX) lookAt(start, end);
  }
}

/** The bits from `bit` on. */
// @ts-ignore: decorator
@inline
function clearedTo(bits: u64, bit: i32): u64 {
  return bit > 63 ? 0 : bits & ((<u64>-1) << bit);
}

/** Whether there are letters and digits. */
function isMixed(start: i32, end: i32): bool {
  let letters = 0;
  for (let at = start; at < end; at++) letters += isLetter(load<u8>(at)) ? 1 : 0;
  return letters > 0 && letters < end - start;
}

/** Behind the number of a character reference: decimal digits, or x and hexadecimal ones. */
function behindNumber(start: i32): i32 {
  const isHex = (load<u8>(start) | 0x20) == 0x78;
  let at = isHex ? start + 1 : start;
  while (at < scanEnd && isNumeral(load<u8>(at), isHex)) at++;
  return at;
}

// @ts-ignore: decorator
@inline
function isNumeral(byte: i32, isHex: bool): bool {
  if (byte >= 0x30 && byte <= 0x39) return true;
  const letter = byte | 0x20;
  return isHex && letter >= 0x61 && letter <= 0x66;
}

/** What an escape before a token takes of it: \\n and the like a letter, \\u0009 five, %0A two, &#x31 all that are its number. */
function behindEscape(start: i32): i32 {
  const before: i32 = load<u8>(start - 1);
  if (before == 0x23 && start - 2 >= INPUT_AT) {
    const sign: i32 = load<u8>(start - 2);
    if (sign == 0x26 || sign == 0x3b) return behindNumber(start);
  }
  if (before == 0x25) return start + 2;
  if (before != 0x5c) return start;
  const letter: i32 = load<u8>(start);
  if (letter == 0x75) return start + 5;
  return isEscapeLetter(letter) ? start + 1 : start;
}

function startBefore(at: i32): i32 {
  const limit = max(INPUT_AT, at - ATOM_BYTES_MAX);
  while (at > limit && isAlphanumeric(load<u8>(at - 1))) at--;
  return at;
}

function endBehind(at: i32): i32 {
  const limit = at + ATOM_BYTES_MAX;
  while (at < scanEnd && at < limit && isAlphanumeric(load<u8>(at))) at++;
  return at;
}

/** Families of the rows that match the token at hand: those that need no context, and those that do. */
let families: u64 = 0;
let inContext: u64 = 0;

function lookAt(start: i32, end: i32): void {
  if (((lengthsWanted >> (end - start)) & 1) == 0) return;
  match(start, end);
  if (((families | inContext) & ~quiet) == 0 || isInTimestamp(start, end) || isInUuid(start, end, scanEnd)) return;
  if (inContext != 0) isPending = true;
  addRegion(start - INPUT_AT, end - INPUT_AT, inContext == 0 ? REASON_TOKEN : REASON_TOKEN | REGION_PENDING, families);
}

/** Whether the token is the 22T14 of 2026-11-22T14:39 (RFC 3339), which records are full of. */
function isInTimestamp(start: i32, end: i32): bool {
  if (end - start != 5 || load<u8>(start + 2) != 0x54 || load<u8>(end) != 0x3a || start - 8 < INPUT_AT) return false;
  if (load<u8>(start - 4) != 0x2d || load<u8>(start - 1) != 0x2d) return false;
  const digits = i8x16.bitmask(isDigit(v128.load(start - 8)));
  return (digits & TIMESTAMP_DIGITS) == TIMESTAMP_DIGITS;
}

/** Where digits stand from the first of 2026-11-22T14 on. */
const TIMESTAMP_DIGITS: i32 = 0b1101101101111;

function match(start: i32, end: i32): void {
  const length = end - start;
  families = mayBeIban(start, length) ? IBAN : 0;
  inContext = 0;
  if (length > TOKEN_ROW_BYTES_MAX) return;
  const index = TOKEN_LENGTHS_AT + (length << 2);
  const count: i32 = load<u16>(index + 2);
  if (count == 0) return;
  const digits = (<u32>i8x16.bitmask(isDigit(v128.load(start)))) | ((<u32>i8x16.bitmask(isDigit(v128.load(start + 16)))) << 16);
  let row = TOKEN_ROWS_AT + <i32>load<u16>(index) * TOKEN_ROW;
  for (let i = 0; i < count; i++, row += TOKEN_ROW) {
    const must = load<u32>(row);
    if ((digits & must) != must || (digits & load<u32>(row + 4)) != 0) continue;
    const found = load<u64>(row + 8);
    if ((found & NEEDS_CONTEXT) != 0) inContext |= found & ~NEEDS_CONTEXT;
    else families |= found;
  }
}

/** Settles the tokens that wait for the words behind them. */
export function settleTokens(): void {
  if (isPending) settleRegions(settle);
}

function settle(start: i32, end: i32, known: u64): u64 {
  match(INPUT_AT + start, INPUT_AT + end);
  const settled = known | (inContext & contextsNear(INPUT_AT + start, INPUT_AT + end));
  return (settled & ~quiet) == 0 ? 0 : settled;
}

/** Country and check digits, alone (then groups follow) or at the head of at most 34 characters (ISO 13616). */
function mayBeIban(start: i32, length: i32): bool {
  if (length != 4 && length < IBAN_BYTES_MIN) return false;
  const first: i32 = load<u8>(start);
  const second: i32 = load<u8>(start + 1);
  if (!isLetter(first) || !isLetter(second) || !isDigitByte(load<u8>(start + 2)) || !isDigitByte(load<u8>(start + 3))) return false;
  const country = ((first | 0x20) - 0x61) * 26 + (second | 0x20) - 0x61;
  return (((<i32>load<u8>(COUNTRIES_AT + (country >> 3))) >> (country & 7)) & 1) != 0;
}

/** Bytes of the @ sign at `at`, which a form writes as %40; 0 when a percent sign begins something else. */
function atSignBytes(at: i32): i32 {
  if (load<u8>(at) == 0x40) return 1;
  return at + 2 < scanEnd && load<u16>(at + 1) == 0x3034 ? 3 : 0;
}

/** An @ sign with a local part before it and something behind it. */
export function findAddress(at: i32): void {
  const end = at + atSignBytes(at);
  if (end == at || at < scanFrom || end >= scanEnd) return;
  const limit = max(INPUT_AT, at - ATOM_BYTES_MAX);
  let start = at;
  while (start > limit && isAtom(load<u8>(start - 1)) && load<u8>(start - 1) != 0x40) start--;
  const next: i32 = load<u8>(end);
  if (start == at || start < scanFrom || !(isAlphanumeric(next) || next >= 0x80)) return;
  addRegion(start - INPUT_AT, end - INPUT_AT, REASON_AT);
}
