/** Reloading, without files or processes: one at a time, all told, nothing lost. */
import { expect, test } from 'vitest';
import { RulesInvalid } from '../../src/base/mistake.js';
import { Reloader } from '../../src/lifecycle/reloader.js';
import { leaksIn } from '../support/leaks.js';
import { recordedLog } from '../support/log.js';

function reloaderOf(attempt: () => Promise<string>): { reloader: Reloader; lines: string[] } {
  const { log, lines } = recordedLog();
  return { reloader: new Reloader({ log, current: () => 'old', attempt }), lines };
}

test('a reload that works is told with what it replaced and who asked', async () => {
  const { reloader, lines } = reloaderOf(() => Promise.resolve('new'));
  expect(await reloader.reload('file')).toEqual({ snapshot: 'new' });
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'reloaded', from: 'old', to: 'new', trigger: 'file' });
  expect(reloader.state).toMatchObject({ succeeded: 1, failed: 0, lastSucceeded: true, failure: undefined });
});

test('requests during a reload are answered by one more, together', async () => {
  let runs = 0;
  let release: () => void = () => undefined;
  const { reloader } = reloaderOf(async () => {
    runs++;
    if (runs === 1) await new Promise<void>((resolve) => (release = resolve));
    return `s${runs}`;
  });
  const first = reloader.reload('signal');
  const others = [reloader.reload('file'), reloader.reload('api'), reloader.reload('file')];
  release();
  expect(await first).toEqual({ snapshot: 's1' });
  expect(await Promise.all(others)).toEqual([{ snapshot: 's2' }, { snapshot: 's2' }, { snapshot: 's2' }]);
  expect(await reloader.reload('api')).toEqual({ snapshot: 's3' });
});

test('what is not valid is told with its code and every mistake, and with no long number or source line of a file', async () => {
  const mistakes = [
    { file: 'card/pack.yaml', line: 3, column: 7, message: 'unknown key "valdator"', suggestion: 'validator' },
    {
      file: 'card/pack.yaml',
      line: 9,
      column: 1,
      message: 'example "4111 1111 1111 1111" is not found',
      source: { text: '- 4111111111111111', length: 3 },
    },
    { file: 'x.yaml', line: 0, column: 0, message: 'line one\nline two \u2028 5555-5555-5555-4444' },
  ];
  const { reloader, lines } = reloaderOf(() => Promise.reject(new RulesInvalid(mistakes)));
  const outcome = await reloader.reload('signal');
  expect(outcome.failure).toEqual({
    code: 'SLUICE_RULES_INVALID',
    mistakes: [
      'card/pack.yaml:3:7: unknown key "valdator" — validator',
      'card/pack.yaml:9:1: example "…" is not found',
      'x.yaml: line one line two   …',
    ],
  });
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'error',
    msg: 'reload failed',
    code: 'SLUICE_RULES_INVALID',
    trigger: 'signal',
  });
  expect(leaksIn(JSON.stringify([lines, reloader.state]))).toEqual([]);
  expect(reloader.state).toMatchObject({ failed: 1, lastSucceeded: false, failure: outcome.failure });
});

test('an error that is not ours is told without its words', async () => {
  const { reloader, lines } = reloaderOf(() => Promise.reject(new Error('card 4111111111111111')));
  expect((await reloader.reload('file')).failure?.mistakes).toEqual(['It could not be read.']);
  expect(leaksIn(lines.join(''))).toEqual([]);
});

test('a reload that works after one that failed takes the failure away', async () => {
  let isBroken = true;
  const { reloader } = reloaderOf(() => (isBroken ? Promise.reject(new RulesInvalid([])) : Promise.resolve('new')));
  await reloader.reload('file');
  isBroken = false;
  await reloader.reload('file');
  expect(reloader.state).toMatchObject({ succeeded: 1, failed: 1, lastSucceeded: true, failure: undefined });
});
