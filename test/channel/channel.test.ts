/** Messages through a channel: what leaves, when, and in which order. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/api.js';
import type { ErrorCode } from '../../src/base/errors.js';
import type { Framing } from '../../src/channel/framing/framing.js';
import { CBOR, MSGPACK } from '../../src/channel/framing/plain.js';
import { channelOf, saidOf, through } from '../support/channel.js';
import { engine } from '../support/engine.js';

const CARD = '4111111111111111';
const MASKED = '************1111';

describe('a message', () => {
  test('that is clean leaves as the very buffer', async () => {
    const channel = channelOf({ said: saidOf() });
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.lorem()), async (text) => {
        const bytes = Buffer.from(text);
        const { splices } = engine.inspect(bytes);
        const passed = await channel.pass('request', bytes, false, 0);
        if (splices.length === 0) expect(passed.bytes).toBe(bytes);
        expect(passed.sends).toBe(true);
        expect(passed.refused).toBeUndefined();
      }),
    );
  });

  test.each<[string, string, string]>([
    ['text', `pay ${CARD}`, `pay ${MASKED}`],
    ['JSON', `{"a":"${CARD}"}`, `{"a":"${MASKED}"}`],
    ['nothing', '', ''],
  ])('of %s', async (_name, message, expected) => expect(await through(channelOf(), message)).toBe(expected));

  test('that is binary is text in disguise, a document, or refused', async () => {
    const packed = Buffer.concat([Buffer.from([0x81, 0xa1, 0x61, 0xb0]), Buffer.from(CARD)]);
    expect(await through(channelOf(), Buffer.from(`{"a":"${CARD}"}`))).toBe(`{"a":"${MASKED}"}`);
    expect(await through(channelOf(), packed)).toBe('SLUICE_BINARY_MESSAGE');
    expect(await through(channelOf({ framing: MSGPACK }), packed)).toContain(MASKED);
    expect(await through(channelOf({ framing: CBOR }), packed)).toBe('SLUICE_BINARY_MALFORMED');
  });

  test('that is binary and passes by policy is told, and what its bytes show is masked', async () => {
    const channel = channelOf({ passesUnread: (direction) => direction === 'response' });
    const bytes = Buffer.from(`\x00\x01 ${CARD} \xff`, 'latin1');
    const passed = await channel.pass('response', bytes, true, 0);
    expect(passed).toMatchObject({ isUnread: true, sends: true });
    expect(Buffer.from(passed.bytes).toString('latin1')).toBe(`\x00\x01 ${MASKED} \xff`);
    expect(await through(channel, bytes, 'request')).toBe('SLUICE_BINARY_MESSAGE');
  });

  test('whose engine throws goes no further', async () => {
    const current = (): Engine => {
      throw new Error(CARD);
    };
    expect(await through(channelOf({ current }), 'hello')).toBe('SLUICE_ENGINE_FAILED');
  });

  test('that a framing holds sends nothing, and one that it completes sends all', async () => {
    let held = Buffer.alloc(0);
    const reader = {
      read(message: Uint8Array) {
        held = Buffer.concat([held, message]);
        const bytes = held.length < 24 ? Buffer.alloc(0) : held;
        return { bytes, pieces: [{ start: 2, end: bytes.length, format: 'text', keepsLength: true, kind: 'content' }] } as const;
      },
    };
    const framing: Framing = { name: 'test', recognises: () => false, open: () => ({ request: reader, response: reader }) };
    const channel = channelOf({ framing });
    expect(await through(channel, 'x:41111111')).toBe('nothing');
    expect(await through(channel, '11111111 today')).toBe(`x:${MASKED} today`);
  });
});

describe('the policy', () => {
  test('is asked for with each message', async () => {
    let now: Engine | ErrorCode = engine;
    const channel = channelOf({ current: () => now });
    expect(await through(channel, 'hello')).toBe('hello');
    now = 'SLUICE_CALLER_EXPIRED';
    expect(await through(channel, 'hello')).toBe('SLUICE_CALLER_EXPIRED');
  });

  test('may take time: messages behind wait, and those of the other direction do not', async () => {
    let go: (engine: Engine) => void = () => undefined;
    let isSlow = true;
    const channel = channelOf({ current: () => (isSlow ? new Promise((resolve) => (go = resolve)) : engine) });
    const left: string[] = [];
    const first = through(channel, 'first', 'request').then((text) => left.push(text));
    isSlow = false;
    const second = through(channel, 'second', 'request').then((text) => left.push(text));
    await through(channel, 'other', 'response').then((text) => left.push(text));
    go(engine);
    await Promise.all([first, second]);
    expect(left).toEqual(['other', 'first', 'second']);
  });

  test('that cannot be asked for refuses, and what waited behind', async () => {
    let fail: (error: Error) => void = () => undefined;
    const channel = channelOf({ current: () => new Promise((_, reject) => (fail = reject)) });
    const both = [through(channel, 'first'), through(channel, 'second')];
    fail(new Error('keys'));
    expect(await Promise.all(both)).toEqual(['SLUICE_ENGINE_FAILED', 'SLUICE_ENGINE_FAILED']);
  });
});

describe('typing previews', () => {
  const preview = { type: 'ChasitorSneakPeek', message: { text: 'my card is 4111 11', position: 1 } };

  test('lose their text; the message stays', async () => {
    expect(await through(channelOf({ said: saidOf() }), preview)).toBe('{"type":"ChasitorSneakPeek","message":{"text":"","position":1}}');
    expect(await through(channelOf({ said: saidOf() }), { sneakPeek: 4111, text: 'b' })).toBe('{"sneakPeek":0   ,"text":"b"}');
  });

  test('lose a card whole, and what touches it outside is masked as ever', async () => {
    const message = { sneak_peek: { text: `x ${CARD}` }, text: CARD };
    expect(await through(channelOf({ said: saidOf() }), message)).toBe(`{"sneak_peek":{"text":""},"text":"${MASKED}"}`);
  });

  test('stay where the route says so, or without conversations', async () => {
    expect(await through(channelOf({ said: saidOf({ typing: 'allow' }) }), preview)).toBe(JSON.stringify(preview));
    expect(await through(channelOf(), preview)).toBe(JSON.stringify(preview));
  });

  test('in strings within strings', async () => {
    const message = { data: JSON.stringify({ event: 'typing', text: 'a\n"b"' }) };
    expect(await through(channelOf({ said: saidOf() }), message)).toBe(JSON.stringify({ data: '{"event":"typing","text":""}' }));
  });

  test('too deep a message is refused', async () => {
    expect(await through(channelOf({ said: saidOf() }), '['.repeat(300) + ']'.repeat(300))).toBe('SLUICE_NESTING_TOO_DEEP');
  });
});
