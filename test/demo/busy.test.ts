/**
 * CRM, Sluice and the page share one process in the demo, and the machine with a browser that starts. A late event loop is no overload of
 * Sluice there: once a chat was refused while Chromium took both cores, and the visitor read "1 refused".
 */
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startDemo } from '../../demo/run.js';
import { closeLater } from '../support/cleanup.js';

const BUSY_MS = 300;

function keepBusy(): void {
  const until = performance.now() + BUSY_MS;
  while (performance.now() < until);
}

it('takes a chat while the event loop comes late', async () => {
  const demo = await startDemo({ pace: 1 });
  closeLater(() => demo.stop());
  for (let round = 0; round < 8; round++) {
    keepBusy();
    await wait(1);
  }
  const socket = new WebSocket(demo.proxy.replace('http', 'ws') + '/chat');
  const outcome = await new Promise((resolve) => {
    socket.on('open', () => resolve('open'));
    socket.on('unexpected-response', (_, { statusCode }) => resolve(statusCode));
  });
  expect(outcome).toBe('open');
  socket.terminate();
});
