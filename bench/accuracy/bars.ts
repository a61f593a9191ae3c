/** The bars that the shipped rules must clear, computed from what was counted. */
import { barsOfChats } from './chats/chats.js';
import { ZERO_CLASSES } from './lookalikes/lookalikes.js';
import type { CleanOutcome, Outcome, Results } from './score.js';

export interface Bar {
  readonly name: string;
  /** What was measured, in `unit`. */
  readonly measured: number;
  readonly limit: number;
  /** `least`: measured must not be below the limit; `most`: not above it. */
  readonly sense: 'least' | 'most';
  readonly unit: '%' | 'per 1,000' | 'per MB' | 'cases';
  readonly cases: number;
  readonly holds: boolean;
  /** Which line was worst, where the bar is about the worst of many. */
  readonly worst?: string;
}

export const rate = (outcomes: readonly Outcome[]): number => {
  const cases = outcomes.reduce((sum, { cases: count }) => sum + count, 0);
  return cases === 0 ? Number.NaN : outcomes.reduce((sum, { found }) => sum + found, 0) / cases;
};

const casesOf = (outcomes: readonly Outcome[]): number => outcomes.reduce((sum, { cases }) => sum + cases, 0);

type Limits = Pick<Bar, 'limit' | 'sense' | 'unit'>;

function bar(name: string, measured: number, cases: number, limits: Limits, worst?: string): Bar[] {
  if (cases === 0) return [];
  const holds = limits.sense === 'least' ? measured >= limits.limit : measured <= limits.limit;
  return [{ name, measured, cases, holds, ...limits, ...(worst === undefined ? {} : { worst }) }];
}

const recall = (name: string, outcomes: readonly Outcome[], limit: number): Bar[] =>
  bar(name, rate(outcomes) * 100, casesOf(outcomes), { limit, sense: 'least', unit: '%' });

/** Outcomes by category, each with its rate. */
export function byCategory(outcomes: readonly Outcome[]): Map<string, Outcome[]> {
  const categories = new Map<string, Outcome[]>();
  for (const outcome of outcomes) categories.set(outcome.category, [...(categories.get(outcome.category) ?? []), outcome]);
  return categories;
}

/** The bar for the worst category: the lowest recall, or the highest rate of false alarms. */
function worst(name: string, outcomes: readonly Outcome[], limits: Limits): Bar[] {
  const rates = [...byCategory(outcomes)].map(([category, all]) => ({ category, percent: rate(all) * 100 }));
  const ordered = rates.sort((a, b) => (limits.sense === 'least' ? a.percent - b.percent : b.percent - a.percent));
  return bar(name, ordered[0]?.percent ?? Number.NaN, casesOf(outcomes), limits, ordered[0]?.category);
}

function cleanBar({ kind, megabytes, total }: CleanOutcome): Bar[] {
  return bar(`clean ${kind}, findings`, total / megabytes, megabytes, { limit: 1, sense: 'most', unit: 'per MB' });
}

export function barsOf({ outcomes, clean, chats }: Results): Bar[] {
  const pick = (group: Outcome['group'], kind: Outcome['kind'], also: (outcome: Outcome) => boolean = () => true): Outcome[] =>
    outcomes.filter((outcome) => outcome.group === group && outcome.kind === kind && also(outcome));
  const isBrand = ({ category }: Outcome): boolean => category.startsWith('brand ');
  const at = (level: Outcome['level']) => (outcome: Outcome) => outcome.level === level;
  const alike = [...pick('lookalikes', 'absent'), ...pick('spoken', 'absent')];
  const zero = alike.filter(({ category }) => ZERO_CLASSES.has(category));
  const tier1 = pick('ids', 'present', at('must'));
  const phones = pick('contact', 'present', ({ category, level }) => category.startsWith('phone') && level === 'must');
  return [
    ...recall(
      'PAN: brands, confirmed ranges',
      pick('pan', 'present', (o) => isBrand(o) && o.level === 'must'),
      100,
    ),
    ...recall(
      'PAN: must forms',
      pick('pan', 'present', (o) => !isBrand(o) && o.level === 'must'),
      100,
    ),
    ...recall(
      'PAN: should forms',
      pick('pan', 'present', (o) => !isBrand(o) && o.level === 'should'),
      95,
    ),
    ...recall('spoken PAN: must forms', pick('spoken', 'present', at('must')), 100),
    ...recall('tier-1 identifiers in context, all', tier1, 98),
    ...worst('tier-1 identifiers in context, worst', tier1, { limit: 98, sense: 'least', unit: '%' }),
    ...bar('identifiers made wrong, flagged', rate(pick('ids', 'absent')) * 100, casesOf(pick('ids', 'absent')), {
      limit: 2,
      sense: 'most',
      unit: '%',
    }),
    ...recall(
      'IBAN',
      pick('contact', 'present', ({ category }) => category.startsWith('iban')),
      99.5,
    ),
    ...bar('IBAN made wrong, flagged', rate(pick('contact', 'absent')) * 100, casesOf(pick('contact', 'absent')), {
      limit: 2,
      sense: 'most',
      unit: '%',
    }),
    ...recall(
      'e-mail',
      pick('contact', 'present', ({ category }) => category === 'email'),
      99.5,
    ),
    ...recall('telephone, international', phones, 95),
    ...bar('look-alikes taken for a PAN', rate(alike) * 1000, casesOf(alike), { limit: 1, sense: 'most', unit: 'per 1,000' }),
    ...worst('look-alikes, worst class', alike, { limit: 2, sense: 'most', unit: '%' }),
    ...bar(
      'timestamps, UUIDs, decimals, hashes, phones',
      zero.reduce((sum, { found }) => sum + found, 0),
      casesOf(zero),
      { limit: 0, sense: 'most', unit: 'cases' },
    ),
    ...clean.flatMap(cleanBar),
    ...(chats === undefined ? [] : barsOfChats(chats)),
  ];
}
