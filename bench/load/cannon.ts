/**
 * Load by autocannon, at a steady rate and with every answer held against what it must be: for trials that are long rather than fast.
 * It decodes each read of the socket by itself, so a character that two reads share comes out broken though every byte arrived: such
 * characters are told by their place alone. Masks are ASCII, and compared to the letter.
 */
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
  const whole = Buffer.from(expected).toString();
  const plain = asciiOf(whole);
  const verifyBody = (body: string): boolean => body === whole || asciiOf(body) === plain;
  const result = await autocannon({ url, connections, duration: seconds, overallRate: perSecond, verifyBody });
  const counted = { mismatch: result.mismatches, 'no 2xx': result.non2xx, error: result.errors, 'time-out': result.timeouts };
  const problems = Object.fromEntries(Object.entries(counted).filter(([, count]) => count > 0));
  const { p50, p99 } = result.latency;
  return { requests: result.requests.total, seconds: result.duration, p50Ms: p50, p99Ms: p99, problems };
}

/** A text with one mark for each run of other characters. */
const asciiOf = (text: string): string => text.replaceAll(/[^\0-\x7f]+/g, '\u{fffd}');
