/** The backend of the WebSocket bench: `ws` that says everything back, a message at a time, as a CRM would. Prints its address. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

const server = createServer((_request, response) => response.writeHead(404).end());
const acceptor = new WebSocketServer({ server });
acceptor.on('connection', (ws) => {
  ws.on('message', (data, binary) => ws.send(data as Buffer, { binary }));
  ws.on('error', () => undefined);
});
server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 }, () =>
  process.stdout.write(`upstream http://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
);
process.once('SIGTERM', () => process.exit(0));
