/**
 * The story: a CRM that took two hundred KB a second was sent ten messages of a megabyte, then the agent left. Within one write of a megabyte nobody sees
 * how far the CRM has come: for five seconds it seemed to take nothing, and was cut off in the middle of the last message, while it read.
 */
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { FrameWriter } from '../../src/proxy/websocket-writer.js';
import { encode } from '../support/frames.js';

/** What a peer takes, one write at a time. */
class SlowSocket {
  readonly writes: Buffer[] = [];
  /** The memory of the write under way. */
  lent: Buffer = Buffer.alloc(0);
  destroyed = false;
  #written: ((error?: Error) => void) | undefined;

  write(bytes: Buffer, written: () => void): boolean {
    expect(this.#written).toBeUndefined();
    this.writes.push(Buffer.from(bytes));
    this.lent = bytes;
    this.#written = written;
    return false;
  }

  /** False when there is nothing more. */
  take(error?: Error): boolean {
    const written = this.#written;
    this.#written = undefined;
    written?.(error);
    return written !== undefined;
  }
}

/** Writes one message to a peer that has not taken it yet. */
function say(payload: string): SlowSocket {
  const socket = new SlowSocket();
  const writer = new FrameWriter(socket as unknown as Socket, false, () => undefined);
  writer.push(0x81, Buffer.from(payload));
  writer.flush();
  return socket;
}

test('how far a peer has come within a long message is seen, and what follows keeps its place', () => {
  const socket = new SlowSocket();
  const pending: number[] = [];
  const writer = new FrameWriter(socket as unknown as Socket, false, () => pending.push(writer.pendingBytes));
  const payloads = ['a'.repeat(200_000), 'b', 'c'.repeat(70_000), 'd'.repeat(65_536)];
  for (const payload of payloads) {
    writer.push(0x81, Buffer.from(payload));
    writer.flush();
  }
  const frames = Buffer.concat(payloads.map((payload) => encode({ opcode: 1, payload })));
  expect(writer.pendingBytes).toBe(frames.length);
  while (socket.take());
  expect(Buffer.concat(socket.writes).equals(frames)).toBe(true);
  expect(Math.max(...socket.writes.map(({ length }) => length))).toBe(65_536);
  let left = frames.length;
  expect(pending).toEqual(socket.writes.map(({ length }) => (left -= length)));
});

test('what a peer has not taken is not written over, and what it has taken is written from again', () => {
  const slow = say('4111');
  const quick = say('1111');
  const { buffer } = quick.lent;
  expect(slow.lent.equals(slow.writes[0] ?? Buffer.alloc(0))).toBe(true);
  quick.take();
  const next = say('2222');
  expect(next.lent.buffer).toBe(buffer);
  expect(slow.lent.equals(slow.writes[0] ?? Buffer.alloc(0))).toBe(true);
  expect(slow.lent.buffer).not.toBe(buffer);
});

test.each([
  { how: 'says so', end: (socket: SlowSocket) => socket.take(new Error('EPIPE')) },
  { how: 'is destroyed', end: (socket: SlowSocket) => ((socket.destroyed = true), socket.take()) },
])('the memory of a write that failed is nobody else’s: the socket $how', ({ end }) => {
  const broken = say('a');
  end(broken);
  expect(say('b').lent.buffer).not.toBe(broken.lent.buffer);
});
