import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run, runHere, start, type Started } from '../support/cli.js';
import { connect, listen, startUpstream } from '../support/websocket.js';

let crm: Server;
let crmUrl: string;
let sluice: Started | undefined;

async function serve(...args: string[]): Promise<{ proxy: string; admin: string }> {
  sluice = start([...args, '--listen', '127.0.0.1:0', '--admin', '127.0.0.1:0']);
  const [, proxy, admin] = await sluice.says(/^proxy {2}(\S+) -> \S+\nadmin {2}(\S+)\n/);
  return { proxy, admin };
}

beforeEach(async () => {
  crm = createServer((request, response) => {
    if (request.url === '/slow') {
      response.write('[');
      setTimeout(() => response.end('1]'), 500);
    } else
      response
        .setHeader('content-type', 'application/json')
        .end(request.url === '/number' ? '{"card":4111111111111111}' : '{"card":"4111111111111111"}');
  });
  crmUrl = (await listen(crm)).origin;
});

afterEach(async () => {
  if (sluice?.child.exitCode === null) {
    sluice.child.kill('SIGKILL');
    await sluice.finished;
  }
  crm.closeAllConnections();
  crm.close();
});

describe('serving', () => {
  test('--upstream alone serves: a card is masked, a bare number stays JSON', async () => {
    const { proxy } = await serve('--upstream', crmUrl);
    expect(await (await fetch(proxy)).text()).toBe('{"card":"************1111"}');
    const number = await (await fetch(`${proxy}/number`)).text();
    expect(number).not.toContain('411111111111');
    expect(() => JSON.parse(number) as unknown).not.toThrow();
  });

  test('stdout is exactly one line a listener; the log goes to stderr', async () => {
    const { proxy, admin } = await serve('serve', '--upstream', `${crmUrl}/`);
    await sluice!.logs(/"msg":"started"/);
    expect(sluice!.output.stdout).toBe(`proxy  ${proxy} -> ${crmUrl}\nadmin  ${admin}\n`);
    expect(proxy).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    for (const line of sluice!.output.stderr.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('msg');
  });

  test('the admin port answers health, readiness, metrics and status', async () => {
    const { proxy, admin } = await serve('--upstream', crmUrl);
    await (await fetch(proxy)).text();
    expect((await fetch(`${admin}/healthz`)).status).toBe(200);
    expect((await fetch(`${admin}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${admin}/metrics`)).text()).toContain(
      'sluice_findings_total{route="default",entity="card.pan",action="mask",direction="response"} 1',
    );
    expect(await (await fetch(`${admin}/api/status`)).json()).toMatchObject({ mode: 'enforce', state: 'ready', upstream: crmUrl });
  });

  test('--mode observe counts findings and changes no byte', async () => {
    const { proxy, admin } = await serve('--upstream', crmUrl, '--mode', 'observe');
    expect(await (await fetch(proxy)).text()).toBe('{"card":"4111111111111111"}');
    expect(await (await fetch(`${admin}/metrics`)).text()).toContain(
      'sluice_findings_total{route="default",entity="card.pan",action="observe",direction="response"} 1',
    );
  });

  test('WebSockets pass and are masked', async () => {
    const chat = await startUpstream();
    const { proxy } = await serve('--upstream', chat.url.origin);
    const [agent, peer] = await Promise.all([connect(`${proxy}/chat`), chat.next()]);
    peer.ws.send('my card is 4111 1111 1111 1111');
    const [{ text }] = await agent.received(1);
    expect(text).toMatch(/1111$/);
    expect(text).not.toContain('4111 1111');
    sluice!.child.kill('SIGTERM');
    expect((await agent.closed).code).toBe(1001);
    expect((await sluice!.finished).status).toBe(0);
    await chat.stop();
  });
});

describe('signals', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s lets an open exchange finish and exits 0', async (signal) => {
    const { proxy } = await serve('--upstream', crmUrl);
    const response = await fetch(`${proxy}/slow`);
    sluice!.child.kill(signal);
    expect(await response.text()).toBe('[1]');
    const { status, stderr } = await sluice!.finished;
    expect(status).toBe(0);
    expect(stderr).toContain(`"signal":"${signal}"`);
    expect(stderr).toContain('"msg":"stopped"');
  });

  test('SIGHUP loads the rules again and goes on serving', async () => {
    const { proxy } = await serve('--upstream', crmUrl);
    sluice!.child.kill('SIGHUP');
    await sluice!.logs(/"msg":"reloaded"/);
    expect(await (await fetch(proxy)).text()).toBe('{"card":"************1111"}');
  });
});

describe('misuse', () => {
  test.each([
    [['serve'], 'Neither --upstream URL nor --config FILE is given'],
    [[], 'Neither --upstream URL nor --config FILE is given'],
    [['--upstream', 'crm'], 'must be a URL'],
    [['--upstream', 'ftp://crm.example'], 'must be a URL'],
    [['--upstream', 'http://user:secret@crm.example'], 'must not contain a user name'],
    [['--upstream', 'http://crm.example?x=1'], 'must not contain a query'],
    [['--upstream', 'http://crm.example', '--listen', '8080'], 'must be HOST:PORT'],
    [['--upstream', 'http://crm.example', '--listen', '127.0.0.1:70000'], 'must be HOST:PORT'],
    [['--upstream', 'http://crm.example', '--workers', '0'], '--workers takes a number'],
    [['--upstream', 'http://crm.example', '--workers', '1000'], '--workers takes a number'],
    [['--upstream', 'http://crm.example', '--workers', 'many'], '--workers takes a number'],
    [['--upstream', 'http://crm.example', '--mode', 'dry-run'], 'enforce, observe'],
    [['--upstream', 'http://crm.example', '--log-file', '/nowhere/x.log'], 'log file cannot be opened'],
    [['--config', 'sluice.yaml', '--upstream', 'http://crm.example'], '--upstream: with --config this belongs into the configuration'],
    [['--nonsense'], "Unknown option '--nonsense'"],
    [['nonsense'], 'Unknown command or argument. See --help.'],
    [['chekc'], 'Unknown command or argument (did you mean check?). See --help.'],
  ])('%j exits 2 and says why', async (args, why) => {
    const { status, stdout, stderr } = await runHere(args);
    expect(stderr).toMatch(/^sluice: SLUICE_USAGE: .*See --help\.\n$/);
    expect(stderr).toContain(why);
    expect(stderr).not.toContain('secret');
    expect([status, stdout]).toEqual([2, '']);
  });

  test('a port in use is named, for both listeners, and nothing stays open', async () => {
    const taken = new URL(crmUrl).host;
    for (const option of ['--listen', '--admin']) {
      const free = option === '--listen' ? '--admin' : '--listen';
      const { status, stdout, stderr } = await run(['--upstream', crmUrl, option, taken, free, '127.0.0.1:0']);
      expect(stderr).toMatch(new RegExp(`^sluice: SLUICE_LISTEN_FAILED: .*${taken}.*\\n`, 'm'));
      expect([status, stdout]).toEqual([1, '']);
    }
  });

  test('an admin port that others could reach is refused', async () => {
    const { status, stderr } = await run(['--upstream', crmUrl, '--listen', '127.0.0.1:0', '--admin', '0.0.0.0:0']);
    expect(stderr).toContain('--admin-insecure');
    expect(status).toBe(1);
  });

  test('rules without card numbers are told to be a hole before anything is served', async () => {
    await serve('--upstream', crmUrl, '--rules', 'rules/secret');
    expect(sluice!.output.stderr).toMatch(/^warning: a hole: none of these rules finds card numbers/);
  });

  test('a warning is told once, however many workers there are', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-serve-'));
    const config = join(folder, 'sluice.yaml');
    const address = 'address: 127.0.0.1:0';
    writeFileSync(
      config,
      `version: 1\nworkers: 2\nmode: observe\nadmin: { ${address} }\nlisteners: [{ name: agents, ${address} }, { name: tools, ${address} }]\n` +
        `upstreams: [{ name: crm, servers: [{ url: ${crmUrl} }] }]\nroutes: [{ name: all, upstream: crm }]\n`,
    );
    sluice = start(['serve', '--config', config]);
    const [, agents, tools, admin] = await sluice.says(/^agents {2}(\S+)\ntools {2}(\S+)\nadmin {2}(\S+)\n/);
    expect(sluice.output.stderr.match(/^warning: /gm)).toHaveLength(1);
    expect(await (await fetch(`${admin}/api/status`)).json()).toMatchObject({ listeners: { proxy: { agents, tools }, admin } });
    rmSync(folder, { recursive: true });
  });

  test('rules that cannot be read are named', async () => {
    const { status, stderr } = await run([
      '--upstream',
      crmUrl,
      '--rules',
      '/nowhere',
      '--listen',
      '127.0.0.1:0',
      '--admin',
      '127.0.0.1:0',
    ]);
    expect(stderr).toMatch(/^sluice: SLUICE_RULES_INVALID: /);
    expect(status).toBe(1);
  });
});

describe('help', () => {
  test.each([[[]], [['serve']], [['scan']], [['check']], [['rules', 'list']], [['rules', 'test']]])(
    '%j --help shows an example',
    async (command) => {
      const { status, stdout, stderr } = await runHere([...command, '--help']);
      expect(stdout).toMatch(/Example:\n {2}\$ .*sluice /);
      expect([status, stderr]).toEqual([0, '']);
    },
  );

  test('--version is the version of the package', async () => {
    const { status, stdout } = await run(['--version']);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(status).toBe(0);
  });

  test('a process ends with the same status and words', async () => {
    expect(await run(['--nonsense'])).toEqual(await runHere(['--nonsense']));
    expect(await run(['serve', '--help'])).toEqual(await runHere(['serve', '--help']));
  });
});
