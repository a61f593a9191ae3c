/** What a peer can do to wear Sluice out: each is bounded, and others do not notice. */
import { deflateRawSync } from 'node:zlib';
import { connect as connectTcp, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { useDesks } from '../support/desks.js';
import { encode, type Frame } from '../support/frames.js';
import { until } from '../support/websocket.js';

const MIB = 1_048_576;
const desks = useDesks();
const KEY = [1, 2, 3, 4] as const;
const masked = (frame: Frame): Buffer => encode({ key: KEY, ...frame });

/** A client of bytes. */
async function raw(extensions = ''): Promise<{ socket: Socket; bytes: () => Buffer }> {
  const socket = connectTcp(desks.port(), '127.0.0.1');
  let received = Buffer.alloc(0);
  socket.on('data', (chunk) => (received = Buffer.concat([received, chunk])));
  socket.on('error', () => undefined);
  socket.write(
    `GET /chat HTTP/1.1\r\nHost: desk\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${extensions}\r\n`,
  );
  await until(() => received.includes('\r\n\r\n'), 'the 101');
  const head = received.indexOf('\r\n\r\n') + 4;
  return { socket, bytes: () => received.subarray(head) };
}

/** Another agent's round trip, while something goes on. */
async function othersTalk(): Promise<void> {
  const { downstream, crm } = await desks.pair();
  downstream.ws.send('are you there');
  expect((await crm.received(1))[0]?.text).toBe('are you there');
  downstream.ws.close();
}

test('a flood of pings is answered as far as pongs fit, at last the latest, and takes no memory', async () => {
  await desks.start();
  const { socket, bytes } = await raw();
  await desks.upstream.next();
  const before = process.memoryUsage().arrayBuffers;
  for (let n = 0; n < 200; n++)
    socket.write(Buffer.concat(Array.from({ length: 500 }, (_, at) => masked({ opcode: 9, payload: `${n}.${at}` }))));
  await othersTalk();
  await until(() => bytes().includes('199.499'), 'the last pong');
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * MIB);
  socket.destroy();
});

test('a peer that pings and never reads is cut off with its backlog bounded', async () => {
  await desks.start({}, undefined, { limits: { webSocketPingMs: 200 } });
  const { socket } = await raw();
  const crm = await desks.upstream.next();
  socket.pause();
  const ping = masked({ opcode: 9, payload: 'x'.repeat(125) });
  const flood = Buffer.concat(Array.from({ length: 5_000 }, () => ping));
  for (let n = 0; n < 20; n++) socket.write(flood);
  await othersTalk();
  socket.destroy();
  expect((await crm.closed).code).toBe(1006);
});

test('a flood of empty fragments ends with 1008', async () => {
  await desks.start({}, undefined, { limits: { webSocketFragments: 1_000 } });
  const { socket, bytes } = await raw();
  const crm = await desks.upstream.next();
  socket.write(
    Buffer.concat([masked({ opcode: 1, fin: false }), ...Array.from({ length: 1_000 }, () => masked({ opcode: 0, fin: false }))]),
  );
  expect(await crm.closed).toEqual({ code: 1009, reason: 'SLUICE_MESSAGE_TOO_LARGE' });
  expect(bytes().readUInt16BE(2)).toBe(1008);
  await othersTalk();
});

test('fragments of one byte, each before a chunk of pongs, still make one message', async () => {
  await desks.start();
  const { socket } = await raw();
  const crm = await desks.upstream.next();
  const pings = Buffer.concat(Array.from({ length: 500 }, () => masked({ opcode: 10, payload: 'x'.repeat(125) })));
  for (let n = 0; n < 400; n++)
    await new Promise((resolve) =>
      socket.write(Buffer.concat([masked({ opcode: n === 0 ? 1 : 0, fin: false, payload: 'a' }), pings]), resolve),
    );
  socket.write(masked({ opcode: 0, payload: 'z' }));
  expect((await crm.received(1))[0]?.text).toBe(`${'a'.repeat(400)}z`);
  socket.destroy();
});

test('a message that is announced and never ends holds nothing up and takes no memory', async () => {
  await desks.start();
  const all = await Promise.all(Array.from({ length: 20 }, () => raw()));
  for (const _ of all) await desks.upstream.next();
  const before = process.memoryUsage().arrayBuffers;
  for (const { socket } of all) socket.write(masked({ opcode: 1, claims: BigInt(MIB) }));
  await othersTalk();
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * MIB);
  for (const { socket } of all) socket.destroy();
});

test('a compressed bomb ends with 1009 before it is unpacked', async () => {
  await desks.start({}, undefined, { deflates: { downstream: true, upstream: false } });
  const { socket, bytes } = await raw('Sec-WebSocket-Extensions: permessage-deflate\r\n');
  const crm = await desks.upstream.next();
  const bomb = deflateRawSync(Buffer.alloc(20 * MIB, 0x61));
  socket.write(masked({ opcode: 1, rsv: 4, payload: bomb }));
  expect(await crm.closed).toEqual({ code: 1009, reason: 'SLUICE_MESSAGE_TOO_LARGE' });
  expect(bytes().readUInt16BE(2)).toBe(1009);
});
