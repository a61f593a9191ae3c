/**
 * International bank account numbers in a region that holds a token with two letters and two digits. However they are written — in fours,
 * with dashes, in lower case, glued to a label, with no-break spaces or escapes — country, length, structure and check digits prove them,
 * so no word needs to stand near.
 */
import { LIMITS } from '../base/limits.js';
import { isAlphanumeric, isDigit, isLetter } from '../text/ascii.js';
import { INVISIBLE, SEPARATOR } from '../text/characters.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../text/unit.js';
import type { Trace } from './trace.js';
import { areIbanDigitsRight, countryIndex, fitsPlace, IBAN_CHARACTERS_MAX, IBAN_PLACES } from './validators/iban.js';
import type { Located, Region, View } from './view.js';

export interface IbanRule {
  readonly id: string;
  readonly entity: string;
  /** Score of a proven IBAN; 95 by default. */
  readonly score?: number | undefined;
}

const SCORE_IBAN = 95;
/** Separators between two characters of one IBAN: a space and a dash, or the end of a line and a quote mark's space. */
const GAP_SEPARATORS_MAX = 3;

/** What may stand between the characters of an IBAN: spaces and line ends, dashes, dots, underscores, slashes, the plus sign of forms. */
const JOINERS: ReadonlySet<number> = new Set([
  0x09, 0x0a, 0x0d, 0x20, 0x2b, 0x2d, 0x2e, 0x2f, 0x5f, 0xa0, 0xb7, 0x202f, 0x205f, 0x2212, 0x3000, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007,
  0x2008, 0x2009, 0x200a, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015,
]); // prettier-ignore

/** The characters read so far, 0–9 and 10–35; shared, since detectors are synchronous. */
const values = new Uint8Array(IBAN_CHARACTERS_MAX);

/** IBANs that begin in the region, in order. */
export function findIbans(rule: IbanRule, view: View, region: Region, trace?: Trace): Located[] {
  const { bytes } = view;
  const limit = Math.min(view.end, region.end + LIMITS.contextBytes);
  const found: Located[] = [];
  for (let at = region.start; at < region.end && at + 4 <= limit;) {
    const end = beginsIban(bytes, at) ? ibanEnd(bytes, at, limit, rule.id, trace) : -1;
    if (end < 0) {
      at++;
      continue;
    }
    found.push({ entity: rule.entity, rule: rule.id, start: at, end, score: rule.score ?? SCORE_IBAN, form: 'text' });
    trace?.({ rule: rule.id, start: at, end, step: 'found', ok: true });
    at = end;
  }
  return found;
}

/** Raw bytes before a number in which the IBAN it belongs to may begin: 34 characters in groups of four, with escaped spaces between. */
const REACH_BYTES = 96;

/** Whether the bytes from `start` to `end` lie in an IBAN that begins before them: then they are no number of their own. */
export function isInsideIban(view: View, start: number, end: number): boolean {
  const { bytes } = view;
  const first = Math.max(view.start, start - REACH_BYTES);
  const limit = Math.min(view.end, end + LIMITS.contextBytes);
  let passed = 0;
  for (let at = start - 1; at >= first && passed <= IBAN_CHARACTERS_MAX; at--) {
    if (isAlphanumeric(bytes[at])) passed++;
    if (isCountryCode(bytes, at, first) && ibanEnd(bytes, at, limit, '', undefined) >= end) return true;
  }
  return false;
}

/**
 * Two letters with check digits right behind them and no letter before, unless it is the label's last: the ends of words ("from 41…") pass
 * one check in a hundred, and a card behind such a word is a card.
 */
function isCountryCode(bytes: Uint8Array, at: number, first: number): boolean {
  if (!isLetter(bytes[at]) || !isLetter(bytes[at + 1]) || !isDigit(bytes[at + 2])) return false;
  return at === first || !isLetter(bytes[at - 1]) || endsInLabel(bytes, at, first);
}

const LABEL = Buffer.from('iban');

function endsInLabel(bytes: Uint8Array, at: number, first: number): boolean {
  return at - LABEL.length >= first && LABEL.every((byte, i) => (bytes[at - LABEL.length + i] | 0x20) === byte);
}

/** A quick look: a letter of ASCII, or a byte with which a full-width letter or an escaped one may begin. */
function beginsIban(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at];
  if (isLetter(byte)) return isLetter(bytes[at + 1]) || bytes[at + 1] >= 0x80 || bytes[at + 1] === 0x5c;
  return byte === 0xef || byte === 0x5c;
}

/** Offset behind the IBAN that begins at `at`, or -1. */
function ibanEnd(bytes: Uint8Array, start: number, limit: number, rule: string, trace: Trace | undefined): number {
  let places: Uint8Array | undefined;
  let count = 0;
  let separators = 0;
  let invisible = 0;
  for (let at = start; at < limit;) {
    const byte = bytes[at];
    const unit = isAlphanumeric(byte) ? 0 : readUnit(bytes, at, limit, true);
    const value = unit === 0 ? plainValue(byte) : unitValue(unit);
    const length = unit === 0 ? 1 : unitLength(unit);
    if (value < 0) {
      if (unitKind(unit) === INVISIBLE ? ++invisible > LIMITS.gapZeroWidth : !isJoiner(unit) || ++separators > GAP_SEPARATORS_MAX)
        return -1;
      if (count < 2) return -1; // A country code is never torn apart.
      at += length;
      continue;
    }
    if (places !== undefined ? !fitsPlace(places[count], value) : value < 10) return -1;
    values[count++] = value;
    if (count === 2) {
      places = IBAN_PLACES[countryIndex(values[0] - 10, values[1] - 10)];
      if (places === undefined) return -1;
    }
    at += length;
    separators = invisible = 0;
    if (places?.length === count) return judged(bytes, start, at, limit, count, rule, trace);
  }
  return -1;
}

/** The structure is that of the country; what follows and the check digits decide. */
function judged(
  bytes: Uint8Array,
  start: number,
  end: number,
  limit: number,
  count: number,
  rule: string,
  trace: Trace | undefined,
): number {
  const isWhole = end >= limit || !isDigit(bytes[end]);
  trace?.({ rule, start, end, step: 'shape', ok: isWhole, detail: isWhole ? `${count} characters` : 'more digits follow' });
  if (!isWhole) return -1;
  const ok = areIbanDigitsRight(values, count);
  trace?.({ rule, start, end, step: 'validator', ok, detail: 'ISO 7064 mod 97-10' });
  return ok ? end : -1;
}

const plainValue = (byte: number): number => (isDigit(byte) ? byte - 0x30 : (byte & 0xdf) - 0x37);

/** Value of a digit of any script, or of a letter that is full-width or escaped; else -1. */
function unitValue(unit: number): number {
  const kind = unitKind(unit);
  if (kind < 10) return kind;
  if (kind === SEPARATOR || kind === INVISIBLE) return -1;
  const code = unitCodePoint(unit);
  if (isLetter(code)) return (code & 0xdf) - 0x37;
  if (code >= 0xff21 && code <= 0xff3a) return code - 0xff21 + 10;
  return code >= 0xff41 && code <= 0xff5a ? code - 0xff41 + 10 : -1;
}

const isJoiner = (unit: number): boolean => unitKind(unit) === SEPARATOR && JOINERS.has(unitCodePoint(unit));
