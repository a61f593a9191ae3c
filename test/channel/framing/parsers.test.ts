/** What the framings let out, read by the libraries that will read it: whatever is said, it parses, and clean messages are the very bytes. */
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { decodePayload as decodePayload4, encodePayload as encodePayload4 } from 'engine.io-parser';
import { type HubMessage, JsonHubProtocol, MessageType, NullLogger } from '@microsoft/signalr';
import { MessagePackHubProtocol } from '@microsoft/signalr-protocol-msgpack';
import { Decoder, Encoder, type Packet, PacketType } from 'socket.io-parser';
import { describe, expect, test } from 'vitest';
import type { Framing } from '../../../src/channel/framing/framing.js';
import { SIGNALR } from '../../../src/channel/framing/signalr.js';
import { SOCKET_IO } from '../../../src/channel/framing/socket-io.js';
import { framed, handshakeOf } from '../../support/framed-channel.js';
import { leaksIn, TEST_CARDS } from '../../support/leaks.js';

/** The parser of engine.io revision 3, as its client has it. */
interface Parser3 {
  encodePayload(packets: readonly unknown[], supportsBinary: boolean, done: (payload: string | Buffer) => void): void;
  decodePayload(payload: string | Buffer, binaryType: string, each: (packet: EnginePacket) => void): void;
}
interface EnginePacket {
  readonly type: string;
  readonly data?: unknown;
}
const fromClient2 = createRequire(createRequire(import.meta.url).resolve('socket.io-client-v2/package.json'));
const parser3 = fromClient2('engine.io-parser') as Parser3;

const clean = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('Zoë 💳', 'a\\nb', '"', '\\', '12', 'ok', '\n', '\u2028'),
);
const card = fc.constantFrom(...TEST_CARDS, '4111 1111 1111 1111', '5555-5555-5555-4444');
const text = fc.oneof(
  { weight: 3, arbitrary: clean },
  { weight: 1, arbitrary: fc.tuple(clean, card, clean).map(([before, number, behind]) => `${before} ${number} ${behind}`) },
);
const value = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.record({ text }), fc.array(text, { maxLength: 3 }));
const name = fc.constantFrom('message', 'chat', 'typing');

const RUNS = { numRuns: 150 };

/** What leaves for a message, which must not be refused; the very bytes where no card stood in it. */
function left(framing: Framing, path: string, message: Uint8Array, isBinary = false, carrier: 'websocket' | 'poll' = 'websocket'): Buffer {
  const out = framed(framing, handshakeOf(path, { carrier })).pass('response', message, isBinary);
  if (typeof out === 'string') throw new Error(out);
  if (leaksIn(Buffer.from(message).toString()).length === 0 && Buffer.compare(out, message) === 0) expect(out).toBe(message);
  return Buffer.from(out.buffer, out.byteOffset, out.length);
}

/** The same shape, whatever the strings in it have become. */
const shapeOf = (known: unknown): unknown =>
  typeof known === 'string' || typeof known === 'number'
    ? typeof known
    : Array.isArray(known)
      ? known.map(shapeOf)
      : typeof known === 'object' && known !== null
        ? Object.fromEntries(Object.entries(known).map(([key, member]) => [key, shapeOf(member)]))
        : known;

const packet = fc.record({
  type: fc.constantFrom(PacketType.EVENT, PacketType.ACK),
  nsp: fc.constantFrom('/', '/orders', '/é'),
  id: fc.nat(9999),
  data: fc.tuple(name, value, value),
});

function decoded(message: string): Packet {
  const decoder = new Decoder();
  let found: Packet | undefined;
  decoder.on('decoded', (one: Packet) => (found = one));
  decoder.add(message);
  return found!;
}

describe('Socket.IO', () => {
  test('packets', () => {
    const encoder = new Encoder();
    fc.assert(
      fc.property(packet, (sent) => {
        const [message] = encoder.encode(structuredClone(sent)) as [string];
        const out = left(SOCKET_IO, '/socket.io/?EIO=4&transport=websocket', Buffer.from(`4${message}`)).toString();
        const got = decoded(out.slice(1));
        expect({ type: got.type, nsp: got.nsp, id: got.id }).toEqual({ type: sent.type, nsp: sent.nsp, id: sent.id });
        expect(shapeOf(got.data)).toEqual(shapeOf(sent.data));
        expect(leaksIn(out)).toEqual([]);
      }),
      RUNS,
    );
  });

  const packets = fc.array(
    fc.oneof(
      packet.map((one) => ({ type: 'message' as const, data: (new Encoder().encode(structuredClone(one)) as [string])[0] })),
      fc.constant({ type: 'ping' as const }),
      text.map((content) => ({ type: 'message' as const, data: Buffer.from(`attached: ${content}`.replace(/[\0-\x1f\x7f]/g, ' ')) })), // eslint-disable-line no-control-regex
    ),
    { minLength: 1, maxLength: 6 },
  );
  const told = (list: readonly EnginePacket[]): unknown[] =>
    list.map(({ type, data }) => [type, Buffer.isBuffer(data) ? data.length : data !== undefined]);

  function check(sent: readonly EnginePacket[], got: readonly EnginePacket[]): void {
    expect(told(got)).toEqual(told(sent));
    for (const { data } of got) {
      if (typeof data === 'string') decoded(data);
      if (data !== undefined) expect(leaksIn(Buffer.from(data as string).toString())).toEqual([]);
    }
  }

  test('payloads of revision 4', () => {
    fc.assert(
      fc.property(packets, (sent) => {
        let payload = '';
        encodePayload4(sent, (encoded) => (payload = encoded));
        const out = left(SOCKET_IO, '/socket.io/?EIO=4&transport=polling', Buffer.from(payload), false, 'poll');
        check(sent, decodePayload4(out.toString()));
      }),
      RUNS,
    );
  });

  test.each([false, true])('payloads of revision 3, in bytes: %s', (supportsBinary) => {
    fc.assert(
      fc.property(packets, (sent) => {
        let payload: string | Buffer = '';
        parser3.encodePayload(sent, supportsBinary, (encoded) => (payload = encoded));
        const out = left(SOCKET_IO, '/socket.io/?EIO=3&transport=polling', Buffer.from(payload), false, 'poll');
        const got: EnginePacket[] = [];
        parser3.decodePayload(Buffer.isBuffer(payload) ? out : out.toString(), 'nodebuffer', (one) => got.push(one));
        check(sent, got);
      }),
      RUNS,
    );
  });
});

const hubMessage: fc.Arbitrary<HubMessage> = fc.oneof(
  fc.record({ type: fc.constant(MessageType.Invocation as const), target: name, arguments: fc.array(value, { maxLength: 3 }) }),
  fc.record({ type: fc.constant(MessageType.StreamItem as const), invocationId: fc.nat(999).map(String), item: value }),
  fc.record({ type: fc.constant(MessageType.Completion as const), invocationId: fc.nat(999).map(String), result: text }),
  fc.constant({ type: MessageType.Ping as const }),
  fc.record({ type: fc.constant(MessageType.Ack as const), sequenceId: fc.nat(99_999) }),
  fc.record({ type: fc.constant(MessageType.Sequence as const), sequenceId: fc.nat(99_999) }),
);

describe('SignalR', () => {
  const batch = fc.array(hubMessage, { minLength: 1, maxLength: 5 });

  /** None lost, none added, none out of order. */
  function check(sent: readonly HubMessage[], got: readonly HubMessage[], out: Buffer): void {
    expect(got.map(({ type }) => type)).toEqual(sent.map(({ type }) => type));
    for (const [at, message] of got.entries()) {
      if (message.type !== MessageType.Invocation) continue;
      expect(shapeOf(message.arguments)).toEqual(shapeOf((sent[at] as typeof message).arguments));
    }
    expect(leaksIn(out.toString())).toEqual([]);
  }

  test('records in JSON', () => {
    const protocol = new JsonHubProtocol();
    fc.assert(
      fc.property(batch, (sent) => {
        const out = left(SIGNALR, '/hub', Buffer.from(sent.map((message) => protocol.writeMessage(message)).join('')));
        check(sent, protocol.parseMessages(out.toString(), NullLogger.instance), out);
      }),
      RUNS,
    );
  });

  test('messages in MessagePack', () => {
    const protocol = new MessagePackHubProtocol();
    fc.assert(
      fc.property(batch, (sent) => {
        const message = Buffer.concat(sent.map((one) => Buffer.from(protocol.writeMessage(one))));
        const out = left(SIGNALR, '/hub', message, true);
        expect(out.length).toBe(message.length);
        const whole = Uint8Array.from(out).buffer;
        check(sent, protocol.parseMessages(whole, NullLogger.instance), out);
      }),
      RUNS,
    );
  });
});
