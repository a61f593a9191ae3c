import { describe, expect, test } from 'vitest';
import { encode } from '@msgpack/msgpack';
import { SIGNALR } from '../../../src/channel/framing/signalr.js';
import { framed, handshakeOf } from '../../support/framed-channel.js';

const PAN = '4111111111111111';
const MASKED = '************1111';
const RS = '\x1e';
const HUB = handshakeOf('/hub?id=x');

function became(message: string | Uint8Array, isBinary = typeof message !== 'string', handshake = HUB): string {
  const came = Buffer.from(message);
  const left = framed(SIGNALR, handshake).pass('response', came, isBinary);
  if (typeof left === 'string') return left;
  if (Buffer.compare(left, came) === 0) expect(left).toBe(came); // clean bytes are the very bytes
  return Buffer.from(left).toString(isBinary ? 'latin1' : 'utf8');
}

describe('the first message', () => {
  test.each([
    [`{"protocol":"json","version":1}${RS}`, true],
    [`{"protocol":"messagepack","version":2}${RS}`, true],
    [`{"version":1,"protocol":"json"}${RS}{"type":6}${RS}`, true],
    [`{"protocol":"json","version":1}`, false],
    [`{"protocol":"graphql","version":1}${RS}`, false],
    [`{"protocol":"json","version":1,"card":"${PAN}"}${RS}`, false],
    [`{"type":6}${RS}`, false],
    ['hello', false],
    ['', false],
  ])('%j can only be of SignalR: %s', (message, isSignalR) => {
    expect(SIGNALR.adopts!(Buffer.from(message), false)).toBe(isSignalR);
  });

  test('no handshake of a WebSocket shows it', () => {
    expect(SIGNALR.recognises(HUB)).toBe(false);
  });
});

const json = (...messages: unknown[]): string => messages.map((message) => JSON.stringify(message) + RS).join('');

describe('records in JSON', () => {
  test.each([
    ['the handshake', json({ protocol: 'json', version: 2 })],
    ['its answer', json({})],
    ['its answer with a message', json({}, { type: 6 })],
    ['the answer of a server that declines', json({ error: 'Requested protocol "x" is not available.' })],
    ['1 invocation', json({ arguments: ['hi', '12345678901234567890'], target: 'send', type: 1 })],
    ['2 stream item', json({ type: 2, invocationId: '0', item: { a: 1.5 } })],
    ['3 completion', json({ type: 3, invocationId: '0', result: 'ok' })],
    ['3 completion without a result', json({ type: 3, invocationId: '0' })],
    ['4 stream invocation', json({ arguments: [], invocationId: '1', streamIds: ['2'], target: 'count', type: 4 })],
    ['5 cancel invocation', json({ invocationId: '1', type: 5 })],
    ['6 ping', json({ type: 6 })],
    ['7 close', json({ type: 7, error: 'Connection closed.', allowReconnect: true })],
    ['8 ack', json({ sequenceId: 1234, type: 8 })],
    ['9 sequence', json({ type: 9, sequenceId: 12 })],
    ['a type of the future', json({ type: 10, more: [] })],
    ['several', json({ type: 6 }, { type: 1, target: 'a', arguments: [] }, { type: 6 })],
    ['numbers and white space as they were written', `{ "type":1, "target":"a", "arguments":[12345678901234567890, 1.0] }${RS}`],
    ['nothing', ''],
  ])('%s is untouched', (_what, message) => {
    expect(became(message)).toBe(message);
    expect(became(message, true)).toBe(message);
  });

  test.each([
    [json({ type: 1, target: 'send', arguments: [PAN] }), json({ type: 1, target: 'send', arguments: [MASKED] })],
    [json({ type: 2, invocationId: '0', item: { card: PAN } }), json({ type: 2, invocationId: '0', item: { card: MASKED } })],
    [json({ type: 3, invocationId: '0', error: `${PAN}?` }), json({ type: 3, invocationId: '0', error: `${MASKED}?` })],
    [json({ type: 7, error: PAN }), json({ type: 7, error: MASKED })],
    [json({}, { type: 1, target: PAN, arguments: [] }), json({}, { type: 1, target: MASKED, arguments: [] })],
    // The end of one record and the beginning of the next are no neighbours.
    [json('a 41111111', '11111111 b').replaceAll('"', '{'), json('a 41111111', '11111111 b').replaceAll('"', '{')],
  ])('%j leaves as %j', (came, left) => {
    expect(became(came)).toBe(left);
  });

  test('a card in a number leaves JSON', () => {
    const left = became(json({ type: 1, target: 'pay', arguments: [Number(PAN)] }));
    expect(left).not.toContain(PAN);
    expect(JSON.parse(left.slice(0, -1))).toMatchObject({ type: 1, target: 'pay' });
  });

  test.each([
    ['a record that is cut short', json({ type: 6 }) + '{"type":6}'],
    ['text that is no record', `hello${RS}`],
    ['a card for a record', `${PAN}${RS}`],
    ['white space before a record', ` {"type":6}${RS}`],
  ])('%s is refused', (_what, message) => {
    expect(became(message)).toBe('SLUICE_BAD_REQUEST');
  });
});

/** Messages behind their lengths, as the protocol writes them. */
function packed(...messages: unknown[]): Buffer {
  return Buffer.concat(
    messages.map((message) => {
      const bytes = encode(message);
      const length: number[] = [];
      for (let left = bytes.length; left > 0 || length.length === 0; left >>>= 7) length.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
      return Buffer.concat([Buffer.from(length), bytes]);
    }),
  );
}

const latin1 = (bytes: Buffer): string => bytes.toString('latin1');

describe('messages in MessagePack', () => {
  test.each([
    ['1 invocation', packed([1, {}, null, 'send', ['hi', 1.5, null, true, 2 ** 40]])],
    ['2 stream item', packed([2, { h: 'x' }, '0', 42])],
    ['3 completion', packed([3, {}, '0', 3, { a: [1, 2] }])],
    ['4 stream invocation', packed([4, {}, '1', 'count', [], ['2']])],
    ['5 cancel invocation', packed([5, {}, '1'])],
    ['6 ping', packed([6])],
    ['7 close', packed([7, null, true])],
    ['8 ack', packed([8, 123456])],
    ['9 sequence', packed([9, 1])],
    ['several', packed([6], [1, {}, null, 'a', []], [6])],
    ['a message whose length is a brace', packed([1, {}, null, 'x', ['y'.repeat(114)]])],
    ['a long message', packed([1, {}, null, 'send', ['x'.repeat(20_000)]])],
    ['the answer to the handshake', Buffer.from(json({}))],
    ['the answer to the handshake with messages', Buffer.concat([Buffer.from(json({})), packed([6], [9, 1])])],
  ])('%s is untouched', (_what, message) => {
    expect(became(message)).toBe(latin1(message));
  });

  test('one of them begins with a brace', () => {
    expect(packed([1, {}, null, 'x', ['y'.repeat(114)]])[0]).toBe('{'.charCodeAt(0));
  });

  test.each([
    ['text', PAN, MASKED],
    ['text longer than 31 bytes', `the card of the customer is ${PAN}, he says`, `the card of the customer is ${MASKED}, he says`],
    ['text longer than 255 bytes', `${'x '.repeat(200)}${PAN}`, `${'x '.repeat(200)}${MASKED}`],
    ['digits of several bytes', '４１１１１１１１１１１１１１１１', undefined],
  ])('%s keeps its length', (_what, text, masked) => {
    const came = packed([1, {}, null, 'send', [text, 'é']], [6]);
    const left = became(came);
    expect(left.length).toBe(came.length);
    if (masked !== undefined) expect(left).toBe(latin1(packed([1, {}, null, 'send', [masked, 'é']], [6])));
    expect(left).not.toContain(Buffer.from(text).toString('latin1'));
  });

  test.each([
    ['a length behind the end', Buffer.of(0x03, 0x91, 0x06)],
    ['a length that does not end', Buffer.of(0x80, 0x80)],
    ['a length of more than 2 GiB', Buffer.of(0xff, 0xff, 0xff, 0xff, 0x08, 0x91)],
    ['a length of nothing', Buffer.of(0x00)],
    ['a message that is no array', Buffer.of(0x01, 0x06)],
    ['a record that is cut short', Buffer.from('{}')],
  ])('%s is refused', (_what, message) => {
    expect(became(message)).toBe('SLUICE_BAD_REQUEST');
  });

  test('an array that is cut short, or with more behind it, is refused by its reader', () => {
    expect(became(Buffer.of(0x02, 0x92, 0x06))).toBe('SLUICE_BINARY_MALFORMED');
    expect(became(Buffer.of(0x03, 0x91, 0x06, 0x06))).toBe('SLUICE_BINARY_MALFORMED');
  });

  test('more messages than are inspected are refused; pings are not counted', () => {
    expect(became(packed(...Array.from({ length: 10_001 }, () => [9, 1])))).toBe('SLUICE_MESSAGE_TOO_LARGE');
    expect(became(packed(...Array.from({ length: 20_000 }, () => [6])))).not.toMatch(/^SLUICE/);
  });
});

describe('polls', () => {
  const poll = handshakeOf('/hub?id=x', { carrier: 'poll' });

  test('carry records or messages, whatever their type is said to be', () => {
    expect(became(json({ type: 1, target: 'a', arguments: [PAN] }), true, poll)).toBe(json({ type: 1, target: 'a', arguments: [MASKED] }));
    expect(became(packed([2, {}, '0', PAN]), true, poll)).toBe(latin1(packed([2, {}, '0', MASKED])));
    expect(became('', false, poll)).toBe('');
  });

  test('negotiation is plain JSON', () => {
    const negotiate = handshakeOf('/hub/negotiate?negotiateVersion=1', { carrier: 'poll' });
    const answer = '{"connectionId":"807809a5-31bf-470d-9e23-afaee35d8a0d","availableTransports":[]}';
    expect(became(answer, false, negotiate)).toBe(answer);
    expect(became(`{"error":"${PAN}"}`, false, negotiate)).toBe(`{"error":"${MASKED}"}`);
  });
});
