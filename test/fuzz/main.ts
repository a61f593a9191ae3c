/**
 * `npm run fuzz -- --minutes N [--only FORMAT] [--seed S]`: random documents against the promises, for as long as one likes;
 * `npm run fuzz -- --splits N [--seed S] [--save]`: card numbers in random pieces against the budget of a conversation.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createEngine } from '../../src/engine/engine.js';
import { loadRules } from '../../src/ruleset/load.js';
import { FORMATS } from './formats.js';
import { fuzz } from './fuzz.js';
import { fuzzSplits, keep, tableOf, violationsIn } from './splits.js';

const HELP = `Usage: npm run fuzz -- [--minutes N] [--only FORMAT] [--seed S]
       npm run fuzz -- --splits N [--seed S] [--save]

Draws random documents with cards, identifiers and look-alikes in random places and checks that what leaves is valid, untouched outside of
findings, free of the cards, the same however it was cut, and the same when redacted twice. The first case that breaks a promise is made
small and printed as a case for test/golden.

  --minutes N    how long (default 1; fractions are allowed)
  --only FORMAT  one of ${Object.keys(FORMATS).join(', ')} (default: all, in turn)
  --splits N     instead: N card numbers that arrive in random pieces, over several messages; the bar is 200000
  --save         keeps the outcome of --splits in bench/results
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
  /** Card numbers in pieces; 0 for documents. */
  readonly splits: number;
  readonly saves: boolean;
}

interface Written {
  readonly minutes?: string | undefined;
  readonly only?: string | undefined;
  readonly seed?: string | undefined;
  readonly splits?: string | undefined;
  readonly save?: boolean | undefined;
  readonly help?: boolean | undefined;
}

function written(): Written {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({ options: { minutes: text, only: text, seed: text, splits: text, save: flag, help: flag } }).values;
  } catch (error) {
    usage(error instanceof Error ? error.message : 'The arguments make no sense.');
  }
}

function parse(): Arguments {
  const values = written();
  if (values.help === true) {
    process.stdout.write(HELP);
    process.exit(0);
  }
  const minutes = Number(values.minutes ?? 1);
  if (!(minutes > 0)) usage('--minutes takes a number above 0.');
  const seed = values.seed === undefined ? randomInt(SEED_MAX) : Number(values.seed);
  if (!Number.isSafeInteger(seed)) usage('--seed takes a whole number.');
  const splits = values.splits === undefined ? 0 : Number(values.splits);
  if (values.splits !== undefined && !(Number.isSafeInteger(splits) && splits > 0)) usage('--splits takes a whole number above 0.');
  const { only } = values;
  if (only !== undefined && !Object.hasOwn(FORMATS, only)) usage(`There is no format ${only}.`);
  return { minutes, formats: only === undefined ? Object.keys(FORMATS) : [only], seed, splits, saves: values.save === true };
}

const TELL_EVERY = 5_000;

/** Plays the splits, tells how far it is, and ends. */
async function runSplits(trials: number, seed: number, saves: boolean): Promise<never> {
  const tally = await fuzzSplits({ trials, seed }, (done, broken) => {
    if (broken !== undefined) process.stdout.write(`${broken}\n`);
    if (done % TELL_EVERY === 0) process.stderr.write(`${done} of ${trials}\n`);
  });
  const table = tableOf(tally, { trials, seed });
  process.stdout.write(`${table}\n`);
  if (saves) process.stderr.write(`kept in ${keep(table)}\n`);
  process.exit(violationsIn(tally) === 0 ? 0 : 1);
}

const { minutes, formats, seed, splits, saves } = parse();
if (splits > 0) await runSplits(splits, seed, saves);
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
