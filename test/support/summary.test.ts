/** A skipped test must never be quiet: real vitest runs over a small suite, with and without CI. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from '../architecture/tree.js';
import type { Summary } from './summary.js';

mkdirSync(join(ROOT, '.tmp'), { recursive: true });
const folder = mkdtempSync(join(ROOT, '.tmp/summary-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

writeFileSync(
  join(folder, 'vitest.config.ts'),
  `import { SummaryReporter } from '../../test/support/summary.js';
   export default { test: { include: ['*.test.ts'], reporters: [new SummaryReporter()] } };`,
);

function run(tests: string, ci: boolean): { status: number | null; stdout: string; summary: Summary } {
  writeFileSync(join(folder, 'a.test.ts'), `import { expect, it } from 'vitest';\nit('passes', () => expect(1).toBe(1));\n${tests}`);
  const file = join(folder, 'summary.json');
  const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder], {
    env: { ...process.env, CI: ci ? 'true' : '', SLUICE_TEST_SUMMARY: file },
    encoding: 'utf8',
  });
  return { status, stdout, summary: JSON.parse(readFileSync(file, 'utf8')) as Summary };
}

describe('a test run', () => {
  it('fails under CI when a test was skipped for want of something, and names it', () => {
    for (const skip of ["it('redis', (ctx) => ctx.skip('no redis-server'));", "it.skip('redis', () => {});", "it.todo('redis');"]) {
      const { status, stdout, summary } = run(skip, true);
      expect(status, skip).toBe(1);
      expect(stdout, skip).toContain('a.test.ts > redis');
      expect(summary).toMatchObject({ passed: 1, failed: 0 });
    }
  });

  it('passes with the same skip elsewhere, but says so', () => {
    const { status, stdout } = run("it('redis', (ctx) => ctx.skip('no redis-server'));", false);
    expect(status).toBe(0);
    expect(stdout).toContain('no redis-server');
  });

  it('passes under CI when the runtime itself lacks the feature', () => {
    const { status, summary } = run("it('zstd', (ctx) => ctx.skip('runtime: no zstd before Node 22'));", true);
    expect(status).toBe(0);
    expect(summary.skipped).toEqual([{ name: 'a.test.ts > zstd', reason: 'runtime: no zstd before Node 22' }]);
  });

  it('counts a file that does not load and a rejection nobody awaits', () => {
    for (const broken of ["throw new Error('x');", "it('y', () => { void Promise.reject(new Error('x')); });"]) {
      const { status, summary } = run(broken, false);
      expect(status, broken).toBe(1);
      expect(summary.failed, broken).toBe(1);
    }
  });
});
