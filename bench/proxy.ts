/**
 * Requests a second, latency and CPU of the process under test: the upstream itself, @fastify/http-proxy (which looks at nothing) and
 * Sluice, each a process of its own on one core while the load generator and the upstream share the other.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, startChild, type Child } from './harness/child.js';
import { cpuSeconds } from './harness/machine.js';
import { maskingProblem } from './harness/masked.js';
import { Progress } from './harness/progress.js';
import { median } from './harness/statistics.js';
import { ratio, short, size, type Table } from './harness/table.js';
import type { Corpus } from './corpus/corpus.js';
import { BODY_BYTES, bodyOf, pathOf } from './proxy/bodies.js';
import { startGenerator, type Generator } from './proxy/generator.js';
import type { LoadResult } from './proxy/load.js';

export interface ProxyRow {
  readonly name: string;
  readonly bytes: number;
  readonly requestsPerSecond: number;
  /** Of the process under test; the figure to compare. NaN where CPU time cannot be read. */
  readonly requestsPerCpuSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** With a single connection, so without queueing. */
  readonly aloneP50Ms: number;
  readonly aloneP99Ms: number;
}

export interface ProxyReport {
  readonly rows: readonly ProxyRow[];
  readonly failures: readonly string[];
}

interface Plan {
  readonly rounds: number;
  readonly seconds: number;
  readonly aloneSeconds: number;
  readonly warmUpSeconds: number;
}

const FULL: Plan = { rounds: 5, seconds: 3, aloneSeconds: 1, warmUpSeconds: 8 };
const QUICK: Plan = { rounds: 1, seconds: 1, aloneSeconds: 0.3, warmUpSeconds: 0.7 };
const WARM_UP_REQUESTS = 20_000;
const CONNECTIONS = 32;
const CHECKS_WHILE_LOADED = 5;
export const SLUICE = 'Sluice';
export const FASTIFY = '@fastify/http-proxy';
const DIRECT = 'direct';

interface Subject {
  readonly name: string;
  readonly child: Child;
  readonly redacts: boolean;
}

interface Measurement extends LoadResult {
  readonly cpuSeconds: number;
  readonly alone: LoadResult;
}

const tsx = (file: string, ...args: string[]): string[] => ['--import', 'tsx', join(ROOT, 'bench/proxy', file), ...args];

async function startSubjects(started: Child[]): Promise<Subject[]> {
  const start = async (...call: Parameters<typeof startChild>) => {
    const child = await startChild(...call);
    started.push(child);
    return child;
  };
  const cli = join(ROOT, 'dist/cli/main.js');
  if (!existsSync(cli)) throw new Error('dist/cli/main.js is missing: run `npm run build` first.');
  const upstream = await start(0, tsx('upstream.ts'), /upstream (http:\S+)/);
  const sluice = [cli, 'serve', '--upstream', upstream.ready, '--listen', '127.0.0.1:0', '--admin', '127.0.0.1:0', '--workers', '1'];
  const flags = (process.env['BENCH_SLUICE_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '');
  return [
    { name: DIRECT, child: await start(1, tsx('upstream.ts'), /upstream (http:\S+)/), redacts: false },
    { name: FASTIFY, child: await start(1, tsx('fastify.ts', upstream.ready), /proxy (http:\S+)/), redacts: false },
    { name: SLUICE, child: await start(1, [...flags, ...sluice], /proxy\s+(http:\S+) ->/), redacts: true },
  ];
}

/** Fetches one answer and compares it byte by byte with what it must be. */
async function answerProblem(subject: Subject, body: Corpus): Promise<string | undefined> {
  try {
    const response = await fetch(subject.child.ready + pathOf(body.bytes.length));
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.status !== 200) return `status ${response.status}`;
    if (subject.redacts) return maskingProblem(body, bytes, true);
    return Buffer.compare(bytes, body.bytes) === 0 ? undefined : 'the answer is not the upstream’s';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function measure(generator: Generator, subject: Subject, body: Corpus, plan: Plan): Promise<Measurement> {
  const url = subject.child.ready + pathOf(body.bytes.length);
  const answerBytesMin = body.bytes.length;
  const before = cpuSeconds(subject.child.pid);
  const load = await generator.run({ url, answerBytesMin, connections: CONNECTIONS, seconds: plan.seconds });
  const used = cpuSeconds(subject.child.pid) - before;
  const alone = await generator.run({ url, answerBytesMin, connections: 1, seconds: plan.aloneSeconds });
  return { ...load, cpuSeconds: used, alone };
}

/** Under load, a few answers are fetched and compared whole; their number is too small to matter for the figures. */
async function warmUp(generator: Generator, subject: Subject, body: Corpus, plan: Plan): Promise<string[]> {
  const url = subject.child.ready + pathOf(body.bytes.length);
  const task = {
    url,
    connections: CONNECTIONS,
    seconds: plan.warmUpSeconds,
    requestsMax: WARM_UP_REQUESTS,
    answerBytesMin: body.bytes.length,
  };
  const problems: (string | undefined)[] = [await answerProblem(subject, body)];
  const load = generator.run(task);
  for (let i = 0; i < CHECKS_WHILE_LOADED; i++) problems.push(await answerProblem(subject, body));
  await load;
  return problems.filter((problem) => problem !== undefined);
}

function summarise(name: string, bytes: number, all: readonly Measurement[]): ProxyRow {
  const of = (figure: (one: Measurement) => number) => median(all.map(figure));
  return {
    name,
    bytes,
    requestsPerSecond: of((one) => one.requests / one.seconds),
    requestsPerCpuSecond: of((one) => one.requests / one.cpuSeconds),
    p50Ms: of((one) => one.p50Ms),
    p99Ms: of((one) => one.p99Ms),
    aloneP50Ms: of((one) => one.alone.p50Ms),
    aloneP99Ms: of((one) => one.alone.p99Ms),
  };
}

async function runRounds(generator: Generator, subjects: readonly Subject[], plan: Plan): Promise<ProxyReport> {
  const bodies = BODY_BYTES.map(bodyOf);
  const progress = new Progress(subjects.length * bodies.length * (plan.rounds + 1));
  const failures: string[] = [];
  const measured = new Map<string, Measurement[]>();
  for (let round = 0; round <= plan.rounds; round++) {
    for (const body of bodies) {
      for (const subject of subjects) {
        const what = `${subject.name} at ${size(body.bytes.length)}`;
        progress.step(what);
        if (round === 0) {
          const problems = await warmUp(generator, subject, body, plan);
          failures.push(...new Set(problems.map((problem) => `${what}: ${problem}`)));
          continue;
        }
        const one = await measure(generator, subject, body, plan);
        const bad = one.bad + one.alone.bad;
        if (bad > 0) failures.push(`${what}: ${bad} of ${one.requests + one.alone.requests} answers were not complete`);
        measured.set(what, [...(measured.get(what) ?? []), one]);
      }
    }
  }
  for (const subject of subjects) {
    const problem = await answerProblem(subject, bodies[1]);
    if (problem !== undefined) failures.push(`${subject.name} after the load: ${problem}`);
  }
  progress.end();
  const row = (name: string, bytes: number) => summarise(name, bytes, measured.get(`${name} at ${size(bytes)}`) ?? []);
  return { rows: BODY_BYTES.flatMap((bytes) => subjects.map(({ name }) => row(name, bytes))), failures };
}

export async function runProxyBench(quick: boolean): Promise<ProxyReport> {
  const started: Child[] = [];
  const generator = startGenerator();
  try {
    return await runRounds(generator, await startSubjects(started), quick ? QUICK : FULL);
  } finally {
    generator.stop();
    await Promise.all(started.map((child) => child.stop()));
  }
}

export function proxyTables({ rows }: ProxyReport): Table[] {
  const peer = (bytes: number) => rows.find((row) => row.name === FASTIFY && row.bytes === bytes)?.requestsPerCpuSecond ?? Number.NaN;
  const cells = (row: ProxyRow): string[] => [
    row.name,
    size(row.bytes),
    short(row.requestsPerSecond),
    short(row.requestsPerCpuSecond),
    ratio(row.requestsPerCpuSecond / peer(row.bytes)),
    short(row.p50Ms),
    short(row.p99Ms),
    short(row.aloneP50Ms),
    short(row.aloneP99Ms),
  ];
  const columns = ['proxy', 'JSON body', 'req/s', 'req per CPU s', `to ${FASTIFY}`, 'p50 ms', 'p99 ms', 'p50 ms alone', 'p99 ms alone'];
  const notes = [
    `${CONNECTIONS} connections; “alone” is one connection, so latency without queueing.`,
    'CPU of the process under test only. “direct” is the upstream itself as the process under test.',
  ];
  return [{ title: 'Proxy', columns, rows: rows.map(cells), notes }];
}
