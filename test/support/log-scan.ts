/**
 * Global set-up of the test run: names the file into which every logger also writes, and, when all tests are over, scans
 * every line of it for test cards. A leak in any test, or in any command that a test started, fails the run.
 */
import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { leaksIn } from './leaks.js';

export default function setup(): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-log-'));
  const file = join(folder, 'all.log');
  process.env['SLUICE_LOG_FILE'] = file;
  return async () => {
    const leaks = existsSync(file) ? await scan(file) : [];
    rmSync(folder, { recursive: true });
    if (leaks.length === 0) return;
    // An error at this point is shown, but does not fail the run by itself.
    process.exitCode = 1;
    throw new Error(`The log of the test run holds card numbers:\n${leaks.join('\n')}`);
  };
}

async function scan(file: string): Promise<string[]> {
  const leaks: string[] = [];
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    number++;
    const found = leaksIn(line);
    if (found.length > 0) leaks.push(`line ${number}: ${found.join(', ')}`);
  }
  return leaks;
}
