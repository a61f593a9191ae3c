/** What a real browser makes of it: pages over HTTP/2 with a WebSocket beside them, in reverse mode and through the forward proxy. */
import type { RequestListener } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findChromium, startChromium } from '../../../demo/browser.js';
import { createWebSocketHalf } from '../../../src/proxy/websocket.js';
import { HOST, forwarding } from '../../support/forward.js';
import { openedTo } from '../../support/listener.js';
import { MASKED, PAN } from '../../support/proxy.js';
import { startUpstream } from '../../support/websocket.js';

const chromium = findChromium();

const page: RequestListener = (_, response) => {
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><title>desk</title><p>${PAN}</p>`);
};

/** What a page says of itself and of a WebSocket that it opens. */
interface Seen {
  readonly text: string;
  readonly protocol: string;
  readonly message: string;
}

async function look(tab: Page, url: string, pan: string): Promise<Seen> {
  await tab.goto(url);
  return tab.evaluate<Seen>(`new Promise((resolve) => {
    const socket = new WebSocket('wss://' + location.host + '/chat');
    const protocol = performance.getEntriesByType('navigation')[0].nextHopProtocol;
    const tell = (message) => resolve({ text: document.body.innerText, protocol, message });
    socket.onopen = () => socket.send('${pan}');
    socket.onmessage = ({ data }) => { socket.close(); tell(data); };
    socket.onerror = () => tell('refused');
  })`);
}

describe('Chromium', () => {
  let browser: Browser | undefined;

  beforeAll(async () => {
    if (chromium !== undefined) browser = await startChromium();
  });

  afterAll(async () => {
    await browser?.close();
  });

  beforeEach((context) => {
    if (chromium === undefined) context.skip('Chromium was not found. Install it, or name it in $CHROMIUM.');
  });

  it('opens a WebSocket beside HTTP/2 on the same port', async () => {
    const upstream = await startUpstream({}, ({ ws }) => ws.on('message', (data: Buffer) => ws.send(`got ${data.toString()}`)));
    upstream.server.removeAllListeners('request').on('request', page);
    const place = await openedTo(upstream.url.href.replace('ws:', 'http:'), {}, { upgrade: createWebSocketHalf() });
    const context = await browser!.newContext({ ignoreHTTPSErrors: true });
    const seen = await look(await context.newPage(), `${place.url.replace('127.0.0.1', 'localhost')}/`, PAN);
    expect(seen).toEqual({ text: MASKED, protocol: 'h2', message: `got ${MASKED}` });
    await context.close();
    await upstream.stop();
  });

  it('goes through the forward proxy with the address of the CRM unchanged', async () => {
    const place = await forwarding(page);
    const context = await browser!.newContext({ ignoreHTTPSErrors: true, proxy: { server: place.url } });
    const seen = await look(await context.newPage(), `https://${HOST}/`, PAN);
    expect(seen).toEqual({ text: MASKED, protocol: 'h2', message: `${MASKED} ${MASKED}` });
    expect(place.seen[0]?.headers.host).toBe(HOST);
    await context.close();
  });
});
