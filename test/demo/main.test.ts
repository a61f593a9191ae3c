/** `npm run demo` as a process: what it prints, that it listens where it says, and that it leaves nothing behind. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

/** A loaded machine takes its time; nothing here measures it. */
const PATIENT = { timeout: 45_000 };

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A process in a process group of its own, as a terminal would start it. */
class Run {
  out = '';
  err = '';
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<Ended>;

  constructor(command: string, ...args: string[]) {
    this.child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.child.stdout.on('data', (data: Buffer) => (this.out += data.toString()));
    this.child.stderr.on('data', (data: Buffer) => (this.err += data.toString()));
    this.ended = new Promise((resolve) => this.child.on('close', (code) => resolve({ code, out: this.out, err: this.err })));
  }

  signalGroup(signal: NodeJS.Signals): void {
    try {
      if (this.child.pid !== undefined) process.kill(-this.child.pid, signal);
    } catch {
      // the whole group has ended
    }
  }
}

const main = (...args: string[]): Run => new Run(process.execPath, '--import', 'tsx', 'demo/main.ts', ...args);

describe('npm run demo', () => {
  let run: Run | undefined;

  afterEach(() => {
    run?.signalGroup('SIGKILL');
  });

  it.each([
    { how: 'Ctrl-C in the terminal', stop: (started: Run) => started.signalGroup('SIGINT') },
    { how: 'SIGTERM to npm alone', stop: (started: Run) => started.child.kill('SIGTERM') },
  ])('prints addresses that answer, and leaves nothing behind after $how', async ({ stop }) => {
    run = new Run('npm', 'run', 'demo', '--', '--no-open');
    await expect.poll(() => run?.out, PATIENT).toContain('Ctrl-C');
    const urls = run.out.match(/http:\/\/127\.0\.0\.1:\d+\S*/g) ?? [];
    expect(urls).toHaveLength(4);
    // An open ticker must not keep it from stopping.
    const ticker = await fetch(`${urls[2]}/api/ticker`);
    for (const url of urls) expect((await fetch(url)).status).toBe(200);
    stop(run);
    const { code, err } = await run.ended;
    expect(code).toBe(0);
    expect(err).not.toContain('could not run');
    await ticker.body?.cancel().catch(() => undefined);
    for (const url of urls) await expect(fetch(url)).rejects.toThrow();
  });

  it('explains itself', async () => {
    run = main('--help');
    const { code, out } = await run.ended;
    expect(code).toBe(0);
    expect(out).toContain('--no-open');
  });

  it('refuses what it does not understand with exit code 2', async () => {
    const runs = ['--port x', '--port 70000', '--wrong'].map((args) => main(...args.split(' ')));
    for (const each of runs) {
      const { code, err } = await each.ended;
      expect(code).toBe(2);
      expect(err).toContain('The demo could not run');
    }
  });
});
