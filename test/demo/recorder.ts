/** Writes down everything a browser page received from one origin: response bodies, WebSocket messages, server-sent events. */
import type { CDPSession, Page } from 'playwright-core';

export interface Received {
  readonly bodies: Map<string, string>;
  readonly socketMessages: string[];
  readonly events: string[];
  /** Console errors, uncaught exceptions and failed requests, of all origins. */
  readonly faults: string[];
}

/** Start it before the page loads. */
export async function record(page: Page, origin: string): Promise<Received> {
  const received: Received = { bodies: new Map(), socketMessages: [], events: [], faults: [] };
  page.on('console', (message) => message.type() === 'error' && received.faults.push(message.text()));
  page.on('pageerror', (error) => received.faults.push(String(error)));
  page.on('response', (response) => {
    if (response.status() >= 400) received.faults.push(`${response.status()} ${response.url()}`);
    if (!response.url().startsWith(origin) || response.headers()['content-type']?.startsWith('text/event-stream')) return;
    response.text().then(
      (text) => received.bodies.set(`${response.request().method()} ${new URL(response.url()).pathname}`, text),
      () => undefined, // the page was closed
    );
  });
  page.on('websocket', (socket) => {
    if (!socket.url().startsWith(origin.replace('http', 'ws'))) return;
    socket.on('framereceived', ({ payload }) => received.socketMessages.push(payload.toString()));
    socket.on('socketerror', (error) => received.faults.push(error));
  });
  const session = await page.context().newCDPSession(page);
  await recordEvents(session, origin, received.events);
  return received;
}

/** Playwright does not show server-sent events; the browser's debugging protocol does. */
async function recordEvents(session: CDPSession, origin: string, events: string[]): Promise<void> {
  const ours = new Set<string>();
  session.on('Network.requestWillBeSent', ({ requestId, request }) => request.url.startsWith(origin) && ours.add(requestId));
  session.on('Network.eventSourceMessageReceived', ({ requestId, data }) => ours.has(requestId) && events.push(data));
  await session.send('Network.enable');
}
