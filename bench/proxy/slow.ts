/**
 * Slowloris: 2,000 connections that send their heads or bodies as slowly as they can, or hardly read, while an honest client asks at a steady
 * rate. What it feels is measured with them and, just before and after, without.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from '../harness/child.js';
import { cpuSeconds, residentBytes } from '../harness/machine.js';
import { median } from '../harness/statistics.js';
import { ratio, short } from '../harness/table.js';
import type { Attack, AttackKind, AttackReport } from '../load/attackers.js';
import { startHelper, type Helper } from '../load/helper.js';
import { LARGE_PATH, pathOf } from './bodies.js';
import { startSluice } from './subjects.js';
import { LONG, USUAL, WARM_UP, onStage, type Stage, type Trial } from './trial.js';

const P99_FACTOR_MAX = 2;
const HONEST_PER_SECOND = 300;
const HONEST_CONNECTIONS = 16;

interface Siegers {
  readonly kind: AttackKind;
  readonly name: string;
  readonly path: string;
  /** Of all attackers. */
  readonly share: number;
}

/**
 * Those who do not read take as much as sockets buffer, and Sluice scans all of it: megabytes each. So most of them ask for what fits, and some
 * for what does not, which Sluice has to hold up.
 */
const ATTACKS: readonly Siegers[] = [
  { kind: 'head', name: 'slow heads', path: pathOf(USUAL), share: 1 },
  { kind: 'body', name: 'slow bodies', path: pathOf(USUAL), share: 1 },
  { kind: 'read', name: 'slow readers of 256 KB', path: pathOf(LONG), share: 1 },
  { kind: 'read', name: 'slow readers of 8 MB', path: LARGE_PATH, share: 0.05 },
];

interface Plan {
  readonly attackers: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** Until all attackers are there. */
  readonly rampMs: number;
  /** Longest wait after that until what they set going is done: megabytes that fill the sockets of those who do not read. */
  readonly settleMs: number;
}

const FULL: Plan = { attackers: 2_000, seconds: 12, warmUpSeconds: 8, rampMs: 6_000, settleMs: 120_000 };
const QUICK: Plan = { attackers: 100, seconds: 1, warmUpSeconds: 0.5, rampMs: 500, settleMs: 10_000 };
const SETTLE_POLL_MS = 500;
/** Share of its core that Sluice takes while it is left alone but for the attackers. */
const SETTLED_SHARE = 0.3;

/** Seconds until a process has calmed down. */
async function settle(pid: number, settleMs: number): Promise<number> {
  const start = performance.now();
  for (;;) {
    const before = cpuSeconds(pid);
    await sleep(SETTLE_POLL_MS);
    const waited = performance.now() - start;
    if (!((cpuSeconds(pid) - before) / (SETTLE_POLL_MS / 1000) > SETTLED_SHARE) || waited > settleMs) return waited / 1000;
  }
}

interface Phase {
  readonly name: string;
  readonly settledSeconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly attackers: number;
  readonly thrownOut: number;
  readonly megabytes: number;
}

type Attackers = Helper<Attack | 'report' | 'stop', AttackReport>;

class Siege {
  readonly phases: Phase[] = [];
  readonly #stage: Stage;
  readonly #sluice: Child;
  readonly #expected: Uint8Array;
  readonly #plan: Plan;
  readonly #attackers: Attackers;

  constructor(stage: Stage, sluice: Child, expected: Uint8Array, plan: Plan, attackers: Attackers) {
    this.#stage = stage;
    this.#sluice = sluice;
    this.#expected = expected;
    this.#plan = plan;
    this.#attackers = attackers;
  }

  async run(): Promise<void> {
    const url = this.#sluice.ready + pathOf(USUAL);
    await this.#stage.load('warm-up', { url, expected: this.#expected, seconds: this.#plan.warmUpSeconds, ...WARM_UP });
    await this.#honest('nobody else');
    for (const attack of ATTACKS) {
      await this.#attack(attack);
      await this.#honest('nobody else');
    }
  }

  async #attack({ kind, name, path, share }: Siegers): Promise<void> {
    const { hostname, port } = new URL(this.#sluice.ready);
    const connections = Math.ceil(this.#plan.attackers * share);
    await this.#attackers.ask({ kind, host: hostname, port: Number(port), connections, path });
    await sleep(this.#plan.rampMs);
    await this.#honest(name, await settle(this.#sluice.pid, this.#plan.settleMs));
    await this.#attackers.ask('stop');
    const { busy } = await this.#stage.upstreamConnections();
    if (busy > 0) this.#stage.failures.push(`${name}: ${busy} upstream connections are left whose reader has gone`);
  }

  async #honest(name: string, settledSeconds = 0): Promise<void> {
    const { seconds } = this.#plan;
    const rate = { connections: HONEST_CONNECTIONS, perSecond: HONEST_PER_SECOND };
    const { p50Ms, p99Ms } = await this.#stage.load(`honest client beside ${name}`, {
      ...{ url: this.#sluice.ready + pathOf(USUAL), expected: this.#expected, seconds },
      ...rate,
    });
    const { open, closed } = await this.#attackers.ask('report');
    const megabytes = residentBytes(this.#sluice.pid) / 2 ** 20;
    this.phases.push({ name, settledSeconds, p50Ms, p99Ms, attackers: open, thrownOut: closed, megabytes });
  }
}

export const slowTrial: Trial = ({ quick }) =>
  onStage(async (stage) => {
    const plan = quick ? QUICK : FULL;
    const sluice = await stage.start(startSluice(await stage.upstream()));
    const attackers = startHelper<Attack | 'report' | 'stop', AttackReport>('attackers.ts');
    const siege = new Siege(stage, sluice, await stage.expected(sluice.ready, USUAL), plan, attackers);
    try {
      await siege.run();
    } finally {
      attackers.stop();
    }
    const { phases } = siege;
    const calm = median(phases.filter((phase) => phase.name === 'nobody else').map((phase) => phase.p99Ms));
    const worst = Math.max(...phases.filter((phase) => phase.name !== 'nobody else').map((phase) => phase.p99Ms / calm));
    const table = {
      title: `Proxy: ${plan.attackers.toLocaleString('en-US')} slow connections`,
      columns: ['beside', 'honest p50 ms', 'honest p99 ms', 'to p99 alone', 'attackers open', 'thrown out', 'settled after s', 'RSS MB'],
      rows: phases.map((phase) => [
        phase.name,
        ...[short(phase.p50Ms), short(phase.p99Ms), ratio(phase.p99Ms / calm)],
        ...[String(phase.attackers), String(phase.thrownOut), short(phase.settledSeconds), short(phase.megabytes)],
      ]),
      notes: [
        `${HONEST_PER_SECOND} honest requests a second for 16 KB. Worst p99 ${ratio(worst)} of that alone (median); the bar is ${P99_FACTOR_MAX}x: ${worst <= P99_FACTOR_MAX ? 'met' : 'not met'}.`,
        'Attackers share their core with the honest client and the upstream. Each moves every two seconds and comes back when it is thrown out.',
        'Measured once Sluice has calmed down: what those who do not read are sent at first is scanned like anything else.',
      ],
    };
    return { tables: [table], figures: { phases, worstFactor: worst } };
  });
