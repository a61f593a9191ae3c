/** `sluice check`: whether what would run is sound, without running it. */
import { Command } from 'commander';
import { SluiceError } from '../base/errors.js';
import { ConfigInvalid, RulesInvalid } from '../base/mistake.js';
import { createEngine } from '../engine/engine.js';
import { proveRules } from '../engine/prove.js';
import type { Ruleset } from '../ruleset/compile.js';
import { loadRules } from '../ruleset/load.js';
import { checkConfig, checkedJson, checkedText } from './check-config.js';
import { complaint } from './complaint.js';
import { example } from './help.js';
import { findsCards, NO_CARDS } from './holes.js';

interface CheckOptions {
  readonly config?: string;
  readonly rules?: string;
  readonly ownRules?: string;
  readonly json?: boolean;
}

export function checkCommand(): Command {
  return new Command('check')
    .description(
      'validate a configuration or the rules, prove each rule by its examples, and say what would run; exit status 0 sound, 1 not',
    )
    .option('--config <file>', 'configuration to check: a YAML file, or a folder of them')
    .option('--rules <dir>', 'rule packs to check instead of those shipped')
    .option('--own-rules <dir>', 'rule packs of your own to check beside them')
    .option('--json', 'print one JSON object')
    .allowExcessArguments(false)
    .addHelpText('after', example('sluice check', 'sluice check --config sluice.yaml', 'sluice check --rules ./my-rules --json'))
    .action(check);
}

async function check(options: CheckOptions): Promise<void> {
  if (options.config !== undefined && (options.rules ?? options.ownRules) !== undefined) {
    const given = options.rules === undefined ? '--own-rules' : '--rules';
    throw new SluiceError('SLUICE_USAGE', `--config and ${given} do not go together: the configuration names its rules.`);
  }
  try {
    if (options.config !== undefined) {
      const checked = await checkConfig(options.config);
      process.stdout.write(options.json === true ? `${JSON.stringify(checkedJson(checked))}\n` : checkedText(checked));
      return;
    }
    const rules = await loadRules(options.rules, { own: options.ownRules, afresh: true }); // a check takes nothing on trust, not even the build
    const engine = createEngine({ rules });
    proveRules(engine, rules);
    const facts = factsOf(rules, engine.snapshot);
    process.stdout.write(options.json === true ? `${JSON.stringify({ ok: true, ...facts })}\n` : asText(options, facts));
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    process.exitCode = 1; // also of a configuration, with which serve would end as misused: it is what was asked
    if (options.json !== true) {
      process.stderr.write(complaint(error));
      return;
    }
    const mistakes = error instanceof RulesInvalid || error instanceof ConfigInvalid ? error.mistakes.map(({ file, line, column, message, suggestion }) => ({ file, line, column, message, suggestion })) : []; // prettier-ignore
    process.stdout.write(`${JSON.stringify({ ok: false, code: error.code, message: error.message, mistakes })}\n`);
  }
}

interface Facts {
  readonly snapshot: string;
  readonly kernel: string;
  readonly rules: number;
  readonly entities: number;
  readonly packs: readonly string[];
  /** Packs that load only when they are named. */
  readonly packsOnRequest: readonly string[];
  /** Whether card numbers are found at all. */
  readonly hasCards: boolean;
  /** Rules by what is done with their findings. */
  readonly actions: Readonly<Record<string, number>>;
}

function factsOf(ruleset: Ruleset, { id, kernel }: { readonly id: string; readonly kernel: string }): Facts {
  const { rules, packs, actions } = ruleset;
  const byAction: Record<string, number> = {};
  for (const action of actions.values()) byAction[action] = (byAction[action] ?? 0) + 1;
  return {
    snapshot: id,
    kernel,
    rules: rules.length,
    entities: new Set(rules.map(({ entity }) => entity)).size,
    packs: packs.filter(({ isLoaded }) => isLoaded).map(({ name }) => name),
    packsOnRequest: packs.filter(({ isLoaded }) => !isLoaded).map(({ name }) => name),
    hasCards: findsCards(ruleset),
    actions: byAction,
  };
}

function asText({ rules, ownRules }: CheckOptions, facts: Facts): string {
  const beside = ownRules === undefined ? '' : ` and ${ownRules}`;
  const lines = [
    `ok  ${rules ?? 'the rules shipped with Sluice'}${beside}, snapshot ${facts.snapshot}`,
    `rules     ${facts.rules} for ${facts.entities} entities, each proven by its examples`,
    `packs     ${facts.packs.join(', ')}`,
    ...(facts.packsOnRequest.length === 0 ? [] : [`not used  ${facts.packsOnRequest.join(', ')}: they load only when named`]),
    `actions   ${Object.entries(facts.actions).map(([action, count]) => `${action} ${count}`).join(', ')}`, // prettier-ignore
    `kernel    ${facts.kernel}`,
    ...(facts.hasCards ? [] : ['', NO_CARDS]),
  ];
  return `${lines.join('\n')}\n`;
}
