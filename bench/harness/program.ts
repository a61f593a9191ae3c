/** How the programs of the bench end: with what they measured, with an error, or with a word about how they are to be called. */

/** The program was called wrongly. */
export class UsageError extends Error {}

const FAILED = 1;
const MISUSED = 2;

/** Runs a program: its answer is the exit code, 1 when it throws, 2 when it was called wrongly. */
export async function runProgram(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    const isMisuse = error instanceof UsageError || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') === true;
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (isMisuse) process.stderr.write('Run with --help for the options.\n');
    process.exitCode = isMisuse ? MISUSED : FAILED;
  }
}
