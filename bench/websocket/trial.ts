/**
 * What relaying WebSocket messages costs: Sluice, which inspects every one of them with its default rules, beside a `ws` to `ws` relay and a tunnel of
 * bytes, which look at nothing; in one run, round by round. Then what an idle connection costs, and whether a drain loses anything.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild, tsx, type Child } from '../harness/child.js';
import { residentBytes } from '../harness/machine.js';
import { median } from '../harness/statistics.js';
import { ratio, short, type Table } from '../harness/table.js';
import { startHelper, type Helper } from '../load/helper.js';
import type { WebSocketAnswer, WebSocketOrder } from '../load/websocket.js';
import { startSluice } from '../proxy/subjects.js';
import { onStage, type Stage, type Trial } from '../proxy/trial.js';

type Generator = Helper<WebSocketOrder, WebSocketAnswer>;

interface Plan {
  readonly rounds: number;
  readonly seconds: number;
  /** Of each size, until the code that relays it is compiled: a process that does more takes longer. */
  readonly warmUpSeconds: number;
  readonly settleSeconds: number;
  readonly idle: number;
  readonly restMs: number;
  readonly drainMs: number;
}

const FULL: Plan = { rounds: 5, seconds: 2.5, warmUpSeconds: 12, settleSeconds: 5, idle: 5_000, restMs: 5_000, drainMs: 20_000 };
const QUICK: Plan = { rounds: 1, seconds: 0.5, warmUpSeconds: 0.5, settleSeconds: 0.5, idle: 200, restMs: 300, drainMs: 2_000 };
const CONNECTIONS = 50;
const BURST = 16;
const SIZES = [64, 1024] as const;
/** Half load: the share of its core that the process under test is busy. */
const HALF = 0.5;
/** Messages by which is measured what it takes to wake a process: about as many as Sluice has at half load. */
const WAKE_UPS_PER_SECOND = 3_000;

const SLUICE = 'Sluice, inspecting all';
const RELAY = 'ws to ws';
const TUNNEL = 'http-proxy, a tunnel';
/** Sluice's messages per CPU second over those of the peer. */
const BARS = { [RELAY]: 0.9, [TUNNEL]: 0.55 } as const;
const ADDED_P99_MS_MAX = 1;
const IDLE_KB_MAX = 30;

interface Subject {
  readonly name: string;
  readonly child: Child;
  readonly hidesCards: boolean;
}

interface Measured {
  readonly perCpuSecond: number;
  readonly perSecond: number;
  /** One by one: nothing is sent on a connection before the last came back. */
  readonly singlePerSecond: number;
  /** At half load, as the figures below, and the share of its core that it was busy. */
  readonly halfPerSecond: number;
  readonly halfBusy: number;
  readonly p99Ms: number;
  readonly addedP50Ms: number;
  readonly addedP99Ms: number;
}

class Bench {
  readonly #stage: Stage;
  readonly #generator: Generator;
  readonly #plan: Plan;

  constructor(stage: Stage, generator: Generator, plan: Plan) {
    this.#stage = stage;
    this.#generator = generator;
    this.#plan = plan;
  }

  async ask(what: string, order: WebSocketOrder): Promise<WebSocketAnswer> {
    const answer = await this.#generator.ask(order);
    this.#stage.failures.push(...Object.entries(answer.problems).map(([problem, times]) => `${what}: ${times}x ${problem}`));
    return answer;
  }

  async talk(
    subject: Pick<Subject, 'name' | 'hidesCards'> & { readonly child?: Child },
    url: string,
    messageBytes: number,
    seconds: number,
    how: { readonly burst?: number; readonly perSecond?: number } = {},
  ): Promise<WebSocketAnswer> {
    const { hidesCards, child } = subject;
    const pid = child === undefined ? {} : { pid: child.pid };
    const talk = { url, connections: CONNECTIONS, messageBytes, hidesCards, seconds, burst: BURST, ...pid, ...how };
    return this.ask(`${subject.name}, ${messageBytes} B`, { talk });
  }

  async measure(subject: Subject, direct: string, messageBytes: number): Promise<Measured> {
    const { seconds } = this.#plan;
    const through = (how: { readonly burst?: number; readonly perSecond?: number }) =>
      this.talk(subject, subject.child.ready, messageBytes, seconds, how);
    const full = await through({});
    const single = await through({ burst: 1 });
    const singlePerSecond = single.messages / single.seconds;
    const pace = { perSecond: halfLoad(singlePerSecond / 2, await through({ perSecond: singlePerSecond / 2 })) };
    const half = await through(pace);
    const beside = await this.talk({ name: 'direct', hidesCards: false }, direct, messageBytes, seconds, pace);
    return {
      perCpuSecond: full.messages / full.cpuSeconds,
      perSecond: full.messages / full.seconds,
      singlePerSecond,
      halfPerSecond: pace.perSecond,
      halfBusy: half.cpuSeconds / half.seconds,
      p99Ms: half.p99Ms,
      addedP50Ms: half.p50Ms - beside.p50Ms,
      addedP99Ms: half.p99Ms - beside.p99Ms,
    };
  }

  /** How much later an upstream answers that is a process of its own, on the core of the process under test, than one in the generator's thread. */
  async wakeUp(there: string, here: string, messageBytes: number): Promise<number> {
    const talk = (url: string) =>
      this.talk({ name: 'direct', hidesCards: false }, url, messageBytes, this.#plan.seconds, { perSecond: WAKE_UPS_PER_SECOND });
    return (await talk(there)).p99Ms - (await talk(here)).p99Ms;
  }

  /** Resident KB a connection, in a fresh process: after messages on other connections, so that what is warm is not counted. */
  async weigh(name: string, child: Child, hidesCards: boolean): Promise<number> {
    const { idle, restMs, settleSeconds } = this.#plan;
    await this.talk({ name, hidesCards }, child.ready, 64, settleSeconds);
    await sleep(restMs);
    const empty = residentBytes(child.pid);
    const { open } = await this.ask(name, { open: { url: child.ready, connections: idle, messageBytes: 64, hidesCards } });
    await sleep(restMs);
    const full = residentBytes(child.pid);
    if (open !== idle) this.#stage.failures.push(`${name}: ${open} of ${idle} connections are open`);
    await this.ask(name, { leave: true });
    return (full - empty) / idle / 1024;
  }
}

/** The rate that keeps a process half busy, from what `perSecond` took: half the most that it reaches takes more, because a message by itself costs more than one among others. */
function halfLoad(perSecond: number, { cpuSeconds, seconds }: WebSocketAnswer): number {
  const busy = cpuSeconds / seconds;
  return busy > HALF ? (perSecond * HALF) / busy : perSecond;
}

async function speed(stage: Stage, bench: Bench, plan: Plan): Promise<{ tables: Table[]; figures: object }> {
  const upstream = (await bench.ask('echo', { echo: true })).url;
  const start = (file: string) => stage.start(startChild(1, tsx(`websocket/peers/${file}`, upstream), /proxy (http:\S+)/));
  const subjects: Subject[] = [
    { name: SLUICE, child: await stage.start(startSluice(upstream, '--workers', '1')), hidesCards: true },
    { name: RELAY, child: await start('ws.ts'), hidesCards: false },
    { name: TUNNEL, child: await start('tunnel.ts'), hidesCards: false },
  ];
  const measured = new Map<string, Measured[]>();
  const there = await stage.start(startChild(1, tsx('websocket/upstream.ts'), /upstream (http:\S+)/));
  const wakeUps: number[] = [];
  for (const bytes of SIZES) for (const subject of subjects) await bench.talk(subject, subject.child.ready, bytes, plan.warmUpSeconds);
  for (let round = 0; round < plan.rounds; round++) {
    for (const bytes of SIZES)
      for (const subject of subjects) {
        const key = `${subject.name} ${bytes}`;
        measured.set(key, [...(measured.get(key) ?? []), await bench.measure(subject, upstream, bytes)]);
      }
    wakeUps.push(await bench.wakeUp(there.ready, upstream, SIZES[0]));
  }
  for (const child of [there, ...subjects.map((subject) => subject.child)]) await stage.stop(child);
  const names = subjects.map(({ name }) => name);
  return { tables: speedTables(measured, names, median(wakeUps)), figures: { ...Object.fromEntries(measured), wakeUpP99Ms: wakeUps } };
}

/** What was measured of each relay, and beside the bars. */
function speedTables(measured: ReadonlyMap<string, readonly Measured[]>, names: readonly string[], wakeUpMs: number): Table[] {
  const all = (name: string, bytes: number) => measured.get(`${name} ${bytes}`) ?? [];
  const of = (name: string, bytes: number, figure: (one: Measured) => number) => median(all(name, bytes).map(figure));
  /** Round by round, because a machine's speed changes between rounds. */
  const to = (name: string, bytes: number) =>
    median(all(SLUICE, bytes).map((one, round) => one.perCpuSecond / (all(name, bytes)[round]?.perCpuSecond ?? Number.NaN)));
  const rows = SIZES.flatMap((bytes) =>
    names.map((name) => [
      name,
      `${bytes} B`,
      short(of(name, bytes, (one) => one.perCpuSecond)),
      short(of(name, bytes, (one) => one.perSecond)),
      short(of(name, bytes, (one) => one.singlePerSecond)),
      short(of(name, bytes, (one) => one.halfPerSecond)),
      `${Math.round(100 * of(name, bytes, (one) => one.halfBusy))} %`,
      short(of(name, bytes, (one) => one.p99Ms)),
      short(of(name, bytes, (one) => one.addedP50Ms)),
      short(of(name, bytes, (one) => one.addedP99Ms)),
    ]),
  );
  const bars = SIZES.flatMap((bytes) => {
    const added = of(SLUICE, bytes, (one) => one.addedP99Ms);
    return [
      ...Object.entries(BARS).map(([name, bar]) => [
        `to ${name}, ${bytes} B`,
        `at least ${bar}x`,
        ratio(to(name, bytes)),
        to(name, bytes) >= bar ? 'yes' : 'no',
      ]),
      [`added p99 at half load, ${bytes} B`, `under ${ADDED_P99_MS_MAX} ms`, `${short(added)} ms`, added < ADDED_P99_MS_MAX ? 'yes' : 'no'],
    ];
  });
  return [
    {
      title: 'WebSocket: messages per CPU second',
      columns: [
        'relay',
        'message',
        'messages per CPU s',
        'messages/s',
        'one by one/s',
        'half load/s',
        'busy',
        'p99 ms',
        'added p50 ms',
        'added p99 ms',
      ],
      rows,
      notes: [
        `${CONNECTIONS} connections, each sending ${BURST} messages at once and waiting for them; every message goes there and back, which is counted once, and is compared byte for byte.`,
        'One in 64 holds a card, which must come back masked from Sluice and as it was from the others.',
        'Half load is the rate at which a process is busy half the time, by messages at random moments: by itself a message costs two to four times as much as in a burst, which is read and written at once. Latency counts from the moment a message is due. “Added” is over the direct path at the same rate.',
        `Added is also what it takes to wake a process: an upstream that is one of its own, on the core of the process under test and with no relay before it, answers ${short(wakeUpMs)} ms later at p99 than that in the generator's thread, which is the direct path.`,
      ],
    },
    {
      title: 'WebSocket: bars',
      columns: ['Sluice', 'bar', 'measured', 'met'],
      rows: bars,
      notes: ['Medians of the ratios of each round.'],
    },
  ];
}

async function memory(stage: Stage, bench: Bench, upstream: Child, plan: Plan): Promise<{ table: Table; kilobytes: object }> {
  const starts: readonly (readonly [string, boolean, () => Promise<Child>])[] = [
    [SLUICE, true, () => startSluice(upstream.ready, '--workers', '1')],
    [RELAY, false, () => startChild(1, tsx('websocket/peers/ws.ts', upstream.ready), /proxy (http:\S+)/)],
    [TUNNEL, false, () => startChild(1, tsx('websocket/peers/tunnel.ts', upstream.ready), /proxy (http:\S+)/)],
  ];
  const rows: string[][] = [];
  const kilobytes: Record<string, number> = {};
  for (const [name, hidesCards, begin] of starts) {
    const child = await stage.start(begin());
    const each = await bench.weigh(name, child, hidesCards);
    await stage.stop(child);
    kilobytes[name] = each;
    rows.push([name, short(each), name === SLUICE ? (each <= IDLE_KB_MAX ? 'met' : 'not met') : '']);
  }
  const notes = [`Both sockets of each, after one message there and back. The bar is ${IDLE_KB_MAX} KB.`];
  return {
    table: { title: `WebSocket: ${plan.idle.toLocaleString('en-US')} idle connections`, columns: ['relay', 'KB each', 'bar'], rows, notes },
    kilobytes,
  };
}

/** One Sluice drains while its clients go on talking; they move to another. */
async function drain(stage: Stage, bench: Bench, upstream: Child, plan: Plan): Promise<{ table: Table; moved: WebSocketAnswer }> {
  const old = await stage.start(startSluice(upstream.ready, '--workers', '1'));
  const next = await stage.start(startSluice(upstream.ready, '--workers', '1'));
  await bench.ask('before the drain', { open: { url: old.ready, connections: plan.idle, messageBytes: 64, hidesCards: true } });
  const moving = bench.ask('drain', { moveTo: { url: next.ready, withinMs: plan.drainMs + 10_000 } });
  const began = performance.now();
  await sleep(200);
  await stage.stop(old);
  const seconds = (performance.now() - began) / 1000;
  const moved = await moving;
  await bench.ask('after the drain', { leave: true });
  await stage.stop(next);
  if (moved.open !== plan.idle) stage.failures.push(`drain: ${moved.open} of ${plan.idle} came back`);
  const times = (counted: Readonly<Record<string, number>>) => Object.entries(counted).map(([what, count]) => `${count}x ${what}`);
  const notes = [
    'Clients that talk on; each repeats at the next Sluice what was not answered. All must come back and be answered.',
    'Who is turned away there, because both share one core, tries again after a second or two, as a refusal asks for.',
  ];
  const turnedAway = Object.values(moved.refusals).reduce((sum, count) => sum + count, 0);
  const row = [
    short(plan.idle),
    times(moved.closes).join(', '),
    short(turnedAway),
    short(moved.open),
    short(moved.messages),
    short(seconds),
  ];
  return {
    table: {
      title: 'WebSocket: a drain',
      columns: ['connections', 'closed with', 'turned away first', 'came back', 'answered there', 'seconds'],
      rows: [row],
      notes,
    },
    moved,
  };
}

export const websocketTrial: Trial = ({ quick }) =>
  onStage(async (stage) => {
    const plan = quick ? QUICK : FULL;
    const generator: Generator = startHelper('websocket.ts');
    try {
      const bench = new Bench(stage, generator, plan);
      const upstream = await stage.start(startChild(0, tsx('websocket/upstream.ts'), /upstream (http:\S+)/));
      const fast = await speed(stage, bench, plan);
      const light = await memory(stage, bench, upstream, plan);
      const drained = await drain(stage, bench, upstream, plan);
      return {
        tables: [...fast.tables, light.table, drained.table],
        figures: { speed: fast.figures, kilobytes: light.kilobytes, drain: drained.moved },
      };
    } finally {
      generator.stop();
    }
  });
