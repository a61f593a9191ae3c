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
  readonly pattern: RegExp;
  readonly lengths: readonly number[] | undefined;
}

/** One country's numbers: those of its general pattern, and among them those that some type (fixed, mobile, toll-free …) takes. */
class Plan {
  /** What dialling inside the country puts before the number; '' where nothing is. */
  readonly prefix: string;
  /** Bit n is set when a number may have n digits: most are refused here. */
  private readonly lengths: number;
  private readonly general: RegExp;
  private readonly types: readonly NumberType[];
  /** The prefix with whatever else may be dialled there, and what replaces it where an area code is left out. */
  private readonly dialled: RegExp | undefined;
  private readonly replacement: string | undefined;

  constructor(plan: PlanData) {
    this.prefix = text(plan[PREFIX_AT]) ?? '';
    this.lengths = ((plan[LENGTHS_AT] ?? []) as readonly number[]).reduce((bits, length) => bits | (1 << length), 0);
    this.general = whole(text(plan[PATTERN_AT]) ?? '');
    const dialled = text(plan[DIALLED_AT]) ?? this.prefix;
    this.dialled = dialled === '' ? undefined : new RegExp(`^(?:${dialled})`);
    this.replacement = text(plan[REPLACEMENT_AT]);
    const types = (plan[TYPES_AT] ?? []) as readonly (0 | readonly [pattern: string, lengths?: readonly number[]])[];
    this.types = types.flatMap((type) => (type === 0 || type[0] === '' ? [] : [{ pattern: whole(type[0]), lengths: type[1] }]));
  }

  /** How sure it is that a number without prefix exists. */
  judge(national: string): number {
    if ((this.lengths & (1 << national.length)) === 0 || !this.general.test(national)) return UNKNOWN;
    for (const { pattern, lengths } of this.types) {
      if ((lengths === undefined || lengths.includes(national.length)) && pattern.test(national)) return ASSIGNED;
    }
    return this.types.length === 0 ? ASSIGNED : POSSIBLE;
  }

  /** The same of a number that may have the prefix. */
  judgeDialled(digits: string): number {
    const match = this.dialled?.exec(digits);
    if (match === undefined || match === null) return UNKNOWN;
    const isReplaced = this.replacement !== undefined && match.length > 1 && (match.at(-1) ?? '') !== '';
    const national = isReplaced
      ? digits.replace(match[0], match[0].replace(this.dialled ?? '', this.replacement))
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

/** Length of the calling code that the digits begin with, or 0. */
export function callingCodeLength(digits: string): number {
  for (let length = 1; length <= CALLING_CODE_DIGITS_MAX; length++)
    if (Object.hasOwn(data.country_calling_codes, digits.slice(0, length))) return length;
  return Object.hasOwn(data.nonGeographic, digits.slice(0, 3)) ? 3 : 0;
}

/** How sure it is that digits that begin with a calling code are a number of one of the countries that share it. */
export function judgeInternational(digits: string): number {
  const length = callingCodeLength(digits);
  if (length === 0 || digits.length > E164_DIGITS_MAX || digits.length - length < NATIONAL_DIGITS_MIN) return UNKNOWN;
  const code = digits.slice(0, length);
  const national = digits.slice(length);
  if (Object.hasOwn(data.nonGeographic, code)) return planOf(code, data.nonGeographic[code]).judge(national);
  let best = UNKNOWN;
  const countries = data.country_calling_codes[code];
  for (const country of countries) {
    const plan = planOf(country, data.countries[country]);
    // The prefix that only callers inside the country dial is often written all the same: +46 0701234567.
    best = Math.max(best, plan.judge(national), country === countries[0] ? plan.judgeDialled(national) : UNKNOWN);
    if (best === ASSIGNED) break;
  }
  return best;
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

/** How sure it is that digits are a number as people of one of those countries write it, with the prefix that they dial. */
export function judgeNational(digits: string): number {
  let best = UNKNOWN;
  for (const [country, isBare] of NATIONAL) {
    const plan = planOf(country, data.countries[country]);
    if (plan.prefix !== '' && digits.startsWith(plan.prefix)) best = Math.max(best, plan.judge(digits.slice(plan.prefix.length)));
    // Without a prefix nearly all digits are possible somewhere: only what is assigned counts.
    if ((isBare || plan.prefix === '') && plan.judge(digits) === ASSIGNED) return ASSIGNED;
    if (best === ASSIGNED) break;
  }
  return best;
}

const NORTH_AMERICAN = /^1?[2-9]\d{2}[2-9]\d{6}$/;

/** Whether ten digits, or eleven with a leading 1, have the form of the North American plan (NXX NXX XXXX). */
export const isNorthAmerican = (digits: string): boolean => NORTH_AMERICAN.test(digits);
