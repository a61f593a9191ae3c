import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Load, badAnswers, type LoadTask } from '../../bench/load/run.js';

const BODY = 'all of it';
const GOOD = `HTTP/1.1 200 OK\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;
const WRONG = GOOD.replace('of it', 'of IT');

/** What it does with the request number `count` of the server. */
type Answer = (socket: Socket, count: number) => void;
let answer: Answer = () => undefined;
let server: Server;
let url = '';

beforeAll(async () => {
  let count = 0;
  server = createServer((socket) => {
    socket.on('data', () => answer(socket, ++count));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterAll(() => {
  server.close();
});

function load(how: Answer, task: Partial<LoadTask>) {
  answer = how;
  return new Load({ url, expected: Buffer.from(BODY), connections: 4, seconds: 5, ...task }).run();
}

describe('the load generator', () => {
  it('counts good answers and nothing else', async () => {
    const result = await load((socket) => socket.write(GOOD), { requestsMax: 200 });
    expect(result.problems).toEqual({});
    expect(result.requests).toBeGreaterThanOrEqual(200);
    expect(result.requests).toBeLessThan(204);
    expect(result.p99Ms).toBeGreaterThanOrEqual(result.p50Ms);
  });

  it('keeps to a rate of its own', async () => {
    const result = await load((socket) => socket.write(GOOD), { seconds: 0.3, perSecond: 500 });
    expect(result.problems).toEqual({});
    expect(result.requests).toBeGreaterThan(75);
    expect(result.requests).toBeLessThan(300);
  });

  it('tells of every wrong answer', async () => {
    const result = await load((socket, count) => socket.write(count % 10 === 0 ? WRONG : GOOD), { requestsMax: 100 });
    expect(Object.keys(result.problems)).toEqual(['a body with other bytes in 0-9']);
    expect(badAnswers(result)).toBeGreaterThan(5);
  });

  it('tells of connections that break with a request under way, and opens new ones', async () => {
    const breaks: Answer = (socket, count) => {
      if (count % 10 === 0) socket.destroy();
      else if (count % 10 === 5) socket.end(GOOD.slice(0, -1));
      else socket.write(GOOD);
    };
    const result = await load(breaks, { requestsMax: 100 });
    expect(Object.keys(result.problems).sort()).toEqual([
      'connection closed before a response',
      'connection closed in the middle of a response',
    ]);
    expect(result.requests).toBeGreaterThanOrEqual(100);
  });

  it('takes a connection that is closed after its answer for what it is', async () => {
    const result = await load((socket) => socket.end(GOOD.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')), { requestsMax: 50 });
    expect(result.problems).toEqual({});
  });
});
