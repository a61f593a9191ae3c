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
});
