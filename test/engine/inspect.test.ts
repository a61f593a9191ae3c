/** Whole messages as replacements: what they come to must be what a stream lets out. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Format, MessageMeta } from '../../src/engine/api.js';
import { underPolicy } from '../../src/engine/engine.js';
import { resolvePolicies } from '../../src/policy/resolve.js';
import { applySplices } from '../../src/redact/splice.js';
import { engine } from '../support/engine.js';

const CARD = '4111 1111 1111 1111';

function inspected(text: string | Uint8Array, meta: Partial<MessageMeta> = {}): string {
  const bytes = Buffer.from(text);
  const { splices, refused } = engine.inspect(bytes, meta);
  return refused ?? Buffer.from(applySplices(bytes, 0, bytes.length, splices)).toString('latin1');
}

function streamed(text: string | Uint8Array, meta: Partial<MessageMeta> = {}): string {
  const { bytes, effects } = engine.open(meta).end(Buffer.from(text));
  const refusal = effects.find((effect) => effect.kind === 'refuse');
  return refusal?.code ?? Buffer.from(bytes).toString('latin1');
}

describe('inspect', () => {
  test.each<[string, Format]>([
    [`{"a":"${CARD}","b":4111111111111111}`, 'auto'],
    [`{"a":"${CARD}"}`, 'json'],
    [`pay ${CARD} or 5555 5555 5555 4444`, 'text'],
    [` \n{"a":4111111111111111}`, 'auto'],
    [`[09:15] "${CARD}"`, 'auto'],
    [`42["a",4111111111111111]`, 'auto'],
    [`card=${CARD.replaceAll(' ', '+')}&x=1`, 'form'],
    [`<p>${CARD.replace(' ', '<b> </b>')}</p>`, 'html'],
    [`{"a":1}\n{"a":"${CARD}"}\n`, 'ndjson'],
    ['four one one one one one one one one one one one one one one one', 'auto'],
    ['nothing', 'auto'],
    ['', 'auto'],
  ])('%s as %s: as a stream', (text, format) => {
    expect(inspected(text, { format })).toBe(streamed(text, { format }));
  });

  test('binary documents are compared with what came out', () => {
    const packed = Buffer.concat([Buffer.from([0x81, 0xa1, 0x61, 0xb3]), Buffer.from(CARD)]);
    expect(inspected(packed, { format: 'msgpack' })).toBe(streamed(packed, { format: 'msgpack' }));
    expect(inspected(packed, { format: 'msgpack' })).not.toBe(packed.toString('latin1'));
    expect(inspected(Uint8Array.of(0xc1), { format: 'msgpack' })).toBe('SLUICE_BINARY_MALFORMED');
  });

  test('any text: as a stream', () => {
    const part = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom(CARD, '5555555555554444', '"', '{"a":', '}', ' card ', '123-45-6789'),
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 6 }),
        fc.constantFrom<Format>('auto', 'json', 'text'),
        fc.boolean(),
        (parts, format, keepsLength) => {
          const text = parts.join('');
          expect(inspected(text, { format, keepsLength })).toBe(streamed(text, { format, keepsLength }));
        },
      ),
    );
  });

  test('beside an open stream, and with the same buffer filled anew: nothing of one message is taken for another', () => {
    const bytes = Buffer.from(`it is ${CARD}`);
    const stream = engine.open({ format: 'text' });
    const first = stream.write(Buffer.from('it is 4111 1111 '));
    expect(engine.inspect(bytes, { format: 'text' }).splices).toHaveLength(1);
    bytes.fill('a');
    expect(engine.inspect(bytes, { format: 'text' }).splices).toHaveLength(0);
    const last = stream.end(Buffer.from('1111 1111'));
    expect(Buffer.concat([first.bytes, last.bytes]).toString()).toBe('it is **** **** **** 1111');
  });

  test('clean messages share one answer', () => {
    const clean = engine.inspect(Buffer.from('hello'));
    expect(engine.inspect(Buffer.from('{"a":"good day"}'))).toBe(clean);
    expect(clean).toEqual({ effects: [], splices: [] });
  });

  test('a policy that blocks refuses, and one that allows changes nothing', () => {
    const under = (action: 'block' | 'allow') =>
      underPolicy(engine, resolvePolicies([{ entities: ['card.pan'], action }], new Map(), 'enforce').policyFor('a', 'b'));
    expect(under('block').inspect(Buffer.from(CARD)).refused).toBe('SLUICE_POLICY_BLOCKED');
    expect(under('block').cardAction('response')).toBe('block');
    expect(under('allow').inspect(Buffer.from(CARD)).splices).toEqual([]);
    expect(under('allow').cardAction('response')).toBe('allow');
    expect(engine.cardAction('request')).toBe('mask');
  });
});
