/** `sluice check`: whether what would run is sound, without running it. */
import { Command } from 'commander';
import { SluiceError } from '../base/errors.js';
import { createEngine } from '../engine/engine.js';
import { proveRules } from '../engine/prove.js';
import { loadRules } from '../ruleset/load.js';
import { example } from './help.js';

interface CheckOptions {
  readonly config?: string;
  readonly rules?: string;
  readonly json?: boolean;
}

export function checkCommand(): Command {
  return new Command('check')
    .description('validate the rules and prove each by its examples; exit status 0 sound, 1 not')
    .option('--config <file>', 'configuration file (not supported yet)')
    .option('--rules <dir>', 'rule packs to check instead of those shipped')
    .option('--json', 'print one JSON object')
    .allowExcessArguments(false)
    .addHelpText('after', example('sluice check', 'sluice check --rules ./my-rules --json'))
    .action(check);
}

async function check(options: CheckOptions): Promise<void> {
  if (options.config !== undefined) throw new SluiceError('SLUICE_USAGE', '--config is not supported yet.');
  try {
    const rules = await loadRules(options.rules);
    const engine = createEngine({ rules });
    proveRules(engine, rules);
    const { snapshot } = engine;
    const where = options.rules ?? 'the rules shipped with Sluice';
    process.stdout.write(
      options.json === true ? `${JSON.stringify({ ok: true, snapshot: snapshot.id })}\n` : `ok  ${where}, snapshot ${snapshot.id}\n`,
    );
  } catch (error) {
    if (options.json !== true || !(error instanceof SluiceError)) throw error;
    process.stdout.write(`${JSON.stringify({ ok: false, code: error.code, message: error.message })}\n`);
    process.exitCode = 1;
  }
}
