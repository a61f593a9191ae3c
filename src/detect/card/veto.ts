/**
 * Structural vetoes: what surrounds a number proves that it is part of something else. They remove look-alikes at no cost in recall,
 * so each demands proof and none guesses. A byte on either side tells first whether it is worth to look further.
 */
import { isDigit, isLetter } from '../../text/ascii.js';
import { textAfter, textBefore, type View } from '../view.js';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const UUID_CHARACTERS = 36;
/** A hexadecimal or base64 token this long is not searched for numbers. */
const TOKEN_CHARACTERS_MIN = 32;
/** Runs of digits beside the number in a base64 token of that length; in random base64 there are five. */
const BASE64_DIGIT_RUNS_MIN = 3;

const SPACE = 0x20;
const PLUS = 0x2b;
const HYPHEN = 0x2d;
const DOT = 0x2e;

const isUuidByte = (byte: number): boolean => byte === HYPHEN || isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);

/** The byte at an offset of the view, or 0 beyond its ends. */
const byteAt = (view: View, at: number): number => (at >= view.start && at < view.end ? view.bytes[at] : 0);

/** Whether the number between two offsets of the view lies in a UUID. */
export function isInUuid(view: View, start: number, end: number): boolean {
  if (!isUuidByte(byteAt(view, start - 1)) && !isUuidByte(byteAt(view, end))) return false;
  const before = textBefore(view, start).slice(-UUID_CHARACTERS);
  const around = before + textAfter(view, start).slice(0, UUID_CHARACTERS);
  for (const match of around.matchAll(UUID)) {
    const from = start - before.length + match.index;
    if (from <= start && from + UUID_CHARACTERS >= end) return true;
  }
  return false;
}

/**
 * Whether letters touch the number and both are one long hexadecimal or base64 token. Words glued to a number are no token: base64 mixes
 * upper case, lower case and digits all along.
 */
export function isInToken(view: View, start: number, end: number): boolean {
  if (!isLetter(byteAt(view, start - 1)) && !isLetter(byteAt(view, end))) return false;
  const left = /[0-9A-Za-z]*$/.exec(textBefore(view, start))?.[0] ?? '';
  const right = /^[0-9A-Za-z]*/.exec(textAfter(view, end))?.[0] ?? '';
  if (left.length + (end - start) + right.length < TOKEN_CHARACTERS_MIN) return false;
  const rest = `${left} ${right}`;
  if (/^[0-9a-f ]*$/.test(rest) || /^[0-9A-F ]*$/.test(rest)) return true;
  const digitRuns = rest.match(/[0-9]+/g)?.length ?? 0;
  return digitRuns >= BASE64_DIGIT_RUNS_MIN && /[a-z]/.test(rest) && /[A-Z]/.test(rest);
}

/** Whether the digits are the fraction of a decimal: 0.4999565660195618. */
export function isFraction(view: View, start: number): boolean {
  return byteAt(view, start - 1) === DOT && isDigit(byteAt(view, start - 2));
}

/** Digits of the longest telephone numbers in use; E.164 allows fifteen, but those would be cards more often than telephones. */
const TELEPHONE_DIGITS_MAX = 13;

/** Whether a plus sign makes it a telephone number. Behind a letter or digit the plus is a separator, or a space in a form. */
export function isTelephone(view: View, start: number, digits: number): boolean {
  if (digits > TELEPHONE_DIGITS_MAX || byteAt(view, start - 1) !== PLUS) return false;
  const before = byteAt(view, start - 2);
  return !isLetter(before) && !isDigit(before);
}

const IBAN_CHARACTERS_MIN = 15;
const IBAN_CHARACTERS_MAX = 34;
/** Country and check digits, then groups, up to where the number at hand begins. */
const IBAN_BEFORE = /(?<![0-9A-Za-z])[A-Z]{2}\d{2}(?: ?[0-9A-Z]){0,30} ?$/;

/** Whether the number is part of an IBAN (ISO 13616) whose check digits are right: those of a card in an IBAN's clothes seldom are. */
export function isInIban(view: View, start: number, end: number): boolean {
  const before = byteAt(view, start - 1) === SPACE ? byteAt(view, start - 2) : byteAt(view, start - 1);
  if (!isDigit(before) && !isLetter(before)) return false;
  const left = IBAN_BEFORE.exec(textBefore(view, start))?.[0];
  if (left === undefined) return false;
  const iban = (left + (/^(?: ?[0-9A-Z])*/.exec(textAfter(view, start))?.[0] ?? '')).replaceAll(' ', '');
  const covered = left.replaceAll(' ', '').length + end - start;
  return iban.length >= IBAN_CHARACTERS_MIN && iban.length <= IBAN_CHARACTERS_MAX && iban.length >= covered - 4 && isIbanValid(iban);
}

/** ISO 7064 mod 97-10 over the rearranged characters, letters as 10 to 35. */
function isIbanValid(iban: string): boolean {
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value < 10 ? 10 : 100) + value) % 97;
  }
  return rest === 1;
}
