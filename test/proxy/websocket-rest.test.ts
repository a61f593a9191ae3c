/** A leg that rests until the next turn of the event loop is not paused for it, which would cost more than the turn; what it may read meanwhile is bounded. */
import { once } from 'node:events';
import { connect as connectTcp, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { HOLD, Leg, type LegOwner } from '../../src/proxy/websocket-leg.js';
import { closeLater } from '../support/cleanup.js';
import { encode } from '../support/frames.js';
import { until } from '../support/websocket.js';

const MESSAGES = 100_000;
const READ_AT_ONCE = 65_536;
const FLOOD = Buffer.concat(
  Array.from({ length: MESSAGES }, (_, at) => encode({ opcode: 1, key: [1, 2, 3, 4], payload: `call ${at} `.padEnd(100, '-') })),
);

async function socketPair(): Promise<{ readonly ours: Socket; readonly theirs: Socket }> {
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const theirs = connectTcp((server.address() as AddressInfo).port, '127.0.0.1');
  const [ours] = (await once(server, 'connection')) as [Socket];
  closeLater(() => {
    for (const socket of [ours, theirs]) socket.destroy();
    server.close();
  });
  return { ours, theirs };
}

test('one that rests reads no more than what comes with the next reading, and goes on where it was', async () => {
  const { ours, theirs } = await socketPair();
  const leg = new Leg({ socket: ours, head: Buffer.alloc(0), isDeflating: false }, 'request', LIMITS);
  let messages = 0;
  const owner: LegOwner = {
    chunk: (from, bytes) => from.read(bytes),
    message: (from) => void (++messages === 1 && from.hold(HOLD.resting)),
    left: () => undefined,
    broken: () => undefined,
    drained: () => undefined,
    gone: () => undefined,
  };
  leg.start(owner, Buffer.alloc(0));
  theirs.write(FLOOD);
  await until(() => ours.isPaused(), 'the leg to be paused');
  expect(messages).toBe(1);
  expect(ours.bytesRead).toBeLessThanOrEqual(3 * READ_AT_ONCE); // what held it, one more, and one under way
  leg.release(HOLD.resting);
  await until(() => messages === MESSAGES, 'the rest');
  expect(ours.isPaused()).toBe(false);
});
