/** Socket.IO's own servers and clients talk through Sluice: what they say arrives in order, acknowledged and without cards. Sessions: test/channel/peers. */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { Server, type Socket as ServerSocket } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { leaksIn } from '../../support/leaks.js';
import { startSluice, type TestSluice } from '../../support/sluice.js';
import { listen, until } from '../../support/websocket.js';

const PAN = '4111111111111111';
const MASKED = '************1111';

/** What both generations of the client can do. */
type Client = Pick<Socket, 'emit' | 'on' | 'once' | 'connected'> & { close(): unknown };
const io2 = createRequire(import.meta.url)('socket.io-client-v2') as (url: string, options: object) => Client;

let server: Server;
let sluice: TestSluice;
let client: Client;
let heard: unknown[];

beforeEach(async () => {
  const http = createServer();
  server = new Server(http, { allowEIO3: true, connectionStateRecovery: {}, transports: ['polling', 'websocket'] });
  heard = [];
  server.on('connection', serve);
  sluice = await startSluice({ upstream: await listen(http) });
});

afterEach(async () => {
  client.close();
  await server.close();
  await sluice.stop();
});

function serve(socket: ServerSocket): void {
  socket.on('echo', (said: unknown, acknowledge: (said: unknown) => void) => {
    heard.push(said);
    acknowledge(said);
  });
  socket.on('join', async (room: string) => {
    await socket.join(room);
    server.to(room).emit('joined', room);
  });
  socket.on('say', (said: unknown) => {
    heard.push(said);
    socket.emit('said', said);
  });
  socket.on('announce', (said: unknown) => socket.emit('said', said));
}

const ask = (event: string, said: unknown): Promise<unknown> => new Promise((resolve) => client.emit(event, said, resolve));
const next = (event: string): Promise<unknown> => new Promise((resolve) => client.once(event, resolve));

describe.each([
  ['4 over a WebSocket', () => io(sluice.url, { transports: ['websocket'], forceNew: true })],
  ['4 over polls', () => io(sluice.url, { transports: ['polling'], forceNew: true })],
  ['4 that begins with polls', () => io(sluice.url, { transports: ['polling', 'websocket'], forceNew: true })],
  ['2 over a WebSocket', () => io2(sluice.url, { transports: ['websocket'], forceNew: true })],
  ['2 over polls', () => io2(sluice.url, { transports: ['polling'], forceNew: true })],
  ['2 that begins with polls', () => io2(sluice.url, { transports: ['polling', 'websocket'], forceNew: true })],
] as const)('client %s', (_what, connect) => {
  test('says and hears, with acknowledgements and rooms, and no card arrives', async () => {
    client = connect();
    await next('connect');
    expect(await ask('echo', 'Zoë 💳')).toBe('Zoë 💳');
    expect(await ask('echo', { note: `card ${PAN}`, n: 12 })).toEqual({ note: `card ${MASKED}`, n: 12 });
    const joined = next('joined');
    client.emit('join', 'orders');
    expect(await joined).toBe('orders');
    const said: unknown[] = [];
    client.on('said', (one: unknown) => said.push(one));
    for (let n = 0; n < 200; n++) client.emit('say', n % 3 === 0 ? `${n} is ${PAN}` : `${n} is clean`);
    await until(() => said.length === 200, 'answers');
    expect(said).toEqual(Array.from({ length: 200 }, (_, n) => (n % 3 === 0 ? `${n} is ${MASKED}` : `${n} is clean`)));
    expect(leaksIn(JSON.stringify(heard))).toEqual([]);
  });
});

describe('over a WebSocket', () => {
  const connect = (): Socket => (client = io(sluice.url, { transports: ['websocket'], forceNew: true, reconnectionDelay: 10 }));

  test('text that is sent as bytes is inspected, and stays bytes', async () => {
    connect();
    await next('connect');
    expect(String(await ask('echo', Buffer.from(`bytes ${PAN}`)))).toBe(`bytes ${MASKED}`);
    expect(String(heard[0])).toBe(`bytes ${MASKED}`);
  });

  test('a session that breaks is taken up again, with what was said meanwhile', async () => {
    const socket = connect();
    await next('connect');
    expect(await ask('echo', 'x')).toBe('x');
    const said: unknown[] = [];
    socket.on('said', (one: unknown) => said.push(one));
    client.emit('announce', 'before');
    await until(() => said.length === 1, 'what was said before');
    socket.io.engine.close();
    await until(() => !socket.connected, 'the break');
    server.emit('said', `while away ${PAN}`);
    await until(() => said.length === 2, 'what was said meanwhile');
    expect(socket.recovered).toBe(true);
    expect(said).toEqual(['before', `while away ${MASKED}`]);
  });
});
