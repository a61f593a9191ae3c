import pino from 'pino';
import { expect, test } from 'vitest';
import type { ExchangeRecord } from '../../src/observe/observer.js';
import { recordedLog } from '../support/log.js';
import { leaksIn } from '../support/leaks.js';

const CARD = '4111111111111111';

const RECORD = {
  exchange: 'k3j-41',
  kind: 'http',
  method: 'POST',
  status: 200,
  requestBytes: 120,
  responseBytes: 4_096,
  findings: 2,
  code: undefined,
  durationMs: 12.345,
  addedMs: 0.5,
} as const;

test('an exchange is one line of identifiers and numbers', () => {
  const { log, lines } = recordedLog();
  log.exchange(RECORD);
  log.exchange({ ...RECORD, status: 403, code: 'SLUICE_URL_SENSITIVE' });
  const [passed, refused] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(passed).toMatchObject({
    level: 'info',
    msg: 'exchange',
    exchange: 'k3j-41',
    method: 'POST',
    status: 200,
    durationMs: 12.3,
    addedMs: 0.5,
  });
  expect(refused).toMatchObject({ level: 'warn', status: 403, code: 'SLUICE_URL_SENSITIVE' });
});

test('a foreign error is logged by its class, its system code and our own files, never by its message', () => {
  const { log, lines } = recordedLog();
  log.fault('proxy', 'SLUICE_ENGINE_FAILED', Object.assign(new TypeError(`cannot parse ${CARD}`), { code: 'ECONNRESET' }));
  log.fault('proxy', 'SLUICE_ENGINE_FAILED', `thrown ${CARD}`);
  const [error, text] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(error).toMatchObject({ place: 'proxy', code: 'SLUICE_ENGINE_FAILED', error: 'TypeError', system: 'ECONNRESET' });
  expect(error?.['at']).toEqual(expect.arrayContaining([expect.stringMatching(/^log\.test\.ts:\d+$/)]));
  expect(text).toMatchObject({ error: 'unknown' });
  expect(leaksIn(lines.join(''))).toEqual([]);
});

test('no field of any event lets a value through', () => {
  const { log, lines } = recordedLog();
  const bad = [CARD, `x${CARD}`, '4111 1111 1111 1111', `card=${CARD}`, '\u0664\u0661\u0661\u0661', `a\n${CARD}`];
  for (const value of bad) {
    const named = Object.assign(new Error(value), {
      name: value,
      code: value,
      stack: `Error: ${value}\n    at ${value} (/tmp/${value}.js:1:1)`,
    });
    log.exchange({ ...RECORD, exchange: value, method: value });
    log.exchange({ ...RECORD, exchange: value, method: value, code: 'SLUICE_URL_SENSITIVE' });
    log.finding(value, value, 'request');
    log.listening('proxy', value, 8080, value);
    log.started({ version: value, snapshot: value, kernel: value, mode: value });
    log.reloaded(value, value, 'file');
    log.stopping(value, 1);
    log.fault('proxy', 'SLUICE_ENGINE_FAILED', named);
  }
  expect(lines.length).toBe(bad.length * 8);
  expect(leaksIn(lines.join(''))).toEqual([]);
  expect(lines.join('')).not.toMatch(/[\u0660-\u0669]/);
});

/** Each beside the fields that its line has. */
const LINES: readonly (readonly [ExchangeRecord, Record<string, unknown>])[] = [
  [RECORD, { method: 'POST', status: 200, requestBytes: 120, responseBytes: 4_096, findings: 2, durationMs: 12.3, addedMs: 0.5 }],
  [
    { ...RECORD, method: 'BREW', status: 0, durationMs: Number.NaN, addedMs: Infinity, upstreamMs: -1.25, found: new Map() },
    { method: 'OTHER', status: 0, requestBytes: 120, responseBytes: 4_096, findings: 2, durationMs: null, addedMs: null, upstreamMs: -1.2 },
  ],
  [
    {
      ...RECORD,
      route: 'crm',
      template: '/services/{}/v57.0/…',
      durationMs: 1_234_567.85,
      addedMs: 0.04,
      upstreamMs: 3,
      found: new Map([['card.pan mask', 2]]),
      caller: { id: 'a.b', role: 'agent' },
      trace: '0af7651916cd43dd8448eb211c80319c',
    },
    {
      route: 'crm',
      method: 'POST',
      path: '/services/{}/v57.0/…',
      status: 200,
      requestBytes: 120,
      responseBytes: 4_096,
      findings: 2,
      found: { 'card.pan mask': 2 },
      durationMs: 1_234_567.9,
      addedMs: 0,
      upstreamMs: 3,
      caller: 'a.b',
      role: 'agent',
      trace: '0af7651916cd43dd8448eb211c80319c',
    },
  ],
  [
    {
      ...RECORD,
      route: 'a route',
      code: 'SLUICE_LOOP',
      found: new Map([
        ['card.pan mask', 2],
        ['x', 1],
        [`${CARD} a`, 3],
        [`x${CARD} a`, 4],
      ]),
      caller: { id: undefined, role: CARD },
      trace: CARD.repeat(2),
    },
    {
      route: '?',
      method: 'POST',
      status: 200,
      code: 'SLUICE_LOOP',
      requestBytes: 120,
      responseBytes: 4_096,
      findings: 2,
      found: { 'card.pan mask': 2, x: 1, '? a': 4 },
      durationMs: 12.3,
      addedMs: 0.5,
      role: '?',
      trace: '?',
    },
  ],
];

test.each(LINES)('the line of an exchange is written as pino writes all others: %#', (record, fields) => {
  const { log, lines } = recordedLog();
  log.exchange(record);
  const expected: string[] = [];
  const { exchange, kind, code } = record;
  const logger = pino(
    { base: null, timestamp: () => ',"time":"T"', formatters: { level: (label) => ({ level: label }) } },
    { write: (line: string) => void expected.push(line) },
  );
  logger[code === undefined ? 'info' : 'warn']({ exchange, kind, ...fields }, 'exchange');
  expect(lines.map((line) => line.replace(/"time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/, '"time":"T"'))).toEqual(expected);
});
