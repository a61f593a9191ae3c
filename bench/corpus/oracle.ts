/**
 * The corpus's own judge of what is a card number: issuer prefix, length and Luhn over every window of digit groups.
 * It is deliberately broader than any detector (it joins digits over up to eight characters of anything that is not a letter, and asks no
 * context), because its job is to prove that a number the corpus does not plant cannot be called a card. It shares no code with src/.
 */

/** One range of issuer prefixes: `from`–`to` of equal length, with the number lengths in use. */
interface Range {
  readonly from: string;
  readonly to: string;
  readonly lengths: readonly number[];
}

const range = (from: string, to: string, ...lengths: number[]): Range => ({ from, to, lengths });
const ranges = (lengths: readonly number[], ...prefixes: string[]): Range[] => prefixes.map((prefix) => range(prefix, prefix, ...lengths));

/** ISO/IEC 7812-1 issuer ranges that are or were issued, national schemes and brands gated by context included. */
const RANGES: readonly Range[] = [
  range('4', '4', 13, 16, 18, 19), // Visa, Dankort, Elo on Visa
  range('51', '55', 16), // Mastercard
  range('222100', '272099', 16),
  range('34', '34', 15), // American Express
  range('37', '37', 15),
  ...ranges([16, 19], '6011', '65', '636', '6706', '6709', '6771'), // Discover, InterPayment, Laser, Elo, Troy, RuPay
  range('644', '649', 16, 19),
  range('300', '305', 14, 16, 19), // Diners
  ...ranges([14, 16, 19], '3095', '36', '38', '39'),
  range('3528', '3589', 16, 19), // JCB
  ...ranges([15], '2131', '1800', '2014', '2149'),
  ...ranges([16, 17, 18, 19], '62'), // UnionPay
  range('8100', '8171', 16, 17, 18, 19),
  ...ranges([16], '60', '81', '82', '508', '353', '356'), // RuPay
  ...ranges([12, 13, 14, 15, 16, 17, 18, 19], '50', '56', '57', '58', '59', '6304', '6759', '6761', '6762', '6763'), // Maestro and national debit
  range('2200', '2205', 16, 19), // Mir, Borica
  range('637', '639', 16), // Hiper, InstaPayment
  ...ranges([16, 18, 19], '6333', '6334', '6767', '633110'), // Switch, Solo
  ...ranges([16, 17, 19], '6703'), // Bancontact
  ...ranges([19], '6725', '6799'), // girocard
  ...ranges([15, 16, 18, 19], '690046', '707138', '7088', '704310'), // fleet
  ...ranges([16, 19], '9704', '9804', '9792', '9860', '8600', '9112', '9051', '94', '968201', '968211'),
  ...ranges([16], '1946', '610000', '630000', '286900'),
  ...ranges([15], '1'), // UATP
];

const byLength = new Map<number, Range[]>();
for (const entry of RANGES) {
  for (const length of entry.lengths) byLength.set(length, [...(byLength.get(length) ?? []), entry]);
}

const SHORTEST = 12;
const LONGEST = 19;
const JOIN_CHARACTERS = 8;

/** ISO/IEC 7812-1 annex B. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    let digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    if (i % 2 === 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 === 0;
}

/** Whether some brand has issued numbers of this prefix and length. */
export function issued(digits: string): boolean {
  return (byLength.get(digits.length) ?? []).some((entry) => {
    const prefix = digits.slice(0, entry.from.length);
    return prefix >= entry.from && prefix <= entry.to;
  });
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Group extends Span {
  readonly digits: string;
}

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;
const isLetter = (byte: number): boolean => (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);

/** Length of a backslash escape that starts at `at` (JSON), or 0. */
function escapeLength(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== 92) return 0;
  return bytes[at + 1] === 117 ? 6 : 2;
}

/** Every window of whole digit groups in `bytes` that could be a card number. Offsets are bytes from the start of `bytes`. */
export function possibleCards(bytes: Uint8Array): Span[] {
  const found: Span[] = [];
  let groups: Group[] = [];
  let gap = 0;
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (isDigit(byte)) {
      const start = at;
      let digits = '';
      while (at < bytes.length && isDigit(bytes[at] ?? 0)) digits += String.fromCharCode(bytes[at++] ?? 0);
      groups.push({ start, end: at, digits });
      gap = 0;
      continue;
    }
    const escape = escapeLength(bytes, at);
    gap += 1;
    if (groups.length > 0 && escape === 0 && (isLetter(byte) || gap > JOIN_CHARACTERS)) {
      judge(groups, found);
      groups = [];
    }
    at += escape === 0 ? 1 : escape;
  }
  judge(groups, found);
  return found;
}

function judge(groups: readonly Group[], found: Span[]): void {
  for (let first = 0; first < groups.length; first++) {
    let digits = '';
    for (let last = first; last < groups.length && digits.length <= LONGEST; last++) {
      digits += groups[last]?.digits ?? '';
      if (digits.length < SHORTEST || digits.length > LONGEST || !issued(digits) || !luhn(digits)) continue;
      found.push({ start: groups[first]?.start ?? 0, end: groups[last]?.end ?? 0 });
    }
  }
}
