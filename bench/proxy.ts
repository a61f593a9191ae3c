/**
 * Requests per CPU second and added latency of Sluice beside what a user would pick instead, each a process of its own on one core
 * while the load generator and the upstream share the other.
 */
import type { Child } from './harness/child.js';
import { Progress } from './harness/progress.js';
import { median } from './harness/statistics.js';
import { size } from './harness/table.js';
import { startGenerator, type Generator } from './load/generator.js';
import { CASES, JUDGED, bodyOf, pathOf, type BodyKind, type Case } from './proxy/bodies.js';
import type { Verdict } from './proxy/judge.js';
import { FULL, QUICK, measure, prepare, warmUp, type Measurement, type Plan, type Prepared } from './proxy/measure.js';
import { choosePeers, startSubjects, startUpstream, type PeerChoice, type Subject } from './proxy/subjects.js';

export interface ProxyRow extends Omit<Measurement, 'problems'> {
  readonly name: string;
  readonly kind: BodyKind;
  readonly bytes: number;
}

export interface ProxyReport {
  readonly rows: readonly ProxyRow[];
  /** What the peers' redaction does. */
  readonly verdicts: readonly { readonly name: string; readonly kind: BodyKind; readonly bytes: number; readonly verdict: Verdict }[];
  /** Peers that are not here, and why. */
  readonly skipped: readonly string[];
  readonly failures: readonly string[];
}

const titleOf = ({ kind, bytes }: Case): string => `${kind} ${size(bytes)}`;

class Bench {
  readonly failures: string[] = [];
  readonly verdicts: ProxyReport['verdicts'][number][] = [];
  readonly #generator: Generator;
  readonly #direct: Child;
  readonly #subjects: readonly Subject[];
  readonly #plan: Plan;
  readonly #prepared = new Map<string, Prepared>();
  readonly #measured = new Map<string, Measurement[]>();

  constructor(generator: Generator, direct: Child, subjects: readonly Subject[], plan: Plan) {
    this.#generator = generator;
    this.#direct = direct;
    this.#subjects = subjects;
    this.#plan = plan;
  }

  async run(): Promise<ProxyRow[]> {
    const progress = new Progress(this.#subjects.length * CASES.length * (this.#plan.rounds + 1));
    const each = async (what: (subject: Subject, one: Case) => Promise<void>) => {
      for (const one of CASES) {
        for (const subject of this.#subjects) {
          progress.step(`${subject.name}, ${titleOf(one)}`);
          await what(subject, one);
        }
      }
    };
    for (const subject of this.#subjects) await this.#judge(subject, JUDGED);
    await each((subject, one) => this.#warmUp(subject, one));
    for (let round = 0; round < this.#plan.rounds; round++) await each((subject, one) => this.#measure(subject, one));
    progress.end();
    return CASES.flatMap((one) => this.#subjects.map((subject) => this.#row(subject, one)));
  }

  async #judge(subject: Subject, one: Case): Promise<void> {
    const { problems, verdict } = await prepare(subject, one, bodyOf(one));
    this.#fail(subject, one, problems);
    if (verdict !== undefined) this.verdicts.push({ name: subject.name, ...one, verdict });
  }

  async #warmUp(subject: Subject, one: Case): Promise<void> {
    const prepared = await warmUp(this.#generator, subject, one, bodyOf(one), this.#plan);
    this.#prepared.set(keyOf(subject, one), prepared);
    this.#fail(subject, one, prepared.problems);
    const { verdict } = prepared;
    if (verdict !== undefined && one.kind === 'prose') this.verdicts.push({ name: subject.name, ...one, verdict });
  }

  async #measure(subject: Subject, one: Case): Promise<void> {
    const prepared = this.#prepared.get(keyOf(subject, one));
    // How fast a wrong answer comes is nothing to know.
    if (prepared === undefined || prepared.problems.length > 0) return;
    const direct: Prepared = { url: this.#direct.ready + pathOf(one), expected: bodyOf(one).bytes, problems: [], verdict: undefined };
    const measured = await measure(this.#generator, subject, prepared, direct, this.#plan);
    this.#fail(subject, one, measured.problems);
    this.#measured.set(keyOf(subject, one), [...(this.#measured.get(keyOf(subject, one)) ?? []), measured]);
  }

  #fail(subject: Subject, one: Case, problems: readonly string[]): void {
    this.failures.push(...problems.map((problem) => `${subject.name}, ${titleOf(one)}: ${problem}`));
  }

  #row({ name }: Subject, one: Case): ProxyRow {
    const all = this.#measured.get(keyOf({ name }, one)) ?? [];
    const of = (figure: (measured: Measurement) => number) => median(all.map(figure));
    return {
      name,
      ...one,
      requestsPerSecond: of((measured) => measured.requestsPerSecond),
      requestsPerCpuSecond: of((measured) => measured.requestsPerCpuSecond),
      p50Ms: of((measured) => measured.p50Ms),
      p99Ms: of((measured) => measured.p99Ms),
      addedP50Ms: of((measured) => measured.addedP50Ms),
      addedP99Ms: of((measured) => measured.addedP99Ms),
    };
  }
}

const keyOf = ({ name }: { readonly name: string }, one: Case): string => `${name}, ${titleOf(one)}`;

export async function runProxyBench(quick: boolean, choice: PeerChoice): Promise<ProxyReport> {
  const { peers, skipped } = choosePeers(choice);
  for (const reason of skipped) process.stderr.write(`SKIPPED  ${reason}\n`);
  const started: Child[] = [];
  const generator = startGenerator();
  try {
    const upstream = await startUpstream();
    started.push(upstream);
    const bench = new Bench(generator, upstream, await startSubjects(upstream, peers, started), quick ? QUICK : FULL);
    const rows = await bench.run();
    return { rows, verdicts: bench.verdicts, skipped, failures: bench.failures };
  } finally {
    generator.stop();
    // the upstream goes last: a proxy that drains may still wait for it
    for (const child of started.reverse()) await child.stop();
  }
}
