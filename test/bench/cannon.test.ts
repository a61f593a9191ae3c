/**
 * The soak's load generator. Story: ten minutes of good answers ended with three "mismatches" of half a million: autocannon decodes each read of
 * the socket by itself, and a read had ended inside an é.
 */
import { createServer, type AddressInfo, type Server } from 'node:net';
import { setTimeout as later } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fire } from '../../bench/load/cannon.js';

const GOOD = Buffer.from('{"name":"René","card":"************1111"}');
const HEAD = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${GOOD.length}\r\n\r\n`);
const INSIDE_THE_LETTER = GOOD.indexOf(0xc3) + 1;

let body = GOOD;
let server: Server;
let url = '';

beforeAll(async () => {
  server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('data', () => {
      socket.write(Buffer.concat([HEAD, body.subarray(0, INSIDE_THE_LETTER)]));
      void later(10).then(() => socket.write(body.subarray(INSIDE_THE_LETTER)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterAll(() => {
  server.close();
});

const shoot = () => fire({ url, expected: GOOD, connections: 2, seconds: 1, perSecond: 20 });

describe('the load of the soak', () => {
  it('takes an answer that was cut inside a character for what it is', async () => {
    body = GOOD;
    const { requests, problems } = await shoot();
    expect(requests).toBeGreaterThan(5);
    expect(problems).toEqual({});
  });

  it('tells of an answer with another mask', async () => {
    body = Buffer.from(GOOD.toString().replace('1111', '4111'));
    expect((await shoot()).problems).toHaveProperty('mismatch');
  });
});
