/** The tables of the matcher bench, with the bars that stand in the plan beside each ratio. Nothing fails on them. */
import { ratio, short, size, type Table } from '../harness/table.js';
import type { MatcherReport } from '../matcher.js';
import { byteLoop } from '../peers/byteloop.js';
import { regexAnyGrouping, twentyRegexes } from '../peers/regex.js';
import type { HardReport, HardRow } from './hard.js';
import type { ScanReport, ScanRow } from './scanning.js';
import type { StreamReport } from './streams.js';

const PACKS = 'Sluice, all default packs';
const HYPERSCAN = 'Hyperscan, 20 patterns';
const MB = 1_048_576;

const speedOf = (report: ScanReport | undefined, name: string): number =>
  report?.rows.find((row) => row.name === name)?.megabytesPerSecond ?? Number.NaN;

function scanTable(report: ScanReport): Table {
  const speed = (name: string): number => speedOf(report, name);
  const cells = (row: ScanRow): string[] => [
    row.name,
    short(row.megabytesPerSecond),
    ratio(row.megabytesPerSecond / speed(HYPERSCAN)),
    ratio(row.megabytesPerSecond / speed(twentyRegexes.name)),
    ratio(row.megabytesPerSecond / speed(regexAnyGrouping.name)),
    ratio(row.megabytesPerSecond / speed(byteLoop.name)),
    `${row.found}/${row.expected}`,
  ];
  const notes = report.kind === 'crm' ? report.rows.map((row) => `${row.name}: ${row.claim}`) : [];
  return {
    title: `Scanning, ${report.kind}, ${size(report.bytes)} in 64 KB chunks`,
    columns: ['contender', 'MB/s', 'to Hyperscan', 'to 20 V8 regexes', 'to V8 regex', 'to byte loop', 'cards'],
    rows: report.rows.map(cells),
    notes: report.missing === undefined ? notes : [...notes, `Hyperscan: ${report.missing}`],
  };
}

const streamCells = (row: StreamReport['rows'][number]): string[] => [
  row.kind,
  size(row.bytes),
  short(row.megabytesPerSecond),
  short(row.messagesPerSecond),
  `${row.found}/${row.expected}`,
  String(row.others),
];

function hardTable({ rows }: HardReport): Table {
  const clean = rows[0]?.megabytesPerSecond ?? Number.NaN;
  const cells = (row: HardRow): string[] => [
    row.name,
    size(row.bytes),
    short(row.megabytesPerSecond),
    ratio(clean / row.megabytesPerSecond),
    ratio(row.growth),
    short(row.rssBytes / MB),
    row.expected === undefined ? '' : `${row.found}/${row.expected}`,
  ];
  return {
    title: 'Hard texts, whole engine',
    columns: ['text', 'size', 'MB/s', 'time to clean', 'second half to first', 'RSS grew MB', 'findings'],
    rows: rows.map(cells),
    notes: ['“time to clean”: CPU time per byte beside clean CRM data. “second half to first” is 1 where time is linear.'],
  };
}

interface BarRow {
  readonly what: string;
  readonly measured: number;
  readonly limit: number;
  readonly sense: '≥' | '≤';
  readonly unit: string;
}

function barRows({ scanning, scaling, paths, hard, startup }: MatcherReport): BarRow[] {
  const crm = scanning.find(({ kind }) => kind === 'crm');
  const packs = speedOf(crm, PACKS);
  const [few, many, some, thousands] = scaling.rows.map((row) => row.megabytesPerSecond);
  const slowest = (group: HardRow['group']): number =>
    Math.min(...hard.rows.filter((row) => row.group === group).map((row) => row.megabytesPerSecond));
  const clean = hard.rows[0]?.megabytesPerSecond ?? Number.NaN;
  const growth = Math.max(...hard.rows.filter(({ group }) => group === 'adversarial').map((row) => row.rssBytes / MB));
  const cards = hard.rows.find(({ name }) => name.startsWith('a card on'))?.megabytesPerSecond ?? Number.NaN;
  const loaded = startup.rows.at(-1);
  return [
    { what: 'all default packs to Hyperscan, CRM', measured: packs / speedOf(crm, HYPERSCAN), limit: 3, sense: '≥', unit: 'x' },
    {
      what: 'all default packs to 20 V8 regexes, CRM',
      measured: packs / speedOf(crm, twentyRegexes.name),
      limit: 25,
      sense: '≥',
      unit: 'x',
    },
    {
      what: 'all default packs to the byte loop, CRM (0.8 GB/s where it does 0.54)',
      measured: packs / speedOf(crm, byteLoop.name),
      limit: 1.48,
      sense: '≥',
      unit: 'x',
    },
    { what: 'cost of 300 rules to 30', measured: (few ?? Number.NaN) / (many ?? Number.NaN), limit: 1.15, sense: '≤', unit: 'x' },
    { what: 'cost of 10,000 literals to 10', measured: (some ?? Number.NaN) / (thousands ?? Number.NaN), limit: 2, sense: '≤', unit: 'x' },
    { what: 'whole engine with ten path rules, CRM JSON', measured: paths.rows.at(-1)?.megabytesPerSecond ?? Number.NaN, limit: 150, sense: '≥', unit: ' MB/s' }, // prettier-ignore
    { what: 'slowest of Japanese, Arabic, Hindi', measured: slowest('script'), limit: 150, sense: '≥', unit: ' MB/s' },
    { what: 'a card on every line', measured: cards, limit: 25, sense: '≥', unit: ' MB/s' },
    {
      what: 'slowest adversarial text, time per byte to clean',
      measured: clean / slowest('adversarial'),
      limit: 20,
      sense: '≤',
      unit: 'x',
    },
    { what: 'most memory an adversarial text took', measured: growth, limit: 32, sense: '≤', unit: ' MB' },
    { what: 'startup with all packs, proved', measured: loaded?.milliseconds ?? Number.NaN, limit: 300, sense: '≤', unit: ' ms' },
    { what: 'memory after startup', measured: (loaded?.rssBytes ?? Number.NaN) / MB, limit: 80, sense: '≤', unit: ' MB' },
  ];
}

function barTable(report: MatcherReport): Table {
  const rows = barRows(report).map(({ what, measured, limit, sense, unit }) => {
    const holds = sense === '≥' ? measured >= limit : measured <= limit;
    return [what, `${short(measured)}${unit}`, `${sense} ${limit}${unit}`, Number.isNaN(measured) ? 'not measured' : holds ? 'yes' : 'NO'];
  });
  return {
    title: 'Bars of the matcher',
    columns: ['what', 'measured', 'bar', 'holds'],
    rows,
    notes: ['Shown, never asserted: the machine may be busy.'],
  };
}

export function matcherTables(report: MatcherReport): Table[] {
  const { scanning, streams, scaling, paths, startup, hard } = report;
  return [
    barTable(report),
    ...scanning.map(scanTable),
    {
      title: 'Whole engine, messages in 64 KB chunks',
      columns: ['document', 'size', 'MB/s', 'messages/s', 'cards', 'other findings'],
      rows: streams.rows.map(streamCells),
    },
    {
      title: 'What more rules cost, CRM JSON',
      columns: ['rules', 'MB/s', 'findings'],
      rows: scaling.rows.map((row) => [row.name, short(row.megabytesPerSecond), `${row.found}/${row.expected}`]),
    },
    {
      title: 'What rules with paths cost, whole engine, CRM JSON',
      columns: ['rules', 'MB/s', 'findings'],
      rows: paths.rows.map((row) => [row.name, short(row.megabytesPerSecond), `${row.found}/${row.expected}`]),
    },
    hardTable(hard),
    {
      title: 'Startup of a fresh process, all default packs',
      columns: ['until', 'ms', 'RSS MB'],
      rows: startup.rows.map((row) => [row.name, short(row.milliseconds), short(row.rssBytes / MB)]),
    },
  ];
}
