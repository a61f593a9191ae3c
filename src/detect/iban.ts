/**
 * International bank account numbers in a region that holds a token with two letters and two digits. However they are written — in fours,
 * with dashes, in lower case, glued to a label, with no-break spaces or escapes — country, length, structure and check digits prove them,
 * so no word needs to stand near.
 */
import { LIMITS } from '../base/limits.js';
import { isAlphanumeric, isDigit, isLetter } from '../text/ascii.js';
import { BMP_KINDS, INVISIBLE, SEPARATOR } from '../text/characters.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../text/unit.js';
import type { RuleClass } from './overlap.js';
import type { Trace } from './trace.js';
import { areIbanDigitsRight, countryIndex, fitsPlace, IBAN_CHARACTERS_MAX, IBAN_PLACES } from './validators/iban.js';
import type { Located, Region, View } from './view.js';

export interface IbanRule {
  readonly id: string;
  readonly entity: string;
  /** `bank` when missing. */
  readonly class?: RuleClass;
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

/** What a byte means to an IBAN beside the values 0–9 of digits and 10–35 of letters. */
const JOINER = 36;
/** The beginning of something encoded, or a control character: it must be read as a unit. */
const UNIT = 37;
const NONE = 38;
const LETTER_A = 10;

const STEPS = buildSteps();

function buildSteps(): Uint8Array {
  const steps = new Uint8Array(256).fill(NONE).fill(UNIT, 0x80);
  for (let code = 0; code < 0x80; code++) {
    if (isAlphanumeric(code)) steps[code] = plainValue(code);
    else if (BMP_KINDS[code] === INVISIBLE) steps[code] = UNIT;
    else if (JOINERS.has(code)) steps[code] = JOINER;
  }
  for (const character of '\\%&=') steps[character.charCodeAt(0)] = UNIT;
  return steps;
}

const isLetterValue = (step: number): boolean => step >= LETTER_A && step < JOINER;

const NOTHING: readonly Located[] = [];
/** The characters read so far, 0–9 and 10–35; shared, since detectors are synchronous. */
const values = new Uint8Array(IBAN_CHARACTERS_MAX);

/** IBANs that begin in the region, in order. */
export function findIbans(rule: IbanRule, view: View, region: Region, trace?: Trace): readonly Located[] {
  const { bytes } = view;
  const limit = Math.min(view.end, region.end + LIMITS.contextBytes);
  let found: Located[] | undefined;
  for (let at = region.start; at < region.end && at + 4 <= limit; at++) {
    if (!mayBegin(bytes, at)) continue;
    const end = ibanEnd(bytes, at, limit, rule.id, trace);
    if (end < 0) continue;
    const { id, entity, class: kind = 'bank', score = SCORE_IBAN } = rule;
    (found ??= []).push({ entity, rule: id, class: kind, start: at, end, score, form: 'text' });
    trace?.({ rule: id, start: at, end, step: 'found', ok: true });
    at = end - 1;
  }
  return found ?? NOTHING;
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
    const step = STEPS[bytes[at]];
    if (step < JOINER) passed++;
    else if (step === NONE && !isInReference(bytes[at])) return false;
    if (isLetterValue(step) && isCountryCode(bytes, at, first) && ibanEnd(bytes, at, limit, '', undefined) >= end) return true;
  }
  return false;
}

/** Whether the byte may be part of a character reference: &#160; */
const isInReference = (byte: number): boolean => byte === 0x23 || byte === 0x3b;

/**
 * A letter at `at` and another with check digits right behind them, and no letter before, unless it is the label's last: the ends of words ("from 41…") pass
 * one check in a hundred, and a card behind such a word is a card.
 */
function isCountryCode(bytes: Uint8Array, at: number, first: number): boolean {
  if (!isLetter(bytes[at + 1]) || !isDigit(bytes[at + 2])) return false;
  return at === first || !isLetter(bytes[at - 1]) || endsInLabel(bytes, at, first);
}

const LABEL = Buffer.from('iban');

function endsInLabel(bytes: Uint8Array, at: number, first: number): boolean {
  return at - LABEL.length >= first && LABEL.every((byte, i) => (bytes[at - LABEL.length + i] | 0x20) === byte);
}

/** A quick look: the letters of a country and no letter behind, or a byte with which a full-width letter or an escaped one may begin. */
function mayBegin(bytes: Uint8Array, at: number): boolean {
  const first = STEPS[bytes[at]];
  if (first < LETTER_A || first === NONE) return false;
  if (first >= JOINER) return bytes[at] === 0xef || bytes[at] === 0x5c;
  const second = STEPS[bytes[at + 1]];
  if (!isLetterValue(second)) return bytes[at + 1] >= 0x80 || bytes[at + 1] === 0x5c;
  const third = STEPS[bytes[at + 2]];
  if (isLetterValue(third) || third === NONE) return false;
  return IBAN_PLACES[countryIndex(first - LETTER_A, second - LETTER_A)] !== undefined;
}

/** Offset behind the IBAN that begins at `at`, or -1. */
function ibanEnd(bytes: Uint8Array, start: number, limit: number, rule: string, trace: Trace | undefined): number {
  let places: Uint8Array | undefined;
  let count = 0;
  let separators = 0;
  let invisible = 0;
  for (let at = start; at < limit;) {
    let value = STEPS[bytes[at]];
    let length = 1;
    if (value === UNIT) {
      const unit = readUnit(bytes, at, limit, true);
      value = unitStep(unit);
      length = unitLength(unit);
    }
    at += length;
    if (value >= JOINER) {
      if (value === UNIT ? ++invisible > LIMITS.gapZeroWidth : value === NONE || ++separators > GAP_SEPARATORS_MAX) return -1;
      if (count < 2) return -1; // A country code is never torn apart.
      continue;
    }
    if (places !== undefined ? !fitsPlace(places[count], value) : value < LETTER_A) return -1;
    values[count++] = value;
    if (count === 2) {
      places = IBAN_PLACES[countryIndex(values[0] - LETTER_A, values[1] - LETTER_A)];
      if (places === undefined) return -1;
    }
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

function plainValue(byte: number): number {
  return isDigit(byte) ? byte - 0x30 : (byte & 0xdf) - 0x37;
}

/** The value of a digit of any script, or of a letter that is full-width or escaped; JOINER, NONE, or UNIT for what is invisible. */
function unitStep(unit: number): number {
  const kind = unitKind(unit);
  if (kind < 10) return kind;
  if (kind === INVISIBLE) return UNIT;
  const code = unitCodePoint(unit);
  if (kind === SEPARATOR) return JOINERS.has(code) ? JOINER : NONE;
  if (isLetter(code)) return plainValue(code);
  if (code >= 0xff21 && code <= 0xff3a) return code - 0xff21 + LETTER_A;
  return code >= 0xff41 && code <= 0xff5a ? code - 0xff41 + LETTER_A : NONE;
}
