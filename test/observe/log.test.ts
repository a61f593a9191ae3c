import { expect, test } from 'vitest';
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
    log.listening('proxy', value, 8080);
    log.started({ version: value, snapshot: value, kernel: value, mode: value });
    log.reloaded(value, value, 'file');
    log.stopping(value, 1);
    log.fault('proxy', 'SLUICE_ENGINE_FAILED', named);
  }
  expect(lines.length).toBe(bad.length * 8);
  expect(leaksIn(lines.join(''))).toEqual([]);
  expect(lines.join('')).not.toMatch(/[\u0660-\u0669]/);
});
