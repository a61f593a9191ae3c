/** `sluice rules`: what the rules are, and whether they hold to their own examples. */
import { Command } from 'commander';
import { createEngine } from '../engine/engine.js';
import { proveRules } from '../engine/prove.js';
import { loadRules } from '../ruleset/load.js';
import { example } from './help.js';

export function rulesCommand(): Command {
  const rules = new Command('rules').description('list the rules, or prove them by their examples');
  rules
    .command('list')
    .description('show each rule, the entity it finds, and how many examples prove it')
    .argument('[dir]', 'rule packs instead of those shipped')
    .option('--json', 'print one JSON object a rule')
    .addHelpText('after', example('sluice rules list'))
    .action(listRules);
  rules
    .command('test')
    .description('prove every rule by its examples; exit status 0 proven, 1 not')
    .argument('[dir]', 'rule packs instead of those shipped')
    .addHelpText('after', example('sluice rules test ./my-rules'))
    .action(testRules);
  return rules;
}

async function testRules(dir: string | undefined): Promise<void> {
  const rules = await loadRules(dir);
  proveRules(createEngine({ rules }), rules);
  process.stdout.write(`ok  ${dir ?? 'the rules shipped with Sluice'}\n`);
}

async function listRules(dir: string | undefined, options: { readonly json?: boolean }): Promise<void> {
  const { rules } = await loadRules(dir);
  const rows = rules.map(({ entity, id, class: kind, detector, match, no_match }) => ({
    entity,
    rule: id,
    class: kind,
    detector,
    examples: match.length + no_match.length,
  }));
  for (const row of rows) process.stdout.write(options.json === true ? `${JSON.stringify(row)}\n` : line(row));
}

function line(row: {
  readonly entity: string;
  readonly rule: string;
  readonly class: string;
  readonly detector: string;
  readonly examples: number;
}): string {
  return `${row.entity.padEnd(16)} ${row.rule.padEnd(16)} ${row.class.padEnd(11)} ${row.detector.padEnd(7)} ${row.examples} examples\n`;
}
