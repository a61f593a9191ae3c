/**
 * Logs of a test run. Every logger of the run, in this process or in a command that a test starts, also writes to the file
 * that SLUICE_LOG_FILE names; when the run is over that file is scanned for test cards (see log-scan.ts).
 */
import { openSync, writeSync } from 'node:fs';
import { createLog, type Log } from '../../src/observe/log.js';

const file = process.env['SLUICE_LOG_FILE'];
const fd = file === undefined ? undefined : openSync(file, 'a');

/** A log at its most talkative, which shows nothing. */
export function testLog(): Log {
  return recordedLog().log;
}

/** A log whose lines can be read. */
export function recordedLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const write = (line: string): void => {
    lines.push(line);
    if (fd !== undefined) writeSync(fd, line);
  };
  return { log: createLog({ level: 'trace', destination: { write } }), lines };
}
