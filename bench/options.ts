/** How `npm run bench` is called. */
import { parseArgs } from 'node:util';
import { UsageError } from './harness/program.js';
import { PEERS, type Peer } from './proxy/peers.js';
import { TRIAL_NAMES, type TrialName } from './proxy/trials.js';

export const HELP = `Usage: npm run bench -- [options]

Measures Sluice beside what one would use instead, in one run on one machine.

  --only matcher|proxy  run only one of the two
  --only TRIAL          one of ${TRIAL_NAMES.join(', ')}
  --peers LIST          proxies to measure beside Sluice: ${PEERS.map((peer) => peer.key).join(',')} or all;
                        those from npm when it is not given
  --install             install what the peers need with apt-get; root on Debian only
  --minutes N           how long a soak takes, 10 when it is not given
  --quick               small corpus and short runs, under a minute; keeps no results
  --save                keep the results of a quick run, or of one on a busy machine, too
  --help                this text

Example: npm run bench -- --only proxy --peers all --install

Results go to bench/results/. Exit 1 when an answer was wrong, 2 on misuse; how fast it was never fails a run.
`;

export interface Options {
  /** Undefined: matcher and proxy. */
  readonly only: 'matcher' | 'proxy' | TrialName | undefined;
  /** Of the proxy bench; undefined: its own choice. */
  readonly peers: readonly Peer[] | undefined;
  readonly install: boolean;
  readonly minutes: number | undefined;
  readonly quick: boolean;
  readonly save: boolean;
}

/** Throws `UsageError`. */
export function readOptions(): Options | 'help' {
  const options = {
    only: { type: 'string' },
    peers: { type: 'string' },
    install: { type: 'boolean' },
    minutes: { type: 'string' },
    quick: { type: 'boolean' },
    save: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { values } = parseArgs({ options });
  if (values.help === true) return 'help';
  const { only, peers, install = false, minutes, quick = false, save = false } = values;
  return {
    only: only === undefined ? undefined : readOnly(only),
    peers: peers === undefined ? undefined : readPeers(peers),
    install,
    minutes: minutes === undefined ? undefined : readMinutes(minutes),
    quick,
    save,
  };
}

function readOnly(name: string): Exclude<Options['only'], undefined> {
  if (name === 'matcher' || name === 'proxy') return name;
  const trial = TRIAL_NAMES.find((known) => known === name);
  if (trial === undefined) throw new UsageError(`--only takes matcher, proxy, ${TRIAL_NAMES.join(', ')}; not "${name}".`);
  return trial;
}

function readPeers(list: string): Peer[] {
  const keys = list === 'all' ? PEERS.map((peer) => peer.key) : list.split(',').filter((key) => key !== '');
  const unknown = keys.filter((key) => !PEERS.some((peer) => peer.key === key));
  if (unknown.length > 0) throw new UsageError(`--peers does not know "${unknown.join('", "')}".`);
  return PEERS.filter((peer) => keys.includes(peer.key));
}

function readMinutes(text: string): number {
  const minutes = Number(text);
  if (!(minutes > 0)) throw new UsageError('--minutes takes a number above 0.');
  return minutes;
}
