/** Who takes the log, or what is said at the start, is stuck, dead or full: traffic goes on as ever, and the process still ends when it is told to. */
import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { COMMAND, ROOT, start } from '../support/cli.js';
import { listen } from '../support/websocket.js';

const crm = createServer((_, response) => void response.end('{"card":"4111111111111111"}'));
const folder = mkdtempSync(join(tmpdir(), 'sluice-log-'));
let upstream: string;

beforeAll(async () => {
  upstream = (await listen(crm)).origin;
});

afterAll(() => {
  crm.closeAllConnections();
  crm.close();
  rmSync(folder, { recursive: true });
});

interface Served {
  readonly child: ChildProcess;
  readonly proxy: string;
  readonly admin: string;
}

async function serve(stderr: 'pipe' | 'ignore' | number, ...args: string[]): Promise<Served> {
  const addresses = ['--upstream', upstream, '--listen', '127.0.0.1:0', '--admin', '127.0.0.1:0'];
  const child = spawn(process.execPath, [...COMMAND, 'serve', ...addresses, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', stderr] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  for await (const text of (child.stdout as Readable).setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += String(text);
    const [, proxy, admin] = /^proxy {2}(\S+) .*\nadmin {2}(\S+)\n/.exec(said) ?? [];
    if (proxy !== undefined && admin !== undefined) return { child, proxy, admin };
  }
  throw new Error('sluice ended before it served');
}

/** More exchanges than a pipe takes lines of: 64 KB, and some 200 KB for a socket. */
async function exchanges({ proxy }: Served, count = 1_008): Promise<Set<string>> {
  const answers = new Set<string>();
  const client = async (): Promise<void> => {
    for (let i = 0; i < count / 16; i++) answers.add(await (await fetch(`${proxy}/cases`)).text());
  };
  await Promise.all(Array.from({ length: 16 }, client));
  return answers;
}

async function endedBy(signal: NodeJS.Signals, { child }: Pick<Served, 'child'>): Promise<unknown> {
  const exit = once(child, 'exit');
  child.kill(signal);
  return (await exit) as unknown;
}

/** Both ends of a pipe. */
function pipe(name: string): { readonly reader: number; readonly writer: number } {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return { reader, writer: openSync(path, constants.O_WRONLY) };
}

const MASKED = new Set(['{"card":"************1111"}']);

describe.each([[[]], [['--workers', '2']]])('with %j', (args) => {
  test('nobody reads the socket that is its stderr', async () => {
    const sluice = await serve('pipe', ...args);
    expect(await exchanges(sluice)).toEqual(MASKED);
    expect(await endedBy('SIGTERM', sluice)).toEqual([0, null]);
  });

  test('nobody reads the pipe that is its stderr', async () => {
    const { reader, writer } = pipe(`stuck-${args.length}`);
    const sluice = await serve(writer, ...args);
    closeSync(writer);
    expect(await exchanges(sluice)).toEqual(MASKED);
    expect(await endedBy('SIGTERM', sluice)).toEqual([0, null]);
    closeSync(reader);
  });

  test('who read its stderr has died with lines unread', async () => {
    const sluice = await serve('pipe', ...args);
    expect(await exchanges(sluice, 160)).toEqual(MASKED);
    sluice.child.stderr!.destroy();
    expect(await exchanges(sluice, 160)).toEqual(MASKED);
    expect(await (await fetch(`${sluice.admin}/metrics`)).text()).toMatch(/^sluice_log_lines_lost_total\{worker="\d"\} [1-9]\d*$/m);
    expect(await endedBy('SIGTERM', sluice)).toEqual([0, null]);
  });

  test('nobody reads what it says on stdout', async () => {
    const addresses = ['--upstream', upstream, '--listen', '127.0.0.1:0', '--admin', '127.0.0.1:0'];
    const sluice = start(['serve', ...addresses, ...args]);
    onTestFinished(() => void sluice.child.kill('SIGKILL'));
    sluice.child.stdout!.destroy();
    const [, port] = await sluice.logs(/"what":"admin","host":"127.0.0.1","port":(\d+)/);
    await sluice.logs(/"msg":"started"/);
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    expect(await endedBy('SIGTERM', sluice)).toEqual([0, null]);
  });

  test('the disk of its log file is full', async () => {
    const sluice = await serve('ignore', '--log-file', '/dev/full', ...args);
    expect(await exchanges(sluice, 160)).toEqual(MASKED);
    expect(await endedBy('SIGTERM', sluice)).toEqual([0, null]);
  });
});
