/** How the report of the proxy bench reads: the figures, what the peers' redaction does, and the bars beside what was measured. */
import { ratio, short, size, type Table } from '../harness/table.js';
import type { ProxyReport, ProxyRow } from '../proxy.js';
import { CASES, type BodyKind, type Case } from './bodies.js';
import { CONNECTIONS } from './measure.js';
import { FASTIFY, LUA, NGINX } from './peers.js';
import { SLUICE, UNSCANNED } from './subjects.js';

type Find = (name: string, one: Case) => ProxyRow | undefined;

export function proxyTables(report: ProxyReport): Table[] {
  const find: Find = (name, { kind, bytes }) => report.rows.find((row) => row.name === name && row.kind === kind && row.bytes === bytes);
  return [figures(report, find), latency(report), verdicts(report), bars(find)].filter((table) => table.rows.length > 0);
}

function figures({ rows, skipped }: ProxyReport, find: Find): Table {
  const to = (row: ProxyRow, name: string) => ratio(row.requestsPerCpuSecond / (find(name, row)?.requestsPerCpuSecond ?? Number.NaN));
  return {
    title: 'Proxy: requests per CPU second',
    columns: ['proxy', 'body', 'req per CPU s', `to ${NGINX.name}`, `to ${FASTIFY.name}`, 'req/s'],
    rows: rows.map((row) => [
      row.name,
      bodyName(row),
      short(row.requestsPerCpuSecond),
      to(row, NGINX.name),
      to(row, FASTIFY.name),
      short(row.requestsPerSecond),
    ]),
    notes: [
      `${CONNECTIONS} connections, each asking again once it is answered. CPU of the process under test alone, its children included.`,
      'Where req/s is well below req per CPU s, the load generator was the limit: such a proxy had time to spare.',
      ...skipped.map((reason) => `not measured: ${reason}`),
    ],
  };
}

function latency({ rows }: ProxyReport): Table {
  return {
    title: 'Proxy: latency at half load',
    columns: ['proxy', 'body', 'req/s', 'p50 ms', 'p99 ms', 'added p50 ms', 'added p99 ms'],
    rows: rows.map((row) => [
      row.name,
      bodyName(row),
      short(row.requestsPerSecond / 2),
      short(row.p50Ms),
      short(row.p99Ms),
      short(row.addedP50Ms),
      short(row.addedP99Ms),
    ]),
    notes: [
      'Half of what each proxy reached, so each has its own rate; requests come when they are due, whether or not earlier ones are answered.',
      '“added” is over the direct path to the same upstream at the same rate, in the same round.',
    ],
  };
}

function verdicts(report: ProxyReport): Table {
  const rows = report.verdicts.map(({ name, verdict, ...one }) => [
    name,
    bodyName(one),
    `${verdict.hidden} of ${verdict.cards}`,
    Object.entries(verdict.missed)
      .map(([what, count]) => `${count}x ${what}`)
      .join('; ') || '–',
    String(verdict.alarms),
    verdict.isJson === undefined ? '–' : verdict.isJson ? 'yes' : 'no',
  ]);
  const notes = [
    'The corpus holds no number that only looks like a card; where there are such numbers, what does without Luhn or prefixes hides them too.',
    'Sluice masks every card, changes no other byte and leaves valid JSON, or the run fails; proxies that redact nothing change no byte, or the run fails.',
  ];
  return {
    title: 'What the peers’ redaction does',
    columns: ['peer', 'body', 'cards hidden', 'missed', 'false alarms', 'JSON valid'],
    rows,
    notes,
  };
}

const NAMES: Readonly<Record<BodyKind, string>> = { crm: 'JSON', cards: 'JSON, many cards', prose: 'prose' };

const bodyName = ({ kind, bytes }: Case): string => `${size(bytes)} ${NAMES[kind]}`;

/** At least this many times the peer’s requests per CPU second, for CRM JSON of 1, 16 and 256 KB. */
const RATIO_BARS: readonly { readonly peer: string; readonly least: readonly [number, number, number] }[] = [
  { peer: FASTIFY.name, least: [2, 1.8, 1.2] },
  { peer: LUA.name, least: [0.5, 2, 3.5] },
];
/** At 16 KB. */
const SCANNING_SHARE_MAX = 0.2;
const ADDED_P50_MS_MAX = 0.5;
const ADDED_P99_MS_MAX = 3;

/** Of the plan for this proxy; nothing fails on them. */
function bars(find: Find): Table {
  const rows: string[][] = [];
  const add = (what: string, bar: string, value: number, shown: string, isMet: boolean) => {
    if (Number.isFinite(value)) rows.push([what, bar, shown, isMet ? 'yes' : 'no']);
  };
  const crm = CASES.filter(({ kind }) => kind === 'crm');
  const perCpu = (name: string, one: Case) => find(name, one)?.requestsPerCpuSecond ?? Number.NaN;
  for (const { peer, least } of RATIO_BARS) {
    for (const [i, one] of crm.entries()) {
      const value = perCpu(SLUICE, one) / perCpu(peer, one);
      const bar = least[i] ?? Number.NaN;
      add(`to ${peer}, ${bodyName(one)}`, `at least ${bar}x`, value, ratio(value), value >= bar);
    }
  }
  for (const one of CASES.filter(({ bytes }) => bytes === 16_384)) {
    const share = perCpu(UNSCANNED, one) / perCpu(SLUICE, one) - 1;
    const bar = `under ${SCANNING_SHARE_MAX * 100} %`;
    add(`CPU that scanning adds, ${bodyName(one)}`, bar, share, `${(share * 100).toFixed(0)} %`, share < SCANNING_SHARE_MAX);
  }
  for (const one of crm) {
    const { addedP50Ms = Number.NaN, addedP99Ms = Number.NaN } = find(SLUICE, one) ?? {};
    const what = `added at half load, ${bodyName(one)}`;
    add(`p50 ${what}`, `under ${ADDED_P50_MS_MAX} ms`, addedP50Ms, `${short(addedP50Ms)} ms`, addedP50Ms < ADDED_P50_MS_MAX);
    add(`p99 ${what}`, `under ${ADDED_P99_MS_MAX} ms`, addedP99Ms, `${short(addedP99Ms)} ms`, addedP99Ms < ADDED_P99_MS_MAX);
  }
  return { title: 'Bars', columns: ['Sluice', 'bar', 'measured', 'met'], rows };
}
