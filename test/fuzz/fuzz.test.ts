/** A short run of the fuzzer over the same documents every time; `npm run fuzz` draws others, for as long as one likes. */
import { expect, it } from 'vitest';
import { engine } from '../support/engine.js';
import { FORMATS } from './formats.js';
import { fuzz } from './fuzz.js';

const SEEDS = [4, 7, 11];
const RUNS = 30;

it.each(Object.keys(FORMATS))('%s keeps every promise', async (format) => {
  for (const seed of SEEDS) {
    const { failure, refused } = await fuzz(engine, { format, seed, runs: RUNS });
    expect(failure).toBe(undefined);
    expect(refused).toBeLessThan(RUNS / 2);
  }
});
