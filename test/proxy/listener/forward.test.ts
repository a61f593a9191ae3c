/** Forward mode with real clients: curl, undici, WebSockets and hand-written CONNECTs, in front of a CRM that speaks TLS. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type Socket, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { ProxyAgent, request } from 'undici';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { closeLater } from '../../support/cleanup.js';
import { type Forward, HOST, forwarding } from '../../support/forward.js';
import { MASKED, PAN, eventually, speak } from '../../support/proxy.js';

/** A tunnel as a socket, and what the proxy said to it. */
async function tunnel(port: number, target: string, head = `Host: ${target}\r\n`): Promise<{ socket: Socket; answer: string }> {
  const socket = connect(port, '127.0.0.1');
  closeLater(() => {
    socket.destroy();
    return Promise.resolve();
  });
  socket.on('error', () => undefined);
  socket.write(`CONNECT ${target} HTTP/1.1\r\n${head}\r\n`);
  const answer = await new Promise<string>((resolve) => {
    socket.once('data', (chunk) => {
      resolve(chunk.toString('latin1'));
    });
    socket.once('close', () => {
      resolve('');
    });
  });
  return { socket, answer };
}

/** What a request in a tunnel comes to, HTTP/1.1, as text. */
async function ask(place: Forward, text: string, servername = HOST): Promise<string> {
  const { socket } = await tunnel(place.port, `${HOST}:443`);
  const tls = connectTls({ socket, servername, ca: place.ca, ALPNProtocols: ['http/1.1'] });
  const chunks: Buffer[] = [];
  tls.on('data', (chunk: Buffer) => chunks.push(chunk));
  tls.on('error', () => undefined);
  tls.write(text);
  await new Promise<void>((resolve) => {
    tls.once('close', () => {
      resolve();
    });
  });
  return Buffer.concat(chunks).toString('latin1');
}

const GET = `GET /a HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`;
const OTHER = `GET /a HTTP/1.1\r\nHost: other.test\r\nConnection: close\r\n\r\n`;

describe('a tunnel', () => {
  it('ends here: HTTP/1.1 and HTTP/2 in it are redacted, and the CRM sees its own host', async () => {
    const place = await forwarding();
    const folder = mkdtempSync(join(tmpdir(), 'sluice-'));
    closeLater(() => Promise.resolve(rmSync(folder, { recursive: true })));
    writeFileSync(join(folder, 'ca.pem'), place.ca);
    for (const version of ['1.1', '2']) {
      const flags = ['-s', '-x', place.url, '--cacert', join(folder, 'ca.pem'), `--http${version}`, '-w', ' %{http_version}'];
      const curl = await promisify(execFile)('curl', [...flags, `https://${HOST}/a`]).catch((error: unknown) => error as { code?: string });
      if ('code' in curl && curl.code === 'ENOENT') return; // no curl on this machine: the next test has undici
      expect('stdout' in curl ? curl.stdout : curl).toBe(`${MASKED} ${version}`);
    }
    expect(place.seen.map(({ headers }) => headers.host)).toEqual([HOST, HOST]);
  });

  it('serves a client of another make', async () => {
    const place = await forwarding();
    const dispatcher = new ProxyAgent({ uri: place.url, requestTls: { ca: place.ca } });
    const { statusCode, body } = await request(`https://${HOST}/a`, { dispatcher });
    expect([statusCode, await body.text()]).toEqual([200, MASKED]);
    await dispatcher.close();
  });

  it('carries WebSockets', async () => {
    const place = await forwarding();
    const { socket } = await tunnel(place.port, `${HOST}:443`);
    const createConnection = (): Socket => connectTls({ socket, servername: HOST, ca: place.ca, ALPNProtocols: ['http/1.1'] });
    const ws = new WebSocket(`wss://${HOST}/chat`, { createConnection });
    const message = await new Promise<string>((resolve, reject) => {
      ws.on('error', reject);
      ws.on('open', () => {
        ws.send(`sent ${PAN}`);
      });
      ws.on('message', (data: Buffer) => {
        resolve(data.toString());
      });
    });
    ws.close();
    expect(message).toBe(`sent ${MASKED} ${MASKED}`);
  });

  it('is for its own host alone: another Host, or another name in the handshake, is refused', async () => {
    const place = await forwarding();
    expect(await ask(place, GET)).toMatch(new RegExp(`^HTTP/1.1 200 [^]*${MASKED.replaceAll('*', '\\*')}`));
    expect(await ask(place, OTHER)).toMatch(/^HTTP\/1.1 421 [^]*SLUICE_MISDIRECTED/);
    expect(await ask(place, OTHER.replace('/a', 'https://other.test/a'))).toMatch(/^HTTP\/1.1 421 /);
    expect(await ask(place, GET.replace(HOST, `${HOST}:8443`))).toMatch(/^HTTP\/1.1 421 /);
    const upgrade = OTHER.replace(
      'Connection: close',
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    );
    expect(await ask(place, upgrade)).toMatch(/^HTTP\/1.1 421 /);
    expect(await ask(place, GET, 'other.test')).toBe('');
    expect(place.observer.refusals.at(-1)).toBe('SLUICE_MISDIRECTED');
    expect(place.seen).toHaveLength(1);
  });

  it.each([
    ['another host', 'evil.test:443', 403],
    ['another port', `${HOST}:8443`, 403],
    ['an address', '127.0.0.1:443', 403],
    ['an address in brackets', '[::1]:443', 400],
    ['a number that is an address', '2130706433:443', 403],
    ['a hexadecimal address', '0x7f000001:443', 403],
    ['a short address', '127.1:443', 403],
    ['no port', HOST, 400],
    ['port 0', `${HOST}:0`, 400],
    ['a port beyond all', `${HOST}:99999`, 400],
    ['a user', `user@${HOST}:443`, 400],
    ['a path', `${HOST}:443/x`, 400],
    ['the dot of the root', `${HOST}.:443`, 400],
    ['a name below', `x.${HOST}:443`, 403],
  ])('is not opened to %s', async (_, target, status) => {
    const place = await forwarding();
    const { answer } = await tunnel(place.port, target, `Host: ${HOST}\r\n`);
    expect(answer === '' || answer.startsWith(`HTTP/1.1 ${status} `)).toBe(true);
    expect(place.seen).toEqual([]);
  });

  it('is not opened when Host and target differ, nor by a listener that is no proxy', async () => {
    const place = await forwarding();
    expect((await tunnel(place.port, `${HOST}:443`, 'Host: other.test\r\n')).answer).toMatch(/^HTTP\/1.1 400 /);
    expect((await tunnel(place.port, `${HOST}:443`, 'Host: crm.test\r\n')).answer).toMatch(/^HTTP\/1.1 200 /);
    const reverse = await forwarding(undefined, { mode: 'reverse' });
    expect((await tunnel(reverse.port, `${HOST}:443`)).answer).toMatch(/^HTTP\/1.1 405 /);
  });

  it('that speaks no TLS, or nothing, is closed and counted', async () => {
    const place = await forwarding(undefined, {}, { tlsHandshakeMs: 200 });
    const plain = await tunnel(place.port, `${HOST}:443`);
    plain.socket.write(GET);
    const silent = await tunnel(place.port, `${HOST}:443`);
    await eventually(() => plain.socket.destroyed && silent.socket.destroyed);
    expect(place.observer.refusals).toEqual(['SLUICE_TLS_FAILED', 'SLUICE_TLS_FAILED']);
    expect(place.seen).toEqual([]);
  });

  it('is one of a bounded number', async () => {
    const place = await forwarding(undefined, {}, { tunnels: 1 });
    const { socket } = await tunnel(place.port, `${HOST}:443`);
    expect((await tunnel(place.port, `${HOST}:443`)).answer).toMatch(/^HTTP\/1.1 503 [^]*SLUICE_OVERLOADED/);
    socket.destroy();
    await eventually(() => place.observer.refusals.includes('SLUICE_TLS_FAILED'));
    expect((await tunnel(place.port, `${HOST}:443`)).answer).toMatch(/^HTTP\/1.1 200 /);
  });

  it('lets its exchange finish on drain, and ends when it is idle', async () => {
    let finish = (): unknown => undefined;
    const place = await forwarding((_, response) => (finish = () => response.end('done')));
    const idle = await tunnel(place.port, `${HOST}:443`);
    connectTls({ socket: idle.socket, servername: HOST, ca: place.ca }).on('error', () => undefined);
    const answered = ask(place, GET);
    await eventually(() => place.seen.length === 1);
    const drained = place.drain(10_000);
    await eventually(() => idle.socket.destroyed);
    finish();
    expect(await answered).toMatch(/^HTTP\/1.1 200 [^]*done/);
    await drained;
  });
});

describe('plain HTTP through a forward proxy', () => {
  it('reaches allowed hosts only', async () => {
    const place = await forwarding();
    const plain = (target: string, host: string) =>
      speak(place.port, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect((await plain(`http://${HOST}/a`, HOST)).text).toMatch(/^HTTP\/1.1 200 /);
    expect((await plain('http://other.test/a', 'other.test')).text).toMatch(/^HTTP\/1.1 403 [^]*SLUICE_HOST_REFUSED/);
    expect((await plain('http://127.0.0.1/a', '127.0.0.1')).text).toMatch(/^HTTP\/1.1 403 /);
    expect((await plain(`http://${HOST}/a`, 'other.test')).text).toMatch(/^HTTP\/1.1 400 /);
    expect((await plain(`https://${HOST}/a`, HOST)).text).toMatch(/^HTTP\/1.1 400 /);
    expect((await plain('/a', HOST)).text).toMatch(/^HTTP\/1.1 400 /);
    expect(place.seen).toHaveLength(1);
  });
});

describe('the proxy auto-config file', () => {
  it('sends the listed hosts here, all others past, and nobody past when we are down', async () => {
    const place = await forwarding();
    const { headers, body } = await request(`${place.url}/proxy.pac`);
    expect(headers['content-type']).toBe('application/x-ns-proxy-autoconfig');
    const find = runInNewContext(`${await body.text()}; FindProxyForURL`) as (url: string, host: string) => string;
    const here = `PROXY 127.0.0.1:${place.port}`;
    expect([HOST, 'a.crm.test', 'CRM.TEST'].map((host) => find('', host))).toEqual([here, here, here]);
    expect(['other.test', 'xcrm.test', '.crm.test.evil'].map((host) => find('', host))).toEqual(['DIRECT', 'DIRECT', 'DIRECT']);
  });

  it('says nothing of what a Host header brings', async () => {
    const place = await forwarding();
    const { text } = await speak(place.port, 'GET /proxy.pac HTTP/1.1\r\nHost: a";alert(1);"\r\nConnection: close\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1.1 400 /);
    const none = await forwarding(undefined, { pacHosts: undefined });
    expect((await request(`${none.url}/proxy.pac`)).statusCode).toBe(400);
  });
});
