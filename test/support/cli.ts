/** The real `sluice` command: as a process of its own, as it is installed, or in this one, which takes a fraction of the time. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { runCommand } from '../../src/cli/command.js';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BUILT = join(ROOT, 'dist/cli/main.js');

/** As installed when the build is that of these sources, which `npm test` sees to; else, while developing, from the sources. */
export const COMMAND =
  existsSync(BUILT) && statSync(BUILT).mtimeMs >= newestMs(join(ROOT, 'src'))
    ? [BUILT]
    : ['--import', 'tsx', join(ROOT, 'src/cli/main.ts')];

function newestMs(folder: string): number {
  return Math.max(...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(folder, name)).mtimeMs));
}

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export async function run(args: readonly string[], input: string | Uint8Array = ''): Promise<Finished> {
  const started = start(args);
  started.child.stdin!.on('error', () => undefined);
  started.child.stdin!.end(input);
  return started.finished;
}

/** Runs a command that ends by itself, without a process of its own. What it prints and its exit status are those of the process. */
export async function runHere(args: readonly string[], input: string | Uint8Array = ''): Promise<Finished> {
  const printed = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const exitCode = process.exitCode;
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin')!;
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((piece) => {
      printed[name].push(Buffer.from(piece));
      return true;
    }),
  );
  Object.defineProperty(process, 'stdin', { configurable: true, value: Readable.from([Buffer.from(input)], { objectMode: false }) });
  process.exitCode = undefined;
  try {
    await runCommand(args);
    const textOf = (pieces: readonly Buffer[]): string => Buffer.concat(pieces).toString();
    return { status: Number(process.exitCode ?? 0), stdout: textOf(printed.stdout), stderr: textOf(printed.stderr) };
  } finally {
    process.exitCode = exitCode;
    Object.defineProperty(process, 'stdin', stdin);
    for (const spy of spies) spy.mockRestore();
  }
}

export interface Started {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** What stdout and stderr hold so far. */
  readonly output: { stdout: string; stderr: string };
  /** Waits until stdout matches. Fails when the command ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  logs(pattern: RegExp): Promise<RegExpExecArray>;
}

export function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, [...COMMAND, ...args], { cwd: ROOT, env: { ...process.env, NO_COLOR: '1', ...env } });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const finished = once(child, 'close').then(([status]) => ({ status: status as number | null, ...output }));
  const wait = async (stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const match = pattern.exec(output[stream]);
      if (match !== null) return match;
      if (child.exitCode !== null)
        throw new Error(`sluice ended with ${child.exitCode} before it said ${String(pattern)}: ${output.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  return { child, finished, output, says: (pattern) => wait('stdout', pattern), logs: (pattern) => wait('stderr', pattern) };
}
