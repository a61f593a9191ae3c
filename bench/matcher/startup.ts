/** How long a fresh process takes until it can scan with all default packs, and how much memory it has then. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ROOT } from '../harness/child.js';
import { median } from '../harness/statistics.js';

export interface StartupRow {
  readonly name: string;
  /** From the start of the process, Node's own start included. */
  readonly milliseconds: number;
  readonly rssBytes: number;
}

export interface StartupReport {
  readonly rows: readonly StartupRow[];
  readonly failures: readonly string[];
}

const REPORT = `process.stdout.write(JSON.stringify({ milliseconds: performance.now(), rssBytes: process.memoryUsage().rss, found }));`;
const SCAN = `const found = engine.redact('my card is 4111 1111 1111 1111').findings.length;`;
const OPEN = `const { createEngine, loadRules } = await import('./dist/index.js'); const rules = await loadRules(); const engine = createEngine({ rules });`;

const CASES: readonly (readonly [string, string])[] = [
  ['Node alone', `const found = 1; ${REPORT}`],
  ['rules loaded, first scan done', `${OPEN} ${SCAN} ${REPORT}`],
  [
    'the same with every rule proved',
    `${OPEN} const { proveRules } = await import('./dist/engine/prove.js'); proveRules(engine, rules); ${SCAN} ${REPORT}`,
  ],
];

const run = promisify(execFile);

/** Runs a script in a fresh process; what it measured, or what went wrong. */
async function start(script: string): Promise<Omit<StartupRow, 'name'> | string> {
  try {
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: ROOT });
    const { milliseconds, rssBytes, found } = JSON.parse(stdout) as StartupRow & { readonly found: number };
    return found === 1 ? { milliseconds, rssBytes } : `${found} findings, not 1`;
  } catch (error) {
    const { stderr = String(error) } = error as { readonly stderr?: string };
    return /\[?(?:SluiceError|Error)\]?: .*(?:\n.+){0,3}/.exec(stderr)?.[0] ?? 'the process failed';
  }
}

export async function benchStartup(rounds: number, progress: (label: string) => void): Promise<StartupReport> {
  const measured = new Map(CASES.map(([name]) => [name, [] as StartupRow[]]));
  const failures: string[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const [name, script] of CASES) {
      progress(`startup, ${name}`);
      const outcome = await start(script);
      if (typeof outcome === 'string') failures.push(`startup, ${name}: ${outcome}`);
      else measured.get(name)?.push({ name, ...outcome });
    }
  }
  const rows = [...measured].map(([name, all]) => ({
    name,
    milliseconds: median(all.map((one) => one.milliseconds)),
    rssBytes: median(all.map((one) => one.rssBytes)),
  }));
  return { rows, failures };
}
