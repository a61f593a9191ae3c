/** The commands and what they share: version, help, and errors that are thrown to main.ts instead of ending the process. */
import { Command } from 'commander';
import { VERSION } from '../base/version.js';
import { caCommand } from './ca.js';
import { checkCommand } from './check.js';
import { explainCommand } from './explain.js';
import { example } from './help.js';
import { rulesCommand } from './rules.js';
import { scanCommand } from './scan.js';
import { serveCommand } from './serve.js';
import { userCommand } from './user.js';

export function createProgram(): Command {
  const program = new Command('sluice');
  program
    .description('Redacts card numbers and other sensitive fields between agent desktops and CRM backends while the bytes move.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .addHelpText('after', example('sluice --upstream http://127.0.0.1:3000'));
  for (const command of [serveCommand(), scanCommand(), explainCommand(), checkCommand(), rulesCommand(), caCommand(), userCommand()]) {
    for (const each of [command, ...command.commands]) each.copyInheritedSettings(program);
    program.addCommand(command, { isDefault: command.name() === 'serve' });
  }
  return program;
}
