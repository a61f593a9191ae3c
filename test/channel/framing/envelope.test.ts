/**
 * Envelopes that carry JSON in strings, with the clients of their ecosystems through the proxy: Pusher, Action Cable, Phoenix; and the messages of
 * Amazon Connect. Story: a proxy that parsed and rewrote the inner document, and lost a 64-bit number on the way.
 */
import { createRequire } from 'node:module';
import cable from '@rails/actioncable';
import { Socket } from 'phoenix';
import type PusherModule from 'pusher-js';
import { describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { Channel } from '../../../src/channel/channel.js';
import { AUTO, framingNamed, framingOf } from '../../../src/channel/framing/registry.js';
import { closeLater } from '../../support/cleanup.js';
import { engine } from '../../support/engine.js';
import { startSluice } from '../../support/sluice.js';
import { type Peer, startUpstream } from '../../support/websocket.js';
import { cardsFrom, hidden } from './cards.js';

/** Its types say that the module has a default export; it is that itself. */
const Pusher = createRequire(import.meta.url)('pusher-js') as typeof PusherModule.default;

const COUNT = 300;
const BIG = '9223372036854775807';

const handshakeOf = (path: string, subprotocol?: string) => ({ carrier: 'websocket', path, subprotocol }) as const;

describe('recognised by itself', () => {
  it.each([
    ['graphql-transport-ws', handshakeOf('/graphql', 'graphql-transport-ws')],
    ['graphql-ws', handshakeOf('/graphql/realtime?header=e30=', 'graphql-ws')],
    ['actioncable', handshakeOf('/cable', 'actioncable-v1-json')],
    ['phoenix', handshakeOf('/socket/websocket?token=x&vsn=2.0.0')],
    ['pusher', handshakeOf('/app/key?protocol=7&client=js&version=8.6.0')],
    ['plain', handshakeOf('/app/pusher')],
    ['plain', handshakeOf('/socket/websocket')],
  ])('%s', (name, handshake) => expect(framingOf(AUTO, handshake).name).toBe(name));
});

const channelOf = (name: string): Channel => {
  const handshake = handshakeOf('/');
  const framing = framingNamed(name);
  if (framing === undefined) throw new Error('no such framing');
  return new Channel({ framing, handshake, current: () => engine, passesUnread: () => false });
};

/** Bare numbers stay numbers. */
const masked = (message: string): string =>
  message
    .replace(/(pan\D{1,9})4111111111111111/, '$18888888888881111')
    .replace(/(?<!-)\b4111([- ]?)1111[- ]?1111[- ]?1111/, '****$1****$1****$11111');

describe('messages', () => {
  // prettier-ignore
  it.each([
    ['amazon-connect', JSON.stringify({ topic: 'aws/chat', contentType: 'application/json', content: JSON.stringify({ Content: 'card 4111 1111 1111 1111', Id: '0f1c', Attributes: `{"n":${BIG},"pan":4111111111111111}` }) })],
    ['pusher', JSON.stringify({ event: 'note', channel: 'private-desk', data: JSON.stringify({ text: '4111111111111111', id: 12 }) })],
    ['actioncable', JSON.stringify({ command: 'message', identifier: '{"channel":"Desk","id":7}', data: '{"action":"say","text":"4111-1111-1111-1111"}' })],
    ['phoenix', `["1","2","desk:7","say",{"text":"4111111111111111","n":${BIG}}]`],
    ['graphql-transport-ws', `{"id":"f9c1c2c1-1111-4111-8111-411111111111","type":"next","payload":{"data":{"n":${BIG},"text":"4111111111111111"}}}`],
  ])('of %s keep all but the number', async (name, message) => {
    const { bytes, sends, refused } = await channelOf(name).pass('response', Buffer.from(message), false);
    const output = Buffer.from(bytes).toString();
    expect([sends, refused]).toEqual([true, undefined]);
    expect(output).toBe(masked(message));
    expect(() => JSON.parse(output) as unknown).not.toThrow();
  });

  it.each(['pusher', 'graphql-ws', 'phoenix', 'actioncable', 'amazon-connect'])('of %s that are clean are the very bytes', async (name) => {
    const message = Buffer.from(`{"event":"a","data":"{\\"n\\":${BIG}}"}`);
    expect((await channelOf(name).pass('request', message, false)).bytes).toBe(message);
    expect((await channelOf(name).pass('request', message, true)).refused).toBe('SLUICE_BINARY_MESSAGE');
  });
});

/** A server of one's own behind a sluice. */
async function serve(onOpen: (peer: Peer) => void, protocol?: string): Promise<URL> {
  const upstream = await startUpstream(protocol === undefined ? {} : { handleProtocols: () => protocol }, onOpen);
  const sluice = await startSluice({ upstream: upstream.url });
  closeLater(async () => {
    await sluice.stop();
    await upstream.stop();
  });
  return new URL(sluice.url);
}

const send = (peer: Peer, message: unknown): void => peer.ws.send(JSON.stringify(message));

it('a session with pusher-js', async () => {
  const card = cardsFrom(1);
  const { hostname, port } = await serve((peer) => {
    send(peer, { event: 'pusher:connection_established', data: JSON.stringify({ socket_id: '1.1', activity_timeout: 30 }) });
    peer.ws.on('message', (raw: Buffer) => {
      const { event } = JSON.parse(raw.toString()) as { event: string };
      if (event !== 'pusher:subscribe') return;
      send(peer, { event: 'pusher_internal:subscription_succeeded', channel: 'desk', data: '{}' });
      for (let i = 0; i < COUNT; i++) send(peer, { event: 'note', channel: 'desk', data: JSON.stringify({ i, text: card() }) });
    });
  });
  const pusher = new Pusher('key', { wsHost: hostname, wsPort: Number(port), forceTLS: false, enabledTransports: ['ws'], cluster: '' });
  closeLater(async () => pusher.disconnect());
  const seen: unknown[] = [];
  await new Promise<void>((resolve) => {
    pusher.subscribe('desk').bind('note', (data: unknown) => seen.push(data) === COUNT && resolve());
  });
  const again = cardsFrom(1);
  expect(seen).toEqual(Array.from({ length: COUNT }, (_, i) => ({ i, text: hidden(again()) })));
});

describe('Action Cable', () => {
  it('a session with @rails/actioncable', async () => {
    closeLater(async () => vi.unstubAllGlobals());
    vi.stubGlobal('addEventListener', () => undefined);
    vi.stubGlobal('removeEventListener', () => undefined);
    cable.adapters.WebSocket = WebSocket;
    const heard: unknown[] = [];
    const url = await serve((peer) => {
      send(peer, { type: 'welcome' });
      peer.ws.on('message', (raw: Buffer) => {
        const { command, identifier, data = '{}' } = JSON.parse(raw.toString()) as Record<string, string>;
        if (command === 'subscribe') send(peer, { type: 'confirm_subscription', identifier });
        if (command !== 'message') return;
        heard.push(JSON.parse(data));
        send(peer, { identifier, message: { text: 'your card 5555555555554444', n: 1 } });
      });
    }, 'actioncable-v1-json');
    const consumer = cable.createConsumer(`ws://${url.host}/cable`);
    closeLater(async () => consumer.disconnect());
    const received = await new Promise((resolve) => {
      const desk = consumer.subscriptions.create(
        { channel: 'DeskChannel', id: 7 },
        { connected: () => desk.perform('say', { text: 'card 4111 1111 1111 1111' }), received: resolve },
      );
    });
    expect(heard).toEqual([{ action: 'say', text: 'card **** **** **** 1111' }]);
    expect(received).toEqual({ text: 'your card ************4444', n: 1 });
  });
});

it('a session with phoenix', async () => {
  const card = cardsFrom(2);
  const heard: string[] = [];
  const url = await serve((peer) =>
    peer.ws.on('message', (raw: Buffer) => {
      const [join, ref, topic, event, payload] = JSON.parse(raw.toString()) as [string, string, string, string, { text?: string }];
      if (event === 'say') heard.push(payload.text ?? '');
      send(peer, [join, ref, topic, 'phx_reply', { status: 'ok', response: { echo: payload.text ?? null } }]);
      if (event === 'phx_join') for (let i = 0; i < COUNT; i++) send(peer, [join, null, topic, 'note', { i, text: `no. ${card()}` }]);
    }),
  );
  const socket = new Socket(`ws://${url.host}/socket`, { transport: WebSocket, params: { token: 'abc' } });
  closeLater(async () => socket.disconnect());
  socket.connect();
  const channel = socket.channel('desk:7');
  const seen: unknown[] = [];
  const all = new Promise<void>((resolve) => channel.on('note', (note) => seen.push(note) === COUNT && resolve()));
  await new Promise((resolve) => channel.join().receive('ok', resolve));
  const reply = await new Promise((resolve) => channel.push('say', { text: '4111111111111111' }).receive('ok', resolve));
  await all;
  expect(heard).toEqual(['************1111']);
  expect(reply).toEqual({ echo: '************1111' });
  const again = cardsFrom(2);
  expect(seen).toEqual(Array.from({ length: COUNT }, (_, i) => ({ i, text: `no. ${hidden(again())}` })));
});
