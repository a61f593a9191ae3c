/**
 * Long messages are inspected in slices. Where a message is cut must change nothing: the same replacements, findings and refusals as if it was looked
 * at as a whole, or somebody could hide a number by what he writes around it.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atOnce } from '../../src/base/in-turns.js';
import { LIMITS } from '../../src/base/limits.js';
import type { Format, Inspection, MessageMeta } from '../../src/engine/api.js';
import { inspectInTurns } from '../../src/engine/inspect.js';
import { isSplicer } from '../../src/engine/paths.js';
import { loadKernel } from '../../src/kernel/kernel.js';
import { defaultPolicy } from '../../src/policy/policy.js';
import { resolvePolicies } from '../../src/policy/resolve.js';
import { applySplices } from '../../src/redact/splice.js';
import { engine } from '../support/engine.js';
import { engineOf } from '../support/paths.js';
import { rules } from '../support/rules.js';

const CARD = '4111 1111 1111 1111';
const context = {
  kernel: loadKernel(rules.tables),
  ruleset: rules,
  policy: defaultPolicy('enforce', rules.actions),
  keys: new Map<string, never>(),
  ahead: {},
};

const sliced = (bytes: Uint8Array, meta: Partial<MessageMeta>, sliceBytes: number): Inspection =>
  atOnce(inspectInTurns(context, (known) => engine.open(known), bytes, meta, meta.policy, sliceBytes));

/** What the stream finds that is given all of it. */
function whole(bytes: Uint8Array, meta: Partial<MessageMeta>): Inspection {
  const stream = engine.open(meta);
  const found = isSplicer(stream) ? stream.writeSplices(bytes, true) : undefined;
  return found === undefined ? engine.inspect(bytes, meta) : { effects: found.effects, splices: found.splices };
}

const bytesLeft = (bytes: Uint8Array, { splices, refused }: Inspection): string =>
  refused ?? Buffer.from(applySplices(bytes, 0, bytes.length, splices)).toString('latin1');

const plain = ({ effects, splices, refused }: Inspection): object => ({
  effects,
  splices: splices.map(({ start, end, bytes }) => [start, end, Buffer.from(bytes).toString('latin1')]),
  refused,
});

const part = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    CARD,
    '5555555555554444',
    '378282246310005',
    '"',
    '{"a":',
    '}',
    ',',
    '\\u0034',
    '\n',
    ' card ',
    '123-45-6789',
    'cvv 123',
    'é',
  ),
  fc.constantFrom(
    'four one one one ',
    'DE89 3704 0044 0532 0130 00',
    'a@example.com',
    '(0)',
    '(030) 123456-7',
    '4111 1111 ',
    '0 1 2 3 4 5 6 7 8 9 ',
  ),
);
const message = fc.array(part, { maxLength: 24 }).map((parts) => Buffer.from(parts.join('')));

describe('in slices', () => {
  test('any message: the same replacements and findings', () => {
    const format = fc.constantFrom<Format>('auto', 'json', 'text', 'ndjson', 'json-seq', 'sse');
    fc.assert(
      fc.property(message, format, fc.boolean(), fc.integer({ min: 1, max: 64 }), (bytes, as, keepsLength, slice) => {
        const meta: Partial<MessageMeta> = { format: as, keepsLength };
        expect(plain(sliced(bytes, meta, slice))).toEqual(plain(whole(bytes, meta)));
      }),
      { numRuns: 400 },
    );
  });

  test('markup, tables, forms and binary documents: the same bytes and findings', () => {
    const format = fc.constantFrom<Format>('html', 'xml', 'csv', 'form', 'msgpack', 'cbor');
    fc.assert(
      fc.property(message, format, fc.integer({ min: 1, max: 64 }), (bytes, as, slice) => {
        const [one, other] = [sliced(bytes, { format: as }, slice), whole(bytes, { format: as })];
        expect(bytesLeft(bytes, one)).toBe(bytesLeft(bytes, other));
        expect(one.effects).toEqual(other.effects);
      }),
      { numRuns: 200 },
    );
  });

  test('any message under a policy that blocks: the same refusal, and what led to it', () => {
    const policy = resolvePolicies([{ entities: ['card.pan'], action: 'block' }], new Map(), 'enforce').policyFor('a', 'b');
    fc.assert(
      fc.property(message, fc.integer({ min: 1, max: 64 }), (bytes, slice) => {
        const meta: Partial<MessageMeta> = { format: 'auto', policy };
        expect(plain(sliced(bytes, meta, slice))).toEqual(plain(engine.inspect(bytes, meta)));
      }),
    );
  });

  test('rules that name paths: the same', async () => {
    const own = await engineOf(['a', '**.b']);
    const documents = fc.json({ maxDepth: 4 }).map((json) => Buffer.from(`{"a":${json},"c":[{"b":"${CARD}"}],"d":${json}}`));
    fc.assert(
      fc.property(documents, fc.integer({ min: 1, max: 64 }), (bytes, slice) => {
        const meta: Partial<MessageMeta> = { format: 'json' };
        const one = atOnce(inspectInTurns(context, (known) => own.open(known), bytes, { ...meta, lead: '' }, undefined, slice));
        expect(plain(one)).toEqual(plain(own.inspect(bytes, meta)));
      }),
      { numRuns: 50 },
    );
  });

  test('others are inspected between', () => {
    const bytes = Buffer.from(`${CARD}, `.repeat(2 * LIMITS.liveSliceBytes));
    const work = engine.inspectInTurns(bytes, { format: 'text' });
    const others: string[] = [];
    let next = work.next();
    for (; next.done !== true; next = work.next()) {
      const other = Buffer.from(`no ${others.length}: 5555 5555 5555 4444`);
      others.push(bytesLeft(other, engine.inspect(other, { format: 'text' })));
    }
    expect(others).toHaveLength(Math.ceil(bytes.length / LIMITS.liveSliceBytes) - 1);
    expect(new Set(others.map((text) => text.replace(/\d+:/, '')))).toEqual(new Set(['no  **** **** **** 4444']));
    expect(bytesLeft(bytes, next.value)).toBe('**** **** **** 1111, '.repeat(2 * LIMITS.liveSliceBytes));
    expect(plain(engine.inspect(bytes, { format: 'text' }))).toEqual(plain(next.value));
  });

  test('a clean message of a window is done with in one scan, and a fault is a refusal', () => {
    const clean = engine.inspectInTurns(Buffer.alloc(LIMITS.windowBytes, 'good day '), { format: 'auto' });
    expect(clean.next()).toEqual({ done: true, value: engine.inspect(Buffer.from('hello')) });
    const broken = (): never => {
      throw new Error('broken');
    };
    const bytes = Buffer.from(CARD);
    expect(atOnce(inspectInTurns(context, broken, bytes, {})).refused).toBe('SLUICE_ENGINE_FAILED');
    expect(sliced(Buffer.from([0xc1, 0xc1, 0xc1]), { format: 'msgpack' }, 1).refused).toBe('SLUICE_BINARY_MALFORMED');
  });
});
