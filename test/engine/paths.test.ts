/** Rules that name paths: properties that hold for every document, and what the golden documents cannot show. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Format } from '../../src/engine/api.js';
import { createEngine } from '../../src/engine/engine.js';
import { loadRules } from '../../src/ruleset/load.js';
import { cutAt, runPieces, singleBytes } from '../support/cuts.js';
import { explain } from '../../src/engine/explain.js';
import { folderOf, packOf } from '../ruleset/packs.js';
import { engineOf, isMeant, ruleOf } from '../support/paths.js';
import { cardRules } from '../support/rules.js';

const PATHS = ['**.secret', 'a.b', 'a.*.c', 'list.*.*.x', '**.a.**.end', 'deep.*'];
const engine = await engineOf(PATHS);
const steps = PATHS.map((path) => path.split('.'));

const name = fc.constantFrom('a', 'b', 'c', 'x', 'list', 'end', 'deep', 'secret', 'SECRET', 'sec"ret', 'ä', '');
const text = fc.oneof(
  fc.constantFrom('', 'Berg', 'O\'Brien "x"', 'Müller\n😀', '4111 1111', 'x{'),
  fc.string({ maxLength: 6 }).map((value) => value.replaceAll(/[*[{]/g, '+')),
);
const leaf = fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null));
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    leaf,
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(name, tie('tree'), { maxKeys: 4 }),
  ),
}));
const document = fc.oneof(fc.dictionary(name, tree, { minKeys: 1, maxKeys: 5 }), fc.array(tree, { minLength: 1, maxLength: 4 }));
const cuts = fc.array(fc.nat(600), { maxLength: 8 });
const indent = fc.constantFrom(undefined, 2);

/** The document as it should leave: JSON in strings stands for itself. */
function hidden(value: unknown, place: readonly (string | number)[] = [], depth = 0): unknown {
  const isHidden = steps.some((path) => isMeant(path, place));
  if (Array.isArray(value)) return value.map((item, index) => hidden(item, [...place, index], depth));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hidden(item, [...place, key], depth)]));
  if (!isHidden || value === null || value === '') return value;
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' ? 0 : null;
}

/** The same of what left: a string of asterisks is a text that was hidden. */
const starless = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, item: unknown) => (typeof item === 'string' && /^\*+$/.test(item) ? 'text' : item));

describe('for every document', () => {
  it('what a path names is hidden, and nothing else', () => {
    const property = fc.property(document, indent, (value, space) => {
      const output = engine.redact(JSON.stringify(value, undefined, space), { format: 'json' }).output;
      expect(starless(JSON.parse(output))).toEqual(hidden(JSON.parse(JSON.stringify(value))));
    });
    fc.assert(property, { numRuns: 1500 });
  });

  it('splitting changes nothing, and clean bytes are the very bytes', () => {
    const format = fc.constantFrom<Format>('json', 'auto', 'json-seq', 'ndjson', 'sse', 'form');
    const property = fc.property(document, indent, format, cuts, (value, space, as, offsets) => {
      const json = JSON.stringify(value, undefined, space);
      const body = Buffer.from(
        as === 'form' ? `x=1&a.b=${encodeURIComponent(json)}&deep=${encodeURIComponent(json)}` : as === 'sse' ? `data:${json}\n\n` : json,
      );
      const whole = runPieces(engine, { format: as }, [body]);
      expect(runPieces(engine, { format: as }, cutAt(body, offsets.map((offset) => offset % (body.length + 1))))).toEqual(whole); // prettier-ignore
      expect(runPieces(engine, { format: as }, singleBytes(body))).toEqual(whole);
      expect(whole.output.length).toBeLessThanOrEqual(body.length);
      if (whole.effects.length === 0) expect(whole.output).toBe(body.toString('latin1'));
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('JSON in strings is followed as if it stood there', () => {
    const property = fc.property(document, fc.integer({ min: 1, max: 4 }), cuts, (value, levels, offsets) => {
      let json = JSON.stringify(value);
      for (let level = 0; level < levels; level++) json = JSON.stringify({ list: json });
      const wrapped = wrap(levels, value);
      const body = Buffer.from(json);
      const { output } = runPieces(engine, { format: 'json' }, cutAt(body, offsets.map((offset) => offset % (body.length + 1)))); // prettier-ignore
      let inner: unknown = JSON.parse(Buffer.from(output, 'latin1').toString());
      for (let level = 0; level < levels; level++) inner = JSON.parse((inner as { list: string }).list);
      let expected = hidden(wrapped);
      for (let level = 0; level < levels; level++) expected = (expected as { list: unknown }).list;
      expect(starless(inner)).toEqual(expected);
    });
    fc.assert(property, { numRuns: 400 });
  });

  it('bytes that are no JSON are split like any others', () => {
    const part = fc.constantFrom('{', '}', '[', ']', ':', ',', '"', "'", '\\', '\\"', '\\u00', '/*', '*/', '//', '\n', 'secret', 'a', 'b', ' 12', 'true', 'tru', '%22', '%7B', '&', '=', '+', 'data:', 'ä', '\u001e'); // prettier-ignore
    const format = fc.constantFrom<Format>('json', 'auto', 'json-seq', 'ndjson', 'sse', 'form');
    const begin = fc.constantFrom('', ")]}'\n", 'cb(', '/**/a[0](', ' /*-secure-', 'while (1);', 'whale(', 't', '[');
    const property = fc.property(begin, fc.array(part, { maxLength: 40 }), format, cuts, (before, parts, as, offsets) => {
      const body = Buffer.from(`${before}{"secret":{${parts.join('')}`);
      const whole = runPieces(engine, { format: as }, [body]);
      expect(runPieces(engine, { format: as }, cutAt(body, offsets.map((offset) => offset % (body.length + 1))))).toEqual(whole); // prettier-ignore
    });
    fc.assert(property, { numRuns: 1500 });
  });
});

function wrap(levels: number, value: unknown): unknown {
  let wrapped: unknown = JSON.parse(JSON.stringify(value));
  for (let level = 0; level < levels; level++) wrapped = { list: wrapped };
  return wrapped;
}

describe('limits', () => {
  it('a long value leaves piece by piece, and none of it stays', () => {
    const body = Buffer.from(`{"secret":"${'ä"\\ '.replace(/["\\]/g, '\\$&').repeat(20_000)}","x":"ok"}`);
    const whole = runPieces(engine, { format: 'json' }, [body]);
    expect(starless(JSON.parse(whole.output))).toEqual({ secret: 'text', x: 'ok' });
    const chunks = Array.from({ length: Math.ceil(body.length / 1000) }, (_, i) => body.subarray(i * 1000, i * 1000 + 1000));
    expect(runPieces(engine, { format: 'json' }, chunks)).toEqual(whole);
    const stream = engine.open({ format: 'json' });
    for (const chunk of chunks) {
      stream.write(chunk);
      expect(stream.held).toBeLessThan(8192);
    }
  });

  it('a number of many digits becomes 0 and white space', () => {
    const { output } = engine.redact(`{"secret":${'7'.repeat(9000)},"x":1}`, { format: 'json' });
    expect(JSON.parse(output)).toEqual({ secret: 0, x: 1 });
  });

  it('a document that is nested too deeply is refused, one at the limit is followed', () => {
    const nested = (depth: number): Buffer => Buffer.from(`${'['.repeat(depth)}{"secret":"Berg"}${']'.repeat(depth)}`);
    expect(runPieces(engine, { format: 'json' }, [nested(999)]).output).toContain('"****"');
    const { effects, bytes } = engine.open({ format: 'json' }).end(nested(1000));
    expect(effects).toEqual([{ kind: 'refuse', code: 'SLUICE_PATH_TOO_DEEP' }]);
    expect(bytes).toHaveLength(0);
  });

  it('a longer name than any path may hold is none of them', () => {
    const long = 'x'.repeat(2000);
    expect(engine.redact(`{"${long}":{"secret":"Berg"},"${long}\\u0073":1}`).output).toContain('"****"');
  });
});

it('the steps of a finding name the path as the rule writes it, and nothing of the document', async () => {
  const rules = await loadRules(folderOf({ 'own.yaml': packOf(ruleOf('**.secret', 0) + ruleOf('a.*.b', 1)) }));
  const { candidates } = explain(rules, Buffer.from('{"a":{"berg":{"b":{"secret":"Dahl"}}}}'), 'json');
  const steps = (path: string): unknown => [
    { step: 'place', ok: true, detail: `stands at or below ${path}` },
    { step: 'score', ok: true, detail: '95: the place alone decides' },
  ];
  const place = { start: 29, end: 33, isFound: true, score: 95 };
  expect(candidates).toMatchObject([
    { ...place, rule: 'own.p0', steps: steps('**.secret') },
    { ...place, rule: 'own.p1', steps: steps('a.*.b') },
  ]);
});

describe('what a message is dressed in', () => {
  it('UTF-16 is followed as it is read, and the mask is written in it', () => {
    const body = Buffer.from('{"a":{"b":"Müller"},"n":[1]}', 'utf16le');
    const meta = { format: 'json', charset: { declared: 'utf-16le', textual: true, markup: undefined } } as const;
    const whole = runPieces(engine, meta, [body]);
    expect(Buffer.from(whole.output, 'latin1').toString('utf16le')).toBe('{"a":{"b":"******"},"n":[1]}');
    expect(runPieces(engine, meta, singleBytes(body))).toEqual(whole);
  });

  it('where a length was counted, masks keep it', () => {
    const { output } = engine.redact('{"a":{"b":"Müller"}}', { format: 'json', keepsLength: true });
    expect(output).toBe('{"a":{"b":"*******"}}');
  });

  it('of strings, offsets count characters', () => {
    const { findings } = engine.redact('{"x":"ääää","a":{"b":"Berg"}}', { format: 'json' });
    expect(findings.map(({ start, end }) => [start, end])).toEqual([[22, 26]]);
  });

  it('in observe mode nothing changes', async () => {
    const observing = createEngine({ rules: cardRules, mode: 'observe' });
    expect(observing.redact('{"a":{"b":"Berg"}}').output).toBe('{"a":{"b":"Berg"}}');
  });
});
