/**
 * Logs of a test run. Every logger of the run, in this process or in a command that a test starts, also writes to the file
 * that SLUICE_LOG_FILE names; when the run is over that file is scanned for test cards (see log-scan.ts).
 */
import { createLog, type Log } from '../../src/observe/log.js';

/** A log at its most talkative, which shows nothing. */
export function testLog(): Log {
  const file = process.env['SLUICE_LOG_FILE'];
  return createLog({ level: 'trace', destination: { write: () => undefined }, ...(file === undefined ? {} : { file }) });
}

/** A log whose lines can be read. */
export function recordedLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const file = process.env['SLUICE_LOG_FILE'];
  const log = createLog({ level: 'trace', destination: { write: (line) => lines.push(line) }, ...(file === undefined ? {} : { file }) });
  return { log, lines };
}
