/** `npm run bench`: runs the benches, prints their tables, keeps the results. Fails on wrong answers, never on time. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './harness/child.js';
import { machine, watchQuiet, type Machine } from './harness/machine.js';
import { runProgram, UsageError } from './harness/program.js';
import { formatTable } from './harness/table.js';
import { matcherFailures, runMatcherBench, type MatcherReport } from './matcher.js';
import { matcherTables } from './matcher/tables.js';
import { runProxyBench, type ProxyReport } from './proxy.js';
import { PEERS, type Peer } from './proxy/peers.js';
import { proxyTables } from './proxy/tables.js';

const HELP = `Usage: npm run bench -- [options]

Measures Sluice beside what one would use instead, in one run on one machine.

  --only matcher|proxy  run only one of the two
  --peers LIST          proxies to measure beside Sluice: ${PEERS.map((peer) => peer.key).join(',')} or all;
                        those from npm when it is not given
  --install             install what the peers need with apt-get; root on Debian only
  --quick               small corpus and short runs, under a minute; keeps no results
  --save                keep the results of a quick run, or of one on a busy machine, too
  --help                this text

Example: npm run bench -- --only proxy --peers all --install

Results go to bench/results/. Exit 1 when an answer was wrong, 2 on misuse; how fast it was never fails a run.
`;

interface Options {
  readonly only: 'matcher' | 'proxy' | undefined;
  /** Of the proxy bench; undefined: its own choice. */
  readonly peers: readonly Peer[] | undefined;
  readonly install: boolean;
  readonly quick: boolean;
  readonly save: boolean;
}

interface Results {
  readonly date: string;
  readonly quick: boolean;
  /** Why the figures mean little: the machine was not the bench's alone. */
  readonly disturbed?: string;
  readonly machine: Machine;
  readonly matcher?: MatcherReport;
  readonly proxy?: ProxyReport;
}

function readOptions(): Options | 'help' {
  const options = {
    only: { type: 'string' },
    peers: { type: 'string' },
    install: { type: 'boolean' },
    quick: { type: 'boolean' },
    save: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { values } = parseArgs({ options });
  if (values.help === true) return 'help';
  const { only, install = false, quick = false, save = false } = values;
  if (only !== undefined && only !== 'matcher' && only !== 'proxy') throw new UsageError(`--only takes matcher or proxy, not "${only}".`);
  return { only, peers: values.peers === undefined ? undefined : readPeers(values.peers), install, quick, save };
}

function readPeers(list: string): Peer[] {
  const keys = list === 'all' ? PEERS.map((peer) => peer.key) : list.split(',').filter((key) => key !== '');
  const unknown = keys.filter((key) => !PEERS.some((peer) => peer.key === key));
  if (unknown.length > 0) throw new UsageError(`--peers does not know "${unknown.join('", "')}".`);
  return PEERS.filter((peer) => keys.includes(peer.key));
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
  const tables = [...(results.matcher ? matcherTables(results.matcher) : []), ...(results.proxy ? proxyTables(results.proxy) : [])];
  const disturbed = results.disturbed === undefined ? '' : `\n**Under load**: ${results.disturbed}. Do not read these figures.\n`;
  const head = `# Bench of ${results.date}${results.quick ? ' (quick)' : ''}\n\n${cpu}, ${cores} cores, ${memoryGB} GB, ${system}, Node ${node}; ${cores1}. Medians of interleaved rounds.\n${disturbed}`;
  return [head, ...tables.map(formatTable)].join('\n');
}

function save(results: Results, text: string): string {
  const folder = join(ROOT, 'bench/results');
  mkdirSync(folder, { recursive: true });
  const parts = [
    results.date,
    results.matcher ? 'matcher' : '',
    results.proxy ? 'proxy' : '',
    `node${process.versions.node.split('.')[0] ?? ''}`,
  ];
  const base = parts.filter((part) => part !== '').join('-');
  writeFileSync(join(folder, `${base}.json`), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(folder, `${base}.md`), text);
  return `bench/results/${base}.md`;
}

async function main(): Promise<number> {
  const options = readOptions();
  if (options === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  build();
  const quiet = watchQuiet();
  const matcher = options.only === 'proxy' ? undefined : await runMatcherBench(options.quick);
  const proxy = options.only === 'matcher' ? undefined : await runProxyBench(options.quick, options);
  const ran = { ...(matcher ? { matcher } : {}), ...(proxy ? { proxy } : {}) };
  const disturbed = quiet();
  const results: Results = {
    date: new Date().toISOString().slice(0, 10),
    quick: options.quick,
    ...(disturbed === undefined ? {} : { disturbed }),
    machine: machine(),
    ...ran,
  };
  const text = describe(results);
  process.stdout.write(`${text}\n`);
  const failures = [...(matcher ? matcherFailures(matcher) : []), ...(proxy?.failures ?? [])];
  for (const failure of failures) process.stderr.write(`WRONG  ${failure}\n`);
  if (failures.length > 0) return 1;
  const isKept = options.save || (!options.quick && disturbed === undefined);
  if (isKept) process.stdout.write(`kept in ${save(results, text)}\n`);
  else if (disturbed !== undefined) process.stdout.write(`not kept: ${disturbed}\n`);
  return 0;
}

await runProgram(main);
