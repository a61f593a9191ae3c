/**
 * Polls of live channels are told to conversations like messages of WebSockets, under a framing that their address shows or their route names.
 * Story: the firewall of a call centre let no WebSockets through, so the chat fell back to polling, and the card number came in plain pieces.
 */
import { createServer, type ServerResponse } from 'node:http';
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import { Ledgers } from '../../../src/channel/conversation/ledgers.js';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import { pollFramingOf } from '../../../src/channel/framing/registry.js';
import type { ChannelSpec } from '../../../src/channel/spec.js';
import { loadRules } from '../../../src/ruleset/load.js';
import { closeLater } from '../../support/cleanup.js';
import { eventually, proxied, read, startProxy } from '../../support/proxy.js';
import { listen } from '../../support/upstream.js';

const rules = await loadRules();
const reader = new UtteranceReader(rules.rules);
const RS = '\x1e';
const CARD = ['it is 4111', '1111', '1111', '1111'];
const SHOWN = ['it is 4111', '****', '****', '****'];

function changes(channel: ChannelSpec = {}) {
  const ledgers = new Ledgers(rules.card.pan.brands);
  const judge = (all: Parameters<Ledgers['judge']>[0]) => ledgers.judge(all, performance.now());
  return { channel, conversations: { reader, conversations: { judge } } };
}

describe('the framing of a body that may be a poll', () => {
  it.each([
    ['auto', '/socket.io/?EIO=4&transport=polling', 'text/plain', 'socket.io'],
    ['auto', '/socket.io/?%45%49%4f=4&transport=polling', 'text/plain', 'socket.io'],
    ['auto', '/socket.io/?transport=polling', 'text/plain', undefined],
    ['socket.io', '/chat/?EIO=4&transport=polling&sid=x', 'text/plain', 'socket.io'],
    ['socket.io', '/chat/history', 'application/json', undefined],
    ['auto', '/cometd/60.0', 'application/json', 'cometd'],
    ['auto', '/cometd/handshake?jsonp=1', 'application/json', 'cometd'],
    ['auto', '/find?path=/cometd', 'application/json', undefined],
    ['cometd', '/push', 'application/json;charset=UTF-8', 'cometd'],
    ['cometd', '/push/app.js', 'application/javascript', undefined],
    ['auto', '/hub?id=1', 'application/octet-stream', undefined],
    ['signalr', '/hub?id=1', 'application/octet-stream', 'signalr'],
    ['signalr', '/hub?id=1', 'text/plain;charset=UTF-8', 'signalr'],
    ['signalr', '/hub/negotiate?negotiateVersion=1', 'application/json', 'signalr'],
    ['signalr', '/hub/people', 'application/json', undefined],
    ['stomp', '/chats/7', 'text/plain', undefined],
  ])('%s: %s as %s', (name, path, contentType, expected) => {
    expect(pollFramingOf(name, { carrier: 'poll', path, subprotocol: undefined, contentType })?.name).toBe(expected);
  });
});

it('Socket.IO: what is said over polls, on one connection', async () => {
  const http = createServer();
  const server = new Server(http, { transports: ['polling'] });
  const heard: string[] = [];
  server.on('connection', (socket) => {
    for (const text of CARD) socket.emit('message', { text });
    socket.on('message', ({ text }: { text: string }) => heard.push(text));
  });
  closeLater(() => server.close());
  const { url } = await startProxy((await listen(http)).url.href, changes());
  const client = io(url, { transports: ['polling'], upgrade: false });
  closeLater(async () => client.disconnect());
  const seen: string[] = [];
  client.on('message', ({ text }: { text: string }) => seen.push(text));
  await eventually(() => seen.length === CARD.length);
  expect(seen.join('').replaceAll(/\D/g, '').length).toBeLessThanOrEqual(8);
  for (const text of ['1111', 'thanks']) client.emit('message', { text });
  await eventually(() => heard.length === 2);
  expect(heard).toEqual(['****', 'thanks']);
});

it('SignalR: long polling, named on the route, by its own client', async () => {
  const queue: string[] = [];
  const heard: string[] = [];
  let waiting: ServerResponse | undefined;
  let isOpen = false;
  const flush = (): void => {
    if (waiting === undefined || queue.length === 0) return;
    waiting.writeHead(200, { 'content-type': 'application/octet-stream' }).end(queue.shift());
    waiting = undefined;
  };
  const { url } = await proxied(
    (request, response) => {
      const { method, url: path = '' } = request;
      if (path.includes('/negotiate')) {
        const availableTransports = [{ transport: 'LongPolling', transferFormats: ['Text', 'Binary'] }];
        const answer = { negotiateVersion: 1, connectionId: 'c', connectionToken: 't', availableTransports };
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      } else if (method === 'GET') {
        if (!isOpen) response.writeHead(200).end();
        else waiting = response;
        isOpen = true;
        flush();
      } else
        void read(request).then((body) => {
          if (body.includes('protocol')) queue.push(`{}${RS}`);
          else heard.push(body);
          response.writeHead(200).end();
          flush();
        });
    },
    changes({ framing: 'signalr' }),
  );
  const connection = new HubConnectionBuilder()
    .withUrl(`${url}/hub`, HttpTransportType.LongPolling)
    .configureLogging(LogLevel.None)
    .build();
  closeLater(() => connection.stop());
  const seen: string[] = [];
  connection.on('say', (text: string) => seen.push(text));
  await connection.start();
  for (const text of CARD) {
    queue.push(JSON.stringify({ type: 1, target: 'say', arguments: [text] }) + RS);
    flush();
    const count = seen.length + 1;
    await eventually(() => seen.length === count);
  }
  expect(seen).toEqual(SHOWN);
  await connection.send('say', '1111 1111');
  await eventually(() => heard.length > 0);
  expect(heard.join('')).toContain('"arguments":["**** ****"]');
});

it('Bayeux: messages that name their conversation, and records that do not', async () => {
  const answers = [
    ...CARD.map((text) => ({ channel: '/chat', data: { conversationId: 'c', text } })),
    { channel: '/data/Case', data: { payload: { Comment: 'order 4111 1111', Description: '1111 2222 3333' } } },
    { channel: '/data/Case', data: { payload: { Comment: 'order 1111 1111' } } },
  ].map((message) => JSON.stringify([message]));
  const { url } = await proxied((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(answers.shift());
  }, changes());
  const seen: string[] = [];
  const expected = [...answers.slice(0, 4).map((text, i) => text.replace(CARD[i], SHOWN[i])), ...answers.slice(4)];
  for (const _ of expected) seen.push(await (await fetch(`${url}/cometd/60.0`, { method: 'POST', body: '[]' })).text());
  expect(seen).toEqual(expected);
});
