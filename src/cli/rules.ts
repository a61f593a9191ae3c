/** `sluice rules`: what the rules are and what they cost, and whether they hold to their own examples. */
import { Command } from 'commander';
import { RulesInvalid, type Mistake } from '../base/mistake.js';
import { VALIDATORS } from '../detect/validators/index.js';
import { createEngine } from '../engine/engine.js';
import { failedExamples } from '../engine/prove.js';
import type { PlacedRule, Ruleset } from '../ruleset/compile.js';
import { costOf, type Cost } from '../ruleset/cost.js';
import { loadRules } from '../ruleset/load.js';
import { example } from './help.js';

export function rulesCommand(): Command {
  const rules = new Command('rules')
    .description('list the rules, or prove them by their examples')
    .addHelpText('after', example('sluice rules list', 'sluice rules test'));
  rules
    .command('list')
    .description('show each rule: the entity it finds, what is done with it, how many examples prove it, and what it adds to the scan')
    .argument('[dir]', 'rule packs instead of those shipped')
    .option('--json', 'print one JSON object a rule')
    .option('--validators', 'show the validators that a rule may name instead, and the rules that name them')
    .addHelpText('after', example('sluice rules list', 'sluice rules list ./my-rules --json', 'sluice rules list --validators'))
    .action(listRules);
  rules
    .command('test')
    .description('prove every rule of every pack by its examples; exit status 0 proven, 1 not')
    .argument('[dir]', 'rule packs instead of those shipped')
    .addHelpText('after', example('sluice rules test', 'sluice rules test ./my-rules'))
    .action(testRules);
  return rules;
}

const examplesOf = ({ match, no_match }: PlacedRule): number => match.length + no_match.length;
const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** All packs are proven, also those that load only when a configuration names them. */
async function testRules(dir: string | undefined): Promise<void> {
  const ruleset = await loadRules(dir, { packs: 'all' });
  const engine = createEngine({ rules: ruleset });
  const failures: Mistake[] = [];
  for (const { name } of ruleset.packs) {
    const rules = ruleset.rules.filter(({ pack }) => pack === name);
    const failed = failedExamples(engine, ruleset, name);
    const examples = rules.reduce((sum, rule) => sum + examplesOf(rule), 0);
    const outcome = failed.length === 0 ? 'ok ' : 'BAD';
    const count = failed.length === 0 ? '' : `, ${failed.length} fail`;
    process.stdout.write(`${outcome} ${name.padEnd(16)} ${counted(rules.length, 'rule')}, ${counted(examples, 'example')}${count}\n`);
    failures.push(...failed);
  }
  if (failures.length > 0) throw new RulesInvalid(failures);
  process.stdout.write(`ok  ${counted(ruleset.rules.length, 'rule')} of ${dir ?? 'the packs shipped with Sluice'}\n`);
}

interface Row extends Cost {
  readonly entity: string;
  readonly rule: string;
  readonly pack: string;
  readonly class: string;
  readonly detector: string;
  readonly action: string;
  readonly examples: number;
  readonly place: string;
}

interface ListOptions {
  readonly json?: boolean;
  readonly validators?: boolean;
}

async function listRules(dir: string | undefined, options: ListOptions): Promise<void> {
  const ruleset = await loadRules(dir, { packs: 'all' });
  if (options.validators === true) {
    listValidators(ruleset, options.json === true);
    return;
  }
  const rows = ruleset.rules.map((rule) => rowOf(ruleset, rule)).sort(byEntity);
  if (options.json === true) for (const row of rows) process.stdout.write(`${JSON.stringify(row)}\n`);
  else process.stdout.write(`${table(rows)}\n${total(ruleset, rows)}\n`);
}

function rowOf({ actions }: Ruleset, rule: PlacedRule): Row {
  const { entity, id, pack, class: kind, detector, place } = rule;
  return {
    entity,
    rule: id,
    pack,
    class: kind,
    detector,
    action: actions.get(id) ?? 'mask',
    examples: examplesOf(rule),
    ...costOf(rule),
    place,
  };
}

/** Each validator with the rules that name it: they say what it checks. */
function listValidators({ rules }: Ruleset, isJson: boolean): void {
  const names = Object.keys(VALIDATORS).sort();
  const width = Math.max(...names.map((name) => name.length));
  for (const validator of names) {
    const usedBy = rules.filter((rule) => 'validator' in rule && rule.validator === validator).map(({ id }) => id);
    const line = isJson ? JSON.stringify({ validator, rules: usedBy }) : `${validator.padEnd(width)}  ${usedBy.join(', ') || '(no rule)'}`;
    process.stdout.write(`${line}\n`);
  }
}

const byEntity = (a: Row, b: Row): number => (a.entity < b.entity ? -1 : a.entity > b.entity ? 1 : a.rule < b.rule ? -1 : 1);

const HEAD = ['entity', 'rule', 'pack', 'class', 'detector', 'action', 'examples', 'adds to the scan'];

function table(rows: readonly Row[]): string {
  const cells = [
    HEAD,
    ...rows.map((row) => [row.entity, row.rule, row.pack, row.class, row.detector, row.action, String(row.examples), cost(row)]),
  ];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((line) => line[column].length)));
  return cells.map((line) => line.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()).join('\n'); // prettier-ignore
}

const NEEDS = { always: 'needs context', bare: 'needs context when bare', never: 'no context' } as const;

function cost({ skeletons, tokens, words, context }: Row): string {
  const parts = [skeletons > 0 ? counted(skeletons, 'skeleton') : '', tokens > 0 ? counted(tokens, 'token') : '', words > 0 ? counted(words, 'word') : '']; // prettier-ignore
  return [...parts.filter((part) => part !== ''), NEEDS[context]].join(', ');
}

function total({ tables, packs }: Ruleset, rows: readonly Row[]): string {
  const entities = new Set(rows.map(({ entity }) => entity)).size;
  const named = packs.filter(({ isDefault }) => !isDefault).map(({ name }) => name);
  const onRequest = named.length === 0 ? '' : `; only when named: ${named.join(', ')}`;
  const rules = `${counted(rows.length, 'rule')} for ${counted(entities, 'entity').replace('entitys', 'entities')} in ${counted(packs.length, 'pack')}`;
  return `${rules}, together ${counted(tables.shapes.length, 'skeleton')}, ${counted(tables.tokens.length, 'token')} and ${counted(tables.words.length, 'word')}${onRequest}`; // prettier-ignore
}
