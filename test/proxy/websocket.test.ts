import { connect as connectTcp } from 'node:net';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { CARD, MASKED, useDesks } from '../support/desks.js';
import { failingEngine } from '../support/proxy.js';
import { connect, until, type Peer } from '../support/websocket.js';

const desks = useDesks();
const { start, pair, port } = desks;

describe('messages', () => {
  test('a card is masked in both directions, as text, one message for one', async () => {
    await start();
    const { downstream, crm } = await pair();
    downstream.ws.send(`{"note":"${CARD}"}`);
    crm.ws.send(`pay with ${CARD} please`);
    expect(await crm.received(1)).toEqual([{ text: `{"note":"${MASKED}"}`, binary: false }]);
    expect(await downstream.received(1)).toEqual([{ text: `pay with ${MASKED} please`, binary: false }]);
    const { findings, webSocketMessages } = desks.sluice.metrics.counters;
    expect(findings.get('card.pan')?.get('mask')).toEqual({ request: 1, response: 1 });
    expect(webSocketMessages).toEqual({ request: 1, response: 1 });
  });

  test('a card in fragments of one byte is masked', async () => {
    await start();
    const { downstream, crm } = await pair();
    const text = `{"card":"${CARD}"}`;
    for (const [at, character] of [...text].entries()) crm.ws.send(character, { fin: at === text.length - 1 });
    for (const [at, character] of [...text].entries()) downstream.ws.send(character, { fin: at === text.length - 1 });
    expect(await downstream.received(1)).toEqual([{ text: `{"card":"${MASKED}"}`, binary: false }]);
    expect(await crm.received(1)).toEqual([{ text: `{"card":"${MASKED}"}`, binary: false }]);
  });

  test('5,000 messages each way keep their order and number', async () => {
    await start();
    const { downstream, crm } = await pair();
    for (let n = 0; n < 5_000; n++) {
      downstream.ws.send(`{"seq":${n}}`);
      crm.ws.send(n % 7 === 0 ? `{"seq":${n},"card":"${CARD}"}` : `{"seq":${n}}`);
    }
    const seqs = (peer: Peer) => peer.messages.map(({ text }) => (JSON.parse(text) as { seq: number }).seq);
    await Promise.all([downstream.received(5_000), crm.received(5_000)]);
    const expected = Array.from({ length: 5_000 }, (_, n) => n);
    expect(seqs(crm)).toEqual(expected);
    expect(seqs(downstream)).toEqual(expected);
    expect(downstream.messages.filter(({ text }) => text.includes(CARD))).toEqual([]);
  });

  test('empty messages and messages without findings arrive byte for byte', async () => {
    await start();
    const { downstream, crm } = await pair();
    const clean = Buffer.from('{"name":"Zoë 💳","weakEtag":12345678901234567890 , "a":1.0}');
    crm.ws.send('');
    crm.ws.send(clean, { binary: false });
    expect(await downstream.received(2)).toEqual([
      { text: '', binary: false },
      { text: clean.toString('latin1'), binary: false },
    ]);
  });

  test('a binary message that is text is inspected and stays binary', async () => {
    await start();
    const { downstream, crm } = await pair();
    downstream.ws.send(Buffer.from(`{"card":"${CARD}"}`), { binary: true });
    expect(await crm.received(1)).toEqual([{ text: `{"card":"${MASKED}"}`, binary: true }]);
  });

  test.each([
    ['not UTF-8', Buffer.from([0xff, 0xfe, 0x00, 0x01])],
    ['packed decimal digits', Buffer.from('41111111111111110d', 'hex')],
    ['UTF-16', Buffer.from(CARD, 'utf16le')],
  ])('a binary message that cannot be inspected (%s) closes both sides with 1003', async (_what, message) => {
    await start();
    const { downstream, crm } = await pair();
    crm.ws.send(message, { binary: true });
    expect(await downstream.closed).toEqual({ code: 1003, reason: 'SLUICE_BINARY_MESSAGE' });
    expect(await crm.closed).toEqual({ code: 1003, reason: 'SLUICE_BINARY_MESSAGE' });
    expect(downstream.messages).toEqual([]);
    expect(desks.sluice.metrics.counters.refused.get('SLUICE_BINARY_MESSAGE')).toEqual({ request: 0, response: 1 });
  });

  test('text that is not UTF-8 closes both sides with 1007', async () => {
    await start();
    const { downstream, crm } = await pair();
    downstream.ws.send(Buffer.from([0x61, 0xff]), { binary: false });
    expect((await downstream.closed).code).toBe(1007);
    expect(await crm.closed).toEqual({ code: 1007, reason: 'SLUICE_CHARSET_UNSUPPORTED' });
    expect(crm.messages).toEqual([]);
  });

  test.each(['throws', 'throws on end'] as const)('an engine that %s closes both sides with 1011, and nothing passes', async (fault) => {
    await start({}, undefined, { engine: failingEngine(fault) });
    const { downstream, crm } = await pair();
    downstream.ws.send('hello');
    expect(await downstream.closed).toEqual({ code: 1011, reason: 'SLUICE_ENGINE_FAILED' });
    expect(await crm.closed).toEqual({ code: 1011, reason: 'SLUICE_ENGINE_FAILED' });
    expect(crm.messages).toEqual([]);
  });

  test('a message that the engine refuses closes both sides with the code of the refusal', async () => {
    await start({}, undefined, { engine: failingEngine('refuses') });
    const { downstream, crm } = await pair();
    crm.ws.send('hello');
    expect(await downstream.closed).toEqual({ code: 1009, reason: 'SLUICE_MESSAGE_TOO_LARGE' });
    expect((await crm.closed).code).toBe(1009);
    expect(downstream.messages).toEqual([]);
  });

  test('a message beyond the limit closes both sides with 1009', async () => {
    await start({}, undefined, { limits: { webSocketMessageBytes: 10_000 } });
    const { downstream, crm } = await pair();
    downstream.ws.send('x'.repeat(10_000));
    await crm.received(1);
    downstream.ws.send('x'.repeat(10_001));
    expect((await downstream.closed).code).toBe(1009);
    expect(await crm.closed).toEqual({ code: 1009, reason: 'SLUICE_MESSAGE_TOO_LARGE' });
    expect(crm.messages.length).toBe(1);
  });

  test('ping and pong are answered leg by leg and their payload goes nowhere', async () => {
    await start();
    const { downstream, crm } = await pair();
    const heard: string[] = [];
    crm.ws.on('ping', (data: Buffer) => heard.push(data.toString()));
    const pong = new Promise<string>((resolve) => downstream.ws.once('pong', (data: Buffer) => resolve(data.toString())));
    downstream.ws.ping(CARD);
    expect(await pong).toBe(CARD);
    downstream.ws.send('after');
    await crm.received(1);
    expect(heard).toEqual([]);
  });
});

describe('the end', () => {
  test.each([1000, 1001, 4401, 4408, 4429])('close code %i and its reason go both ways', async (code) => {
    await start();
    const first = await pair();
    first.downstream.ws.close(code, 'so long');
    expect(await first.crm.closed).toEqual({ code, reason: 'so long' });
    const second = await pair();
    second.crm.ws.close(code, 'so long');
    expect(await second.downstream.closed).toEqual({ code, reason: 'so long' });
    await until(() => desks.upstream.sockets.size === 0, 'all sockets to go');
  });

  test('a close without a code stays one', async () => {
    await start();
    const { downstream, crm } = await pair();
    downstream.ws.close();
    expect(await crm.closed).toEqual({ code: 1005, reason: '' });
  });

  test('a reason is redacted, and emptied when it still holds too many digits', async () => {
    await start();
    const first = await pair();
    first.crm.ws.close(4000, `card ${CARD} declined`);
    expect(await first.downstream.closed).toEqual({ code: 4000, reason: `card ${MASKED} declined` });
    const second = await pair();
    second.downstream.ws.close(4000, 'ref 1234 5678 9012 3456');
    expect(await second.crm.closed).toEqual({ code: 4000, reason: '' });
  });

  test('messages sent right before a close arrive before it', async () => {
    await start();
    const { downstream, crm } = await pair();
    for (let n = 0; n < 200; n++) crm.ws.send(`${n} ${'x'.repeat(10_000)}`);
    crm.ws.close(4001, 'done');
    expect(await downstream.closed).toEqual({ code: 4001, reason: 'done' });
    expect(downstream.messages.length).toBe(200);
  });

  test('an upstream that dies takes downstream with it, and the other way round', async () => {
    await start();
    const first = await pair();
    for (const socket of desks.upstream.sockets) socket.destroy();
    expect((await first.downstream.closed).code).toBe(1006);
    const second = await pair();
    second.downstream.ws.terminate();
    expect((await second.crm.closed).code).toBe(1006);
    await until(() => desks.upstream.sockets.size === 0, 'all sockets to go');
    await until(() => desks.sluice.metrics.counters.open.websocket === 0, 'the books to close');
  });

  test('fifty agents that leave at once leave no upstream socket behind', async () => {
    await start({}, ({ ws }) => {
      const push = (): void => {
        if (ws.readyState === WebSocket.OPEN) ws.send('x'.repeat(5_000), () => setImmediate(push));
      };
      push();
    });
    const downstreams = await Promise.all(Array.from({ length: 50 }, () => connect(desks.sluice.url)));
    await Promise.all(downstreams.map((downstream) => downstream.received(5)));
    for (const { ws } of downstreams) ws.terminate();
    await until(() => desks.upstream.sockets.size === 0, 'all sockets to go');
    expect(desks.sluice.metrics.counters.open.websocket).toBe(0);
  });

  test('an agent that leaves before the upstream has answered leaves no upstream socket behind', async () => {
    await start();
    desks.upstream.server.removeAllListeners('upgrade');
    const asked = new Promise<void>((resolve) =>
      desks.upstream.server.on('upgrade', (_request, socket) => {
        socket.on('end', () => socket.end()).resume();
        resolve();
      }),
    );
    const socket = connectTcp(port(), '127.0.0.1');
    socket.write(
      'GET / HTTP/1.1\r\nHost: desk\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    await asked;
    socket.end();
    await until(() => desks.upstream.sockets.size === 0, 'the upstream socket to go');
    await until(() => desks.sluice.metrics.counters.open.websocket === 0, 'the books to close');
  });

  test('a drain closes with 1001 and waits until all are gone', async () => {
    await start();
    const { downstream, crm } = await pair();
    crm.ws.send('last words');
    await downstream.received(1);
    await desks.sluice.stop();
    expect(await downstream.closed).toEqual({ code: 1001, reason: 'SLUICE_DRAINING' });
    expect((await crm.closed).code).toBe(1001);
  });
});
