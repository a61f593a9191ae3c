/**
 * `node --import tsx test/fuzz/splits.ts [--trials N] [--seed S]`: card numbers in random pieces against the promise that no more of one is seen
 * than its issuer's digits. By default the 200,000 of the bar. Prints counts only; exits 1 when a promise was broken.
 */
import { parseArgs } from 'node:util';
import { UtteranceReader } from '../../src/channel/conversation/utterance.js';
import { loadRules } from '../../src/ruleset/load.js';
import { play, randomCard, randomOf, randomSplit } from '../support/conversations.js';

const { values } = parseArgs({ options: { trials: { type: 'string' }, seed: { type: 'string' } } });
const trials = Number(values.trials ?? 200_000);
const first = Number(values.seed ?? 1);
const STRICT_EVERY = 4;

const rules = await loadRules();
const reader = new UtteranceReader(rules.rules);
const counts = { trials, messages: 0, violations: 0, misread: 0, visible: 0, visibleStrictOrShort: 0 };
for (let seed = first; seed < first + trials; seed++) {
  const random = randomOf(seed);
  const card = randomCard(random);
  const parts = randomSplit(random, card, { isStrict: seed % STRICT_EVERY === 0 });
  const { visible, limit, misread } = play(rules, reader, parts, card.length);
  counts.messages += parts.length;
  if (misread !== undefined) counts.misread++;
  if (visible > limit) process.stderr.write(`seed ${String(seed)}: ${String(visible)} digits, where ${String(limit)} may be seen\n`);
  counts.violations += visible > limit ? 1 : 0;
  const worst = limit === 8 ? 'visible' : 'visibleStrictOrShort';
  counts[worst] = Math.max(counts[worst], visible);
}
process.stdout.write(`${JSON.stringify(counts, null, 2)}\n`);
process.exitCode = counts.violations > 0 ? 1 : 0;
