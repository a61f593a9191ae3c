/** Numbering plans as tables against libphonenumber: its expressions one by one, and its answers. */
import fc from 'fast-check';
import { getCountries, getExampleNumber, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/max/metadata';
import examples from 'libphonenumber-js/mobile/examples';
import { describe, expect, it } from 'vitest';
import { ASSIGNED, isNorthAmerican, judgeInternational, judgeNational, UNKNOWN } from '../../../src/detect/phone/plan.js';
import { randomOf } from '../random.js';

type PlanData = readonly unknown[];
const { country_calling_codes: codes, countries, nonGeographic } = metadata as unknown as {
  readonly country_calling_codes: Readonly<Record<string, readonly string[]>>;
  readonly countries: Readonly<Record<string, PlanData>>;
  readonly nonGeographic: Readonly<Record<string, PlanData>>;
}; // prettier-ignore

/** The metadata have 0 where there is nothing. */
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const [PATTERN, LENGTHS, PREFIX, DIALLED, REPLACEMENT, TYPES] = [2, 3, 5, 7, 8, 11];

/** How sure a plan is, by its expressions. */
function judged(plan: PlanData, national: string): number {
  const matches = (pattern: string): boolean => new RegExp(`^(?:${pattern})$`).test(national);
  if (!(plan[LENGTHS] as number[]).includes(national.length) || !matches(plan[PATTERN] as string)) return 0;
  const types = ((plan[TYPES] ?? []) as (0 | [string, number[]?])[]).filter((type) => type !== 0 && type[0] !== '');
  if (types.length === 0) return 2;
  const isAssigned = types.some((type) => type !== 0 && type[1]?.includes(national.length) !== false && matches(type[0]));
  return isAssigned ? 2 : 1;
}

/** The same with what is dialled before the number. */
function judgedDialled(plan: PlanData, digits: string): number {
  const written = textOf(plan[DIALLED]) ?? textOf(plan[PREFIX]) ?? '';
  const match = written === '' ? null : new RegExp(`^(?:${written})`).exec(digits);
  if (match === null) return 0;
  const isReplaced = typeof plan[REPLACEMENT] === 'string' && match.length > 1 && (match.at(-1) ?? '') !== '';
  const national = isReplaced ? digits.replace(new RegExp(`^(?:${written})`), plan[REPLACEMENT] as string) : digits.slice(match[0].length);
  return national === digits ? 0 : judged(plan, national);
}

function expected(digits: string): number {
  const code = [3, 2, 1].map((length) => digits.slice(0, length)).find((text) => text in codes || text in nonGeographic);
  if (code === undefined || digits.length > 15 || digits.length - code.length < 4) return 0;
  const national = digits.slice(code.length);
  if (!(code in codes)) return judged(nonGeographic[code], national);
  const plans = codes[code].map((country) => countries[country]);
  return Math.max(...plans.map((plan) => judged(plan, national)), judgedDialled(plans[0], national));
}

const scratch = Buffer.alloc(64);
/** Asks about digits among others, as they lie in a message. */
function ask<T>(judge: (bytes: Uint8Array, from: number, to: number) => T, digits: string): T {
  const end = scratch.write(`7${digits}7`, 'latin1');
  return judge(scratch, 1, end - 1);
}

/** A random number that a pattern takes. */
function drawn(pattern: string, random: (below: number) => number): string {
  const groups = /\(\?:([^()]*)\)(?:\{(\d+)(?:,(\d+))?\}|(\?))?/;
  const of = (text: string): string => {
    const ways = text.split('|');
    return ways[random(ways.length)].replace(/(\\d|\[[^\]]*\]|\d)(?:\{(\d+)(?:,(\d+))?\}|(\?))?/g, (_, set: string, min?: string, max?: string, maybe?: string) => {
      const allowed = [...'0123456789'].filter((digit) => new RegExp(set).test(digit));
      const least = maybe === '?' ? 0 : Number(min ?? 1);
      const count = least + random(Number(max ?? (maybe === '?' ? 1 : least)) - least + 1);
      return Array.from({ length: count }, () => allowed[random(allowed.length)]).join('');
    });
  }; // prettier-ignore
  let text = pattern;
  for (let match = groups.exec(text); match !== null; match = groups.exec(text)) {
    const [all, inner, min, max, maybe] = match as unknown as [string, string, string?, string?, string?];
    const least = maybe === '?' ? 0 : Number(min ?? 1);
    const count = least + random(Number(max ?? (maybe === '?' ? 1 : least)) - least + 1);
    text = text.replace(all, () => Array.from({ length: count }, () => of(inner)).join(''));
  }
  return of(text);
}

describe('international numbers', () => {
  it('of every country answer as its expressions do', () => {
    const code = fc.constantFrom(...Object.keys(codes), ...Object.keys(nonGeographic));
    const prefix = fc.constantFrom('', '', '', '0', '8', '1', '06', '15', '90', '180020');
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 3, maxLength: 13 });
    fc.assert(
      fc.property(code, prefix, digits, (...parts) => {
        const number = parts.join('');
        expect(ask(judgeInternational, number), number).toBe(expected(number));
      }),
      { numRuns: 5_000 },
    );
  });

  it('that its patterns were drawn from, and neighbours of them, answer the same', () => {
    const random = randomOf(17);
    let assigned = 0;
    for (const [code, names] of Object.entries(codes)) {
      for (const plan of names.map((name) => countries[name])) {
        const patterns = [plan[PATTERN] as string, ...((plan[TYPES] ?? []) as (0 | [string])[]).flatMap((type) => (type === 0 || type[0] === '' ? [] : [type[0]]))];
        for (const pattern of patterns) {
          const national = drawn(pattern, random);
          const at = random(national.length);
          const other = national.slice(0, at) + String(random(10)) + national.slice(at + 1);
          const prefix = textOf(plan[PREFIX]) ?? '';
          for (const one of [national, other, national.slice(0, -1), `${national}${random(10)}`, prefix + national]) {
            const certainty = ask(judgeInternational, code + one);
            expect(certainty, code + one).toBe(expected(code + one));
            if (certainty === ASSIGNED) assigned++;
          }
        }
      }
    }
    expect(assigned).toBeGreaterThan(1_000);
  }); // prettier-ignore

  it('of every country agree with what the library says of its examples', () => {
    const missed: string[] = [];
    for (const country of getCountries()) {
      const example = getExampleNumber(country, examples)?.number.slice(1);
      if (example === undefined) continue;
      if (ask(judgeInternational, example) !== ASSIGNED) missed.push(`${country} ${example}`);
      for (const near of [example.slice(0, -1), `${example}0`, `${example}7`]) {
        const isValid = parsePhoneNumberFromString(`+${near}`)?.isValid() ?? false;
        if ((ask(judgeInternational, near) === ASSIGNED) !== isValid) missed.push(`${country} ${near}`);
      }
    }
    expect(missed).toEqual([]);
  });

  it('agree with the library on random numbers of every country', () => {
    const random = randomOf(3);
    let [same, different] = [0, 0];
    for (const code of Object.keys(codes)) {
      for (let n = 0; n < 100; n++) {
        const digits = code + Array.from({ length: 5 + random(8) }, () => random(10)).join('');
        const theirs = parsePhoneNumberFromString(`+${digits}`)?.isValid() ?? false;
        if ((ask(judgeInternational, digits) === ASSIGNED) === theirs) same++;
        else different++;
      }
    }
    expect(same).toBeGreaterThan(20_000);
    expect(different).toBeLessThanOrEqual(same / 1_000);
  });

  it.each(['', '4', '46', '461', '0', '999', '4670', '46701740605123456'])('are none: %j', (digits) => {
    expect(ask(judgeInternational, digits)).toBe(UNKNOWN);
  });
});

describe('national numbers', () => {
  const dialled: readonly CountryCode[] = ['US', 'CA', 'GB', 'IE', 'SE', 'NO', 'DK', 'FI', 'DE', 'AT', 'CH', 'NL', 'BE', 'FR', 'ES', 'PT', 'IT', 'PL', 'HU', 'IN', 'JP', 'KR', 'AU', 'NZ', 'ZA']; // prettier-ignore

  it('are known as people dial them', () => {
    const missed = dialled.filter((country) => {
      const digits = getExampleNumber(country, examples)?.formatNational().replace(/\D/g, '') ?? '';
      return ask(judgeNational, digits) !== ASSIGNED;
    });
    expect(missed).toEqual([]);
  });

  it('exist in some country when they are assigned', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 16 });
    fc.assert(
      fc.property(digits, (number) => {
        const certainty = ask(judgeNational, number);
        const somewhere = Object.values(countries).map((plan) => {
          const prefix = textOf(plan[PREFIX]) ?? '';
          const behind = prefix !== '' && number.startsWith(prefix) ? judged(plan, number.slice(prefix.length)) : 0;
          return Math.max(behind, judged(plan, number));
        });
        expect(certainty, number).toBeLessThanOrEqual(Math.max(...somewhere));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['4155550132', true], ['14155550132', true], ['24155550132', false], ['1155550132', false], ['4151550132', false], ['415555013', false],
    ['141555501321', false], ['0155550132', false], ['4150550132', false],
  ])('have the form of the North American plan or not: %s', (digits, expectation) => {
    expect(ask(isNorthAmerican, digits)).toBe(expectation);
  }); // prettier-ignore
});
