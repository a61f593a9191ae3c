/** The accuracy report as tables that read well on a terminal and are Markdown at the same time. Names and counts only, never a value. */
import { formatTable, type Table } from '../harness/table.js';
import { byCategory, rate, type Bar } from './bars.js';
import type { Level } from './case.js';
import { chatTables } from './chats/chats.js';
import type { Outcome, Results } from './score.js';

const WIDTH = 20;
const MISSES_SHOWN = 60;

const percent = (share: number): string => (Number.isNaN(share) ? '–' : `${(share * 100).toFixed(share === 1 || share === 0 ? 0 : 1)} %`);
const picture = (share: number): string => {
  const full = Math.max(0, Math.min(WIDTH, Math.floor(share * WIDTH + 1e-9)));
  return '█'.repeat(full) + '·'.repeat(WIDTH - full);
};
const cases = (outcomes: readonly Outcome[]): string => outcomes.reduce((sum, outcome) => sum + outcome.cases, 0).toLocaleString('en-US');
const number = (value: number): string => String(Number(value.toFixed(2)));

/** How much of the bar is reached: for a ceiling, how much of it is still free. */
function share({ measured, limit, sense }: Bar): number {
  if (sense === 'least') return measured / 100;
  return limit === 0 ? (measured === 0 ? 1 : 0) : 1 - measured / (2 * limit);
}

function barTable(bars: readonly Bar[]): Table {
  const row = (bar: Bar): string[] => [
    bar.name,
    `${number(bar.measured)} ${bar.unit}`,
    `${bar.sense === 'least' ? '≥' : '≤'} ${bar.limit}`,
    bar.holds ? 'pass' : 'FAIL',
    picture(share(bar)),
    bar.cases.toLocaleString('en-US'),
    bar.worst ?? '',
  ];
  return { title: 'Bars', columns: ['what', 'measured', 'bar', '', 'picture', 'cases', 'worst'], rows: bars.map(row) };
}

const LEVELS: readonly Level[] = ['must', 'should', 'stretch', 'info'];

/** One line a category, one column a level. */
function recallTable(title: string, outcomes: readonly Outcome[], notes: readonly string[] = []): Table[] {
  if (outcomes.length === 0) return [];
  const levels = LEVELS.filter((level) => outcomes.some((outcome) => outcome.level === level));
  const rows = [...byCategory(outcomes)].map(([category, all]) => [
    category,
    ...levels.map((level) => percent(rate(all.filter((outcome) => outcome.level === level)))),
    picture(rate(all)),
    cases(all),
  ]);
  return [{ title, columns: ['category', ...levels, 'picture', 'cases'], rows, notes }];
}

function others(outcomes: readonly Outcome[]): string {
  const counts = new Map<string, number>();
  for (const { otherEntities } of outcomes)
    for (const [entity, count] of Object.entries(otherEntities)) counts.set(entity, (counts.get(entity) ?? 0) + count);
  const sorted = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 3);
  return sorted.map(([entity, count]) => `${entity} ${count}`).join(', ');
}

function idTable(outcomes: readonly Outcome[]): Table[] {
  const present = outcomes.filter(({ group, kind }) => group === 'ids' && kind === 'present');
  if (present.length === 0) return [];
  const rows = present.map((outcome) => {
    const wrong = outcomes.filter(({ name }) => name === `${outcome.name}/invalid`);
    return [
      outcome.category,
      outcome.level === 'must' ? '1' : '2–3',
      percent(rate([outcome])),
      picture(rate([outcome])),
      percent(rate(wrong)),
      others([outcome]),
    ];
  });
  const notes = [
    '“wrong, flagged”: the same numbers with a false check digit or an impossible part; “–” where nothing in the number can be wrong.',
  ];
  return [
    {
      title: 'National identifiers in context',
      columns: ['entity', 'tier', 'recall', 'picture', 'wrong, flagged', 'also found as'],
      rows,
      notes,
    },
  ];
}

function lookAlikeTable(outcomes: readonly Outcome[]): Table[] {
  const alike = outcomes.filter(({ kind, group }) => kind === 'absent' && (group === 'lookalikes' || group === 'spoken'));
  if (alike.length === 0) return [];
  const categories = [...byCategory(alike)];
  const noisy = categories.filter(([, all]) => all.some(({ found, others: also }) => found + also > 0));
  const rows = noisy.map(([category, all]) => [category, percent(rate(all)), cases(all), others(all)]);
  return [
    {
      title: 'Look-alikes',
      columns: ['class', 'taken for a card', 'cases', 'other findings'],
      rows,
      notes: [`${categories.length - noisy.length} of ${categories.length} classes had no finding of any kind.`],
    },
  ];
}

function cleanTable({ clean }: Results): Table[] {
  if (clean.length === 0) return [];
  const rows = clean.map(({ kind, megabytes, total, findings }) => [
    kind,
    String(megabytes),
    String(total),
    number(total / megabytes),
    Object.entries(findings)
      .sort((a, b) => b[1] - a[1])
      .map(([entity, count]) => `${entity} ${count}`)
      .join(', '),
  ]);
  return [{ title: 'Documents without sensitive data', columns: ['document', 'MB', 'findings', 'per MB', 'which'], rows }];
}

function missTable(outcomes: readonly Outcome[]): Table[] {
  const wrong = outcomes.filter((outcome) => outcome.wrong.length > 0 && outcome.level !== 'info');
  if (wrong.length === 0) return [];
  const order = (outcome: Outcome): number => LEVELS.indexOf(outcome.level) + (outcome.kind === 'absent' ? -0.5 : 0);
  const sorted = [...wrong].sort((a, b) => order(a) - order(b));
  const rows = sorted.slice(0, MISSES_SHOWN).map((outcome) => {
    const count = outcome.kind === 'present' ? outcome.cases - outcome.found : outcome.found;
    return [
      `${outcome.name}:${outcome.wrong[0] ?? 0}`,
      outcome.kind === 'present' ? 'missed' : 'false alarm',
      outcome.level,
      `${count} of ${outcome.cases}`,
    ];
  });
  const notes = ['`npm run accuracy -- --seed SEED --show NAME:INDEX` shows the shape of such a document.'];
  if (sorted.length > MISSES_SHOWN) notes.push(`${sorted.length - MISSES_SHOWN} more generators had misses.`);
  return [{ title: 'What went wrong', columns: ['generator:index', 'what', 'level', 'how often'], rows, notes }];
}

export function reportText(results: Results, bars: readonly Bar[], date: string): string {
  const { outcomes, plan, chats } = results;
  const pan = outcomes.filter(({ group }) => group === 'pan');
  const isBrand = ({ category }: Outcome): boolean => category.startsWith('brand ');
  const present = (group: string): Outcome[] => outcomes.filter((outcome) => outcome.group === group && outcome.kind === 'present');
  const tables: Table[] = [
    barTable(bars),
    ...recallTable(
      'Card numbers: hard forms',
      pan.filter((outcome) => !isBrand(outcome)),
    ),
    ...recallTable('Card numbers: brands', pan.filter(isBrand), [
      'Ranges under “info” are not confirmed by public sources and are reported only.',
    ]),
    ...recallTable('Card numbers said aloud', present('spoken')),
    ...idTable(outcomes),
    ...recallTable('Bank, contact and secrets', present('contact')),
    ...lookAlikeTable(outcomes),
    ...cleanTable(results),
    ...(chats === undefined ? [] : chatTables(chats)),
    ...missTable(outcomes),
  ];
  const head = `# Accuracy of ${date}\n\nSeed ${plan.seed}, ${plan.per} cases a generator (fewer where many make one category).\n`;
  return [head, ...tables.map(formatTable)].join('\n');
}
