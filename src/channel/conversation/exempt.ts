/**
 * Numbers in a form that only other things have: telephone numbers, dates, sums of money. A conversation may show them whole when they are the
 * first it hears of. Since a card number could be dressed up like that, there is little of it: one telephone number that exists, or a few
 * digits of dates and money, in one text.
 */
import { ASSIGNED, isNorthAmerican, judgeInternational, judgeNational } from '../../detect/phone/plan.js';
import { DAY, MONTH, YEAR } from './units.js';

/** Most digits of dates and money in one text. */
const OTHERS_DIGITS_MAX = 8;
/** Most digits of one sum. */
const MONEY_DIGITS_MAX = 8;

/** No other digits stand right before or behind: those might be one number with it. */
const INTERNATIONAL = /(?<![\d+]|\d[ .,/-]{0,3})\+ ?\d[\d ().-]{5,22}\d(?![ .,/-]{0,3}\d)/g;
/** 415-555-0132, (415) 555-0132, 415.555.0132, 1-415-555-0132. */
const THREE_THREE_FOUR =
  /(?<![\d+(-]|\d[ .,/-]{0,3})(?:1[- .])?(?:\([2-9]\d\d\) ?[2-9]\d\d[- .]|[2-9]\d\d([- .])[2-9]\d\d\1)\d{4}(?![ .,/-]{0,3}\d)/g;
/** 070-123 45 67, (020) 7946 0958, 06 12 34 56 78, 07700 900123. */
const NATIONAL = /(?<![\d+(-]|\d[ .,/-]{0,3})(?:\(0[1-9]\d{0,3}\)|0[1-9]\d{0,4})(?:[-/ .]{1,2}\d{2,8}){1,5}(?![ .,/-]{0,3}\d)/g;
const DATE = new RegExp(
  String.raw`(?<!\d[ .,/-]{0,3})(?:${YEAR}([-/.])${MONTH}\1${DAY}|${DAY}([-/.])${MONTH}\2(?:${YEAR}|\d\d)|${MONTH}([-/])${DAY}\3(?:${YEAR}|\d\d)|(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?|${YEAR})(?![ .,/-]{0,3}\d)`,
  'g',
);
const SUM = String.raw`\d{1,3}(?:[ ,.']\d{3}){0,2}(?:[.,]\d\d)?|\d{1,8}(?:[.,]\d\d)?`;
const CURRENCY = String.raw`kr|sek|nok|dkk|usd|eur|gbp|chf|pln|zł|dollars?|euros?|pounds?|kronor|[€$£¥]`;
const MONEY = new RegExp(String.raw`(?<!\d[ ,.']{0,3})(?:[€$£¥] ?(?:${SUM})|(?:${SUM}) ?(?:${CURRENCY})(?![a-z]))(?![ ,.']{0,3}\d)`, 'gi');

/** Characters, from and to. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The stretches of a decoded text that only other things look like. */
export function exemptIn(text: string): Stretch[] {
  const phone = firstPhone(text);
  if (phone !== undefined) return [phone];
  const others = [
    ...stretches(text, DATE),
    ...stretches(text, MONEY).filter((stretch) => digitsOf(text, stretch).length <= MONEY_DIGITS_MAX),
  ];
  const digits = others.reduce((sum, stretch) => sum + digitsOf(text, stretch).length, 0);
  return digits <= OTHERS_DIGITS_MAX ? others : [];
}

function firstPhone(text: string): Stretch | undefined {
  return (
    stretches(text, INTERNATIONAL).find((stretch) => isAssigned(judgeInternational, digitsOf(text, stretch).replace(/^00/, ''))) ??
    stretches(text, THREE_THREE_FOUR).find((stretch) => isNorthAmericanNumber(digitsOf(text, stretch))) ??
    stretches(text, NATIONAL).find((stretch) => isAssigned(judgeNational, digitsOf(text, stretch)))
  );
}

const stretches = (text: string, pattern: RegExp): Stretch[] =>
  Array.from(text.matchAll(pattern), (match) => ({ from: match.index, to: match.index + match[0].length }));

const digitsOf = (text: string, { from, to }: Stretch): string => text.slice(from, to).replace(/\(0\)|\D/g, '');

function isAssigned(judge: (bytes: Uint8Array, from: number, to: number) => number, digits: string): boolean {
  return judge(Buffer.from(digits), 0, digits.length) === ASSIGNED;
}

/** The one plan in which the form alone says what it is: an exchange need not be assigned. */
const isNorthAmericanNumber = (digits: string): boolean => isNorthAmerican(Buffer.from(digits), 0, digits.length);
