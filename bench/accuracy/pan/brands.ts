/**
 * The card brands as published (issuer ranges, lengths, printed groups): the table that the positives are drawn from. It is kept apart from
 * the rule pack on purpose, so that a range missing there shows here.
 */
import type { Random } from '../../corpus/random.js';
import type { Level } from '../case.js';

export interface Brand {
  readonly name: string;
  /** `4`, or a range `222100-272099` of prefixes of equal length. */
  readonly prefixes: readonly string[];
  readonly lengths: readonly number[];
  readonly luhn: boolean;
  readonly level: Level;
  /** Lengths that count only beside a card word, because other numbers collide with them; `all` for every length. */
  readonly inContext?: readonly number[] | 'all';
}

const brand = (name: string, level: Level, lengths: readonly number[], prefixes: string, extra: Partial<Brand> = {}): Brand => ({
  name,
  level,
  lengths,
  prefixes: prefixes.split(' '),
  luhn: true,
  ...extra,
});

const ELO =
  '401178 401179 431274 438935 451416 457393 457631 457632 504175 506699-506778 509000-509999 627780 636297 636368 650031-650033 ' +
  '650035-650051 650405-650439 650485-650538 650541-650598 650700-650718 650720-650727 650901-650978 651652-651679 655000-655019 655021-655058';
const UNIONPAY = '620 6210-6219 6220-6229 623-626 6270 6272 6276 6277 6282-6289 6291 6292 8100-8171';

/** Ranges that public sources agree on are `must`; closed or rare brands `should`; the rest is reported only. */
export const BRANDS: readonly Brand[] = [
  brand('visa', 'must', [13, 16, 18, 19], '4', { inContext: [13] }),
  brand('visa-electron', 'must', [16], '4026 417500 4508 4844 4913 4917'),
  brand('mastercard', 'must', [16], '51-55'),
  brand('mastercard-2series', 'must', [16], '222100-272099'),
  brand('amex', 'must', [15], '34 37'),
  brand('discover', 'must', [16, 19], '6011 644-649 65 622126-622925'),
  brand('diners', 'must', [14, 16, 19], '300-305 3095 36 38-39'),
  brand('jcb', 'must', [16, 19], '3528-3589'),
  brand('jcb-legacy', 'must', [15], '2131 1800'),
  brand('unionpay', 'must', [16, 17, 18, 19], UNIONPAY),
  brand('maestro', 'must', [12, 13, 15, 16, 18, 19], '5018 5020 5038 5893 6304 6759 6761 6762 6763', { inContext: [12, 13, 15] }),
  brand('mir', 'must', [16, 19], '2200-2204'),
  brand('elo', 'must', [16], ELO),
  brand('hipercard', 'must', [16], '606282'),
  brand('hiper', 'must', [16], '637095 637568 637599 637609 637612'),
  brand('troy', 'must', [16], '9792 650082 654997 657366 658758'),
  brand('verve', 'must', [16, 18, 19], '506099-506198 507865-507964 650002-650027'),
  brand('dankort', 'must', [16], '5019 4571'),
  brand('uatp', 'must', [15], '1', { inContext: 'all' }),
  brand('bccard', 'must', [16], '6541 6556'),
  brand('bccard-94', 'must', [16], '94', { inContext: 'all' }),
  brand('naranja', 'must', [16], '589562'),
  brand('forbrugsforeningen', 'should', [16], '600722'),
  brand('interpayment', 'should', [16, 19], '636', { inContext: 'all' }),
  brand('instapayment', 'should', [16], '637-639', { inContext: 'all' }),
  brand('laser', 'should', [16, 19], '6304 6706 6709 6771'),
  brand('switch', 'should', [16, 18, 19], '4903 4905 4911 4936 564182 633110 6333'),
  brand('solo', 'should', [16, 18, 19], '6334 6767'),
  brand('rupay', 'info', [16], '508 6069 6073 6081 6521 6530 817 82 353 356'),
  brand('borica', 'info', [16], '2205'),
  brand('napas', 'info', [16, 19], '9704'),
  brand('humo', 'info', [16], '9860'),
  brand('uzcard', 'info', [16], '8600 5614'),
  brand('ukrcard', 'info', [16, 19], '60400100 60420099'),
  brand('lankapay', 'info', [16], '357111'),
  brand('gpn', 'info', [16], '1946 504000 560000 580000 600000 610000 630000', { inContext: 'all' }),
  brand('meeza', 'info', [16], '507803 507809 507810'),
  brand('mada', 'info', [16], '968201 968211 588845 636120 604906 605141'),
  brand('bancontact', 'info', [16, 17, 19], '6703'),
  brand('belkart', 'info', [16], '9112'),
  brand('arca', 'info', [16], '9051'),
  brand('prostir', 'info', [16, 19], '9804'),
  brand('cabal', 'info', [16], '604201 604219 589657'),
  brand('argencard', 'info', [16], '501105'),
  brand('carnet', 'info', [16], '286900 506202 502275 627535 636318 639388'),
  brand('girocard', 'info', [19], '6725 6799'),
  brand('enroute', 'info', [15], '2014 2149', { luhn: false, inContext: 'all' }),
  brand('unionpay-nonluhn', 'info', [16, 19], '62', { luhn: false, inContext: 'all' }),
  brand('ebt', 'info', [16, 19], '600486 507703', { inContext: 'all' }),
];

/** ISO/IEC 7812-1 annex B: the digit that completes `digits`. */
export function luhnDigit(digits: string): string {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const weighted = i % 2 === 0 ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return String((10 - (sum % 10)) % 10);
}

export const luhnValid = (digits: string): boolean => luhnDigit(digits.slice(0, -1)) === digits.slice(-1);

export function drawPan(random: Random, { prefixes, luhn }: Brand, length: number): string {
  const [from = '', to = from] = (prefixes[random.int(0, prefixes.length - 1)] ?? '').split('-');
  const prefix = String(random.int(Number(from), Number(to))).padStart(from.length, '0');
  const body = prefix + random.digits(length - prefix.length - 1);
  const check = Number(luhnDigit(body));
  return body + String(luhn ? check : (check + random.int(1, 9)) % 10);
}

/** Whether `digits` is a number of some brand that needs no card word: to anyone it is a PAN, whatever it was meant to be. */
export function undeniable(digits: string): boolean {
  if (!luhnValid(digits)) return false;
  return BRANDS.some(({ prefixes, lengths, luhn, inContext }) => {
    if (!luhn || !lengths.includes(digits.length) || inContext === 'all' || inContext?.includes(digits.length) === true) return false;
    return prefixes.some((prefix) => {
      const [from = '', to = from] = prefix.split('-');
      const head = digits.slice(0, from.length);
      return head >= from && head <= to;
    });
  });
}

const named = (name: string): Brand => BRANDS.find((entry) => entry.name === name) ?? fail(name);

function fail(name: string): never {
  throw new Error(`There is no brand ${name}.`);
}

const SIXTEEN = ['visa', 'mastercard', 'mastercard-2series', 'discover', 'jcb', 'unionpay', 'mir'].map(named);

/** A number of sixteen digits of one of the large brands: what the hard forms are made of. */
export const draw16 = (random: Random): string => drawPan(random, SIXTEEN[random.int(0, SIXTEEN.length - 1)] ?? named('visa'), 16);
export const draw15 = (random: Random): string => drawPan(random, named('amex'), 15);
export const draw19 = (random: Random): string => drawPan(random, named('unionpay'), 19);
