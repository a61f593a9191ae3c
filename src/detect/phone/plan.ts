/**
 * Numbering plans of all countries, from the metadata of libphonenumber-js, as a fast check. Parsing a number with the library takes 30
 * microseconds; this answers the one question detection has, whether the number exists in the plan, in a tenth of one, from tables and from
 * digits where they lie. A plan becomes a table when the first number asks for it; a test compares the answers with the library's.
 */
import metadata from 'libphonenumber-js/max/metadata';
import { DigitAutomaton } from './automaton.js';
import { E164_DIGITS_MAX, PrefixReader, startsWith } from './prefix.js';

/** A country's entry in the metadata: the places that matter here. */
type PlanData = readonly unknown[];

const PATTERN_AT = 2;
const LENGTHS_AT = 3;
const PREFIX_AT = 5;
const DIALLED_AT = 7;
const REPLACEMENT_AT = 8;
const TYPES_AT = 11;

interface Metadata {
  readonly country_calling_codes: Readonly<Record<string, readonly string[]>>;
  readonly countries: Readonly<Record<string, PlanData>>;
  readonly nonGeographic: Readonly<Record<string, PlanData>>;
}

const data = metadata as unknown as Metadata;

export { E164_DIGITS_MAX };
/** Digits of a national (significant) number. */
const NATIONAL_DIGITS_MIN = 4;
const CALLING_CODE_DIGITS_MAX = 3;

/** How sure it is that a number exists: not at all, its plan has the length and first digits, its plan has assigned the range. */
export const UNKNOWN = 0;
export const POSSIBLE = 1;
export const ASSIGNED = 2;

/** The patterns of all plans that somebody asked for. */
const automaton = new DigitAutomaton();
const GENERAL = 1;

/** One country's numbers: those of its general pattern, and among them those that some type (fixed, mobile, toll-free …) takes. */
class Plan {
  /** What dialling inside the country puts before the number; '' where nothing is. */
  readonly prefix: string;
  /** Bit n is set when a number may have n digits: most are refused here. */
  readonly lengths: number;
  /** Its beginning in the automaton; the general pattern has bit 0 there, the types that have the same lengths share a bit. 0 when not made yet. */
  private start = 0;
  private types = 0;
  /** Bits of the types, by length of the number. */
  private readonly typesOfLength = new Uint16Array(E164_DIGITS_MAX + 1);
  private reader: PrefixReader | undefined;

  constructor(private readonly plan: PlanData) {
    this.prefix = text(plan[PREFIX_AT]) ?? '';
    this.lengths = ((plan[LENGTHS_AT] ?? []) as readonly number[]).reduce((bits, length) => bits | (1 << length), 0);
  }

  /** How sure it is that a number without prefix exists. */
  judge(bytes: Uint8Array, from: number, to: number): number {
    if ((this.lengths & (1 << (to - from))) === 0) return UNKNOWN;
    if (this.start === 0) this.make();
    const bits = automaton.accepted(this.start, bytes, from, to);
    if ((bits & GENERAL) === 0) return UNKNOWN;
    return this.types === 0 || (bits & this.typesOfLength[to - from]) !== 0 ? ASSIGNED : POSSIBLE;
  }

  /** Whether a number of so many digits without prefix may begin with the digits from `from` to `to`. */
  mayBegin(length: number, bytes: Uint8Array, from: number, to: number): boolean {
    if ((this.lengths & (1 << length)) === 0) return false;
    if (this.start === 0) this.make();
    return automaton.goesOn(this.start, bytes, from, to);
  }

  private make(): void {
    const types = (this.plan[TYPES_AT] ?? []) as readonly (0 | readonly [pattern: string, lengths?: readonly number[]])[];
    const patterns = [text(this.plan[PATTERN_AT]) ?? ''];
    const bitOf = new Map<string, number>();
    for (const type of types) {
      if (type === 0 || type[0] === '') continue;
      const [pattern, lengths] = type;
      const key = String(lengths);
      const bit = bitOf.get(key) ?? patterns.length;
      bitOf.set(key, bit);
      patterns[bit] = patterns.length === bit ? pattern : `${patterns[bit]}|${pattern}`;
      for (let length = 1; length <= E164_DIGITS_MAX; length++)
        if (lengths?.includes(length) !== false) this.typesOfLength[length] |= 1 << bit;
    }
    this.types = bitOf.size;
    this.start = automaton.add(patterns);
  }

  /** The same of a number that may have the prefix. */
  judgeDialled(bytes: Uint8Array, from: number, to: number): number {
    this.reader ??= new PrefixReader(text(this.plan[DIALLED_AT]) ?? this.prefix, text(this.plan[REPLACEMENT_AT]), automaton);
    const { reader } = this;
    return reader.read(bytes, from, to) ? this.judge(reader.bytes, reader.from, reader.to) : UNKNOWN;
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const plans = new Map<string, Plan>();

function planOf(name: string, plan: PlanData): Plan {
  const known = plans.get(name);
  if (known !== undefined) return known;
  const made = new Plan(plan);
  plans.set(name, made);
  return made;
}

/** By the first three digits: the length of the calling code that they begin with, or 0. No code begins another. */
const codeLengths = new Uint8Array(1000);
for (const code of [...Object.keys(data.country_calling_codes), ...Object.keys(data.nonGeographic)]) {
  const beyond = 10 ** (CALLING_CODE_DIGITS_MAX - code.length);
  codeLengths.fill(code.length, Number(code) * beyond, (Number(code) + 1) * beyond);
}

const valueOf = (bytes: Uint8Array, from: number, to: number): number => {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + bytes[at] - 0x30;
  return value;
};

/** Digits of the calling code that the number begins with, or 0. */
function callingCodeDigits(bytes: Uint8Array, from: number, to: number): number {
  return to - from < CALLING_CODE_DIGITS_MAX ? 0 : codeLengths[valueOf(bytes, from, from + CALLING_CODE_DIGITS_MAX)];
}

/** Plans of the countries that share a calling code, by its value, the main one first. */
const sharing: (readonly Plan[])[] = [];

function plansOf(code: number): readonly Plan[] {
  const known = sharing[code] as readonly Plan[] | undefined;
  if (known !== undefined) return known;
  const isGeographic = !Object.hasOwn(data.nonGeographic, code);
  return (sharing[code] = isGeographic
    ? data.country_calling_codes[code].map((country) => planOf(country, data.countries[country]))
    : [planOf(String(code), data.nonGeographic[code])]);
}

/** How sure it is that digits that begin with a calling code are a number of one of the countries that share it. The bytes are ASCII digits. */
export function judgeInternational(bytes: Uint8Array, from: number, to: number): number {
  const codeDigits = callingCodeDigits(bytes, from, to);
  if (codeDigits === 0 || to - from > E164_DIGITS_MAX || to - from - codeDigits < NATIONAL_DIGITS_MIN) return UNKNOWN;
  const national = from + codeDigits;
  const sharing = plansOf(valueOf(bytes, from, national));
  let best = UNKNOWN;
  for (const plan of sharing) {
    best = Math.max(best, plan.judge(bytes, national, to));
    if (best === ASSIGNED) return best;
  }
  // The prefix that only callers inside the country dial is often written all the same: +46 0701234567.
  return Math.max(best, sharing[0].judgeDialled(bytes, national, to));
}

/**
 * Countries in whose national form numbers are recognised. `bare` countries are those where people leave the prefix out that the plan has, or
 * whose numbers have none.
 */
const NATIONAL: readonly (readonly [country: string, isBare: boolean])[] = [
  ['US', true], ['CA', true], ['GB', false], ['IE', false], ['SE', false], ['NO', true], ['DK', true], ['FI', false], ['IS', true], ['DE', false], ['AT', false],
  ['CH', false], ['NL', false], ['BE', false], ['LU', true], ['FR', false], ['ES', true], ['PT', true], ['IT', true], ['PL', true], ['CZ', true], ['SK', false], ['RO', false],
  ['HU', false], ['GR', true], ['TR', true], ['IL', false], ['AE', false], ['SA', false], ['EG', false], ['ZA', false], ['IN', true], ['JP', false], ['KR', false], ['CN', true],
  ['HK', true], ['SG', true], ['MY', false], ['PH', false], ['ID', false], ['TH', false], ['AU', false], ['NZ', false], ['BR', true], ['MX', true], ['AR', true], ['CL', true], ['CO', true],
  ['RU', true], ['UA', false],
]; // prettier-ignore

interface Dialling {
  readonly plan: Plan;
  /** Digits of the prefix that is left out; without one nearly all digits are possible somewhere, and only what is assigned counts. */
  readonly skip: number;
  readonly mustBeAssigned: boolean;
}

/** First digits of a number by which what people dial is told apart: few countries are left then. */
const HEAD_DIGITS = 4;
const HEADS = 10 ** HEAD_DIGITS;

/** What people dial, by the number's length and first digits. */
const diallings: (readonly Dialling[] | undefined)[] = [];

function diallingsOf(bytes: Uint8Array, from: number, length: number): readonly Dialling[] {
  const ways: Dialling[] = [];
  const head = from + Math.min(length, HEAD_DIGITS);
  for (const [country, isBare] of NATIONAL) {
    const plan = planOf(country, data.countries[country]);
    const skip = plan.prefix.length;
    const takes = (left: number): boolean => length > left && plan.mayBegin(length - left, bytes, from + left, Math.max(from + left, head));
    if (skip > 0 && startsWith(bytes, from, plan.prefix) && takes(skip)) ways.push({ plan, skip, mustBeAssigned: false });
    if ((isBare || skip === 0) && takes(0)) ways.push({ plan, skip: 0, mustBeAssigned: true });
  }
  return ways;
}

/**
 * How sure it is that digits are a number as people of one of those countries write it, with the prefix that they dial. The bytes are ASCII
 * digits.
 */
export function judgeNational(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  if (length <= 0 || length > E164_DIGITS_MAX) return UNKNOWN;
  const slot = length * HEADS + valueOf(bytes, from, from + Math.min(length, HEAD_DIGITS));
  const ways = (diallings[slot] ??= diallingsOf(bytes, from, length));
  let best = UNKNOWN;
  for (const { plan, skip, mustBeAssigned } of ways) {
    const certainty = plan.judge(bytes, from + skip, to);
    if (certainty === ASSIGNED) return ASSIGNED;
    if (!mustBeAssigned) best = Math.max(best, certainty);
  }
  return best;
}

const ZERO = 0x30;
const ONE = 0x31;

/** Whether ten digits, or eleven with a leading 1, have the form of the North American plan (NXX NXX XXXX). The bytes are ASCII digits. */
export function isNorthAmerican(bytes: Uint8Array, from: number, to: number): boolean {
  const area = to - from === 11 && bytes[from] === ONE ? from + 1 : from;
  const isLeading = (byte: number): boolean => byte !== ZERO && byte !== ONE;
  return to - area === 10 && isLeading(bytes[area]) && isLeading(bytes[area + 3]);
}
