/**
 * Numbering plans of all countries, from the metadata of libphonenumber-js, as a fast check. Parsing a number with the library takes 30
 * microseconds; this answers the one question detection has, whether the number exists in the plan, in less than one. A plan's patterns are
 * compiled when the first number asks for them; a test compares the answers with the library's.
 */
import metadata from 'libphonenumber-js/max/metadata';

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

/** Digits of a national (significant) number, and of calling code and national number together (ITU-T E.164). */
export const NATIONAL_DIGITS_MIN = 4;
export const E164_DIGITS_MAX = 15;
const CALLING_CODE_DIGITS_MAX = 3;

/** How sure it is that a number exists: not at all, its plan has the length and first digits, its plan has assigned the range. */
export const UNKNOWN = 0;
export const POSSIBLE = 1;
export const ASSIGNED = 2;

interface NumberType {
  readonly pattern: string;
  readonly lengths: readonly number[] | undefined;
}

/** One country's numbers: those of its general pattern, and among them those that some type (fixed, mobile, toll-free …) takes. */
class Plan {
  /** What dialling inside the country puts before the number; '' where nothing is. */
  readonly prefix: string;
  /** Bit n is set when a number may have n digits: most are refused here. */
  readonly lengths: number;
  private general: RegExp | undefined;
  private readonly types: readonly NumberType[];
  /** What the types take, by length: one pattern of all their patterns, or null for none. */
  private readonly assigned: (RegExp | null)[] = [];
  /** The prefix with whatever else may be dialled there, and what replaces it where an area code is left out. */
  private dialled: RegExp | undefined;
  private readonly replacement: string | undefined;

  constructor(private readonly plan: PlanData) {
    this.prefix = text(plan[PREFIX_AT]) ?? '';
    this.lengths = ((plan[LENGTHS_AT] ?? []) as readonly number[]).reduce((bits, length) => bits | (1 << length), 0);
    this.replacement = text(plan[REPLACEMENT_AT]);
    const types = (plan[TYPES_AT] ?? []) as readonly (0 | readonly [pattern: string, lengths?: readonly number[]])[];
    this.types = types.flatMap((type) => (type === 0 || type[0] === '' ? [] : [{ pattern: type[0], lengths: type[1] }]));
  }

  /** How sure it is that a number without prefix exists. */
  judge(national: string): number {
    if ((this.lengths & (1 << national.length)) === 0) return UNKNOWN;
    this.general ??= whole(text(this.plan[PATTERN_AT]) ?? '');
    if (!this.general.test(national)) return UNKNOWN;
    if (this.types.length === 0) return ASSIGNED;
    let assigned = this.assigned[national.length] as RegExp | null | undefined;
    if (assigned === undefined) this.assigned[national.length] = assigned = this.typesOf(national.length);
    return assigned?.test(national) === true ? ASSIGNED : POSSIBLE;
  }

  private typesOf(length: number): RegExp | null {
    const types = this.types.filter(({ lengths }) => lengths === undefined || lengths.includes(length));
    return types.length === 0 ? null : whole(types.map(({ pattern }) => `(?:${pattern})`).join('|'));
  }

  /** The same of a number that may have the prefix. */
  judgeDialled(digits: string): number {
    const written = text(this.plan[DIALLED_AT]) ?? this.prefix;
    if (written === '') return UNKNOWN;
    this.dialled ??= new RegExp(`^(?:${written})`);
    const match = this.dialled.exec(digits);
    if (match === null) return UNKNOWN;
    const isReplaced = this.replacement !== undefined && match.length > 1 && (match.at(-1) ?? '') !== '';
    const national = isReplaced
      ? digits.replace(match[0], match[0].replace(this.dialled, this.replacement))
      : digits.slice(match[0].length);
    return national === digits ? UNKNOWN : this.judge(national);
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`);

const plans = new Map<string, Plan>();

function planOf(name: string, plan: PlanData): Plan {
  const known = plans.get(name);
  if (known !== undefined) return known;
  const made = new Plan(plan);
  plans.set(name, made);
  return made;
}

/** By the first three digits: the length of the calling code that they begin with, or 0. */
const codeLengths = new Uint8Array(1000);
for (let three = 0; three < codeLengths.length; three++) {
  const digits = String(three).padStart(CALLING_CODE_DIGITS_MAX, '0');
  for (let length = CALLING_CODE_DIGITS_MAX; length > 0; length--) {
    const isCode = Object.hasOwn(data.country_calling_codes, digits.slice(0, length));
    if (isCode || (length === CALLING_CODE_DIGITS_MAX && Object.hasOwn(data.nonGeographic, digits))) codeLengths[three] = length;
  }
}

/** Length of the calling code that the digits begin with, or 0. */
export function callingCodeLength(digits: string): number {
  return digits.length < CALLING_CODE_DIGITS_MAX ? 0 : codeLengths[Number(digits.slice(0, CALLING_CODE_DIGITS_MAX))];
}

const sharing = new Map<string, readonly Plan[]>();

/** Plans of the countries that share a calling code, the main one first. */
function plansOf(code: string): readonly Plan[] {
  let plans = sharing.get(code);
  if (plans !== undefined) return plans;
  const isGeographic = !Object.hasOwn(data.nonGeographic, code);
  plans = isGeographic
    ? data.country_calling_codes[code].map((country) => planOf(country, data.countries[country]))
    : [planOf(code, data.nonGeographic[code])];
  sharing.set(code, plans);
  return plans;
}

/** How sure it is that digits that begin with a calling code are a number of one of the countries that share it. */
export function judgeInternational(digits: string): number {
  const length = callingCodeLength(digits);
  if (length === 0 || digits.length > E164_DIGITS_MAX || digits.length - length < NATIONAL_DIGITS_MIN) return UNKNOWN;
  const national = digits.slice(length);
  const code = digits.slice(0, length);
  let best = UNKNOWN;
  for (const plan of plansOf(code)) {
    best = Math.max(best, plan.judge(national));
    if (best === ASSIGNED) return best;
  }
  // The prefix that only callers inside the country dial is often written all the same: +46 0701234567.
  return Object.hasOwn(data.nonGeographic, code) ? best : Math.max(best, plansOf(code)[0].judgeDialled(national));
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

/** What people dial, by the number's length and first digit. */
const diallings: (readonly Dialling[])[] = [];

function diallingsOf(length: number, first: string): readonly Dialling[] {
  const ways: Dialling[] = [];
  for (const [country, isBare] of NATIONAL) {
    const plan = planOf(country, data.countries[country]);
    const skip = plan.prefix.length;
    const takes = (digits: number): boolean => digits > 0 && (plan.lengths & (1 << digits)) !== 0;
    if (skip > 0 && plan.prefix.startsWith(first) && takes(length - skip)) ways.push({ plan, skip, mustBeAssigned: false });
    if ((isBare || skip === 0) && takes(length)) ways.push({ plan, skip: 0, mustBeAssigned: true });
  }
  return ways;
}

/** How sure it is that digits are a number as people of one of those countries write it, with the prefix that they dial. */
export function judgeNational(digits: string): number {
  const { length } = digits;
  if (length === 0 || length > E164_DIGITS_MAX) return UNKNOWN;
  const slot = length * 10 + digits.charCodeAt(0) - 0x30;
  const ways = (diallings[slot] as readonly Dialling[] | undefined) ?? (diallings[slot] = diallingsOf(length, digits[0]));
  let best = UNKNOWN;
  for (const { plan, skip, mustBeAssigned } of ways) {
    if (skip > 1 && !digits.startsWith(plan.prefix)) continue;
    const certainty = plan.judge(skip === 0 ? digits : digits.slice(skip));
    if (certainty === ASSIGNED) return ASSIGNED;
    if (!mustBeAssigned) best = Math.max(best, certainty);
  }
  return best;
}

const NORTH_AMERICAN = /^1?[2-9]\d{2}[2-9]\d{6}$/;

/** Whether ten digits, or eleven with a leading 1, have the form of the North American plan (NXX NXX XXXX). */
export const isNorthAmerican = (digits: string): boolean => NORTH_AMERICAN.test(digits);
