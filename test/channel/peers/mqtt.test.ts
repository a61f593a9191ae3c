/** mqtt.js and the broker aedes over WebSocket, through the proxy: all qualities of service, and MQTT 5 against a broker that echoes. */
import type { IPublishPacket } from 'mqtt';
import mqttPacket from 'mqtt-packet';
import { expect, it } from 'vitest';
import { leaksIn } from '../../support/leaks.js';
import { numberIn, sentence } from '../../support/sentences.js';
import { mqttClient, startAedes, startStreams } from '../../support/sessions/mqtt.js';
import { sluiceTo } from '../../support/sluice.js';

const COUNT = 60;

it('loses nothing, in order, in any quality of service, and shows no card', async () => {
  const { url, broker } = await startAedes();
  const sluice = await sluiceTo(url);
  const through = new URL(sluice.url);
  const [desk, agent] = [await mqttClient(through), await mqttClient(through, { protocolVersion: 3, protocolId: 'MQIsdp' })];
  const seen: string[][] = [[], [], []];
  agent.on('message', (topic, payload) => seen[Number(topic.at(-1))].push(payload.toString()));
  await agent.subscribeAsync({ 'chat/0': { qos: 0 }, 'chat/1': { qos: 1 }, 'chat/2': { qos: 2 } });
  const atBroker: string[] = [];
  broker.on('publish', ({ payload }) => atBroker.push(payload.toString()));
  const sent = [0, 1, 2].flatMap((qos) =>
    Array.from({ length: COUNT }, (_, i) => desk.publishAsync(`chat/${qos}`, sentence(i), { qos: qos as 0 | 1 | 2 })),
  );
  await Promise.all(sent);
  await expect.poll(() => seen.map(({ length }) => length), { timeout: 10_000 }).toEqual([COUNT, COUNT, COUNT]);
  for (const texts of seen) expect(texts.map(numberIn)).toEqual(Array.from({ length: COUNT }, (_, i) => i));
  expect(leaksIn([...seen.flat(), ...atBroker].join('\n'))).toEqual([]);
  expect(sluice.refusals).toEqual([]);
});

it('passes wills, retained messages and large payloads', async () => {
  const { url } = await startAedes();
  const through = new URL((await sluiceTo(url)).url);
  const agent = await mqttClient(through);
  const seen = new Map<string, string>();
  agent.on('message', (topic, payload) => seen.set(topic, payload.toString()));
  await agent.subscribeAsync('#');
  const will = { topic: 'gone', payload: Buffer.from('4111 1111 1111 1111'), qos: 1, retain: false } as const;
  const desk = await mqttClient(through, { will, username: 'desk', password: 'secret' });
  const large = `${'a'.repeat(200_000)} 4111111111111111`;
  await desk.publishAsync('large', large, { qos: 1, retain: true });
  desk.stream.destroy();
  await expect.poll(() => seen.size, { timeout: 5_000 }).toBe(2);
  expect(seen.get('gone')).toBe('**** **** **** 1111');
  expect(seen.get('large')).toBe(large.replace('411111111111', '************'));
});

it('carries MQTT 5: user properties, content types, topic aliases, requests and answers', async () => {
  const received: mqttPacket.IPublishPacket[] = [];
  const { url } = await startStreams((stream) => {
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
  const sluice = await sluiceTo(url);
  const desk = await mqttClient(new URL(sluice.url), { protocolVersion: 5 });
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
  expect(sluice.refusals).toEqual([]);
});
