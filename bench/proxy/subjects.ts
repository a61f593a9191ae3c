/** The processes under test, each on the same core: Sluice, Sluice without its scanning, and the peers that were asked for and are here. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installPeers } from '../peers/install.js';
import { ROOT, startChild, tsx, type Child } from '../harness/child.js';
import type { Core } from '../harness/machine.js';
import type { Duty } from './judge.js';
import { DEFAULT_PEERS, type Peer } from './peers.js';

export interface Subject {
  readonly name: string;
  readonly child: Child;
  readonly duty: Duty;
}

export interface PeerChoice {
  /** Default: what npm brings. */
  readonly peers?: readonly Peer[] | undefined;
  /** Installs what is missing. */
  readonly install?: boolean;
}

export const SLUICE = 'Sluice';
export const UNSCANNED = 'Sluice, not scanning';

export const startUpstream = (): Promise<Child> => startChild(0, tsx('proxy/upstream.ts'), /upstream (http:\S+)/);

/** On the core under test. */
export const startSluice = (upstream: string, ...options: string[]): Promise<Child> => startSluiceOn(1, upstream, ...options);

/** `serve` of the build, as an operator starts it; `BENCH_SLUICE_FLAGS` are flags for its Node. */
export function startSluiceOn(core: Core | undefined, upstream: string, ...options: string[]): Promise<Child> {
  const cli = join(ROOT, 'dist/cli/main.js');
  if (!existsSync(cli)) throw new Error('dist/cli/main.js is missing: run `npm run build` first.');
  const flags = (process.env['BENCH_SLUICE_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '');
  const listeners = ['--listen', '127.0.0.1:0', '--admin', '127.0.0.1:0'];
  return startChild(core, [...flags, cli, 'serve', '--upstream', upstream, ...listeners, ...options], /proxy\s+(http:\S+) ->/);
}

/** The peers that can run here; `skipped` tells of the others, by name and why. */
export function choosePeers({ peers = DEFAULT_PEERS, install = false }: PeerChoice): { peers: Peer[]; skipped: string[] } {
  const problem = install ? installPeers(peers) : undefined;
  const skipped = problem === undefined ? [] : [problem];
  const ready = peers.filter((peer) => {
    const missing = peer.missing();
    if (missing !== undefined) skipped.push(`${peer.name} (${peer.key}): ${missing}; --install installs ${peer.packages.join(' and ')}`);
    return missing === undefined;
  });
  return { peers: ready, skipped };
}

/** Starts all of them; what was started is in `started` also when one of them fails. */
export async function startSubjects(upstream: Child, peers: readonly Peer[], started: Child[]): Promise<Subject[]> {
  const subjects: Subject[] = [];
  const add = async (name: string, duty: Duty, starting: Promise<Child>) => {
    const child = await starting;
    started.push(child);
    subjects.push({ name, child, duty });
  };
  for (const peer of peers) await add(peer.name, peer.reach ?? 'nothing', peer.start(new URL(upstream.ready)));
  await add(SLUICE, 'everything', startSluice(upstream.ready, '--workers', '1'));
  await add(UNSCANNED, 'nothing', startChild(1, tsx('proxy/unscanned.ts', upstream.ready), /proxy (http:\S+)/));
  return subjects;
}
