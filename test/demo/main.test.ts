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

class Run {
  out = '';
  err = '';
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<Ended>;

  constructor(...args: string[]) {
    this.child = spawn(process.execPath, ['--import', 'tsx', 'demo/main.ts', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout.on('data', (data: Buffer) => (this.out += data.toString()));
    this.child.stderr.on('data', (data: Buffer) => (this.err += data.toString()));
    this.ended = new Promise((resolve) => this.child.on('close', (code) => resolve({ code, out: this.out, err: this.err })));
  }
}

describe('npm run demo', () => {
  let run: Run | undefined;

  afterEach(() => {
    run?.child.kill('SIGKILL');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('prints addresses that answer, and stops cleanly on %s', async (signal) => {
    run = new Run('--no-open');
    const { child, ended } = run;
    await expect.poll(() => run?.out, PATIENT).toContain('Ctrl-C');
    const urls = run.out.match(/http:\/\/127\.0\.0\.1:\d+\S*/g) ?? [];
    expect(urls).toHaveLength(4);
    // An open chat and an open ticker must not keep it from stopping.
    const ticker = await fetch(`${urls[2]}/api/ticker`);
    for (const url of urls) expect((await fetch(url)).status).toBe(200);
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 0, err: '' });
    await ticker.body?.cancel().catch(() => undefined);
    for (const url of urls) await expect(fetch(url)).rejects.toThrow();
  });

  it('explains itself', async () => {
    run = new Run('--help');
    const { code, out } = await run.ended;
    expect(code).toBe(0);
    expect(out).toContain('--no-open');
  });

  it('refuses what it does not understand with exit code 2', async () => {
    const runs = ['--port x', '--port 70000', '--wrong'].map((args) => new Run(...args.split(' ')));
    for (const each of runs) {
      const { code, err } = await each.ended;
      expect(code).toBe(2);
      expect(err).toContain('The demo could not run');
    }
  });
});
