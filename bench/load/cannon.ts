/** Load by autocannon, at a steady rate and with every answer held against what it must be: for trials that are long rather than fast. */
import autocannon from 'autocannon';
import type { LoadResult } from './run.js';

export interface CannonTask {
  readonly url: string;
  readonly expected: Uint8Array;
  readonly connections: number;
  readonly seconds: number;
  readonly perSecond: number;
}

export async function fire({ url, expected, connections, seconds, perSecond }: CannonTask): Promise<LoadResult> {
  const expectBody = Buffer.from(expected).toString();
  const result = await autocannon({ url, connections, duration: seconds, overallRate: perSecond, expectBody });
  const counted = { mismatch: result.mismatches, 'no 2xx': result.non2xx, error: result.errors, 'time-out': result.timeouts };
  const problems = Object.fromEntries(Object.entries(counted).filter(([, count]) => count > 0));
  const { p50, p99 } = result.latency;
  return { requests: result.requests.total, seconds: result.duration, p50Ms: p50, p99Ms: p99, problems };
}
