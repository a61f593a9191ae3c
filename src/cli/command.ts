/**
 * Runs a command line: an outcome becomes an exit status, an error one line on stderr. Nothing here may print a value: errors are named by code
 * and in our own words.
 */
import { CommanderError, type Command } from 'commander';
import { ERRORS, SluiceError, type ErrorCode } from '../base/errors.js';
import { nearest } from '../base/nearest.js';
import { complaint } from './complaint.js';
import { createProgram } from './program.js';

/** Exit statuses: misuse of the command line or its input, and everything else that went wrong. */
const MISUSE = 2;
const FAILURE = 1;

/** Runs a command line to its end, or until it serves, and leaves its exit status in `process.exitCode`. */
export async function runCommand(args: readonly string[]): Promise<void> {
  const program = createProgram();
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = report(error, () => meant(program, args));
  }
}

function report(error: unknown, suggestion: () => string): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    complain('SLUICE_USAGE', plain(error, suggestion));
    return MISUSE;
  }
  if (error instanceof SluiceError) {
    process.stderr.write(complaint(error));
    return error.code === 'SLUICE_USAGE' || error.code === 'SLUICE_CONFIG_INVALID' ? MISUSE : FAILURE;
  }
  complain('SLUICE_ENGINE_FAILED', ERRORS.SLUICE_ENGINE_FAILED.what);
  return FAILURE;
}

function complain(code: ErrorCode, message: string): void {
  process.stderr.write(complaint({ code, message, todo: ERRORS[code].todo }));
}

/** Commander's message as a sentence. */
function plain(error: CommanderError, suggestion: () => string): string {
  if (error.code === 'commander.excessArguments') return `Unknown command or argument${suggestion()}.`;
  // Without the argument, which commander repeats: a URL may hold a password.
  const text = error.message
    .replace(/^error: /, '')
    .replace(/ argument '.*' is invalid\./s, ' is not valid.')
    .replace(/\n/g, ' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!)]$/.test(text) ? '' : '.'}`;
}

/** The command that was probably meant. The argument itself is not repeated. */
function meant(program: Command, [word = '']: readonly string[]): string {
  const names = program.commands.map((command) => command.name());
  const command = names.includes(word) ? undefined : nearest(word, names);
  return command === undefined ? '' : ` (did you mean ${command}?)`;
}
