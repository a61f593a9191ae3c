/** The peer: http-proxy (npm) with WebSockets switched on, a tunnel of bytes that looks at nothing. Prints its address. */
import httpProxy from 'http-proxy';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const target = process.argv[2];
if (target === undefined) throw new Error('Usage: tunnel.ts UPSTREAM_URL');

const proxy = httpProxy.createProxyServer({ target, ws: true });
proxy.on('error', () => undefined);
const server = createServer((_request, response) => response.writeHead(404).end());
server.on('upgrade', (request, socket, head) => proxy.ws(request, socket, head));
server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 }, () =>
  process.stdout.write(`proxy http://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
);
process.once('SIGTERM', () => process.exit(0));
