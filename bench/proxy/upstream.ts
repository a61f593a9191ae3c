/**
 * The backend of the proxy bench: fixed bodies of a known length over kept connections. It reads requests by hand because
 * it shares a core with the load generator: what Node's own server costs would keep the faster peers idle. Prints its port.
 * `/connections` tells how many connections are open beside the one that asks, and how many of them do not take their answer.
 */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { CASES, JUDGED, LARGE_BYTES, LARGE_PATH, bodyOf, mediaTypeOf, pathOf } from './bodies.js';

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
const prose = bodyOf({ kind: 'prose', bytes: 262_144 }).bytes;
answers.set(
  LARGE_PATH,
  answer('text/plain; charset=utf-8', Buffer.concat(Array.from({ length: LARGE_BYTES / prose.length }, () => prose))),
);
const open = new Set<Socket>();
const REFUSAL = Buffer.from('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');

/** All but the one that asks; and those that have not taken their answer. */
function connections(own: Socket): string {
  const others = [...open].filter((socket) => socket !== own);
  return `${others.length} ${others.filter((socket) => socket.writableLength > 0).length}`;
}

function respond(socket: Socket, head: string): void {
  const path = head.split(' ', 2)[1] ?? '';
  const found = path === '/connections' ? answer('text/plain', Buffer.from(connections(socket))) : answers.get(path);
  if (found === undefined) {
    socket.end(REFUSAL);
    return;
  }
  socket.write(found);
  if (/\r\nconnection: *close\r\n/i.test(head)) socket.end();
}

const LAST_CHUNK = '\r\n0\r\n\r\n';

/** Where the request ends whose head ends at `end`; Infinity while it has not. Bodies are read and forgotten. */
function requestEnd(pending: string, end: number): number {
  const head = pending.slice(0, end + 2);
  if (!/\r\ntransfer-encoding: *chunked\r\n/i.test(head)) return end + 4 + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  const last = pending.indexOf(LAST_CHUNK, end + 2);
  return last < 0 ? Number.POSITIVE_INFINITY : last + LAST_CHUNK.length;
}

const upstream = createServer({ noDelay: true }, (socket) => {
  open.add(socket);
  let pending = '';
  socket.on('data', (chunk: Buffer) => {
    pending += chunk.toString('latin1');
    for (let end = pending.indexOf('\r\n\r\n'); end >= 0; end = pending.indexOf('\r\n\r\n')) {
      const until = requestEnd(pending, end);
      if (pending.length < until) break;
      respond(socket, pending.slice(0, end + 2));
      pending = pending.slice(until);
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => open.delete(socket));
});

upstream.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 }, () => {
  process.stdout.write(`upstream http://127.0.0.1:${(upstream.address() as AddressInfo).port}\n`);
});
process.once('SIGTERM', () => process.exit(0));
