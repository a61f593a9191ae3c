/**
 * Personal identification numbers: four to six digits behind a word that announces them (ISO 9564-1 allows twelve; cards have four to six).
 * PCI DSS 4.0.1, 3.3.1.3: never kept. In India and elsewhere "PIN code" is a postal code of six digits, which is no secret.
 */
import type { Cluster } from '../cluster.js';
import { textAfter, textBefore, type View } from '../view.js';
import { compileWords, type WordTest } from './words.js';

const DIGITS_MIN = 4;
const POSTAL_DIGITS = 6;
/** Words of addresses. Near them six digits are a postal code. */
const ADDRESS = compileWords(
  (
    'address addr street road nagar colony district taluka tehsil village city town state country india postal post office zip delivery deliver shipping ship ' +
    'courier serviceability serviceable location area locality landmark region mumbai delhi bengaluru bangalore chennai kolkata hyderabad pune jaipur ' +
    'ahmedabad lucknow maharashtra karnataka gujarat kerala rajasthan'
  ).split(' '),
);
/** The word for both: a postal code, unless a card is near. */
const POSTAL_WORD = /pin[\s_-]{0,2}codes?(?![a-z])/i;
/** Bytes of it. */
const POSTAL_WORD_BYTES = 10;
/** A date, a telephone number, a version: digits go on behind one of these. */
const GOES_ON = /^[-./:]\d/;

/** Digits of the code that `cluster` begins with, read behind a word that ends before offset `from`, or 0. */
export function pinDigits(view: View, cluster: Cluster, from: number, cardText: WordTest): number {
  const size = spelledDigits(cluster) || cluster.size(0);
  if (size < DIGITS_MIN || size > POSTAL_DIGITS) return 0;
  const end = cluster.end(size - 1);
  const behind = textAfter(view, end);
  if (/^[A-Za-z]/.test(behind) || GOES_ON.test(behind)) return 0;
  return size === POSTAL_DIGITS && isPostal(view, from, cluster.starts[0], end, cardText) ? 0 : size;
}

/** Digits of a code that is typed digit by digit (4 3 2 1), or 0. */
function spelledDigits(cluster: Cluster): number {
  let count = 0;
  while (count < cluster.groups && cluster.size(count) === 1) count++;
  return count === DIGITS_MIN ? count : 0;
}

/** Whether six digits are a postal code: an address stands around, or the word says so and no card is near. */
function isPostal(view: View, from: number, start: number, end: number, cardText: WordTest): boolean {
  const isNear = (words: WordTest): boolean =>
    words.find(view.bytes, view.start, view.end, view.start, start) >= 0 ||
    words.find(view.bytes, view.start, view.end, end, view.end) >= 0;
  if (isNear(ADDRESS)) return true;
  const before = textBefore(view, start).slice(-POSTAL_WORD_BYTES - (start - from));
  return POSTAL_WORD.test(before) && !isNear(cardText);
}
