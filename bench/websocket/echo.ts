/** The backend of the WebSocket bench: `ws` that says everything back, a message at a time, as a CRM would. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/** Resolves with its address. */
export function startEcho(): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(404).end());
  const acceptor = new WebSocketServer({ server });
  acceptor.on('connection', (ws) => {
    ws.on('message', (data, binary) => ws.send(data as Buffer, { binary }));
    ws.on('error', () => undefined);
  });
  return new Promise((resolve) => {
    server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 }, () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
  });
}
