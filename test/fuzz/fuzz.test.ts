/** A short run of the fuzzer: the same documents every time, and some that nobody has seen. `npm run fuzz` goes on for as long as one likes. */
import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import { engine } from '../support/engine.js';
import { FORMATS } from './formats.js';
import { fuzz } from './fuzz.js';

const FIXED_SEED = 4;
const FIXED_RUNS = 40;
const RANDOM_RUNS = 20;

it.each(Object.keys(FORMATS))('%s keeps every promise', async (format) => {
  for (const { seed, runs } of [{ seed: FIXED_SEED, runs: FIXED_RUNS }, { seed: randomInt(1_000_000_000), runs: RANDOM_RUNS }]) {
    const { failure, refused } = await fuzz(engine, { format, seed, runs });
    expect(failure).toBe(undefined);
    expect(refused).toBeLessThan(runs / 2);
  }
}); // prettier-ignore
