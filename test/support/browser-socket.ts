/** Clients that are made for browsers take the WebSocket of browsers, which Node has from version 22 on. Tests share a process, so it is taken away again. */
import { afterAll, beforeAll } from 'vitest';
import { WebSocket } from 'ws';

export function withBrowserSocket(): void {
  const globals = globalThis as { WebSocket?: unknown };
  const before = globals.WebSocket;
  beforeAll(() => {
    globals.WebSocket = WebSocket;
  });
  afterAll(() => {
    if (before === undefined) delete globals.WebSocket;
    else globals.WebSocket = before;
  });
}
