/** Twilsock V3: a line, a header, a payload, and two lengths that stay true. */
import { describe, expect, it } from 'vitest';
import { TWILSOCK } from '../../../src/channel/framing/twilsock.js';
import { handshake, Wire } from '../../support/framing.js';

const CARD = '4111 1111 1111 1111';
const MASKED = '**** **** **** 1111';

/** As the client writes it. */
function packet(header: object, payload = ''): Buffer {
  const head = JSON.stringify({ ...header, payload_size: Buffer.byteLength(payload) });
  return Buffer.from(`TWILSOCK V3.0 ${Buffer.byteLength(head)}\r\n${head}\r\n${payload}`);
}

const raw = (head: string, payload: string): Buffer => Buffer.from(`TWILSOCK V3.0 ${Buffer.byteLength(head)}\r\n${head}\r\n${payload}`);

describe('Twilsock', () => {
  it('is recognised by its path', () => {
    expect(TWILSOCK.recognises(handshake({ path: '/v3/wsconnect?token=x' }))).toBe(true);
    expect(TWILSOCK.recognises(handshake({ path: '/v3/wsconnect', carrier: 'poll' }))).toBe(false);
    expect(TWILSOCK.recognises(handshake({ path: '/v3/connect' }))).toBe(false);
  });

  it.each([
    ['a payload of JSON', { payload_type: 'application/json' }, `{"body":"€ ${CARD}","cvv":123}`, `{"body":"€ ${MASKED}","cvv":0  }`],
    ['a payload of text', { payload_type: 'text/plain' }, CARD, MASKED],
    [
      'a payload of no type',
      { method: 'reply' },
      `{"attributes":"{\\"card\\":\\"${CARD}\\"}"}`,
      `{"attributes":"{\\"card\\":\\"${MASKED}\\"}"}`,
    ],
  ])('redacts %s', (_, header, payload, expected) => {
    for (const direction of ['request', 'response'] as const)
      expect(new Wire(TWILSOCK).pass(direction, packet(header, payload))).toEqual(packet(header, expected));
  });

  it('redacts the URL and the headers of REST calls in it', () => {
    const call = (card: string, encoded: string, code: string): Buffer =>
      packet({ method: 'message', http_request: { host: 'chat.example', path: `/v1/cards/${encoded}?cvv=${code}`, method: 'POST', headers: { 'X-Note': card } } }); // prettier-ignore
    expect(new Wire(TWILSOCK).pass('request', call(CARD, '4111%201111%201111%201111', '123'))).toEqual(call(MASKED, '****%20****%20****%201111', '***')); // prettier-ignore
  });

  it('passes clean packets as the very bytes', () => {
    for (const clean of [packet({ method: 'ping', id: 'TM1' }), packet({ method: 'update' }, '{"a":1}'), raw('{"method":"close"}', '')])
      expect(new Wire(TWILSOCK).pass('response', clean)).toBe(clean);
  });

  it.each([
    ['no first line', 'HELLO', 'SLUICE_BAD_REQUEST'],
    ['another version', 'TWILSOCK V4.0 2\r\n{}\r\n', 'SLUICE_BAD_REQUEST'],
    ['a header shorter than it says', 'TWILSOCK V3.0 9\r\n{}\r\n', 'SLUICE_BAD_REQUEST'],
    ['a header longer than it says', 'TWILSOCK V3.0 2\r\n{"a":1}\r\n', 'SLUICE_BAD_REQUEST'],
    ['a header that is no object', 'TWILSOCK V3.0 2\r\n[]\r\n', 'SLUICE_BAD_REQUEST'],
    ['a payload longer than it says', raw('{"payload_size":1}', 'ab'), 'SLUICE_BAD_REQUEST'],
    ['a payload shorter than it says', raw('{"payload_size":3}', 'ab'), 'SLUICE_BAD_REQUEST'],
    ['a payload without a size', raw('{}', 'ab'), 'SLUICE_BAD_REQUEST'],
    ['two sizes', raw('{"payload_size":2,"payload_size":2}', 'ab'), 'SLUICE_BAD_REQUEST'],
    ['a binary payload', raw('{"payload_size":2}', 'A\x11'), 'SLUICE_BINARY_MESSAGE'],
  ])('refuses %s', (_, message, code) => {
    expect(new Wire(TWILSOCK).shown('request', Buffer.from(message))).toBe(code);
  });
});
