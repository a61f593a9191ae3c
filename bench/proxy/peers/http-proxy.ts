/** The peer: http-proxy (npm) as its README starts it, with its upstream connections kept open. Looks at no body. Prints its address. */
import httpProxy from 'http-proxy';
import { Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const target = process.argv[2];
if (target === undefined) throw new Error('Usage: http-proxy.ts UPSTREAM_URL');

// Without an agent it opens a connection for each request and answers each with `Connection: close`.
const proxy = httpProxy.createProxyServer({ target, agent: new Agent({ keepAlive: true, maxFreeSockets: 1_024 }) });
proxy.on('error', (_error, _request, response) => {
  if ('writeHead' in response && !response.headersSent) response.writeHead(502);
  response.end();
});
const server = createServer((request, response) => proxy.web(request, response));
server.keepAliveTimeout = 75_000;
server.listen(0, '127.0.0.1', () => process.stdout.write(`proxy http://127.0.0.1:${(server.address() as AddressInfo).port}\n`));
process.once('SIGTERM', () => process.exit(0));
