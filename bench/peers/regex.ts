/**
 * Card numbers by V8 regular expressions. The chunk is decoded as Latin-1, the cheapest decoding there is (one byte, one character, no
 * validation), and candidates are checked for prefix and Luhn in JavaScript.
 */
import { Buffer } from 'node:buffer';
import type { Contender } from './contender.js';
import { isCard } from './luhn.js';

/**
 * Digits grouped in any way over single spaces and dashes: the kernel's own claim for ASCII. The first four digits are written out because
 * V8 then skips ahead further; of twelve equivalent spellings this was the fastest on Node 20.
 */
const ANY_GROUPING = /\b[2-6][ -]?\d[ -]?\d[ -]?\d(?:[ -]?\d){9,15}\b/g;
/** As above, but the first four digits must touch: how cards are printed. Twice as fast, and blind to `4-1-1-1…`. */
const PRINTED_GROUPING = /\b[2-6]\d{3}(?:[ -]?\d){9,15}\b/g;

/** Over the separators that the kernel joins digits over, up to four in a gap; of ASCII and Latin-1 only, escapes and other scripts unseen. */
const ANY_SEPARATORS = /(?<!\d)[2-6](?:[\t-\r '()*+,\-./:=>\\^_`|~\xa0\xb7]{0,4}\d){11,18}(?!\d)/g;

const decode = (chunk: Uint8Array): string => Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1');

function countCards(text: string, pattern: RegExp): number {
  let found = 0;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) if (isCard(match[0])) found += 1;
  return found;
}

export const regexAnyGrouping: Contender = {
  name: 'V8 regex',
  claim: 'digits in any groups over space and dash, prefix, Luhn',
  scan: (chunk) => countCards(decode(chunk), ANY_GROUPING),
};

export const regexAnySeparators: Contender = {
  name: 'V8 regex, any separators',
  claim: 'digits in any groups over the ASCII separators that the kernel knows, prefix, Luhn: the nearest to its job, with false alarms',
  overcounts: true,
  scan: (chunk) => countCards(decode(chunk), ANY_SEPARATORS),
};

export const regexPrintedGrouping: Contender = {
  name: 'V8 regex, printed groups',
  claim: 'first four digits together, then any groups; prefix, Luhn',
  scan: (chunk) => countCards(decode(chunk), PRINTED_GROUPING),
};

/** One expression a rule, as public recognisers have them. Only the first counts as a card; the others are matched and counted too. */
const TWENTY: readonly RegExp[] = [
  ANY_GROUPING,
  /\b(?!000|666|9\d\d)\d{3}[- ]?(?!00)\d{2}[- ]?(?!0000)\d{4}\b/g, // US SSN
  /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g, // IBAN
  /\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}\b/g, // e-mail
  /(?:\+\d{1,3}[ -]?)?(?:\(\d{1,4}\)[ -]?)?\d{2,4}(?:[ -]\d{2,4}){2,4}\b/g, // phone
  /\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b/g, // UK NINO
  /\b\d{3} ?\d{3} ?\d{4}\b/g, // UK NHS
  /\b\d{3}[ -]?\d{3}[ -]?\d{3}\b/g, // CA SIN
  /\b[2-9]\d{3} ?\d{4} ?\d{4}\b/g, // IN Aadhaar
  /\b\d{3}\.?\d{3}\.?\d{3}-?\d{2}\b/g, // BR CPF
  /\b\d{2} ?\d{3} ?\d{3} ?\d{3}\b/g, // DE IdNr
  /\b[12] ?\d{2} ?\d{2} ?\d{2} ?\d{3} ?\d{3} ?\d{2}\b/g, // FR NIR
  /\b(?:\d{8}|[XYZ]\d{7})-?[A-Z]\b/g, // ES DNI, NIE
  /\b[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]\b/g, // IT codice fiscale
  /\b(?:19|20)?\d{6}[-+]\d{4}\b/g, // SE personnummer
  /\b\d{11}\b/g, // PL PESEL
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, // AWS key
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g, // JWT
  /\b(?:\d{1,3}\.){3}\d{1,3}\b/g, // IPv4
  /\b(?:cvc|cvv|cid|security code)\b[^0-9]{0,12}\d{3,4}\b/gi, // CVC
];

let otherMatches = 0;

function countAll(text: string): number {
  const cards = countCards(text, ANY_GROUPING);
  for (const pattern of TWENTY.slice(1)) {
    pattern.lastIndex = 0;
    while (pattern.exec(text) !== null) otherMatches += 1;
  }
  return cards;
}

export const twentyRegexes: Contender & { readonly others: () => number } = {
  name: '20 V8 regexes',
  claim: 'the V8 regex and nineteen more rules, one after another',
  scan: (chunk) => countAll(decode(chunk)),
  /** Matches of the nineteen other rules since the start; kept so that the work cannot be optimised away. */
  others: () => otherMatches,
};
