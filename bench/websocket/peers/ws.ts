/** The peer: `ws` to `ws`, a relay of messages that looks at nothing, back-pressure left out. Prints its address. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

const target = process.argv[2]?.replace(/^http/, 'ws');
if (target === undefined) throw new Error('Usage: ws.ts UPSTREAM_URL');

const server = createServer((_request, response) => response.writeHead(404).end());
const acceptor = new WebSocketServer({ noServer: true });
const join = (from: WebSocket, to: WebSocket): void => {
  from.on('message', (data, binary) => to.send(data as Buffer, { binary }));
  from.on('close', () => to.close());
  from.on('error', () => undefined);
};
server.on('upgrade', (request, socket, head) => {
  const upstream = new WebSocket(target + (request.url ?? ''), { perMessageDeflate: false });
  upstream.on('error', () => socket.destroy());
  upstream.once('open', () => {
    acceptor.handleUpgrade(request, socket, head, (downstream) => {
      join(downstream, upstream);
      join(upstream, downstream);
    });
  });
});
server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 }, () =>
  process.stdout.write(`proxy http://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
);
process.once('SIGTERM', () => process.exit(0));
