/** A record that is loaded through one worker and saved through another, with real processes: whose mask it is, all workers know. */
import { once } from 'node:events';
import { Agent, type IncomingMessage, type Server, createServer, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Status } from '../../src/admin/status.js';
import { start, type Started } from '../support/cli.js';
import { MASKED, PAN } from '../support/proxy.js';
import { listen } from '../support/websocket.js';

let crm: Server;
let sluice: Started;
let proxy: string;
let admin: string;
/** What the CRM holds, by path. */
const records = new Map<string, string>();

beforeAll(async () => {
  crm = createServer((asked, answer) => {
    answer.setHeader('content-type', 'application/json');
    const path = asked.url ?? '';
    if (asked.method === 'GET') answer.end(records.get(path));
    else void text(asked).then((body) => answer.end(records.set(path, body).get(path)), () => answer.destroy()); // prettier-ignore
  });
  const { origin } = await listen(crm);
  sluice = start(['--upstream', origin, '--workers', '2', '--log-level', 'info', '--listen', '127.0.0.1:0', '--admin', '127.0.0.1:0']);
  [, proxy = '', admin = ''] = await sluice.says(/^proxy {2}(\S+) -> \S+\nadmin {2}(\S+)\n/);
});

afterAll(async () => {
  sluice.child.kill('SIGTERM');
  await sluice.finished;
  crm.closeAllConnections();
  crm.close();
});

/** One connection, which stays with one worker; the next goes to the other. */
class Desk {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  load(path: string): Promise<string> {
    return this.#ask('GET', path);
  }

  async saves(path: string, body: string): Promise<boolean> {
    const answer = await this.#ask('PUT', path, body);
    if (answer !== body) expect(answer).toContain('SLUICE_MASK_WRITTEN');
    return answer === body;
  }

  async #ask(method: string, path: string, body?: string): Promise<string> {
    const asked = request(`${proxy}${path}`, { agent: this.#agent, method, headers: { 'content-type': 'application/json' } });
    asked.end(body);
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    return text(response);
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** What one worker knows the other does a few milliseconds later. */
async function soon(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function workers(): Promise<Status['workers']> {
  return ((await (await fetch(`${admin}/api/status`)).json()) as Status).workers;
}

test('a record with a mask of the CRM is loaded through one worker and saved through the other', async () => {
  const [one, other] = [new Desk(), new Desk()];
  const record = `{"card":"${MASKED}"}`;
  records.set('/c/8', record);
  expect(await other.saves('/c/8', record)).toBe(false); // nobody has seen it yet
  await one.load('/c/8');
  await soon(() => other.saves('/c/8', record));
  for (const desk of [one, other]) desk.close();
  for (const worker of [1, 2]) await sluice.logs(new RegExp(`"worker":${worker},"exchange"`));
});

test('a mask that one worker has made is refused by the other, though the CRM holds the like elsewhere', async () => {
  const [one, other] = [new Desk(), new Desk()];
  records.set('/c/7', `{"card":"${PAN}"}`);
  expect(await other.saves('/c/9', `{"card":"${MASKED}"}`)).toBe(true); // known of /c/8
  const shown = await one.load('/c/7');
  expect(shown).toBe(`{"card":"${MASKED}"}`);
  let record = 9; // another each time: what the CRM answers to one is its own
  await soon(async () => !(await other.saves(`/c/${++record}`, shown)));
  for (const desk of [one, other]) expect(await desk.saves('/c/7', shown)).toBe(false);
  for (const desk of [one, other]) desk.close();
  expect(records.get('/c/7')).toBe(`{"card":"${PAN}"}`);
});

test('a worker that takes the place of another knows what was known', async () => {
  process.kill((await workers())[0].vitals?.pid ?? 0, 'SIGKILL');
  await soon(async () => {
    const [{ state, restarts }] = await workers();
    return state === 'ready' && restarts === 1;
  });
  const record = `{"card":"${MASKED}"}`;
  for (const desk of [new Desk(), new Desk()]) {
    expect([await desk.saves('/c/8', record), await desk.saves('/c/7', record)]).toEqual([true, false]);
    desk.close();
  }
});
