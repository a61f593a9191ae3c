/** `npm run bench`: runs the benches, prints their tables, keeps the results. Fails on wrong answers, never on time. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './harness/child.js';
import { machine, watchQuiet, type Machine } from './harness/machine.js';
import { runProgram } from './harness/program.js';
import { formatTable } from './harness/table.js';
import { matcherFailures, runMatcherBench, type MatcherReport } from './matcher.js';
import { matcherTables } from './matcher/tables.js';
import { writePage } from './page.js';
import { HELP, readOptions, type Options } from './options.js';
import { runProxyBench, type ProxyReport } from './proxy.js';
import { proxyTables } from './proxy/tables.js';
import type { TrialReport } from './proxy/trial.js';
import { TRIALS } from './proxy/trials.js';

interface Results {
  readonly date: string;
  readonly quick: boolean;
  /** Why the figures mean little: the machine was not the bench's alone. */
  readonly disturbed?: string;
  readonly machine: Machine;
  readonly matcher?: MatcherReport;
  readonly proxy?: ProxyReport;
  /** Of the bench that `--only` named. */
  readonly trial?: TrialReport & { readonly name: string };
}

function newest(folder: string): number {
  return Math.max(
    ...readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
    0,
  );
}

/** What is measured is `dist`; it must be what `src` says. */
function build(): void {
  try {
    if (statSync(join(ROOT, 'dist/cli/main.js')).mtimeMs >= newest(join(ROOT, 'src'))) return;
  } catch {
    // not built yet
  }
  process.stderr.write('dist is older than src: building first.\n');
  execFileSync(process.execPath, [join(ROOT, 'scripts/build.mjs')], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
}

function describe(results: Results): string {
  const { cpu, cores, memoryGB, system, node, pinned } = results.machine;
  const cores1 = pinned ? 'load on one core, process under test on another' : 'processes not pinned to cores: read CPU figures only';
  const { matcher, proxy, trial } = results;
  const tables = [...(matcher ? matcherTables(matcher) : []), ...(proxy ? proxyTables(proxy) : []), ...(trial?.tables ?? [])];
  const disturbed = results.disturbed === undefined ? '' : `\n**Under load**: ${results.disturbed}. Do not read these figures.\n`;
  const head = `# Bench of ${results.date}${results.quick ? ' (quick)' : ''}\n\n${cpu}, ${cores} cores, ${memoryGB} GB, ${system}, Node ${node}; ${cores1}. Medians of interleaved rounds.\n${disturbed}`;
  return [head, ...tables.map(formatTable)].join('\n');
}

function withoutMatcher({ matcher: _matcher, ...rest }: Results): Results {
  return rest;
}

function save(results: Results, text: string): string {
  const folder = join(ROOT, 'bench/results');
  mkdirSync(folder, { recursive: true });
  const parts = [
    results.date,
    results.matcher ? 'matcher' : '',
    results.proxy ? 'proxy' : '',
    results.trial?.name ?? '',
    `node${process.versions.node.split('.')[0] ?? ''}`,
  ];
  const base = parts.filter((part) => part !== '').join('-');
  writeFileSync(join(folder, `${base}.json`), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(folder, `${base}.md`), text);
  const shown = results.proxy === undefined ? results.trial?.name : 'proxy';
  if (shown !== undefined && !results.quick) writePage(shown, describe(withoutMatcher(results)));
  return `bench/results/${base}.md`;
}

async function main(): Promise<number> {
  const options = readOptions();
  if (options === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  const quiet = watchQuiet();
  build();
  const ran = await run(options);
  const disturbed = ran.trial?.isUntimed === true ? undefined : quiet();
  const results: Results = {
    date: new Date().toISOString().slice(0, 10),
    quick: options.quick,
    ...(disturbed === undefined ? {} : { disturbed }),
    machine: machine(),
    ...ran,
  };
  const text = describe(results);
  process.stdout.write(`${text}\n`);
  const { matcher, proxy, trial } = results;
  for (const reason of trial?.skipped ?? []) process.stderr.write(`SKIPPED  ${reason}\n`);
  const failures = [...(matcher ? matcherFailures(matcher) : []), ...(proxy?.failures ?? []), ...(trial?.failures ?? [])];
  for (const failure of failures) process.stderr.write(`WRONG  ${failure}\n`);
  if (failures.length > 0) return 1;
  const isEmpty = trial !== undefined && trial.tables.length === 0;
  const isKept = !isEmpty && (options.save || (!options.quick && disturbed === undefined));
  if (isKept) process.stdout.write(`kept in ${save(results, text)}\n`);
  else if (disturbed !== undefined) process.stdout.write(`not kept: ${disturbed}\n`);
  return 0;
}

async function run(options: Options): Promise<Pick<Results, 'matcher' | 'proxy' | 'trial'>> {
  const { only, quick } = options;
  if (only !== undefined && only !== 'matcher' && only !== 'proxy') {
    return { trial: { name: only, ...(await TRIALS[only](options)) } };
  }
  const matcher = only === 'proxy' ? undefined : await runMatcherBench(quick);
  const proxy = only === 'matcher' ? undefined : await runProxyBench(quick, options);
  return { ...(matcher ? { matcher } : {}), ...(proxy ? { proxy } : {}) };
}

await runProgram(main);
