/**
 * Runs a command line: an outcome becomes an exit status, an error one line on stderr. Nothing here may print a value: errors are named by code
 * and in our own words.
 */
import { CommanderError } from 'commander';
import { ERRORS, SluiceError, type ErrorCode } from '../base/errors.js';
import { createProgram } from './program.js';

/** Exit statuses: misuse of the command line or its input, and everything else that went wrong. */
const MISUSE = 2;
const FAILURE = 1;

/** Runs a command line to its end, or until it serves, and leaves its exit status in `process.exitCode`. */
export async function runCommand(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = report(error);
  }
}

function report(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    complain('SLUICE_USAGE', plain(error));
    return MISUSE;
  }
  if (error instanceof SluiceError) {
    process.stderr.write(`sluice: ${error.code}: ${error.message} ${error.todo}\n`);
    return error.code === 'SLUICE_USAGE' || error.code === 'SLUICE_CONFIG_INVALID' ? MISUSE : FAILURE;
  }
  complain('SLUICE_ENGINE_FAILED', ERRORS.SLUICE_ENGINE_FAILED.what);
  return FAILURE;
}

function complain(code: ErrorCode, what: string): void {
  process.stderr.write(`sluice: ${code}: ${what} ${ERRORS[code].todo}\n`);
}

/** Commander's message as a sentence. */
function plain(error: CommanderError): string {
  if (error.code === 'commander.excessArguments') return 'Unknown command or argument.';
  // Without the argument, which commander repeats: a URL may hold a password.
  const text = error.message
    .replace(/^error: /, '')
    .replace(/ argument '.*' is invalid\./s, ' is not valid.')
    .replace(/\n/g, ' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!)]$/.test(text) ? '' : '.'}`;
}
