/**
 * Hours in minutes: all kinds of bodies at a steady rate, connections that come and go, while resident memory is written down. What is flat
 * at the end was not leaked. Ten minutes unless `--minutes` says otherwise.
 */
import { residentBytes } from '../harness/machine.js';
import { Progress } from '../harness/progress.js';
import { median } from '../harness/statistics.js';
import { ratio, short, size } from '../harness/table.js';
import { fire } from '../load/cannon.js';
import { CASES, pathOf, type Case } from './bodies.js';
import { startSluice } from './subjects.js';
import { WARM_UP, onStage, type Trial } from './trial.js';

const MINUTES = 10;
const QUICK_MINUTES = 0.1;
/** Each slice has one kind of body and connections of its own. */
const SLICE_SECONDS = 5;
const QUICK_SLICE_SECONDS = 0.5;
const CONNECTIONS = 64;
/** Bytes a second, so that large bodies come less often. */
const BYTES_PER_SECOND = 16_000_000;
const PER_SECOND_MAX = 1_000;
/** What the last quarter of the samples may have over the second one; the first one still grows into its caches. */
const GROWTH_MAX = 1.1;

interface Slice {
  readonly minute: number;
  readonly requests: number;
  readonly p99Ms: number;
  readonly megabytes: number;
  readonly body: string;
}

const perSecondOf = ({ bytes }: Case): number => Math.round(Math.min(PER_SECOND_MAX, BYTES_PER_SECOND / bytes));

/** Median memory of a quarter of the slices, 0 to 3. */
function quarter(slices: readonly Slice[], which: number): number {
  const share = slices.length / 4;
  return median(slices.slice(Math.floor(which * share), Math.max(1, Math.floor((which + 1) * share))).map((slice) => slice.megabytes));
}

export const soakTrial: Trial = ({ quick, minutes = quick ? QUICK_MINUTES : MINUTES }) =>
  onStage(async (stage) => {
    const seconds = quick ? QUICK_SLICE_SECONDS : SLICE_SECONDS;
    const count = Math.max(8, Math.round((minutes * 60) / seconds));
    const sluice = await stage.start(startSluice(await stage.upstream()));
    const tasks: { one: Case; url: string; expected: Uint8Array }[] = [];
    for (const one of CASES) tasks.push({ one, url: sluice.ready + pathOf(one), expected: await stage.expected(sluice.ready, one) });
    for (const { url, expected } of tasks) await stage.load('warm-up', { url, expected, seconds, ...WARM_UP });
    const progress = new Progress(count);
    const slices: Slice[] = [];
    for (let i = 0; i < count; i++) {
      const task = tasks[i % tasks.length];
      if (task === undefined) break;
      const { one, url, expected } = task;
      const body = `${size(one.bytes)} ${one.kind}`;
      progress.step(body);
      const perSecond = perSecondOf(one);
      const { requests, p99Ms } = stage.told(
        `soak, ${body}`,
        await fire({ url, expected, connections: Math.min(CONNECTIONS, perSecond), seconds, perSecond }),
      );
      slices.push({ minute: (i * seconds) / 60, requests, p99Ms, megabytes: residentBytes(sluice.pid) / 2 ** 20, body });
    }
    progress.end();
    const { open, busy } = await stage.upstreamConnections();
    if (busy > 0) stage.failures.push(`${busy} upstream connections are left whose reader has gone`);
    const growth = quarter(slices, 3) / quarter(slices, 1);
    const rows = [0, 1, 2, 3].map((which) => {
      const part = slices.slice(Math.floor((which * count) / 4), Math.floor(((which + 1) * count) / 4));
      const requests = part.reduce((sum, slice) => sum + slice.requests, 0);
      return [
        `${which + 1}`,
        ...[short(requests), short(Math.max(...part.map((slice) => slice.p99Ms)))],
        ...[short(quarter(slices, which)), short(Math.max(...part.map((slice) => slice.megabytes)))],
      ];
    });
    const table = {
      title: `Proxy: soak of ${short((count * seconds) / 60)} minutes`,
      columns: ['quarter', 'requests', 'worst p99 ms', 'RSS MB', 'RSS MB at most'],
      rows,
      notes: [
        `Last quarter ${ratio(growth)} of the second; the bar is flat (at most ${GROWTH_MAX}x): ${growth <= GROWTH_MAX ? 'met' : 'not met'}.`,
        `${open} upstream connections kept after the last client left, none of them stuck. Medians of samples every ${seconds} s.`,
      ],
    };
    return { tables: [table], figures: { slices, growth } };
  });
