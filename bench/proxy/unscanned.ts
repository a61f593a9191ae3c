/**
 * Sluice without its engine, to tell what scanning costs: the data plane of the build around an engine that hands every byte on as it came.
 * Only the bench can put this together; the product has no such switch. Prints its address.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Engine, Redacted, RedactionStream, Step } from '../../src/engine/api.js';
import type * as LogModule from '../../src/observe/log.js';
import type * as MetricsModule from '../../src/observe/metrics.js';
import type * as RecorderModule from '../../src/observe/recorder.js';
import type * as ProxyModule from '../../src/proxy/proxy.js';
import type * as SnapshotModule from '../../src/proxy/snapshot.js';
import { ROOT } from '../harness/child.js';

const target = process.argv[2];
if (target === undefined) throw new Error('Usage: unscanned.ts UPSTREAM_URL');

const built = async <T>(file: string): Promise<T> => (await import(pathToFileURL(join(ROOT, 'dist', file)).href)) as T;
const { createProxy } = await built<typeof ProxyModule>('proxy/proxy.js');
const { toOneUpstream } = await built<typeof SnapshotModule>('proxy/snapshot.js');
const { createObserver } = await built<typeof RecorderModule>('observe/recorder.js');
const { createMetrics } = await built<typeof MetricsModule>('observe/metrics.js');
const { createLog } = await built<typeof LogModule>('observe/log.js');

const NOTHING = new Uint8Array(0);
const pass = (bytes: Uint8Array = NOTHING): Step => ({ bytes, effects: [] });
const stream: RedactionStream = { write: pass, end: pass, held: 0 };
const engine: Engine = {
  snapshot: { id: 'unscanned', kernel: 'simd', hasPaths: false, isEnforced: false },
  redact: <T extends string | Uint8Array>(input: T): Redacted<T> => ({ output: input, findings: [] }),
  open: () => stream,
  inspect: () => ({ effects: [], splices: [] }),
  // eslint-disable-next-line require-yield -- nothing is done
  *inspectInTurns() {
    return { effects: [], splices: [] };
  },
  cardAction: () => 'observe',
};

const observer = createObserver(createMetrics({ processMetrics: false }).counters, createLog({ level: 'silent' }));
const proxy = await createProxy({ snapshot: toOneUpstream(new URL(target), { engine }), observer });
process.stdout.write(`proxy ${(await proxy.listen('127.0.0.1', 0)).url}\n`);
process.once('SIGTERM', () => process.exit(0));
