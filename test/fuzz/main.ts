/** `npm run fuzz -- --minutes N [--only FORMAT] [--seed S]`: random documents against the promises, for as long as one likes. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createEngine } from '../../src/engine/engine.js';
import { loadRules } from '../../src/ruleset/load.js';
import { FORMATS } from './formats.js';
import { fuzz } from './fuzz.js';

const HELP = `Usage: npm run fuzz -- [--minutes N] [--only FORMAT] [--seed S]

Draws random documents with cards, identifiers and look-alikes in random places and checks that what leaves is valid, untouched outside of
findings, free of the cards, the same however it was cut, and the same when redacted twice. The first case that breaks a promise is made
small and printed as a case for test/golden.

  --minutes N    how long (default 1; fractions are allowed)
  --only FORMAT  one of ${Object.keys(FORMATS).join(', ')} (default: all, in turn)
  --seed S       draws the same documents again (default: a random one, printed)
  --help         this text

Exits with 0 when every promise was kept, 1 when one was broken, 2 when the arguments make no sense.
`;

const RUNS = 200;
const MINUTE_MS = 60_000;
const SEED_MAX = 1_000_000_000;

function usage(message: string): never {
  process.stderr.write(`${message}\n\n${HELP}`);
  process.exit(2);
}

interface Arguments {
  readonly minutes: number;
  readonly formats: readonly string[];
  readonly seed: number;
}

function parse(): Arguments {
  let values: { minutes?: string; only?: string; seed?: string; help?: boolean };
  try {
    ({ values } = parseArgs({
      options: { minutes: { type: 'string' }, only: { type: 'string' }, seed: { type: 'string' }, help: { type: 'boolean' } },
    }));
  } catch (error) {
    usage(error instanceof Error ? error.message : 'The arguments make no sense.');
  }
  if (values.help === true) {
    process.stdout.write(HELP);
    process.exit(0);
  }
  const minutes = Number(values.minutes ?? 1);
  if (!(minutes > 0)) usage('--minutes takes a number above 0.');
  const seed = values.seed === undefined ? randomInt(SEED_MAX) : Number(values.seed);
  if (!Number.isSafeInteger(seed)) usage('--seed takes a whole number.');
  const { only } = values;
  if (only !== undefined && !Object.hasOwn(FORMATS, only)) usage(`There is no format ${only}.`);
  return { minutes, formats: only === undefined ? Object.keys(FORMATS) : [only], seed };
}

const { minutes, formats, seed } = parse();
const engine = createEngine({ rules: await loadRules() });
const until = performance.now() + minutes * MINUTE_MS;
process.stdout.write(`seed ${seed}\n`);
const tally = new Map(formats.map((format) => [format, { documents: 0, refused: 0 }]));
for (let round = 0; performance.now() < until; round++) {
  for (const [format, counted] of tally) {
    if (performance.now() >= until) break;
    // Every round and format draws other documents; the same seed draws the same ones again.
    const { refused, failure } = await fuzz(engine, { format, seed: seed + round, runs: RUNS });
    counted.documents += RUNS;
    counted.refused += refused;
    if (failure === undefined) continue;
    process.stdout.write(`${format}: a promise is broken; again with --only ${format} --seed ${seed + round}\n\n${failure}\n`);
    process.exit(1);
  }
  if (round % 10 === 9) process.stdout.write(`round ${round + 1}: ${(round + 1) * RUNS} documents of each format, no promise broken\n`);
}
for (const [format, { documents, refused }] of tally) process.stdout.write(`${format}: ${documents} documents, ${refused} refused\n`);
