/**
 * Numbers in a form that only other things have: telephone numbers, dates, sums of money. A conversation may show them whole when they are the
 * first it hears of. Since a card number could be dressed up like that, there is little of it: one telephone number that exists, or a few
 * digits of dates and money, in one text.
 */
import { firstPhone } from './phones.js';
import { type Exempt, stretchesAt, type Stretch } from './runs.js';
import { DAY, MONTH, YEAR } from './units.js';

/** Most digits of dates and money in one text. */
const OTHERS_DIGITS_MAX = 8;
/** Most digits of one sum. */
const MONEY_DIGITS_MAX = 8;

const DATE = new RegExp(
  String.raw`(?<!\d[ .,/-]{0,3})(?:${YEAR}([-/.])${MONTH}\1${DAY}|${DAY}([-/.])${MONTH}\2(?:${YEAR}|\d\d)|${MONTH}([-/])${DAY}\3(?:${YEAR}|\d\d)|(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?|${YEAR})(?![ .,/-]{0,3}\d)`,
  'y',
);
const SUM = String.raw`\d{1,3}(?:[ ,.']\d{3}){0,2}(?:[.,]\d\d)?|\d{1,8}(?:[.,]\d\d)?`;
const CURRENCY = String.raw`kr|sek|nok|dkk|usd|eur|gbp|chf|pln|zł|dollars?|euros?|pounds?|kronor|[€$£¥]`;
const MONEY = new RegExp(String.raw`(?<!\d[ ,.']{0,3})(?:[€$£¥] ?(?:${SUM})|(?:${SUM}) ?(?:${CURRENCY})(?![a-z]))(?![ ,.']{0,3}\d)`, 'iy');

/** What else a text holds. */
export interface Around {
  readonly hasPhoneWords: boolean;
  readonly hasNumberWords: boolean;
}

/** The stretches of a decoded text that only other things look like. */
export function exemptIn(text: string, runs: readonly Stretch[], { hasPhoneWords, hasNumberWords }: Around): readonly Exempt[] {
  const some: Stretch[] = [];
  let all = 0;
  for (let i = 0; i < runs.length; i++) {
    const sides = sidesOf(text, runs[i], i + 1 < runs.length ? runs[i + 1].from : Infinity);
    all |= sides;
    if (sides !== 0) some.push(runs[i]);
  }
  if (all === 0) return NOTHING;
  const phone = (all & (GROUPED | SIGNED)) === 0 ? undefined : firstPhone(text, some, hasPhoneWords);
  if (phone !== undefined) return [phone];
  const dates = stretchesAt(text, some, DATE).filter((date) => !isYear(date) || (date.from === runs[0].from && !hasNumberWords));
  const sums = (all & (SIGNED | PAID)) === 0 ? NO_STRETCHES : stretchesAt(text, some, MONEY);
  if (dates.length === 0 && sums.length === 0) return NOTHING;
  const others = [...dates, ...sums.filter((stretch) => digitsIn(text, stretch) <= MONEY_DIGITS_MAX)];
  const digits = others.reduce((sum, stretch) => sum + digitsIn(text, stretch), 0);
  return digits <= OTHERS_DIGITS_MAX ? others.map((stretch) => ({ ...stretch, as: 1 })) : NOTHING;
}

const NOTHING: readonly Exempt[] = [];
const NO_STRETCHES: readonly Stretch[] = [];
/** Characters between the parts of such a number. */
const GAP = 3;
const YEAR_DIGITS = 4;
const BEFORE = '+(€$£¥';
/** What stands beside a run: other digits, the sign of a prefix or of a currency before it, what may be a currency behind it; a year has nothing. */
const GROUPED = 1;
const SIGNED = 2;
const PAID = 4;
const YEARLY = 8;
/** Beginnings of the names of currencies. */
const BEHIND = /[€$£¥ksnduegcpz]/i;

/** Which forms may begin with a run, by what stands beside it; 0 where none does. A telephone number has several groups or a sign, a sum a currency. */
function sidesOf(text: string, { from, to }: Stretch, next: number): number {
  let sides = to - from === YEAR_DIGITS ? YEARLY : 0;
  if (next - to <= GAP) sides |= GROUPED;
  if (from > 0 && (BEFORE.includes(text[from - 1]) || (from > 1 && BEFORE.includes(text[from - 2])))) sides |= SIGNED;
  const behind = text.charAt(text.charAt(to) === ' ' ? to + 1 : to);
  return BEHIND.test(behind) ? sides | PAID : sides;
}

/** A year by itself is written as a group of a card is: it is one where nothing comes before it. */
const isYear = ({ from, to }: Stretch): boolean => to - from === YEAR_DIGITS;

const digitsIn = (text: string, { from, to }: Stretch): number => text.slice(from, to).replace(/\D/g, '').length;
