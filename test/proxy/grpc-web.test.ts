/**
 * gRPC-Web over HTTP through the proxy, with the server and the clients of Connect: binary and in base64, where each flush is padded by itself, with
 * trailers in a frame of the body. Story: a proxy that masked a field and left the length before it as it was.
 */
import { Code, ConnectError, type ServiceImpl, createPromiseClient } from '@connectrpc/connect';
import { connectNodeAdapter, createGrpcWebTransport } from '@connectrpc/connect-node';
import { createGrpcWebTransport as createBrowserTransport } from '@connectrpc/connect-web';
import { MethodKind, StringValue } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { proxied } from '../support/proxy.js';
import { cardsFrom, hidden } from '../channel/framing/cards.js';

const COUNT = 200;

const Desk = {
  typeName: 'sluice.test.Desk',
  methods: {
    say: { name: 'Say', I: StringValue, O: StringValue, kind: MethodKind.Unary },
    follow: { name: 'Follow', I: StringValue, O: StringValue, kind: MethodKind.ServerStreaming },
  },
} as const;

const heard: string[] = [];

const service: ServiceImpl<typeof Desk> = {
  say({ value }) {
    heard.push(value);
    if (value === 'fail') throw new ConnectError('no card 4111 1111 1111 1111', Code.PermissionDenied);
    return new StringValue({ value: `you said ${value}, we 5555 5555 5555 4444` });
  },
  async *follow() {
    const card = cardsFrom(3);
    for (let i = 0; i < COUNT; i++) yield await Promise.resolve(new StringValue({ value: `${i} card ${card()}` }));
  },
};

async function start(): Promise<string> {
  const handler = connectNodeAdapter({ routes: (router) => void router.service(Desk, service) });
  return (await proxied(handler)).url;
}

describe.each([
  ['a server’s client', (baseUrl: string) => createGrpcWebTransport({ baseUrl, httpVersion: '1.1', acceptCompression: [] })],
  ['a browser’s client, protobuf', (baseUrl: string) => createBrowserTransport({ baseUrl })],
  ['a browser’s client, JSON', (baseUrl: string) => createBrowserTransport({ baseUrl, useBinaryFormat: false })],
])('%s', (_, transportTo) => {
  it('sends and gets masked messages whose lengths are true', async () => {
    heard.length = 0;
    const client = createPromiseClient(Desk, transportTo(await start()));
    expect((await client.say({ value: 'card 4111 1111 1111 1111' })).value).toBe(
      'you said card **** **** **** 1111, we **** **** **** 4444',
    );
    expect(heard).toEqual(['card **** **** **** 1111']);
  });

  it('gets a stream in order', async () => {
    const client = createPromiseClient(Desk, transportTo(await start()));
    const seen: string[] = [];
    for await (const { value } of client.follow({ value: 'all' })) seen.push(value);
    const card = cardsFrom(3);
    expect(seen).toEqual(Array.from({ length: COUNT }, (_, i) => `${i} card ${hidden(card())}`));
  });

  it('gets the status of trailers, whose message is masked', async () => {
    const client = createPromiseClient(Desk, transportTo(await start()));
    const error = await client.say({ value: 'fail' }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: Code.PermissionDenied });
    expect((error as ConnectError).rawMessage).toBe('no card **** **** **** 1111');
  });
});

describe('in base64, padded within the stream', () => {
  const frame = (flags: number, content: Uint8Array): Buffer => {
    const head = Buffer.alloc(5);
    head[0] = flags;
    head.writeUInt32BE(content.length, 1);
    return Buffer.concat([head, content]);
  };
  const message = (value: string): Buffer => frame(0, new StringValue({ value }).toBinary());
  const trailers = (text: string): Buffer => frame(0x80, Buffer.from(text));

  it('each flush by itself, whatever it was cut into', async () => {
    const flushes = [
      message('card 4111 1111 1111 1111'),
      message('hello!'),
      message('a 5555555555554444'),
      trailers('grpc-status: 0\r\nx-card: 4111111111111111\r\n'),
    ];
    const masked = [
      message('card **** **** **** 1111'),
      message('hello!'),
      message('a ************4444'),
      trailers('grpc-status: 0\r\nx-card: ************1111\r\n'),
    ];
    const text = flushes.map((flush) => flush.toString('base64')).join('');
    expect(text).toMatch(/=.*=/s);
    for (const size of [1, 3, 7, text.length]) {
      const { url } = await proxied((_, response) => {
        response.writeHead(200, { 'content-type': 'application/grpc-web-text+proto' });
        for (let at = 0; at < text.length; at += size) response.write(text.slice(at, at + size));
        response.end();
      });
      const answer = await fetch(url, { method: 'POST', body: '', headers: { 'content-type': 'application/grpc-web-text' } });
      expect(await answer.text()).toBe(masked.map((flush) => flush.toString('base64')).join(''));
    }
  });

  it('a message leaves with its flush', async () => {
    const first = message('hello').toString('base64');
    const { url } = await proxied((_, response) => {
      response.writeHead(200, { 'content-type': 'application/grpc-web-text' });
      response.write(first);
    });
    const reader = (await fetch(url)).body?.getReader();
    let seen = '';
    while (seen.length < first.length) seen += Buffer.from((await reader?.read())?.value ?? []).toString();
    expect(seen).toBe(first);
    await reader?.cancel();
  });
});
