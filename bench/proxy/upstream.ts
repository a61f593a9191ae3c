/**
 * The backend of the proxy bench: fixed bodies of a known length over kept connections. It reads requests by hand, without bodies, because
 * it shares a core with the load generator: what Node's own server costs would keep the faster peers idle. Prints its port.
 * `/connections` tells how many connections are open, its own not counted.
 */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { CASES, JUDGED, bodyOf, mediaTypeOf, pathOf } from './bodies.js';

function answer(mediaType: string, body: Uint8Array): Buffer {
  const head = [
    'HTTP/1.1 200 OK',
    `Content-Type: ${mediaType}`,
    `Date: ${new Date().toUTCString()}`,
    'Connection: keep-alive',
    `Content-Length: ${body.length}`,
    '',
    '',
  ];
  return Buffer.concat([Buffer.from(head.join('\r\n')), body]);
}

const answers = new Map([...CASES, JUDGED].map((one) => [pathOf(one), answer(mediaTypeOf(one), bodyOf(one).bytes)]));
const open = new Set<Socket>();
const REFUSAL = Buffer.from('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');

function respond(socket: Socket, head: string): void {
  const [method, path = ''] = head.split(' ', 2);
  const found = path === '/connections' ? answer('text/plain', Buffer.from(String(open.size - 1))) : answers.get(path);
  if (found === undefined || method !== 'GET') {
    socket.end(REFUSAL);
    return;
  }
  socket.write(found);
  if (/\r\nconnection: *close\r\n/i.test(head)) socket.end();
}

const upstream = createServer({ noDelay: true }, (socket) => {
  open.add(socket);
  let pending = '';
  socket.on('data', (chunk: Buffer) => {
    pending += chunk.toString('latin1');
    for (let end = pending.indexOf('\r\n\r\n'); end >= 0; end = pending.indexOf('\r\n\r\n')) {
      respond(socket, pending.slice(0, end + 2));
      pending = pending.slice(end + 4);
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => open.delete(socket));
});

upstream.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 }, () => {
  process.stdout.write(`upstream http://127.0.0.1:${(upstream.address() as AddressInfo).port}\n`);
});
process.once('SIGTERM', () => process.exit(0));
