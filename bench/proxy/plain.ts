/** Node's own server with the small body: what a connection costs without a proxy. Prints its address. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bodyOf, mediaTypeOf } from './bodies.js';
import { SMALL } from './trial.js';

const body = Buffer.from(bodyOf(SMALL).bytes);
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': mediaTypeOf(SMALL), 'content-length': body.length }).end(body);
});
server.keepAliveTimeout = 75_000;
server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 }, () => {
  process.stdout.write(`proxy http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.once('SIGTERM', () => process.exit(0));
