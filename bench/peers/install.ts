/**
 * Installs the Debian packages of the proxy peers: `node --import tsx bench/peers/install.ts [PEER…]`, or `npm run bench -- --install`.
 * Only as root, only what is missing, and never a running service: Debian asks policy-rc.d before it starts one, and is told no.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { PEERS, type Peer } from '../proxy/peers.js';

const APT_TIMEOUT_MS = 10 * 60_000;
const POLICY = '/usr/sbin/policy-rc.d';
/** policy-rc.d(8): "action forbidden by policy". */
const NO_SERVICES = '#!/bin/sh\nexit 101\n';

function apt(...args: string[]): string | undefined {
  const { status, stderr, error } = spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: APT_TIMEOUT_MS,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status === 0) return undefined;
  return `apt-get ${args[0]} failed: ${error?.message ?? stderr.split('\n').slice(-8).join('\n')}`;
}

/** Installs what `peers` need; what went wrong, or undefined. */
export function installPeers(peers: readonly Peer[]): string | undefined {
  const packages = [...new Set(peers.filter((peer) => peer.missing() !== undefined).flatMap((peer) => peer.packages))];
  if (packages.length === 0) return undefined;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return `not root on Debian; needed: apt-get install ${packages.join(' ')}`;
  process.stderr.write(`installing ${packages.join(', ')} with apt-get\n`);
  const mayStart = !existsSync(POLICY);
  if (mayStart) writeFileSync(POLICY, NO_SERVICES, { mode: 0o755 });
  try {
    apt('update'); // may fail for one of several mirrors and still have found what is needed
    return apt('install', '-y', '--no-install-recommends', ...packages);
  } finally {
    if (mayStart) rmSync(POLICY, { force: true });
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !PEERS.some((peer) => peer.key === name));
  if (unknown.length > 0) process.stderr.write(`Unknown: ${unknown.join(', ')}. Peers: ${PEERS.map((peer) => peer.key).join(', ')}\n`);
  const wanted = PEERS.filter((peer) => names.length === 0 || names.includes(peer.key));
  const problem = unknown.length > 0 ? 'nothing installed' : installPeers(wanted);
  if (problem !== undefined) process.stderr.write(`${problem}\n`);
  for (const peer of wanted) process.stdout.write(`${peer.key.padEnd(12)} ${peer.missing() ?? 'ready'}\n`);
  process.exitCode = problem === undefined ? 0 : 1;
}
