/** mqtt.js and the broker aedes over WebSocket, with a channel in between: all qualities of service, and MQTT 5 against a broker that echoes. */
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { Aedes } from 'aedes';
import mqtt, { type IPublishPacket, type MqttClient } from 'mqtt';
import mqttPacket from 'mqtt-packet';
import { expect, it } from 'vitest';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { closeLater } from '../../support/cleanup.js';
import { framed, type Framed, numberIn, sentence, SESSION_MESSAGES } from '../../support/framed.js';
import { leaksIn } from '../../support/leaks.js';
import { listen } from '../../support/upstream.js';

/** A server that hands over each WebSocket as a stream of bytes. */
async function streamServer(onStream: (stream: Duplex) => void): Promise<URL> {
  const server = createServer();
  const acceptor = new WebSocketServer({ server, handleProtocols: ([first]) => first });
  acceptor.on('connection', (ws) => {
    const stream = createWebSocketStream(ws);
    stream.on('error', () => undefined);
    onStream(stream);
  });
  const { url } = await listen(server);
  return url;
}

async function brokerUrl(): Promise<{ readonly url: URL; readonly broker: Aedes }> {
  const broker = await Aedes.createBroker();
  closeLater(() => new Promise<void>((resolve) => broker.close(resolve)));
  return { url: await streamServer((stream) => void broker.handle(stream)), broker };
}

async function client(through: Framed, options: mqtt.IClientOptions = {}): Promise<MqttClient> {
  const known = mqtt.connect(through.url.href.replace(/^http/, 'ws'), { reconnectPeriod: 0, ...options });
  closeLater(() => known.endAsync(true));
  await new Promise((resolve) => known.once('connect', resolve));
  return known;
}

it('loses nothing, in order, in any quality of service, and shows no card', async () => {
  const { url, broker } = await brokerUrl();
  const through = await framed(url);
  const [desk, agent] = [await client(through), await client(through, { protocolVersion: 3, protocolId: 'MQIsdp' })];
  const seen: string[][] = [[], [], []];
  agent.on('message', (topic, payload) => seen[Number(topic.at(-1))].push(payload.toString()));
  await agent.subscribeAsync({ 'chat/0': { qos: 0 }, 'chat/1': { qos: 1 }, 'chat/2': { qos: 2 } });
  const atBroker: string[] = [];
  broker.on('publish', ({ payload }) => atBroker.push(payload.toString()));
  const count = SESSION_MESSAGES;
  const sent = [0, 1, 2].flatMap((qos) =>
    Array.from({ length: count }, (_, i) => desk.publishAsync(`chat/${qos}`, sentence(i), { qos: qos as 0 | 1 | 2 })),
  );
  await Promise.all(sent);
  await expect.poll(() => seen.map(({ length }) => length), { timeout: 10_000 + 20 * count }).toEqual([count, count, count]);
  for (const texts of seen) expect(texts.map(numberIn)).toEqual(Array.from({ length: count }, (_, i) => i));
  expect(leaksIn([...seen.flat(), ...atBroker].join('\n'))).toEqual([]);
  expect(through.refusals).toEqual([]);
});

it('passes wills, retained messages and large payloads', async () => {
  const { url } = await brokerUrl();
  const through = await framed(url);
  const agent = await client(through);
  const seen = new Map<string, string>();
  agent.on('message', (topic, payload) => seen.set(topic, payload.toString()));
  await agent.subscribeAsync('#');
  const will = { topic: 'gone', payload: Buffer.from('4111 1111 1111 1111'), qos: 1, retain: false } as const;
  const desk = await client(through, { will, username: 'desk', password: 'secret' });
  const large = `${'a'.repeat(200_000)} 4111111111111111`;
  await desk.publishAsync('large', large, { qos: 1, retain: true });
  desk.stream.destroy();
  await expect.poll(() => seen.size, { timeout: 5_000 }).toBe(2);
  expect(seen.get('gone')).toBe('**** **** **** 1111');
  expect(seen.get('large')).toBe(large.replace('411111111111', '************'));
});

it('carries MQTT 5: user properties, content types, topic aliases, requests and answers', async () => {
  const received: mqttPacket.IPublishPacket[] = [];
  const url = await streamServer((stream) => {
    const parser = mqttPacket.parser({ protocolVersion: 5 });
    const answer = (packet: mqttPacket.Packet): void => void stream.write(mqttPacket.generate(packet, { protocolVersion: 5 }));
    parser.on('packet', (packet: mqttPacket.Packet) => {
      if (packet.cmd === 'connect') answer({ cmd: 'connack', reasonCode: 0, sessionPresent: false, properties: { topicAliasMaximum: 4 } });
      if (packet.cmd === 'subscribe') answer({ cmd: 'suback', messageId: packet.messageId ?? 0, granted: [1], reasonCode: 0 });
      if (packet.cmd !== 'publish') return;
      received.push(packet);
      answer({ cmd: 'puback', messageId: packet.messageId ?? 0, reasonCode: 0 });
      answer({ ...packet, topic: 'answers', qos: 0, messageId: undefined, properties: { ...packet.properties, topicAlias: undefined } } as unknown as mqttPacket.IPublishPacket); // prettier-ignore
    });
    stream.on('data', (chunk: Buffer) => parser.parse(chunk));
  });
  const through = await framed(url);
  const desk = await client(through, { protocolVersion: 5 });
  const answered = new Promise<IPublishPacket>((resolve) => desk.once('message', (_topic, _payload, packet) => resolve(packet)));
  await desk.subscribeAsync('answers', { qos: 1 });
  const properties = {
    contentType: 'application/json',
    responseTopic: 'answers',
    correlationData: Buffer.from([1, 2, 255]),
    userProperties: { cvv: '123', note: '4111 1111 1111 1111' },
    topicAlias: 1,
  };
  await desk.publishAsync('asks', '{"cvv":"123","ok":true}', { qos: 1, properties });
  const { payload, properties: back } = await answered;
  const expected = { cvv: '***', note: '**** **** **** 1111' };
  expect({ ...received[0].properties?.userProperties }).toEqual(expected);
  expect({ ...back?.userProperties }).toEqual(expected);
  expect(back?.correlationData).toEqual(properties.correlationData);
  expect(payload.toString()).toBe('{"cvv":"***","ok":true}');
  expect(through.refusals).toEqual([]);
});
