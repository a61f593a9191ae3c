/** Several worker processes, for real: one Sluice for the whole file, which is loaded, killed, reloaded and at last drained. */
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, type Server, createServer, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Status } from '../../src/admin/status.js';
import { run, start, type Started } from '../support/cli.js';
import { leaksIn } from '../support/leaks.js';
import { listen } from '../support/websocket.js';

const CLEAN = '{"card":"************1111"}';

let crm: Server;
let crmUrl: string;
let rules: string;
let sluice: Started;
let proxy: string;
let admin: string;
const slow: (() => void)[] = [];

beforeAll(async () => {
  rules = mkdtempSync(join(tmpdir(), 'sluice-rules-'));
  cpSync(fileURLToPath(new URL('../../rules/card', import.meta.url)), join(rules, 'card'), { recursive: true });
  crm = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    if (request.url === '/slow') slow.push(() => response.end('{"slow":1}'));
    else response.end('{"card":"4111111111111111"}');
  });
  crmUrl = (await listen(crm)).origin;
  // The primary alone opens the admin port, which an operator gives and no worker may take.
  const ports = ['--listen', '127.0.0.1:0', '--admin', `127.0.0.1:${await freePort()}`];
  sluice = start(['--upstream', crmUrl, '--workers', '2', '--rules', rules, '--log-level', 'info', ...ports]);
  [, proxy = '', admin = ''] = await sluice.says(/^proxy {2}(\S+) -> \S+\nadmin {2}(\S+)\n/);
});

async function freePort(): Promise<string> {
  const server = createServer();
  const { port } = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

afterAll(async () => {
  if (sluice.child.exitCode === null) {
    sluice.child.kill('SIGKILL');
    await sluice.finished;
  }
  crm.closeAllConnections();
  crm.close();
  rmSync(rules, { recursive: true });
});

async function status(): Promise<Status> {
  return (await (await fetch(`${admin}/api/status`)).json()) as Status;
}

async function metric(name: RegExp): Promise<number> {
  const text = await (await fetch(`${admin}/metrics`)).text();
  return text
    .split('\n')
    .filter((line) => name.test(line))
    .reduce((total, line) => total + Number(line.split(' ').at(-1)), 0);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 30));
}

function ask(agent: Agent, path = '/'): Promise<string> {
  return new Promise((resolve, reject) => {
    get(`${proxy}${path}`, { agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(text)).on('error', reject);
    }).on('error', reject);
  });
}

/** Asks on several connections, one request after the other on each, until told to stop. */
function load(connections: number): { stop: () => Promise<{ passed: number; failed: number; wrong: string[] }> } {
  let stopping = false;
  const outcome = { passed: 0, failed: 0, wrong: [] as string[] };
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const loops = Array.from({ length: connections }, async () => {
    while (!stopping)
      await ask(agent).then(
        (text) => {
          if (text === CLEAN) outcome.passed++;
          else outcome.wrong.push(text);
        },
        () => outcome.failed++,
      );
  });
  return {
    async stop() {
      stopping = true;
      await Promise.all(loops);
      agent.destroy();
      return outcome;
    },
  };
}

test('both workers take traffic, and what is told is the sum', async () => {
  const agent = new Agent({ keepAlive: false });
  for (let at = 0; at < 10; at++) expect(await ask(agent)).toBe(CLEAN);
  const { workers, exchanges, findings, state } = await status();
  expect(state).toBe('ready');
  expect(workers.map(({ slot, state: how }) => [slot, how])).toEqual([
    [1, 'ready'],
    [2, 'ready'],
  ]);
  expect(new Set(workers.map(({ vitals }) => vitals?.pid)).size).toBe(2);
  expect(exchanges.http).toBe(10);
  expect(findings['card.pan']).toEqual({ mask: { request: 0, response: 10 } });
  expect(await metric(/^sluice_workers\{state="ready"\}/)).toBe(2);
  for (const worker of [1, 2]) await sluice.logs(new RegExp(`"worker":${worker},"exchange"`));
});

test('killing a worker breaks no more than what it had under way; it is replaced and the counts do not fall', async () => {
  const before = await status();
  const traffic = load(8);
  await until(async () => (await status()).exchanges.http > before.exchanges.http + 20);
  process.kill(before.workers[0]?.vitals?.pid ?? 0, 'SIGKILL');
  const killedAt = (await status()).exchanges.http;
  await until(async () => (await status()).workers.every(({ state }) => state === 'ready'));
  const { passed, failed, wrong } = await traffic.stop();
  expect(wrong).toEqual([]);
  expect(failed).toBeLessThanOrEqual(8);
  expect(passed).toBeGreaterThan(20);
  const after = await status();
  expect(after.workers.map(({ restarts }) => restarts)).toEqual([1, 0]);
  expect(after.exchanges.http).toBeGreaterThanOrEqual(killedAt);
  expect(after.open.http).toBe(0);
  await sluice.logs(/"worker":1,"state":"gone","pid":\d+,"code":null,"signal":"SIGKILL"/);
});

test('a connection that is handed to a worker which dies before it takes it goes to another', async () => {
  const before = await status();
  const victim = before.workers[0]?.vitals?.pid ?? 0;
  process.kill(victim, 'SIGSTOP'); // it is given one connection and never takes it
  let answered = 0;
  const agent = new Agent({ keepAlive: false });
  const open = [1, 2, 3, 4].map(() => ask(agent).finally(() => answered++));
  await until(() => Promise.resolve(answered === 3));
  process.kill(victim, 'SIGKILL');
  expect(await Promise.all(open)).toEqual(Array<string>(4).fill(CLEAN));
  await until(async () => (await status()).workers.every(({ state }) => state === 'ready'));
});

test('reloads under load fail no request, and a changed file reaches every worker', async () => {
  const before = (await status()).snapshot;
  const traffic = load(4);
  sluice.child.kill('SIGHUP');
  await sluice.logs(/"trigger":"signal","msg":"reloaded"/);
  appendFileSync(join(rules, 'card/pack.yaml'), '\n# changed\n');
  await sluice.logs(/"trigger":"file","msg":"reloaded"/);
  const { passed, failed, wrong } = await traffic.stop();
  expect([failed, wrong]).toEqual([0, []]);
  expect(passed).toBeGreaterThan(0);
  expect((await status()).snapshot).not.toBe(before);
  expect(await metric(/^sluice_reloads_total /)).toBe(2);
});

test('rules that are not valid change nothing, and are told in the log, the status, the metrics and the answer', async () => {
  const file = join(rules, 'card/pack.yaml');
  const good = readFileSync(file, 'utf8');
  const before = (await status()).snapshot;
  writeFileSync(file, `${good}\nnonsense: "4111111111111111"\n`);
  await sluice.logs(/"trigger":"file","msg":"reload failed"/);
  const answer = await fetch(`${admin}/api/reload`, { method: 'POST' });
  expect([answer.status, await answer.json()]).toEqual([
    422,
    { error: { code: 'SLUICE_RULES_INVALID', mistakes: [expect.stringMatching(/pack\.yaml:\d+:\d+: /)] } },
  ]);
  const { snapshot, reload } = await status();
  expect(snapshot).toBe(before);
  expect(reload).toMatchObject({ lastSucceeded: false, failure: { code: 'SLUICE_RULES_INVALID' } });
  expect(await metric(/^sluice_config_last_reload_successful /)).toBe(0);
  expect(await metric(/^sluice_reload_failures_total /)).toBe(2);
  expect(await ask(new Agent())).toBe(CLEAN);
  expect((await fetch(`${admin}/api/reload`, { method: 'POST', headers: { origin: 'http://evil.example' } })).status).toBe(403);
  writeFileSync(file, good);
  await until(async () => (await status()).reload.lastSucceeded);
});

test('SIGTERM drains all workers: what is open finishes, then the whole ends with 0', async () => {
  const agent = new Agent({ keepAlive: false });
  const open = [1, 2, 3, 4].map(() => ask(agent, '/slow'));
  await until(() => Promise.resolve(slow.length === 4));
  sluice.child.kill('SIGTERM');
  await until(async () => (await fetch(`${admin}/readyz`)).status === 503);
  for (const finish of slow) finish();
  expect(await Promise.all(open)).toEqual(Array<string>(4).fill('{"slow":1}'));
  const { status: exit, stderr } = await sluice.finished;
  expect(exit).toBe(0);
  expect(leaksIn(stderr)).toEqual([]);
});

test('workers that cannot listen end the start with their own error', async () => {
  const taken = new URL(crmUrl).host;
  const {
    status: exit,
    stderr,
    stdout,
  } = await run(['--upstream', crmUrl, '--workers', '2', '--rules', rules, '--listen', taken, '--admin', '127.0.0.1:0']);
  expect(stderr).toMatch(new RegExp(`^sluice: SLUICE_LISTEN_FAILED: .*${taken}`, 'm'));
  expect([exit, stdout]).toEqual([1, '']);
});
