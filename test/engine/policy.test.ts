/** Policies carried out: what golden documents cannot show – other charsets, any cut of any document, keys, and engines under a policy. */
import { createSecretKey } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SluiceError } from '../../src/base/errors.js';
import type { Format, MessageMeta } from '../../src/engine/api.js';
import { createEngine, underPolicy } from '../../src/engine/engine.js';
import type { Clause } from '../../src/policy/clause.js';
import type { Policy } from '../../src/policy/policy.js';
import { resolvePolicies } from '../../src/policy/resolve.js';
import { cutAt, runPieces, runRefused, singleBytes } from '../support/cuts.js';
import { rules } from '../support/rules.js';

const SECRET = 'this key must never be seen by anybody';
const engine = createEngine({ rules, keys: new Map([['main', createSecretKey(Buffer.from(SECRET))]]) });

const policyOf = (...clauses: Clause[]): Policy => resolvePolicies(clauses, rules.actions, 'enforce').policyFor('crm', 'agent');
const all = (clause: Omit<Clause, 'entities'>): Policy => policyOf({ entities: ['*'], ...clause });
const ACTIONS: Record<string, Policy> = {
  mask: all({ action: 'mask', show: { first: 6, last: 4 } }),
  truncate: all({ action: 'truncate', show: { first: 6, last: 4 } }),
  'truncate to the end': all({ action: 'truncate' }),
  hash: all({ action: 'hash', key: 'main' }),
  remove: all({ action: 'remove' }),
};

describe.each(Object.entries(ACTIONS))('%s', (_name, policy) => {
  const card = fc.constantFrom('4111111111111111', '5555 5555 5555 4444', '3782-822463-10005', '2223003122003222', '411111111111111١');
  const text = fc.oneof(
    card,
    fc.constantFrom('Anna', 'pay ', '078-05-1120', 'a.b@example.com', 'GB29 NWBK 6016 1331 9268 19', '😀', '"', ''),
  );
  const value = fc.oneof(fc.array(text, { maxLength: 3 }).map((words) => words.join(' ')), fc.constantFrom(4111111111111111, 378282246310005, 7)); // prettier-ignore
  const document = fc.dictionary(fc.constantFrom('card', 'note', 'ssn', 'cvc', 'x'), value, { minKeys: 1 });
  const escaped = (json: string): string => json.replaceAll('"41', '"\\u00341');
  const written = fc.tuple(document, fc.boolean()).map(([fields, isEscaped]) => (isEscaped ? escaped(JSON.stringify(fields)) : JSON.stringify(fields))); // prettier-ignore

  test('splitting changes nothing, nothing grows, JSON stays JSON, and no card is left', () => {
    const property = fc.property(written, fc.array(fc.nat(300), { maxLength: 5 }), (json, offsets) => {
      const body = Buffer.from(json);
      const meta = { format: 'json' as const, policy };
      const whole = runPieces(engine, meta, [body]);
      expect(runPieces(engine, meta, cutAt(body, offsets.map((at) => at % (body.length + 1))))).toEqual(whole); // prettier-ignore
      expect(runPieces(engine, { ...meta, ownsChunks: true }, singleBytes(body))).toEqual(whole);
      expect(whole.output.length).toBeLessThanOrEqual(body.length);
      const output = Buffer.from(whole.output, 'latin1').toString();
      expect(Object.keys(JSON.parse(output) as object)).toEqual(Object.keys(JSON.parse(json) as object));
      expect(engine.redact(json, meta).output).toBe(output);
      const plain = output.replaceAll(/[ -]/g, '');
      for (const digits of ['4111111111111111', '5555555555554444', '378282246310005', '2223003122003222'])
        expect(plain).not.toContain(digits);
    });
    fc.assert(property, { seed: 61, numRuns: 60 });
  });

  test('forms: splitting changes nothing, names and other values stay', () => {
    const fields = fc.array(fc.tuple(fc.constantFrom('card', 'a', 'note'), text), { minLength: 1, maxLength: 4 });
    const property = fc.property(fields, fc.array(fc.nat(300), { maxLength: 5 }), (pairs, offsets) => {
      const body = Buffer.from(new URLSearchParams(pairs).toString().replaceAll('4', '%34'));
      const meta = { format: 'form' as const, policy };
      const whole = runPieces(engine, meta, [body]);
      expect(runPieces(engine, meta, cutAt(body, offsets.map((at) => at % (body.length + 1))))).toEqual(whole); // prettier-ignore
      expect(runPieces(engine, meta, singleBytes(body))).toEqual(whole);
      expect(whole.output.length).toBeLessThanOrEqual(body.length);
      expect([...new URLSearchParams(whole.output).keys()]).toEqual(pairs.map(([name]) => name));
      if (whole.effects.length === 0) expect(whole.output).toBe(body.toString('latin1'));
    });
    fc.assert(property, { seed: 62, numRuns: 40 });
  });
});

describe('other charsets', () => {
  const TEXT = '{"card":"4111111111111111","note":"pay 5555 5555 5555 4444 now"}';
  const utf16 = Buffer.from(TEXT, 'utf16le');
  const meta: Partial<MessageMeta> = { format: 'json', charset: { declared: 'utf-16le', textual: true, markup: undefined } };

  test.each([
    ['truncate', '{"card":"411111*1111","note":"pay 5555 55* 4444 now"}'],
    ['remove', '{"card":"","note":"pay * now"}'],
    ['mask', '{"card":"411111******1111","note":"pay 5555 55** **** 4444 now"}'],
  ])('UTF-16: %s, however it is cut', (name, expected) => {
    const whole = runPieces(engine, { ...meta, policy: ACTIONS[name] }, [utf16]);
    expect(Buffer.from(whole.output, 'latin1').toString('utf16le')).toBe(expected);
    for (let at = 1; at < utf16.length; at++)
      expect(runPieces(engine, { ...meta, policy: ACTIONS[name] }, cutAt(utf16, [at]))).toEqual(whole);
  });

  test('a hash is the same in every charset', () => {
    const { output } = runPieces(engine, { ...meta, policy: ACTIONS.hash }, singleBytes(utf16));
    expect(Buffer.from(output, 'latin1').toString('utf16le')).toBe(engine.redact(TEXT, { format: 'json', policy: ACTIONS.hash }).output);
  });

  test.each([
    ['hash', /^card ESC\$B(?:#[a-z]){16}ESC\(B$/],
    ['remove', /^card (?:\*|ESC\$B!vESC\(B)$/],
    ['truncate to the end', /^card ESC\$B!v(?:#1){4}ESC\(B$/],
  ])('full-width digits of ISO-2022-JP: %s', (name, expected) => {
    const body = Buffer.from(`card \x1b$B${[...'4111111111111111'].map((digit) => `#${digit}`).join('')}\x1b(B`, 'latin1');
    const hints = { declared: 'iso-2022-jp', textual: true, markup: undefined } as const;
    const whole = runPieces(engine, { format: 'text', charset: hints, policy: ACTIONS[name] }, [body]);
    expect(whole.output.replaceAll('\x1b', 'ESC')).toMatch(expected);
    for (let at = 1; at < body.length; at++) expect(runPieces(engine, { format: 'text', charset: hints, policy: ACTIONS[name] }, cutAt(body, [at]))).toEqual(whole); // prettier-ignore
  });

  test('what is blocked is told in offsets of the bytes that came', () => {
    const blocked = { ...meta, policy: all({ action: 'block' }) };
    expect(runRefused(engine, blocked, [utf16])).toEqual(['card.pan', 'SLUICE_POLICY_BLOCKED']);
    expect(runRefused(engine, blocked, singleBytes(utf16))).toEqual(['card.pan', 'SLUICE_POLICY_BLOCKED']);
    const { effects } = engine.open(blocked).end(utf16);
    expect(effects[0]).toMatchObject({ action: 'block', finding: { start: 18, end: 50 } });
  });
});

describe('keys', () => {
  const hashed = (text: string, by = engine): string => by.redact(text, { policy: ACTIONS.hash }).output;

  test('another key, another hash; no key, a mask', () => {
    const other = createEngine({ rules, keys: new Map([['main', createSecretKey(Buffer.from('another'))]]) });
    expect(hashed('4111111111111111', other)).not.toBe(hashed('4111111111111111'));
    expect(hashed('4111111111111111', createEngine({ rules }))).toBe('****************');
  });

  test('other entities of the same characters have other hashes', () => {
    expect(hashed('4111111111111111')).not.toBe(hashed('5555555555554444'));
    expect(hashed('{"card":"4111 1111 1111 1111"}')).toBe(`{"card":"${hashed('4111111111111111')}"}`);
  });

  test('a key is not seen in an engine, its streams or its effects', () => {
    const stream = engine.open({ policy: ACTIONS.hash });
    const step = stream.end(Buffer.from('4111111111111111'));
    const seen = [engine, stream, step].map((thing) => inspect(thing, { depth: 12, showHidden: true, breakLength: Infinity })).join();
    expect(seen).not.toContain(SECRET);
    expect(seen).not.toContain(Buffer.from(SECRET).toString('hex'));
    expect(seen).not.toContain(Buffer.from(SECRET).toString('hex').match(/../g)?.join(' '));
  });
});

describe('which policy', () => {
  test('a message may bring one; an engine may be under one; without, the rules decide', () => {
    const card = 'card 4111111111111111';
    const remove = all({ action: 'remove' });
    const under = underPolicy(engine, remove);
    expect(underPolicy(engine, remove)).toBe(under);
    expect(under.snapshot).toBe(engine.snapshot);
    expect(under.redact(card).output).toBe('card *');
    expect(under.redact(card, { policy: all({ action: 'truncate' }) }).output).toBe('card *1111');
    expect(Buffer.from(under.open().end(Buffer.from(card)).bytes).toString()).toBe('card *');
    expect(engine.redact(card).output).toBe('card ************1111');
  });

  test('the score, the direction and the route decide as clauses say', () => {
    const policy = policyOf({ entities: ['card.pan'], direction: 'request', action: 'block' }, { entities: ['card.pan'], direction: 'response', action: 'allow', minScore: 100 }); // prettier-ignore
    expect(() => engine.redact('4111111111111111', { policy, direction: 'request' })).toThrow(SluiceError);
    expect(engine.redact('my card 4111 1111 1111 1111', { policy, direction: 'response' }).findings.map(({ score }) => score < 100)).not.toContain(false); // prettier-ignore
  });

  test('whole messages are refused with the code', () => {
    for (const format of ['text', 'form', 'html', 'auto'] satisfies Format[]) {
      const refused = (): unknown => engine.redact('a=4111111111111111', { format, policy: all({ action: 'block' }) });
      expect(refused).toThrow(expect.objectContaining({ code: 'SLUICE_POLICY_BLOCKED' }));
    }
  });

  test('under a policy that shows cards, encodings and binary documents that hold one pass as they are', () => {
    const policy = policyOf({ entities: ['card.*'], action: 'allow' });
    const base64 = Buffer.from('card 4111 1111 1111 1111').toString('base64');
    const body = `--b\r\nContent-Disposition: form-data; name="f"; filename="4111111111111111"\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64}\r\n--b--\r\n`;
    expect(engine.redact(body, { format: 'multipart', contentType: 'multipart/form-data; boundary=b', policy }).output).toBe(body);
    const packed = Buffer.from('81a463617264b034313131313131313131313131313131', 'hex');
    expect(engine.redact<Uint8Array>(packed, { format: 'msgpack', policy }).output).toBe(packed);
  });
});
