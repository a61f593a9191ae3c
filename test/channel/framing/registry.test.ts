import { describe, expect, test } from 'vitest';
import { AUTO, FRAMINGS, framingNamed, framingOf } from '../../../src/channel/framing/registry.js';
import { HANDSHAKE } from '../../support/channel.js';

describe('framings', () => {
  test('have names of their own, none of which is auto', () => {
    const names = FRAMINGS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain(AUTO);
  });

  test('are named by the route, or plain where nothing recognises the handshake', () => {
    expect(framingNamed('msgpack')?.name).toBe('msgpack');
    expect(framingNamed('nonsense')).toBeUndefined();
    expect(framingOf('cbor', HANDSHAKE).name).toBe('cbor');
    expect(framingOf(AUTO, HANDSHAKE).name).toBe('plain');
  });

  test('may be adopted with the first message of the upstream, where the downstream has said nothing: both begin when a connection goes on', () => {
    const sequence = Buffer.from('0392092a', 'hex');
    const signalr = framingOf(AUTO, HANDSHAKE).open(HANDSHAKE);
    for (const direction of ['response', 'request'] as const) expect(typeof signalr[direction].read(sequence, true)).toBe('object');
    const plain = framingOf(AUTO, HANDSHAKE).open(HANDSHAKE);
    plain.request.read(Buffer.from('hello'), false);
    expect(plain.response.read(sequence, true)).toBe('SLUICE_BINARY_MESSAGE');
  });

  test('may be adopted with the first message of the downstream, and with no other', () => {
    const hello = Buffer.from('{"protocol":"json","version":1}\x1e');
    const refused = Buffer.from('{"type":6}');
    const signalr = framingOf(AUTO, HANDSHAKE).open(HANDSHAKE);
    expect(typeof signalr.response.read(refused, false)).toBe('object');
    expect(typeof signalr.request.read(hello, false)).toBe('object');
    expect(signalr.response.read(refused, false)).toBe('SLUICE_BAD_REQUEST');
    const plain = framingOf(AUTO, HANDSHAKE).open(HANDSHAKE);
    for (const message of [refused, hello, refused]) expect(typeof plain.request.read(message, false)).toBe('object');
  });
});
