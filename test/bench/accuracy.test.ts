/** The command line of `npm run accuracy`; what it measures is tested in test/accuracy.test.ts. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../../bench/accuracy/main.ts', import.meta.url));

function accuracy(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', MAIN, ...args], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

describe('npm run accuracy', () => {
  it('explains itself with an example', async () => {
    const { code, stdout } = await accuracy('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('Example: npm run accuracy');
  });

  it.each([['--only=everything'], ['--per=0'], ['--seed=x'], ['--show=ids/id.us.ssn:1'], ['--fast']])('refuses %s', async (argument) => {
    const { code, stdout, stderr } = await accuracy(argument);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('--help');
  });
});
