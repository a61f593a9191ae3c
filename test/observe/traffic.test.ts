/**
 * The story: an operator turns the log up to `trace` to find a fault, and ships it to a collector. Card numbers pass through
 * every part of the traffic meanwhile, faults included. Not one of them may stand in any line, in any shape.
 */
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TEST_CARDS, leaksIn } from '../support/leaks.js';
import { recordedLog } from '../support/log.js';
import { failingEngine, speak } from '../support/proxy.js';
import { startSluice, type TestSluice } from '../support/sluice.js';
import { connect, listen, startUpstream, until, type Upstream } from '../support/websocket.js';

const { log, lines } = recordedLog();
const CARD = TEST_CARDS[0];
const SPACED = '4111 1111 1111 1111';

let crm: Server;
let chat: Upstream;
const started: TestSluice[] = [];

async function sluiceFor(upstream: URL, options: Partial<Parameters<typeof startSluice>[0]> = {}): Promise<TestSluice> {
  const sluice = await startSluice({ upstream, log, ...options });
  started.push(sluice);
  return sluice;
}

beforeEach(() => {
  crm = createServer((request, response) => {
    request.resume();
    if (request.url === '/broken') {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(SPACED);
    } else if (request.url === '/dies') {
      response.writeHead(200, { 'content-length': '1000' });
      response.write(`{"card":"${CARD}"`, () => response.destroy());
    } else {
      response.writeHead(200, { 'content-type': 'application/json', 'x-card': CARD, 'set-cookie': `card=${CARD}` });
      response.end(JSON.stringify({ card: CARD, spaced: SPACED, base64: Buffer.from(CARD).toString('base64'), all: TEST_CARDS }));
    }
  });
});

afterEach(async () => {
  for (const sluice of started.splice(0)) await sluice.stop();
  crm.closeAllConnections();
  crm.close();
});

test('HTTP exchanges with cards in URL, headers and bodies, sound and broken, leave no digit in the log', async () => {
  const { url } = await sluiceFor(await listen(crm));
  const port = Number(new URL(url).port);
  const headers = { authorization: `Basic ${Buffer.from(`agent:${CARD}`).toString('base64')}`, cookie: `card=${CARD}`, 'x-note': SPACED };
  await (await fetch(`${url}/cases`, { method: 'POST', body: JSON.stringify({ note: SPACED, card: CARD }), headers })).text();
  await (await fetch(`${url}/cases/${CARD}`)).text();
  await (await fetch(`${url}/cases?q=${encodeURIComponent(SPACED)}`)).text();
  await (await fetch(`${url}/cases`, { method: 'POST', body: Buffer.from(CARD), headers: { 'content-encoding': 'gzip' } })).text();
  const traced = { traceparent: `00-${CARD}${CARD}-00f067aa0ba902b7-01`, tracestate: `a=${CARD}`, [`x-${CARD}`]: 'name' };
  await (await fetch(`${url}/cases/${CARD}/comments/John%20${CARD}`, { headers: traced })).text();
  await (await fetch(`${url}/cases/comments`, { headers: { traceparent: traced.traceparent } })).text();
  for (const path of ['/broken', '/dies'])
    await fetch(url + path)
      .then((response) => response.text())
      .catch(() => undefined);
  await speak(port, `GET /${CARD} HTTP/9.9\r\n\r\n`);
  await speak(
    port,
    `POST /${CARD} HTTP/1.1\r\nHost: x\r\nContent-Length: ${CARD}\r\nX-${CARD}: ${SPACED}\r\nContent-Length: 5\r\n\r\n${CARD}`,
  );
  await speak(port, `${CARD} / HTTP/1.1\r\nHost: ${CARD}\r\n\r\n`);
  await speak(port, `CONNECT ${CARD}:443 HTTP/1.1\r\nHost: ${CARD}\r\n\r\n`);
  const broken = await sluiceFor(await listen(createServer()), { engine: failingEngine('throws') });
  await (await fetch(`${broken.url}/cases`, { method: 'POST', body: JSON.stringify({ card: CARD }) })).text();
  expect(lines.length).toBeGreaterThan(8);
  expect(lines.join('')).toContain('"path":"/cases/comments"');
  expect(leaksIn(lines.join(''))).toEqual([]);
});

test('WebSockets with cards in messages, reasons, pings and handshakes leave no digit in the log', async () => {
  chat = await startUpstream();
  const { url, metrics } = await sluiceFor(chat.url);
  const before = lines.length;
  const [agent, crm] = await Promise.all([connect(`${url}/chat`, [], { cookie: `card=${CARD}` }), chat.next()]);
  agent.ws.send(`my card is ${SPACED}`);
  crm.ws.send(JSON.stringify({ card: CARD }));
  agent.ws.ping(CARD);
  await Promise.all([agent.received(1), crm.received(1)]);
  crm.ws.send(Buffer.from(CARD, 'utf16le'), { binary: true });
  await agent.closed;
  const [second, peer] = await Promise.all([connect(`${url}/chat`), chat.next()]);
  peer.ws.close(4000, SPACED);
  await second.closed;
  await connect(`${url}/chat?card=${CARD}`).catch(() => undefined);
  await connect(`${url}/chat`, [`p${CARD}`]).catch(() => undefined);
  await until(() => metrics.counters.open.websocket <= 1, 'the books to close');
  await chat.stop();
  expect(lines.length).toBeGreaterThan(before + 3);
  expect(leaksIn(lines.join(''))).toEqual([]);
});
