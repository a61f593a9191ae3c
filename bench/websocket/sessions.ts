/**
 * Sessions of 10,000 messages each way between real clients and servers through the build, two workers of it, with random cards in them, whole and
 * in pieces: nothing may be lost, moved or changed, no card may be seen, and no library may complain, while connections are cut.
 */
import { cleanUp } from '../../test/support/cleanup.js';
import { ALL_PEERS } from '../../test/support/sessions/all.js';
import { runSession, type Peers, type SessionReport } from '../../test/support/sessions/session.js';
import type { Child } from '../harness/child.js';
import { Progress } from '../harness/progress.js';
import { short, type Table } from '../harness/table.js';
import { startSluice } from '../proxy/subjects.js';
import { onStage, type Stage, type Trial } from '../proxy/trial.js';

const MESSAGES = 10_000;
const QUICK_MESSAGES = 400;
const CUTS = 9;
const WORKERS = '2';
/** The same cards in every run. */
const SEED = 20_251_101;
const STEP = 100;

interface Played extends SessionReport {
  readonly name: string;
  readonly seconds: number;
}

async function play(stage: Stage, peers: Peers, messages: number, progress: Progress): Promise<Played> {
  const began = performance.now();
  let sluice: Child | undefined;
  const through = async ({ origin, pathname }: URL): Promise<URL> => {
    sluice = await stage.start(startSluice(origin, '--workers', WORKERS));
    return new URL(pathname, sluice.ready);
  };
  const onProgress = (acknowledged: number): void => {
    if (acknowledged % STEP === 0) progress.step(peers.name);
  };
  try {
    const report = await runSession(peers, { messages, cuts: CUTS, seed: SEED, through, onProgress });
    return { name: peers.name, seconds: (performance.now() - began) / 1000, ...report };
  } finally {
    await cleanUp();
    if (sluice !== undefined) await stage.stop(sluice);
  }
}

/** What was wrong in a session, in words. */
function faultsOf({ name, errors, lost, misplaced, changed, leaks }: Played): string[] {
  const counted = Object.entries({ lost, misplaced, changed, leaks }).filter(([, count]) => count !== 0);
  return [...counted.map(([what, count]) => `${name}: ${count} ${what}`), ...errors.map((error) => `${name}: ${error}`)];
}

function tableOf(played: readonly Played[], messages: number): Table {
  return {
    title: `WebSocket: sessions of ${short(messages)} messages each way`,
    columns: ['client and server', 'arrived', 'acknowledged', 'cuts', 'lost', 'out of order', 'changed', 'leaks', 'errors', 'seconds'],
    rows: played.map((one) => [
      one.name,
      ...[one.arrived, one.acknowledged, one.cuts, one.lost, one.misplaced, one.changed, one.leaks, one.errors.length].map(String),
      short(one.seconds),
    ]),
    notes: [
      'Every message is answered with another. Of blocks of four messages, a third have a random card number in one of them, and a quarter have one in pieces.',
      'A leak is a card of which more than four digits are seen, or more than eight over its pieces. Changed is a message that differs in more than digits, or has none to hide.',
      'A cut ends the connections of the upstream: with messages under way where the ecosystem sends them again, else between messages.',
      `${WORKERS} workers, conversations as they are by default. The bar is 0 everywhere.`,
    ],
  };
}

export const sessionsTrial: Trial = ({ quick }) =>
  onStage(async (stage) => {
    const messages = quick ? QUICK_MESSAGES : MESSAGES;
    const progress = new Progress((ALL_PEERS.length * messages) / STEP);
    const played: Played[] = [];
    for (const peers of ALL_PEERS) played.push(await play(stage, peers, messages, progress));
    progress.end();
    stage.failures.push(...played.flatMap(faultsOf));
    return { tables: [tableOf(played, messages)], figures: played };
  });
