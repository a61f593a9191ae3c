/** The backend of the proxy bench: node:http, fixed JSON bodies, a known length, keep-alive. Prints its port. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BODY_BYTES, bodyOf, pathOf } from './bodies.js';

const bodies = new Map(BODY_BYTES.map((bytes) => [pathOf(bytes), Buffer.from(bodyOf(bytes).bytes)]));

const upstream = createServer((request, response) => {
  const body = bodies.get(request.url ?? '');
  if (body === undefined) {
    response.writeHead(404, { 'content-length': 0 }).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length });
  response.end(body);
});

upstream.keepAliveTimeout = 60_000;
upstream.listen(0, '127.0.0.1', () => process.stdout.write(`upstream http://127.0.0.1:${(upstream.address() as AddressInfo).port}\n`));
process.once('SIGTERM', () => process.exit(0));
