/** `npm run accuracy`: scores the shipped rules on a corpus generated from a seed. Fails when a bar is missed. Never prints a value. */
import { randomInt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine } from '../../src/engine/engine.js';
import type { Engine, Finding } from '../../src/engine/api.js';
import { loadRules } from '../../src/ruleset/load.js';
import { CLEAN_KINDS } from '../corpus/corpus.js';
import { ROOT } from '../harness/child.js';
import { runProgram, UsageError } from '../harness/program.js';
import { Progress } from '../harness/progress.js';
import { barsOf } from './bars.js';
import { GROUPS, makeCase, shapeOf, type Group } from './case.js';
import { runChats, showChat } from './chats/chats.js';
import { reportText } from './report.js';
import { cleanBytes, GENERATORS, judge, runAll, scanClean, type Plan } from './score.js';

const HELP = `Usage: npm run accuracy -- [options]

Scores the shipped rules: recall of card numbers, identifiers and contact data in many forms, false alarms on look-alikes and clean text.

  --seed N          the same data again; without it, new data are drawn and the seed is printed
  --per N           cases a generator (default 200)
  --megabytes N     of each clean document (default 4)
  --only GROUPS     some of ${GROUPS.join(', ')}, with commas
  --rules DIR       other rule packs than the shipped ones
  --json            the counts as JSON
  --save            keeps the report in bench/results
  --show NAME:INDEX the shape of one document (digits as 9), with --seed; NAME as in the list of misses, or
                    chats/written, chats/first, chats/ordinary, chats/payment
  --help            this text

Example: npm run accuracy -- --only pan,ids --seed 7

Exit 0 when every bar holds, 1 when one is missed, 2 on misuse.
`;

interface Options {
  readonly plan: Plan;
  readonly rules: string | undefined;
  readonly json: boolean;
  readonly save: boolean;
  readonly show: string | undefined;
}

function wholeNumber(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(text) || (Number(text) === 0 && name !== 'seed'))
    throw new UsageError(`--${name} takes a whole number, not "${text}".`);
  return Number(text);
}

function groupsOf(only: string | undefined): readonly Group[] {
  if (only === undefined) return GROUPS;
  const names = only.split(',');
  const unknown = names.find((name) => !(GROUPS as readonly string[]).includes(name));
  if (unknown !== undefined) throw new UsageError(`--only takes ${GROUPS.join(', ')}, not "${unknown}".`);
  return names as Group[];
}

function readOptions(): Options | 'help' {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values } = parseArgs({
    options: { seed: text, per: text, megabytes: text, only: text, rules: text, show: text, json: flag, save: flag, help: flag },
  });
  if (values.help === true) return 'help';
  const plan: Plan = {
    seed: wholeNumber('seed', values.seed, randomInt(1, 1_000_000_000)),
    per: wholeNumber('per', values.per, 200),
    megabytes: wholeNumber('megabytes', values.megabytes, 4),
    groups: groupsOf(values.only),
  };
  if (values.show !== undefined && values.seed === undefined) throw new UsageError('--show needs the --seed of the run.');
  return { plan, rules: values.rules, json: values.json ?? false, save: values.save ?? false, show: values.show };
}

/** The shape of the text around a finding, its digits as 9 and its letters as X. */
function around(text: string, { start, end }: Finding): string {
  const [from, to] = [Math.max(0, start - 60), Math.min(text.length, end + 30)];
  return shapeOf({ text: text.slice(from, to), format: 'auto', targets: [{ start: start - from, end: end - from }] }).replace(/\s+/g, ' ');
}

function show(engine: Engine, what: string, seed: number): string {
  const [name = '', index = '0'] = what.split(/:(?=\d+$)/);
  const generator = GENERATORS.find((one) => one.name === name);
  const kind = CLEAN_KINDS.find((one) => `clean/${one}` === name);
  if (kind !== undefined) {
    const bytes = cleanBytes(kind, seed, Number(index));
    const text = Buffer.from(bytes).toString('latin1');
    return scanClean(engine, kind, bytes)
      .map((finding) => `${finding.entity}  …${around(text, finding)}…\n`)
      .join('');
  }
  if (generator === undefined) throw new UsageError(`There is no generator "${name}".`);
  const one = makeCase(generator, seed, Number(index));
  const { findings } = engine.redact(one.text, { format: one.format });
  const { found } = judge(engine, generator, one);
  const lines = findings.map((finding) => `  ${finding.entity} (${finding.rule}, ${finding.score}) at ${finding.start}-${finding.end}`);
  const wanted = one.targets.map(({ start, end }) => `${start}-${end}`).join(', ');
  const expected =
    generator.kind === 'present' ? `${generator.entities.join(' or ')} at ${wanted}` : `nothing of ${generator.entities.join(', ')}`;
  return [`${shapeOf(one)}\n`, `format ${one.format}; expected ${expected}; ${found ? 'found' : 'not found'}`, ...lines, ''].join('\n');
}

async function main(): Promise<number> {
  const options = readOptions();
  if (options === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  const { plan } = options;
  const rules = await loadRules(options.rules);
  const engine = createEngine({ rules });
  if (options.show !== undefined) {
    process.stdout.write((await showChat(engine, rules, options.show, plan.seed)) ?? show(engine, options.show, plan.seed));
    return 0;
  }
  const progress = new Progress(
    GENERATORS.filter(({ group }) => plan.groups.includes(group)).length + (plan.groups.includes('clean') ? CLEAN_KINDS.length : 0),
  );
  const scored = runAll(engine, plan, (label) => progress.step(label));
  const chats = plan.groups.includes('chats') ? await runChats(engine, rules, plan.seed, plan.per) : undefined;
  const results = { ...scored, chats };
  progress.end();
  const bars = barsOf(results);
  const date = new Date().toISOString().slice(0, 10);
  const text = reportText(results, bars, date);
  process.stdout.write(options.json ? `${JSON.stringify({ ...results, bars }, null, 2)}\n` : `${text}\n`);
  if (options.save) {
    const folder = join(ROOT, 'bench/results');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${date}-accuracy.md`), text);
    writeFileSync(join(folder, `${date}-accuracy.json`), `${JSON.stringify({ date, ...results, bars }, null, 2)}\n`);
    process.stderr.write(`kept in bench/results/${date}-accuracy.md\n`);
  }
  const missed = bars.filter(({ holds }) => !holds);
  process.stderr.write(
    missed.length === 0
      ? `all ${bars.length} bars hold (seed ${plan.seed})\n`
      : `${missed.length} of ${bars.length} bars missed (seed ${plan.seed})\n`,
  );
  return missed.length === 0 ? 0 : 1;
}

await runProgram(main);
