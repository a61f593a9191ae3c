/**
 * Long polls (traffic.md T11, T127): a body is collected, taken apart and inspected whole; a downstream that leaves takes the poll of the upstream with
 * it. Story: a desktop gave up a poll, the proxy kept the upstream's open, and the next event went into an answer that nobody read.
 */
import type { ServerResponse } from 'node:http';
import { createCometDServer } from 'cometd-nodejs-server';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/base/limits.js';
import type { Channel, Passed } from '../../../src/channel/channel.js';
import type { Step } from '../../../src/engine/api.js';
import { Lane } from '../../../src/proxy/overload/lane.js';
import { PollStream } from '../../../src/proxy/poll.js';
import { channelOf } from '../../support/channel.js';
import { eventually, proxied } from '../../support/proxy.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const PAN = '4111111111111111';
const MASKED = '************1111';

const unexpected = (): never => {
  throw new Error('a promise where none was due');
};

function pollOf(
  channel: Pick<Channel, 'pass'> & Partial<Pick<Channel, 'stop'>> = channelOf(),
  expected: (step: Promise<Step>, giveUp: () => void) => void = unexpected,
): PollStream {
  const pass: Channel['pass'] = (...message) => channel.pass(...message);
  const hearer = { mostBytes: LIMITS.pollBytes, open: () => ({ pass, stop: () => channel.stop?.() }) };
  return new PollStream(hearer, { direction: 'response', contentType: 'application/json', expect: expected });
}

const text = ({ bytes }: Step): string => Buffer.from(bytes).toString();

describe('the body of a poll', () => {
  it('leaves whole with its end, whatever it was cut into', () => {
    const poll = pollOf();
    for (const piece of [`[{"text":"${PAN.slice(0, 7)}`, `${PAN.slice(7)}"},`, '{"n":1}'])
      expect(text(poll.write(Buffer.from(piece)))).toBe('');
    expect(poll.held).toBeGreaterThan(0);
    expect(text(poll.end(Buffer.from(']')))).toBe(`[{"text":"${MASKED}"},{"n":1}]`);
    expect(poll.held).toBe(0);
  });

  it('may be empty', () => expect(pollOf().end()).toEqual({ bytes: new Uint8Array(), effects: [] }));

  it('is refused beyond its limit, and nothing comes behind that', () => {
    const poll = pollOf();
    expect(poll.write(Buffer.alloc(LIMITS.pollBytes, 'x')).effects).toEqual([]);
    expect(poll.write(Buffer.from('x')).effects).toEqual([{ kind: 'refuse', code: 'SLUICE_MESSAGE_TOO_LARGE' }]);
    expect(poll.end().effects).toEqual([]);
  });

  it.each([
    [
      'refused by the channel',
      { bytes: Buffer.from('x'), sends: false, effects: [], refused: 'SLUICE_POLICY_BLOCKED' },
      'SLUICE_POLICY_BLOCKED',
    ],
    ['without the rest of its last packet', { bytes: Buffer.alloc(0), sends: false, effects: [] }, 'SLUICE_BAD_REQUEST'],
  ] satisfies [string, Passed, string][])('%s', (_, passed, code) => {
    expect(pollOf({ pass: () => passed }).end(Buffer.from('x'))).toEqual({ bytes: new Uint8Array(), effects: [{ kind: 'refuse', code }] });
  });

  it('waits for a verdict that comes later', async () => {
    let later: Promise<Step> | undefined;
    const passed: Passed = { bytes: Buffer.from('masked'), sends: true, effects: [] };
    const poll = pollOf({ pass: () => Promise.resolve(passed) }, (step) => void (later = step));
    expect(text(poll.end(Buffer.from('x')))).toBe('');
    expect(poll.held).toBe(1);
    expect(await later).toEqual({ bytes: passed.bytes, effects: [] });
    expect(poll.held).toBe(0);
  });

  it('waits for its turns where it is long, and is not inspected to its end where its exchange has ended', async () => {
    const body = Buffer.from(JSON.stringify([`card ${PAN}`, 'x'.repeat(4 * LIMITS.liveSliceBytes)]));
    const poll = (giveUp: boolean): Promise<Step> =>
      new Promise((resolve) => {
        const expected = (step: Promise<Step>, stop: () => void): void => {
          if (giveUp) stop();
          void step.then(resolve);
        };
        expect(pollOf(channelOf({ lane: new Lane(0) }), expected).end(body)).toEqual({ bytes: new Uint8Array(), effects: [] });
      });
    expect(text(await poll(false))).toBe(body.toString().replace(PAN, MASKED));
    expect((await poll(true)).effects).toEqual([{ kind: 'refuse', code: 'SLUICE_ENGINE_FAILED' }]);
  });
});

it('polls may wait as long as Salesforce has them wait', () => {
  expect(LIMITS.upstreamHeadersTimeoutMs).toBeGreaterThanOrEqual(130_000);
  expect(LIMITS.bodyIdleTimeoutMs).toBeGreaterThanOrEqual(130_000);
});

it('a poll that its caller gives up is given up at once, and the next one gets the event', async () => {
  // like CometD without acknowledgements: an event goes into the poll that waits, and nobody sends it again
  const queue: string[] = [];
  let waiting: ServerResponse | undefined;
  let left = 0;
  const flush = (): void => void (queue.length > 0 && waiting?.writeHead(200, JSON_TYPE).end(`[${queue.splice(0).join()}]`));
  const { url } = await proxied((_, response) => {
    waiting = response;
    response.on('close', () => {
      if (!response.writableFinished) left++;
      if (waiting === response) waiting = undefined;
    });
    flush();
  });
  for (let round = 1; round <= 3; round++) {
    const abort = new AbortController();
    const poll = fetch(url, { signal: abort.signal }).catch(() => 'left');
    await eventually(() => waiting !== undefined);
    abort.abort();
    expect(await poll).toBe('left');
    await eventually(() => left === round);
    queue.push(`{"round":${round},"text":"card ${PAN}"}`);
    flush();
    expect(await (await fetch(url)).json()).toEqual([{ round, text: `card ${MASKED}` }]);
  }
});

/** Messages of Bayeux. */
type Bayeux = { readonly channel: string; readonly clientId?: string; readonly successful?: boolean; readonly data?: unknown };

describe('CometD', () => {
  /** By which the server knows its browsers. */
  let cookie = '';
  const bayeux = async (url: string, message: object): Promise<Bayeux[]> => {
    const headers = { ...JSON_TYPE, cookie };
    const answer = await fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify([message]),
    });
    cookie = answer.headers.get('set-cookie')?.split(';', 1)[0] ?? cookie;
    return (await answer.json()) as Bayeux[];
  };

  async function desk() {
    const cometd = createCometDServer({ timeout: 20_000 });
    let waiting = 0;
    const proxy = await proxied((request, response) => {
      waiting++;
      response.on('close', () => waiting--);
      cometd.handle(request, response);
    });
    const [{ clientId }] = await bayeux(proxy.url, {
      channel: '/meta/handshake',
      version: '1.0',
      supportedConnectionTypes: ['long-polling'],
    });
    await bayeux(proxy.url, { channel: '/meta/subscribe', clientId, subscription: '/desk' });
    const poll = (advice?: object): Promise<Bayeux[]> =>
      bayeux(proxy.url, { channel: '/meta/connect', clientId, connectionType: 'long-polling', ...(advice && { advice }) });
    await poll({ timeout: 0 });
    const channel = cometd.createServerChannel('/desk');
    const publish = (data: object): void => channel.publish(null, data);
    return { poll, publish, waiting: () => waiting, close: () => cometd.close() };
  }

  it('messages of one answer keep their order', async () => {
    const { poll, publish, close } = await desk();
    for (let i = 0; i < 100; i++) publish({ i, text: i % 2 === 0 ? PAN : 'hello' });
    const notes = (await poll()).filter(({ channel }) => channel === '/desk').map(({ data }) => data);
    expect(notes).toEqual(Array.from({ length: 100 }, (_, i) => ({ i, text: i % 2 === 0 ? MASKED : 'hello' })));
    close();
  });

  it('an event ends a poll that waits', async () => {
    const { poll, publish, waiting, close } = await desk();
    const answer = poll();
    await eventually(() => waiting() === 1);
    publish({ text: PAN });
    expect((await answer).map(({ channel, data }) => [channel, data])).toContainEqual(['/desk', { text: MASKED }]);
    close();
  });
});
