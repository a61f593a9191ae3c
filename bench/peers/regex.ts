/**
 * Card numbers by V8 regular expressions. The chunk is decoded as Latin-1, the cheapest decoding there is (one byte, one character, no
 * validation), and candidates are checked for prefix and Luhn in JavaScript.
 */
import { Buffer } from 'node:buffer';
import type { Contender } from './contender.js';
import { isCard } from './luhn.js';
import { ANY_GROUPING as CARD_SOURCE, TWENTY as EXPRESSIONS } from './twenty.js';

const ANY_GROUPING = new RegExp(CARD_SOURCE, 'g');
/** As the shared card expression, but the first four digits must touch: how cards are printed. Twice as fast, and blind to `4-1-1-1…`. */
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

/** Only the first counts as a card; the others are matched and counted too. */
const TWENTY: readonly RegExp[] = EXPRESSIONS.map(({ source, ignoreCase }) => new RegExp(source, ignoreCase === true ? 'gi' : 'g'));

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
