/**
 * Event streams as live channels, through the real proxy: what events say is told to conversations, also where another process keeps them, and
 * messages that arrive word by word are judged as one. Stories: a card that a chat pushed four digits an event; a desktop that lost its stream in the
 * middle of it and asked for the rest; an upstream that died in the middle of a number.
 */
import { type IncomingMessage, get, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { EventSource } from 'undici';
import { describe, expect, it, test } from 'vitest';
import type { Conversations } from '../../../src/channel/conversation/api.js';
import { Ledgers } from '../../../src/channel/conversation/ledgers.js';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import type { Keeper } from '../../../src/channel/said.js';
import { answerTo, AskedConversations, type Answer, type Question } from '../../../src/lifecycle/conversations.js';
import type { Principal } from '../../../src/policy/principal.js';
import { streamOf } from '../../../src/proxy/lines.js';
import { loadRules } from '../../../src/ruleset/load.js';
import { closeLater } from '../../support/cleanup.js';
import { dataIn, eventOf } from '../../support/events.js';
import { backend, eventually, proxied, type ProxyChanges, type Recorder, startProxy } from '../../support/proxy.js';

const STREAM = { 'content-type': 'text/event-stream' };
const rules = await loadRules();
const reader = new UtteranceReader(rules.rules);

/** Ledgers, and keepers that workers have of them: each asks over a wire of its own. */
function keepers(): () => Keeper {
  const ledgers = new Ledgers(rules.card.pan.brands);
  let nowMs = 0;
  return () => {
    let hear: (answer: Answer) => void = () => undefined;
    const conversations = new AskedConversations({
      tell(question) {
        const crossed = JSON.parse(JSON.stringify(question)) as Question;
        const answer = answerTo(crossed, (utterances) => ledgers.judge(utterances, (nowMs += 1_000)));
        setTimeout(() => hear(answer), 2);
        return true;
      },
      listen: (onAnswer) => (hear = onAnswer),
    });
    return { reader, conversations };
  };
}

function keptHere(): Keeper {
  const ledgers = new Ledgers(rules.card.pan.brands);
  let nowMs = 0;
  return { reader, conversations: { judge: (utterances) => ledgers.judge(utterances, (nowMs += 1_000)) } };
}

interface Streaming {
  readonly crm: ServerResponse;
  readonly answer: IncomingMessage;
  readonly url: string;
  readonly observer: Recorder;
  text(): string;
}

async function ask(url: string, headers: Record<string, string> = {}): Promise<{ answer: IncomingMessage; text: () => string }> {
  const answer = await new Promise<IncomingMessage>((resolve) => get(url, { headers }, resolve));
  const chunks: Buffer[] = [];
  answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined);
  closeLater(() => Promise.resolve(answer.destroy()));
  return { answer, text: () => Buffer.concat(chunks).toString() };
}

/** A CRM that streams, and a desktop that reads it. */
async function streaming(options: ProxyChanges, path = '/chats/17/events'): Promise<Streaming> {
  let crm: ServerResponse | undefined;
  const { url, observer } = await proxied((_, response) => {
    crm = response.writeHead(200, STREAM);
    response.flushHeaders();
  }, options); // prettier-ignore
  const asked = await ask(`${url}${path}`);
  if (crm === undefined) throw new Error('no head without a request');
  return { crm, url, observer, ...asked };
}

const saidIn = (stream: string): string[] => dataIn(stream).map((data) => (JSON.parse(data) as { text: string }).text);
const digitsIn = (texts: readonly string[]): number => texts.join('').replaceAll(/\D/g, '').length;
const CHAT = ['hello', '4111', '11 11', 'and 1111', 'then 1111', 'thanks'].map((text) => ({ chatId: 'c1', author: 'customer', text }));
const SEEN = ['hello', '4111', '** **', 'and ****', 'then ****', 'thanks'];

describe.each([
  ['of this process', keptHere],
  ['of another process', () => keepers()()],
])('conversations %s', (_, keeper) => {
  it('are told what events say: of a card in pieces no more than the issuer’s digits are seen', async () => {
    const { crm, text } = await streaming({ conversations: keeper() });
    for (const message of CHAT) crm.write(eventOf(message));
    await eventually(() => text().includes('thanks'));
    expect(saidIn(text())).toEqual(SEEN);
  });

  it('the same when all come in one piece, and the stream ends with them', async () => {
    const { crm, text, answer } = await streaming({ conversations: keeper() });
    crm.end(CHAT.map((message) => eventOf(message)).join(''));
    await eventually(() => answer.readableEnded);
    expect(saidIn(text())).toEqual(SEEN);
  });

  it.each([
    ['of known length', {}],
    ['packed', { 'content-encoding': 'gzip' }],
  ])('in an answer %s', async (__, head) => {
    const body = Buffer.from(CHAT.map((message) => eventOf(message)).join(''));
    const sent = 'content-encoding' in head ? gzipSync(body) : body;
    const { url } = await proxied(
      (___, response) => response.writeHead(200, { ...STREAM, ...head, 'content-length': sent.length }).end(sent),
      { conversations: keeper() },
    );
    const answer = await fetch(`${url}/chats/17/events`, { headers: { 'accept-encoding': 'gzip' } });
    expect(saidIn(await answer.text())).toEqual(SEEN);
  });

  it('are told what comes word by word: of a card in two answers no more than the issuer’s digits are seen', async () => {
    const { crm, text, answer } = await streaming({ conversations: keeper() });
    const events = ['It was 4539 14 then.', 'And 88 0343 6467, too.'].flatMap((said, message) => [
      ...[...said].map((delta) => eventOf({ messageId: `m${message}`, delta })),
      eventOf({ messageId: `m${message}`, isFinal: true, text: said }),
    ]);
    crm.end(events.join(''));
    await eventually(() => answer.readableEnded);
    const seen = dataIn(text()).map((data) => JSON.parse(data) as { delta?: string; text?: string });
    expect(seen.map(({ delta }) => delta ?? '').join('')).toBe('It was 4539 14 then.And ** **** ****, too.');
    expect(seen.flatMap(({ text: whole }) => whole ?? [])).toEqual(['It was 4539 14 then.', 'And ** **** ****, too.']);
  });

  it('what names no conversation goes by the path, also when the stream is asked for again', async () => {
    const { crm, text, url } = await streaming({ conversations: keeper() });
    crm.write(eventOf('it is 4111 11', '1'));
    await eventually(() => text().includes('id: 1'));
    const again = await ask(`${url}/chats/17/events`, { 'last-event-id': '1' });
    crm.destroy();
    expect(again.answer.statusCode).toBe(200);
  });

  it('comments and clean events are the very bytes', async () => {
    const { crm, text, answer } = await streaming({ conversations: keeper() });
    const sent = ':hello\n\nid: 7\r\nevent: note\r\ndata: {"text" : "no\\u0020number"}\r\n\r\n\ndata\n\ndata: a\ndata: b\n\n:bye\n';
    crm.end(sent);
    await eventually(() => answer.readableEnded);
    expect(text()).toBe(sent);
  });
});

test('a stream that breaks in the middle of a card and goes on elsewhere: another worker, the same digits, the same replay', async () => {
  const events = ['4111', '1111', 'ok', '1111', '1111'].map((text, i) => eventOf({ text }, String(i + 1)));
  const upstream = await backend((request, response) => {
    const from = Number(request.headers['last-event-id'] ?? 0);
    response.writeHead(200, STREAM);
    response.end(events.slice(from, from === 0 ? 3 : undefined).join(''));
  });
  const keeper = keepers();
  const workers = [
    await startProxy(upstream.url, { conversations: keeper() }),
    await startProxy(upstream.url, { conversations: keeper() }),
  ];
  const read = async (worker: number, last?: string): Promise<string> => {
    const { answer, text } = await ask(`${workers[worker].url}/chats/17/events?token=${worker}`, last === undefined ? {} : { 'last-event-id': last });
    await eventually(() => answer.readableEnded);
    return text();
  }; // prettier-ignore
  const live = await read(0);
  const rest = await read(1, '1');
  expect(rest.startsWith(live.slice(live.indexOf('id: 2\n')))).toBe(true);
  expect(digitsIn([...saidIn(live), ...saidIn(rest).slice(2)])).toBeLessThanOrEqual(8);
  expect(await read(0, '1')).toBe(rest);
});

test('a keeper that does not answer cuts the stream behind what was judged', async () => {
  const conversations: Conversations = { judge: () => Promise.reject(new Error('gone')) };
  const { crm, text, answer, observer } = await streaming({ conversations: { reader, conversations } });
  crm.write(`data: clean\n\n${eventOf(CHAT[1])}data: behind\n\n`);
  await eventually(() => answer.destroyed);
  expect(text()).toBe('data: clean\n\n');
  expect(observer.refusals).toEqual(['SLUICE_CONVERSATION_UNAVAILABLE']);
});

test('more events than wait at a time: the upstream is paused, and all come in order', async () => {
  const { crm, text, answer, observer } = await streaming({ conversations: keepers()(), limits: { bufferedBodyBytes: 4_096 } });
  const filler = 'x'.repeat(200);
  for (let i = 0; i < 500; i++) crm.write(eventOf({ chatId: `c${i}`, text: `${filler} 7${i % 10}` }));
  crm.end(eventOf({ text: 'last' }));
  await eventually(() => answer.readableEnded);
  const said = saidIn(text());
  expect(said).toHaveLength(501);
  expect(said.slice(0, -1).every((line, i) => line === `${filler} 7${i % 10}`)).toBe(true);
  expect(observer.heldBytes).toBe(0);
});

describe('word by word', () => {
  const token = (content: string): string => eventOf({ id: 'x', choices: [{ index: 0, delta: { content } }] });
  const textIn = (stream: string): string =>
    dataIn(stream).map((data) => (data === '[DONE]' ? '' : (JSON.parse(data) as { choices: { delta: { content: string } }[] }).choices[0].delta.content)).join(''); // prettier-ignore

  it('an EventSource reads a message in which a card is masked, in as many events', async () => {
    const pieces = [...'Card 4111 1111 1111 1111, thanks.'];
    const { url } = await proxied((_, response) => response.writeHead(200, STREAM).end(`${pieces.map(token).join('')}data: [DONE]\n\n`));
    const source = new EventSource(url);
    closeLater(() => Promise.resolve(source.close()));
    const seen: string[] = [];
    source.onmessage = ({ data }: { data: unknown }) => seen.push(String(data));
    await eventually(() => seen.includes('[DONE]'));
    source.close();
    expect(seen).toHaveLength(pieces.length + 1);
    expect(textIn(seen.map((data) => `data: ${data}`).join('\n'))).toBe('Card **** **** **** 1111, thanks.');
  });

  it('prose comes as it is written, a few words behind', async () => {
    const { crm, text } = await streaming({ limits: { heldEventsMs: 60_000 } });
    const words = ['Thank ', 'you ', 'for ', 'calling ', 'us ', 'today. '];
    for (const [i, word] of words.entries()) {
      crm.write(token(word));
      await eventually(() => i < 3 || text().includes(words[i - 3]));
    }
    crm.end();
    await eventually(() => text().includes('today'));
  });

  it('a message that stops in a number leaves without its digits, when it has waited long enough', async () => {
    const { crm, text, observer } = await streaming({ conversations: keptHere(), limits: { heldEventsMs: 20 } });
    crm.write(token('It is 4111 11'));
    await eventually(() => text() !== '');
    expect(textIn(text())).toBe('It is **** **');
    expect(observer.heldBytes).toBe(0);
  });

  it('an upstream that dies while text waits takes it along', async () => {
    const { crm, text, answer, observer } = await streaming({ limits: { heldEventsMs: 60_000 } });
    crm.write(token('Hello. ') + token('It is 4111 11'));
    await eventually(() => text() !== '');
    expect(observer.heldBytes).toBeGreaterThan(0);
    crm.destroy();
    await eventually(() => answer.destroyed);
    expect(answer.complete).toBe(false);
    expect(textIn(text())).toBe('Hello. ');
    expect(observer.heldBytes).toBe(0);
  });

  it('a desktop that leaves while text waits leaves nothing behind', async () => {
    const { crm, answer, observer } = await streaming({ limits: { heldEventsMs: 60_000 } });
    crm.write(token('It is 4111 11'));
    await eventually(() => observer.heldBytes > 0);
    answer.destroy();
    await eventually(() => observer.heldBytes === 0 && observer.ended.length === 1);
  });
});

describe('the conversation of a stream', () => {
  const agent: Principal = { id: 'anna', role: 'agent', tenant: 't', by: 'jwt' };
  const key = (path: string, principal?: Principal, address = '10.0.0.1'): string => streamOf({ path, principal, address, rawHeaders: [] });

  it.each([
    ['a path with an identifier, whoever asks', '/chats/17/events', '/chats/17/events', true],
    ['whatever token and time', '/chats/17/events?token=a&t=1', '/chats/17/events?token=b&t=2', true],
    ['another identifier', '/chats/17/events', '/chats/18/events', false],
    ['a parameter that names a conversation', '/events?conversationId=a', '/events?conversation_id=b', false],
  ])('%s', (_, one, other, isSame) => {
    expect(key(one, agent) === key(other, { ...agent, id: 'bert' }, '10.0.0.2')).toBe(isSame);
  });

  it('a path that is the same for everybody: each caller’s own', () => {
    expect(key('/v1/events', agent, 'a')).toBe(key('/v1/events', agent, 'b'));
    expect(key('/v1/events', agent)).not.toBe(key('/v1/events', { ...agent, id: 'bert' }));
    expect(key('/v1/events', undefined, 'a')).not.toBe(key('/v1/events', undefined, 'b'));
  });

  it('holds no secret', () => expect(key('/chats/17/events?sessionId=secret')).not.toMatch(/secret|17/));
});
