/**
 * Which bodies are told to conversations, and which are left alone. Story: a filter for chats took order numbers and telephone numbers of customer
 * records for parts of a card; agents saved the records, and the numbers were gone for good.
 */
import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Ledgers } from '../../../src/channel/conversation/ledgers.js';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import type { ChannelSpec } from '../../../src/channel/spec.js';
import { loadRules } from '../../../src/ruleset/load.js';
import { type ProxyChanges, proxied, read } from '../../support/proxy.js';

const rules = await loadRules();
const reader = new UtteranceReader(rules.rules);
const JSON_TYPE = { 'content-type': 'application/json' };

const RECORD = JSON.stringify({
  id: '5003000000D8cuI',
  caseId: 4408822124314,
  contactId: '0033000000abcde',
  subject: 'order 4111 1111',
  description: 'order 4111-1111, then 1111 1111',
  comments: [
    { id: 1, body: 'order 4111 1111' },
    { id: 2, body: 'parcel 1111 1111', phone: '+46 70 123 45 67' },
    { id: 3, body: 'call 415 555 0132 or 1111 2222' },
  ],
});

const said = (texts: readonly string[], more: object = {}): string =>
  JSON.stringify({ messages: texts.map((text, i) => ({ id: `m${i}`, seq: i, text, ...more })) });
const CARD = ['it is 4111', '1111', '1111', '1111'];
const SHOWN = ['it is 4111', '****', '****', '****'];

const keeper = (): NonNullable<ProxyChanges['conversations']> => {
  const ledgers = new Ledgers(rules.card.pan.brands);
  return { reader, conversations: { judge: (all) => ledgers.judge(all, performance.now()) } };
};

async function through(handler: RequestListener, channel: ChannelSpec = {}, changes: ProxyChanges = {}): Promise<string> {
  return (await proxied(handler, { conversations: keeper(), channel, ...changes })).url;
}

const answering =
  (body: string | Buffer, headers: Record<string, string> = JSON_TYPE): RequestListener =>
  (_, response) =>
    response.writeHead(200, headers).end(body);

const textOf = async (url: string): Promise<string> => (await fetch(url)).text();
const codeIn = async (answer: Response): Promise<string> => ((await answer.json()) as { error: { code: string } }).error.code;

describe('a record on a route of which nothing is said', () => {
  it.each(['/records/7', '/tickets/7/comments', '/services/data/v60.0/sobjects/Case/500', '/api/v2/contacts/7/history'])(
    'comes down as it is: %s',
    async (path) => expect(await textOf((await through(answering(RECORD))) + path)).toBe(RECORD),
  );

  it('goes up as it is, and its answer comes back as it is', async () => {
    let heard = '';
    const url = await through((request, response) => {
      void read(request).then((body) => {
        heard = body;
        response.writeHead(200, JSON_TYPE).end(body);
      });
    });
    const answer = await fetch(`${url}/records/7`, { method: 'PUT', headers: JSON_TYPE, body: RECORD });
    expect([await answer.text(), heard]).toEqual([RECORD, RECORD]);
  });

  it('is not held back: its first bytes leave before its last ones come', async () => {
    let finish = (): void => undefined;
    const url = await through((_, response) => {
      response.writeHead(200, JSON_TYPE).write(`{"text":"${'hello '.repeat(1000)}`);
      finish = () => void response.end('"}');
    });
    const answer = await fetch(`${url}/records/7`);
    const body = answer.body!.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    expect((await body.read()).value?.length).toBeGreaterThan(0);
    finish();
    while (!(await body.read()).done);
  });
});

describe('bodies that are told', () => {
  it.each<[string, ChannelSpec, string, object, boolean]>([
    ['by the address', {}, '/conversations/7/messages', {}, true],
    ['by an address that the route names', { conversation: { address: ['/desk/{conversation}/lines'] } }, '/desk/7/lines', {}, true],
    ['by what the messages say', { bodies: 'named' }, '/records/7', { conversationId: 'c' }, true],
    ['not where they say nothing', { bodies: 'named' }, '/records/7', {}, false],
    ['not without being asked', {}, '/records/7', { conversationId: 'c' }, false],
    ['by the path', { bodies: 'all' }, '/records/7', {}, true],
    ['not where the route says so', { bodies: 'none' }, '/conversations/7/messages', {}, false],
    ['not where conversations are off', { conversation: 'off' }, '/conversations/7/messages', {}, false],
  ])('%s', async (_, channel, path, more, isTold) => {
    const url = await through(answering(said(CARD, more)), channel);
    expect(await textOf(url + path)).toBe(said(isTold ? SHOWN : CARD, more));
  });

  it('under all codings and however they are cut', async () => {
    const zipped = gzipSync(said(CARD));
    const url = await through(answering(zipped, { ...JSON_TYPE, 'content-encoding': 'gzip' }));
    expect(await textOf(`${url}/chats/7/messages`)).toBe(said(SHOWN));
    const slowly = await through((_, response) => {
      response.writeHead(200, JSON_TYPE);
      for (const character of said(CARD)) response.write(character);
      response.end();
    });
    expect(await textOf(`${slowly}/chats/7/messages`)).toBe(said(SHOWN));
  });

  it.each([
    ['a byte order mark', '\ufeff', JSON_TYPE],
    ['a guard', `)]}',\n`, JSON_TYPE],
    ['no media type', '', {}],
  ] as [string, string, Record<string, string>][])('behind %s', async (_, before, headers) => {
    const url = await through(answering(before + said(CARD), headers));
    const bytes = Buffer.from(await (await fetch(`${url}/chats/7/messages`)).arrayBuffer()).toString();
    expect(bytes).toBe(before + said(SHOWN));
  });

  it('and nothing to hide leaves as it came, with its tag', async () => {
    const body = `{ "messages" : [ {"id":1.0, "text":"hello \\u00e9", "n":12345678901234567890 } ,{"id":2,"text":"code 482913"}] }\n`;
    const url = await through(answering(body, { ...JSON_TYPE, etag: '"v1"' }));
    const answer = await fetch(`${url}/chats/7/messages`);
    expect(await answer.text()).toBe(body);
    expect(answer.headers.get('content-length')).toBe(String(body.length));
  });

  it('a page of a format that is none of theirs is judged like any other', async () => {
    const page = '<p>4111</p><p>1111 1111</p>';
    const url = await through(answering(page, { 'content-type': 'text/html' }), { bodies: 'all' });
    expect(await textOf(`${url}/chats/7/messages`)).toBe(page);
  });

  it('what a script posts as text', async () => {
    const heard: string[] = [];
    const url = await through((request, response) => {
      void read(request).then((body) => {
        heard.push(body);
        response.writeHead(204).end();
      });
    });
    for (const text of CARD) await fetch(`${url}/chats/7/messages`, { method: 'POST', body: text });
    for (const text of CARD) await fetch(`${url}/chats/8/messages`, { method: 'POST', body: JSON.stringify({ text }) });
    expect(heard).toEqual([...SHOWN, ...SHOWN.map((text) => JSON.stringify({ text }))]);
  });

  it('an error answers nobody', async () => {
    const body = JSON.stringify({ message: 'no message 4111 1111, nor 1111 2222 3333' });
    const url = await through((_, response) => response.writeHead(404, JSON_TYPE).end(body));
    expect(await textOf(`${url}/chats/7/messages`)).toBe(body);
  });

  it('previews lose their text, and the answer says its new length', async () => {
    const body = '{"messages":[{"type":"typing","text":"4111 1"}]}';
    const url = await through(answering(body, { ...JSON_TYPE, etag: '"v1"', 'content-digest': 'sha-256=:AAAA:' }));
    const answer = await fetch(`${url}/chats/7/messages`);
    expect(await answer.text()).toBe('{"messages":[{"type":"typing","text":""}]}');
    expect(answer.headers.get('content-digest')).toBeNull();
    expect(answer.headers.get('cache-control')).toContain('no-store');
  });
});

describe('what cannot be told is refused', () => {
  it('a body beyond the limit', async () => {
    const url = await through(answering(said(['x'.repeat(3_000)])), {}, { limits: { conversationBodyBytes: 2_000 } });
    const answer = await fetch(`${url}/chats/7/messages`);
    expect([answer.status, await codeIn(answer)]).toEqual([502, 'SLUICE_MESSAGE_TOO_LARGE']);
    expect(await textOf(`${url}/records/7`)).toBe(said(['x'.repeat(3_000)]));
    const posted = await fetch(`${url}/chats/7/messages`, { method: 'POST', headers: JSON_TYPE, body: said(['x'.repeat(3_000)]) });
    expect([posted.status, await codeIn(posted)]).toEqual([413, 'SLUICE_MESSAGE_TOO_LARGE']);
  });

  it('more texts than can be judged in time', async () => {
    const url = await through(answering(said(Array.from({ length: 5_000 }, (_, i) => `n ${i}`))));
    expect(await codeIn(await fetch(`${url}/chats/7/messages`))).toBe('SLUICE_MESSAGE_TOO_LARGE');
  });

  it.each([
    ['JSON that is broken', Buffer.from('{"messages":[{"text":"4111 1111"},]}'), 'SLUICE_BAD_REQUEST'],
    ['UTF-16', Buffer.from('\ufeff{"text":"4111"}', 'utf16le'), 'SLUICE_CHARSET_UNSUPPORTED'],
  ])('%s', async (_, body, code) => {
    const url = await through(answering(body));
    expect(await codeIn(await fetch(`${url}/chats/7/messages`))).toBe(code);
  });

  it('what nobody can be asked about', async () => {
    const conversations = { reader, conversations: { judge: () => Promise.reject(new Error('gone')) } };
    const url = await through(answering(said(CARD)), {}, { conversations });
    const answer = await fetch(`${url}/chats/7/messages`);
    expect([answer.status, await codeIn(answer)]).toEqual([503, 'SLUICE_CONVERSATION_UNAVAILABLE']);
  });
});
