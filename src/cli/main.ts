#!/usr/bin/env node
/** The `sluice` command: each command has a file of its own, command.ts runs the one that is asked for. */
import { runCommand } from './command.js';

// `sluice scan … | head` closes the pipe; that is the reader's right, not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
});
await runCommand(process.argv.slice(2));
