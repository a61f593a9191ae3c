/**
 * Data that a word announces: a card verification code behind "CVV", a PIN, an expiry date behind "valid thru". The kernel finds the words;
 * here the next number is read if nothing stands between that leads elsewhere.
 */
import { LIMITS } from '../../base/limits.js';
import { Cluster } from '../cluster.js';
import { textAfter, type View } from '../view.js';
import { isDigit } from '../../text/ascii.js';
import { isOtherAnswer, LEADING_WORDS, numberBehind } from './leading.js';
import { pinDigits } from './pin.js';
import { compileWords, isWordByte, wordSet, type WordTest } from './words.js';
import { isCardYear, isMonth } from './tail.js';

const cluster = new Cluster();

interface Span {
  readonly start: number;
  readonly end: number;
}

const COMMA = 0x2c;
/** Names of months, of three letters and more, in the languages of the default packs. */
const MONTHS = wordSet(`
  jan january januar januari janvier enero gennaio janeiro tammikuu styczeń stycznia ene janv gen
  feb february februar februari février febrero febbraio fevereiro helmikuu luty lutego févr fev
  mar march märz mars maart marzo março maaliskuu marzec marca mär mrt maj
  apr april avril abril aprile huhtikuu kwiecień kwietnia avr abr may mai mei mayo maggio maio toukokuu maja mag
  jun june juni juin junio giugno junho kesäkuu czerwiec czerwca giu jul july juli juillet julio luglio julho heinäkuu lipiec lipca juil lug
  aug august augusti augustus août agosto elokuu sierpień sierpnia ago sep sept september septembre septiembre settembre setembro syyskuu wrzesień września set
  oct october okt oktober octobre octubre ottobre outubro lokakuu październik października ott out
  nov november novembre noviembre novembro marraskuu listopad listopada dec december dez dezember déc décembre dic diciembre dicembre dezembro joulukuu grudzień grudnia`);
/** And in what else a month may stand. */
const LEADS = wordSet(`${LEADING_WORDS} in im am en em le au den i`);
const DOCUMENTS = compileWords(
  (
    'passport licence license permit passeport permis reisepass führerschein personalausweis ausweis pasaporte permiso pass körkort kørekort førerkort ' +
    'passaporto patente paspoort rijbewijs passaporte paszport prawo jazdy dowód dokument document certificate token'
  ).split(' '),
);
/** How far a word that says what expires may stand from the date. */
const WORD_REACH = 64;
/** A code of three or four digits (PCI DSS 4.0.1, 3.3.1.2), standing alone. */
export function findCvc(view: View, from: number, reach: number): Span | undefined {
  const start = numberBehind(view, from, reach);
  if (start < 0) return undefined;
  cluster.read(view.bytes, start, view.end);
  const size = spelledDigits() || cluster.size(0);
  if (size !== 3 && size !== 4) return undefined;
  const end = cluster.end(size - 1);
  return /^[A-Za-z]/.test(textAfter(view, end)) || isOtherAnswer(view, from, start, end) ? undefined : { start, end };
}

/** A PIN; `cardText` tells whether cards are spoken of. */
export function findPin(view: View, from: number, reach: number, cardText: WordTest): Span | undefined {
  const start = numberBehind(view, from, reach);
  if (start < 0) return undefined;
  cluster.read(view.bytes, start, view.end);
  const digits = pinDigits(view, cluster, from, cardText);
  if (digits === 0) return undefined;
  const end = cluster.end(digits - 1);
  return isOtherAnswer(view, from, start, end) ? undefined : { start, end };
}

/** Digits of a code that is typed digit by digit (1 2 3), or 0. */
function spelledDigits(): number {
  let count = 0;
  while (count < cluster.groups && cluster.size(count) === 1) count++;
  return count === 3 || count === 4 ? count : 0;
}

/** A month's name and a year: Dez. 2027, décembre 27. */
function findNamedMonth(view: View, from: number, reach: number): Span | undefined {
  const { bytes } = view;
  const stop = Math.min(view.end, from + reach);
  for (let at = from; at < stop;) {
    if (isDigit(bytes[at]) || bytes[at] === COMMA) return undefined;
    if (!isWordByte(bytes[at])) {
      at++;
      continue;
    }
    let end = at;
    while (end < view.end && isWordByte(bytes[end])) end++;
    if (MONTHS.has(bytes, at, end)) return withYear(view, at, end);
    if (!LEADS.has(bytes, at, end)) return undefined;
    at = end;
  }
  return undefined;
}

/** The span from a month's name to the year behind it. */
function withYear(view: View, start: number, end: number): Span | undefined {
  const year = /^[\s.,'/-]{0,3}(\d{2}|\d{4})(?!\d)/.exec(textAfter(view, end));
  return year !== null && isCardYear(Number(year[1]), year[1].length) ? { start, end: end + year[0].length } : undefined;
}

/**
 * An expiry date: 12/27, 12/2027, 2027-12, 1227 or 122027. Dates with a day are none, nor are those of passports; a bare JSON number (`isBare`)
 * is one only near a card word, which `cardText` knows: "exp" is also a claim of web tokens.
 */
export function findExpiry(view: View, from: number, reach: number, cardText: WordTest, isBare: (at: number) => boolean): Span | undefined {
  const span = expiryBehind(view, from, reach);
  if (span === undefined || isNear(cardText, view, span)) return span;
  return isNear(DOCUMENTS, view, span) || isBare(span.start) ? undefined : span;
}

/** Whether one of the words stands near a span. */
function isNear(words: WordTest, view: View, { start, end }: Span): boolean {
  const [low, high] = [Math.max(view.start, start - WORD_REACH), Math.min(view.end, end + WORD_REACH)];
  return words.find(view.bytes, low, high, low, start) >= 0 || words.find(view.bytes, low, high, end, high) >= 0;
}

function expiryBehind(view: View, from: number, reach: number): Span | undefined {
  const named = findNamedMonth(view, from, reach);
  if (named !== undefined) return named;
  const start = numberBehind(view, from, reach);
  if (start < 0) return undefined;
  cluster.read(view.bytes, start, Math.min(view.end, start + LIMITS.contextBytes));
  const digits = isCompactExpiry() ? cluster.size(0) : expiryDigits();
  return digits === 0 ? undefined : { start, end: cluster.end(digits - 1) };
}

/** 1227 or 122027 */
function isCompactExpiry(): boolean {
  const size = cluster.size(0);
  if (size !== 4 && size !== 6) return false;
  return isMonth(cluster.value(0, 2)) && isCardYear(cluster.value(2, size), size - 2);
}

/** Digits of an expiry date in the first two groups, or 0. */
function expiryDigits(): number {
  const { first, gaps, groups } = cluster;
  if (groups < 2 || first[2] > 6) return 0;
  if (groups > 2 && gaps[2] === gaps[1]) return 0; // a date with a day
  const [size, yearSize] = [first[1], first[2] - first[1]];
  const [left, right] = [cluster.value(0, size), cluster.value(size, first[2])];
  const monthFirst = size <= 2 && isMonth(left) && isCardYear(right, yearSize);
  const yearFirst = size === 4 && isCardYear(left, 4) && yearSize === 2 && isMonth(right);
  return monthFirst || yearFirst ? first[2] : 0;
}
