/** MQTT 3.1, 3.1.1 and 5: packets in, packets out, whatever the messages they come in; what is no packet is refused. */
import fc from 'fast-check';
import mqtt from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import type { Direction } from '../../../src/base/errors.js';
import { LIMITS } from '../../../src/base/limits.js';
import { MQTT } from '../../../src/channel/framing/mqtt.js';
import { cutAt } from '../../support/cuts.js';
import { handshake, Wire } from '../../support/framing.js';
import { leaksIn } from '../../support/leaks.js';

const CARD = '4111 1111 1111 1111';
const MASKED = '**** **** **** 1111';

type Level = 3 | 4 | 5;

const written = (packet: mqtt.Packet, protocolVersion: Level = 4): Buffer => mqtt.generate(packet, { protocolVersion });

const connect = (protocolVersion: Level = 4, changes: Partial<mqtt.IConnectPacket> = {}): Buffer =>
  written(
    {
      cmd: 'connect',
      protocolId: protocolVersion === 3 ? 'MQIsdp' : 'MQTT',
      protocolVersion,
      clientId: 'desk',
      clean: true,
      keepalive: 30,
      ...changes,
    },
    protocolVersion,
  );

/** A connection on which CONNECT has passed. */
function connected(level: Level = 4): Wire {
  const wire = new Wire(MQTT);
  wire.pass('request', connect(level));
  return wire;
}

/** What a parser of the ecosystem reads. */
function parsed(bytes: Uint8Array, protocolVersion: Level): mqtt.Packet[] {
  const packets: mqtt.Packet[] = [];
  const parser = mqtt.parser({ protocolVersion });
  parser.on('packet', (packet) => packets.push(packet));
  parser.on('error', (error: unknown) => {
    throw error;
  });
  parser.parse(Buffer.from(bytes));
  return packets;
}

const publish = (payload: string | Buffer, changes: Partial<mqtt.IPublishPacket> = {}): mqtt.IPublishPacket => ({
  cmd: 'publish',
  topic: 'desk/1',
  payload,
  qos: 1,
  messageId: 7,
  dup: false,
  retain: false,
  ...changes,
});

describe('MQTT', () => {
  it('is recognised by its subprotocols', () => {
    for (const subprotocol of ['mqtt', 'mqttv3.1']) expect(MQTT.recognises(handshake({ subprotocol }))).toBe(true);
    expect(MQTT.recognises(handshake({ subprotocol: 'stomp' }))).toBe(false);
  });

  it.each([
    ['text', publish(CARD), publish(MASKED)],
    ['JSON', publish('{"cvv":123,"card":4111111111111111}'), publish('{"cvv":0  ,"card":8888888888881111}')],
    ['a topic', publish('x', { topic: 'card/4111111111111111' }), publish('x', { topic: 'card/************1111' })],
    ['no identifier', publish(CARD, { qos: 0 }), publish(MASKED, { qos: 0 })],
    ['MessagePack', publish(Buffer.from('\x81\xa1c\xb34111 1111 1111 1111', 'latin1')), publish(Buffer.from('\x81\xa1c\xb3**** **** **** 1111', 'latin1'))],
    ['an empty payload', publish('', { retain: true }), publish('', { retain: true })],
    ['a subscription', { cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'a/+/4111111111111111', qos: 2 }, { topic: '#', qos: 0 }] }, { cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'a/+/************1111', qos: 2 }, { topic: '#', qos: 0 }] }],
    ['the end of one', { cmd: 'unsubscribe', messageId: 1, unsubscriptions: ['a', '4111111111111111'] }, { cmd: 'unsubscribe', messageId: 1, unsubscriptions: ['a', '************1111'] }],
  ] as [string, mqtt.Packet, mqtt.Packet][])('redacts %s in 3.1.1', (_, packet, expected) => {
    expect(connected().shown('request', written(packet))).toBe(written(expected).toString('latin1'));
  }); // prettier-ignore

  it.each([
    ['user properties, read with their names', { userProperties: { cvv: '123', a: 'b' } }, { userProperties: { cvv: '***', a: 'b' } }],
    ['a number in the name of one', { userProperties: { '4111111111111111': 'x' } }, { userProperties: { '************1111': 'x' } }],
    ['correlation data', { correlationData: Buffer.from(CARD) }, { correlationData: Buffer.from(MASKED) }],
    ['a response topic', { responseTopic: 'r/4111111111111111' }, { responseTopic: 'r/************1111' }],
    ['numbers of all widths', { messageExpiryInterval: 60, topicAlias: 3, payloadFormatIndicator: true }, { messageExpiryInterval: 60, topicAlias: 3, payloadFormatIndicator: true }],
  ] as [string, NonNullable<mqtt.IPublishPacket['properties']>, NonNullable<mqtt.IPublishPacket['properties']>][])('redacts %s of MQTT 5', (_, properties, expected) => {
    const sent = written(publish(`a ${CARD}`, { properties }), 5);
    expect(connected(5).shown('request', sent)).toBe(written(publish(`a ${MASKED}`, { properties: expected }), 5).toString('latin1'));
  }); // prettier-ignore

  it('reads a payload as its content type says', () => {
    const of = (payload: string): Buffer => written(publish(payload, { properties: { contentType: 'application/vnd.acme+json' } }), 5);
    expect(connected(5).shown('response', of(' {"cvv":"123"}'))).toBe(of(' {"cvv":"***"}').toString('latin1'));
  });

  it.each([3, 4, 5] as const)('redacts will, user and password of CONNECT, level %i', (level) => {
    const of = (card: string): Buffer =>
      connect(level, { will: { topic: `will/${card}`, payload: Buffer.from(card), qos: 1, retain: false }, username: `u ${card}`, password: Buffer.from(`p ${card}`) }); // prettier-ignore
    expect(new Wire(MQTT).shown('request', of(CARD))).toBe(of(MASKED).toString('latin1'));
  });

  it.each([
    ['response', { cmd: 'connack', returnCode: 0, reasonCode: 0, sessionPresent: true, properties: { assignedClientIdentifier: 'x', receiveMaximum: 10, maximumQoS: 1 } }],
    ['response', { cmd: 'suback', messageId: 1, granted: [0, 2, 128], properties: { reasonString: 'why' } }],
    ['response', { cmd: 'unsuback', messageId: 1, granted: [0, 17] }],
    ['response', { cmd: 'pingresp' }],
    ['request', { cmd: 'pingreq' }],
    ['request', { cmd: 'puback', messageId: 5, reasonCode: 16 }],
    ['request', { cmd: 'pubrec', messageId: 5, reasonCode: 0, properties: { userProperties: { a: 'b' } } }],
    ['response', { cmd: 'pubrel', messageId: 5 }],
    ['response', { cmd: 'pubcomp', messageId: 5 }],
    ['request', { cmd: 'disconnect', reasonCode: 4, properties: { sessionExpiryInterval: 5 } }],
    ['response', { cmd: 'auth', reasonCode: 24, properties: { authenticationMethod: 'SCRAM', authenticationData: Buffer.from([0, 1, 255]) } }],
  ] as [Direction, mqtt.Packet][])('passes a clean packet untouched: %s %o', (direction, packet) => {
    const sent = written(packet, 5);
    const answer = connected(5).pass(direction, sent);
    expect(answer).toEqual(sent);
    if (!('properties' in packet)) expect(answer).toBe(sent);
  }); // prettier-ignore

  it.each([
    ['text messages', connected(), 'request', 'text', 'SLUICE_BAD_REQUEST'],
    ['packets before CONNECT', new Wire(MQTT), 'request', written({ cmd: 'pingreq' }), 'SLUICE_BAD_REQUEST'],
    ['answers before CONNECT', new Wire(MQTT), 'response', written({ cmd: 'pingresp' }), 'SLUICE_BAD_REQUEST'],
    ['a second CONNECT', connected(), 'request', connect(), 'SLUICE_BAD_REQUEST'],
    ['an unknown level', new Wire(MQTT), 'request', Buffer.from('\x10\x0c\0\x04MQTT\x06\x02\0\0\0\0', 'latin1'), 'SLUICE_BAD_REQUEST'],
    ['another protocol', new Wire(MQTT), 'request', Buffer.from('\x10\x0c\0\x04HTTP\x04\x02\0\0\0\0', 'latin1'), 'SLUICE_BAD_REQUEST'],
    ['a packet of the other side', connected(), 'response', written({ cmd: 'pingreq' }), 'SLUICE_BAD_REQUEST'],
    ['type 0', connected(), 'request', Buffer.of(0x00, 0), 'SLUICE_BAD_REQUEST'],
    ['AUTH before MQTT 5', connected(), 'request', Buffer.of(0xf0, 0), 'SLUICE_BAD_REQUEST'],
    ['wrong flags', connected(), 'request', Buffer.of(0xc1, 0), 'SLUICE_BAD_REQUEST'],
    ['quality of service 3', connected(), 'request', Buffer.of(0x36, 5, 0, 1, 0x61, 0, 1), 'SLUICE_BAD_REQUEST'],
    ['bytes behind the end', connected(), 'request', Buffer.of(0xc0, 1, 0x34), 'SLUICE_BAD_REQUEST'],
    ['a topic longer than its packet', connected(), 'request', Buffer.of(0x30, 3, 0, 9, 0x61), 'SLUICE_BAD_REQUEST'],
    ['a topic that is no UTF-8', connected(), 'request', Buffer.of(0x30, 3, 0, 1, 0xff), 'SLUICE_BAD_REQUEST'],
    ['NUL in a topic', connected(), 'request', Buffer.of(0x30, 3, 0, 1, 0), 'SLUICE_BAD_REQUEST'],
    ['a length of five bytes', connected(), 'request', Buffer.of(0x30, 0x80, 0x80, 0x80, 0x80, 1), 'SLUICE_BAD_REQUEST'],
    ['a length with a byte too many', connected(), 'request', Buffer.of(0xc0, 0x80, 0), 'SLUICE_BAD_REQUEST'],
    ['codes that are digits', connected(), 'response', Buffer.from('\x90\x06\0\x014111', 'latin1'), 'SLUICE_BAD_REQUEST'],
    ['an unknown property', connected(5), 'request', Buffer.of(0x30, 6, 0, 1, 0x61, 2, 0x7e, 0), 'SLUICE_BAD_REQUEST'],
    ['a property twice', connected(5), 'request', Buffer.of(0x30, 8, 0, 1, 0x61, 4, 1, 0, 1, 0), 'SLUICE_BAD_REQUEST'],
    ['properties longer than they say', connected(5), 'request', Buffer.of(0x30, 6, 0, 1, 0x61, 1, 1, 0), 'SLUICE_BAD_REQUEST'],
    ['a binary payload', connected(), 'request', written(publish(Buffer.of(0x41, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11))), 'SLUICE_BINARY_MESSAGE'],
    ['a packet beyond the limit', connected(), 'request', Buffer.of(0x30, 0xff, 0xff, 0xff, 0x7f), 'SLUICE_MESSAGE_TOO_LARGE'],
  ] as [string, Wire, Direction, Buffer | string, string][])('refuses %s', (_, wire, direction, message, code) => {
    expect(wire.shown(direction, message)).toBe(code);
  }); // prettier-ignore

  it('holds a packet until it is whole', () => {
    const wire = connected();
    const packet = written(publish(CARD));
    expect(wire.shown('request', Buffer.concat([written({ cmd: 'pingreq' }), packet.subarray(0, 1)]))).toBe('\xc0\0');
    for (let at = 1; at < packet.length - 1; at++) expect(wire.shown('request', packet.subarray(at, at + 1))).toBe('');
    expect(wire.shown('request', Buffer.concat([packet.subarray(-1), packet]))).toBe(Buffer.concat([written(publish(MASKED)), written(publish(MASKED))]).toString('latin1')); // prettier-ignore
  });

  it('takes the largest packet there may be, in many messages', () => {
    const wire = connected();
    const packet = written(publish('a'.repeat(LIMITS.framingPacketBytes - 20)));
    let sent = 0;
    for (let at = 0; at < packet.length; at += 4_096) sent += (wire.pass('request', packet.subarray(at, at + 4_096)) as Uint8Array).length;
    expect(sent).toBe(packet.length);
  });
});

const text = fc.constantFrom(
  'hello',
  CARD,
  '4111111111111111',
  '{"card":"5555 5555 5555 4444"}',
  '{"n":4111111111111111}',
  '2223-0031-2200-3222',
  'åäö €',
  '',
);
const properties = fc.option(fc.record({ userProperties: fc.dictionary(fc.constantFrom('a', 'card', 'note'), text, { minKeys: 1 }) }), {
  nil: undefined,
});
const packet: fc.Arbitrary<mqtt.Packet> = fc.oneof(
  fc.record({ payload: text, topic: fc.constantFrom('a', 'card/4111111111111111'), qos: fc.constantFrom(0 as const, 1 as const, 2 as const), messageId: fc.integer({ min: 1, max: 65_535 }), properties }).map(({ payload, properties: known, ...rest }) => publish(payload, { ...rest, ...(known === undefined ? {} : { properties: known }) })),
  fc.constant<mqtt.Packet>({ cmd: 'pingreq' }),
  fc.constant<mqtt.Packet>({ cmd: 'puback', messageId: 9 }),
  fc.constant<mqtt.Packet>({ cmd: 'subscribe', messageId: 3, subscriptions: [{ topic: 'a/#', qos: 1 }] }),
); // prettier-ignore

describe('any cut', () => {
  it.each([4, 5] as const)(
    'of packets of level %i gives what the uncut stream gives, and a parser reads as many packets without a card',
    (level) => {
      fc.assert(
        fc.property(fc.array(packet, { minLength: 1, maxLength: 5 }), fc.array(fc.nat(), { maxLength: 8 }), (packets, cuts) => {
          const message = Buffer.concat([connect(level), ...packets.map((one) => written(one, level))]);
          const uncut = new Wire(MQTT).pass('request', message);
          if (typeof uncut === 'string') throw new Error(uncut);
          const wire = new Wire(MQTT);
          const out = cutAt(message, cuts.map((cut) => cut % (message.length + 1))).map((piece) => wire.pass('request', piece) as Uint8Array); // prettier-ignore
          expect(Buffer.concat(out).toString('latin1')).toBe(Buffer.from(uncut).toString('latin1'));
          const [before, after] = [parsed(message, level), parsed(uncut, level)];
          expect(after.map((one) => [one.cmd, one.messageId, one.length])).toEqual(
            before.map((one) => [one.cmd, one.messageId, one.length]),
          );
          expect(leaksIn(Buffer.from(uncut).toString('latin1'))).toEqual([]);
        }),
        { numRuns: 100 },
      );
    },
  );
});
