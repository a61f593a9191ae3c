/**
 * What an idle connection costs: 10,000 kept ones, each after one exchange, in Sluice and in Node's own server, in the same run. Resident memory,
 * with everything warm before the first figure is taken; fresh processes in every round.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild, tsx, type Child } from '../harness/child.js';
import { residentBytes } from '../harness/machine.js';
import { median } from '../harness/statistics.js';
import { short } from '../harness/table.js';
import type { CrowdAnswer, CrowdOrder } from '../load/crowd.js';
import { startHelper } from '../load/helper.js';
import { bodyOf, pathOf } from './bodies.js';
import { startSluice } from './subjects.js';
import { SMALL, WARM_UP, onStage, type Stage, type Trial } from './trial.js';

/** KB a connection over Node's own server. */
const OVER_NODE_KB_MAX = 20;
const ASKED_AGAIN = 200;

interface Plan {
  readonly connections: number;
  readonly rounds: number;
  readonly warmUpSeconds: number;
  /** For the collector and for connections that close by themselves. */
  readonly restMs: number;
}

const FULL: Plan = { connections: 10_000, rounds: 3, warmUpSeconds: 8, restMs: 6_000 };
const QUICK: Plan = { connections: 500, rounds: 1, warmUpSeconds: 0.5, restMs: 500 };

interface Weighed {
  readonly emptyMB: number;
  readonly fullMB: number;
  readonly kilobytesEach: number;
}

async function weigh(stage: Stage, name: string, child: Child, expected: Uint8Array, plan: Plan): Promise<Weighed> {
  const url = child.ready + pathOf(SMALL);
  await stage.load(`${name}, warm-up`, { url, expected, seconds: plan.warmUpSeconds, ...WARM_UP });
  await sleep(plan.restMs);
  const empty = residentBytes(child.pid);
  const crowd = startHelper<CrowdOrder, CrowdAnswer>('crowd.ts');
  try {
    const opened = await crowd.ask({ open: { url, expected, connections: plan.connections } });
    await sleep(plan.restMs);
    const full = residentBytes(child.pid);
    const again = await crowd.ask({ ask: Math.min(ASKED_AGAIN, plan.connections) });
    for (const { open, problems } of [opened, again]) {
      if (open !== plan.connections) stage.failures.push(`${name}: ${open} of ${plan.connections} connections are open`);
      stage.failures.push(...Object.entries(problems).map(([problem, count]) => `${name}: ${count}x ${problem}`));
    }
    return { emptyMB: empty / 2 ** 20, fullMB: full / 2 ** 20, kilobytesEach: (full - empty) / plan.connections / 1024 };
  } finally {
    crowd.stop();
    await stage.stop(child);
  }
}

export const connectionsTrial: Trial = ({ quick }) =>
  onStage(async (stage) => {
    const plan = quick ? QUICK : FULL;
    const rounds: { readonly node: Weighed; readonly sluice: Weighed }[] = [];
    for (let round = 0; round < plan.rounds; round++) {
      const plain = await stage.start(startChild(1, tsx('proxy/plain.ts'), /proxy (http:\S+)/));
      const node = await weigh(stage, 'Node', plain, bodyOf(SMALL).bytes, plan);
      const proxy = await stage.start(startSluice(await stage.upstream()));
      rounds.push({ node, sluice: await weigh(stage, 'Sluice', proxy, await stage.expected(proxy.ready, SMALL), plan) });
    }
    const of = (figure: (round: (typeof rounds)[number]) => number) => median(rounds.map(figure));
    const row = (name: string, pick: (round: (typeof rounds)[number]) => Weighed) => [
      name,
      ...[
        short(of((round) => pick(round).emptyMB)),
        short(of((round) => pick(round).fullMB)),
        short(of((round) => pick(round).kilobytesEach)),
      ],
    ];
    const over = of(({ node, sluice }) => sluice.kilobytesEach - node.kilobytesEach);
    const table = {
      title: `Proxy: ${plan.connections.toLocaleString('en-US')} idle connections`,
      columns: ['server', 'MB without', 'MB with', 'KB each'],
      rows: [row('node:http', ({ node }) => node), row('Sluice', ({ sluice }) => sluice)],
      notes: [
        `Over Node’s own: ${short(over)} KB each; the bar is ${OVER_NODE_KB_MAX} KB: ${over <= OVER_NODE_KB_MAX ? 'met' : 'not met'}.`,
        'Resident memory after one exchange on each connection; medians of rounds with fresh processes.',
      ],
    };
    return { tables: [table], figures: { rounds, overNodeKilobytes: over } };
  });
