/**
 * Card numbers in random pieces against the promise that no more of one is seen than its issuer's digits: with fillers, separators, words of two
 * languages, two authors, other numbers and other cards between, and pieces that a word or mark makes look like an order's number or a sum of money.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { UtteranceReader } from '../../src/channel/conversation/utterance.js';
import { loadRules } from '../../src/ruleset/load.js';
import { amongOthers, play, randomCard, randomOf, randomSplit } from '../support/conversations.js';

export interface Splits {
  readonly trials: number;
  readonly seed: number;
}

/** Outcomes of the trials of one kind of card. */
export interface Seen {
  trials: number;
  messages: number;
  /** Digits that were seen, of all trials together and of the worst. */
  digits: number;
  most: number;
  violations: number;
}

export type Tally = Readonly<Record<'ordinary' | 'short' | 'strict', Seen>>;

/** One in so many trials is of strict mode. */
const STRICT_EVERY = 4;
/** And in one in so many, other cards are said whole between the pieces. */
const OTHERS_EVERY = 5;
const SHORT_DIGITS = 15;

const none = (): Seen => ({ trials: 0, messages: 0, digits: 0, most: 0, violations: 0 });

/** Plays the trials; `tell` hears of each, and of seeds that broke the promise. */
export async function fuzzSplits({ trials, seed }: Splits, tell: (done: number, broken?: string) => void): Promise<Tally> {
  const rules = await loadRules();
  const reader = new UtteranceReader(rules.rules);
  const tally: Tally = { ordinary: none(), short: none(), strict: none() };
  for (let done = 1; done <= trials; done++) {
    const at = seed + done - 1;
    const random = randomOf(at);
    const card = randomCard(random);
    const isStrict = at % STRICT_EVERY === 0;
    const split = randomSplit(random, card, { isStrict });
    const hasOthers = at % OTHERS_EVERY === 0;
    const parts = hasOthers ? amongOthers(random, split, (text) => ({ text, isStrict, cardDigits: 0, isOther: true })) : split;
    const { visible, limit } = play(rules, reader, parts, card.length);
    const seen = tally[isStrict ? 'strict' : card.length <= SHORT_DIGITS ? 'short' : 'ordinary'];
    seen.trials++;
    seen.messages += parts.length;
    seen.digits += visible;
    seen.most = Math.max(seen.most, visible);
    seen.violations += Number(visible > limit);
    tell(done, visible > limit ? `seed ${at}: ${visible} digits, where ${limit} may be seen` : undefined);
  }
  return tally;
}

const NAMES: Readonly<Record<keyof Tally, readonly [name: string, limit: number]>> = {
  ordinary: ['sixteen digits and more', 8],
  short: ['fewer than sixteen, such as Amex', 6],
  strict: ['strict mode, all lengths', 6],
};

export const violationsIn = (tally: Tally): number => Object.values(tally).reduce((sum, { violations }) => sum + violations, 0);

/** The counts as a Markdown table. */
export function tableOf(tally: Tally, { trials, seed }: Splits): string {
  const rows = (Object.keys(NAMES) as (keyof Tally)[]).map((key) => {
    const { trials: count, messages, digits, most, violations } = tally[key];
    const [name, limit] = NAMES[key];
    return [name, count, messages, (digits / Math.max(1, count)).toFixed(1), most, limit, violations].join(' | ');
  });
  return [
    `${trials.toLocaleString('en-US')} card numbers in pieces, seeds from ${seed}.`,
    '',
    'cards | trials | messages | digits seen on average | most | allowed | violations',
    '---|--:|--:|--:|--:|--:|--:',
    ...rows,
    '',
  ].join('\n');
}

const RESULTS = new URL('../../bench/results/', import.meta.url);

/** Keeps the table in bench/results under the day's date. */
export function keep(table: string): string {
  const date = new Date().toISOString().slice(0, 10);
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(
    new URL(`${date}-splits.md`, RESULTS),
    `# Cards in pieces, ${date}\n\nSluice ${version}, Node ${process.version}. ${table}`,
  );
  return `bench/results/${date}-splits.md`;
}
