/** Rules that name paths: how they are written, and how mistakes in them are told. */
import { expect, it } from 'vitest';
import { createEngine } from '../../src/engine/engine.js';
import { failedExamples } from '../../src/engine/prove.js';
import { Stream } from '../../src/engine/stream.js';
import { loadRules } from '../../src/ruleset/load.js';
import { folderOf, packOf, reportOf } from './packs.js';
import { cardEngine } from '../support/engine.js';
import { cardRules } from '../support/rules.js';

const rule = (paths: string, examples = '    match: [\'{"a":{"b":1}}\']\n    no_match: [\'{}\']\n'): string =>
  packOf(`  - id: own.b\n    entity: own.b\n    class: custom\n    detector: path\n    paths: ${paths}\n${examples}`);

it('tells each mistake with its place and what to write instead', async () => {
  const paths = `['$.a.b', a/b/c, 'a[*].b', 'a..b', '**', 'a.**', '**.**.a', '**."a', ' a', '**.b', A.b, 'x*']`;
  expect(await reportOf({ 'pack.yaml': rule(paths) })).toMatchInlineSnapshot(`
    "pack.yaml:9:14: "$" is not written: a path begins at the root — "a.b"
      9 |     paths: ['$.a.b', a/b/c, 'a[*].b', 'a..b', '**', 'a.**', '**.**.a', '**."a', ' a', '**.b', A.b, 'x*']
        |              ^
    pack.yaml:9:23: steps are joined by dots — "a.b.c"
      9 |     paths: ['$.a.b', a/b/c, 'a[*].b', 'a..b', '**', 'a.**', '**.**.a', '**."a', ' a', '**.b', A.b, 'x*']
        |                       ^
    pack.yaml:9:31: an element of a list is one level — write ".*" for it
      9 |     paths: ['$.a.b', a/b/c, 'a[*].b', 'a..b', '**', 'a.**', '**.**.a', '**."a', ' a', '**.b', A.b, 'x*']
        |                               ^
    pack.yaml:9:42: a name is missing — such as customer.cards.*.holder
      9 |     paths: ['$.a.b', a/b/c, 'a[*].b', 'a..b', '**', 'a.**', '**.**.a', '**."a', ' a', '**.b', A.b, 'x*']
        |                                          ^
    pack.yaml:9:48: names nothing, so every value would be meant — such as **.mothersMaidenName
      9 |     paths: ['$.a.b', a/b/c, 'a[*].b', 'a..b', '**', 'a.**', '**.**.a', '**."a', ' a', '**.b', A.b, 'x*']
        |                                                ^
    pack.yaml:9:56: "**" at the end says nothing: all that is below a place belongs to it — "a"
      9 |     paths: ['$.a.b', a/b/c, 'a[*].b', 'a..b', '**', 'a.**', '**.**.a', '**."a', ' a', '**.b', A.b, 'x*']
        |                                                        ^
    pack.yaml:9:65: "**" twice in a row says no more than once
      9 |     paths: ['$.a.b', a/b/c, 'a[*].b', 'a..b', '**', 'a.**', '**.**.a', '**."a', ' a', '**.b', A.b, 'x*']
        |                                                                 ^
    pack.yaml:9:76: a quote is left open — such as customer.cards.*.holder
      9 |     paths: ['$.a.b', a/b/c, 'a[*].b', 'a..b', '**', 'a.**', '**.**.a', '**."a', ' a', '**.b', A.b, 'x*']
        |                                                                            ^
    pack.yaml:9:82: a name begins or ends with a space — put it in quotes if that is meant
      9 |     paths: ['$.a.b', a/b/c, 'a[*].b', 'a..b', '**', 'a.**', '**.**.a', '**."a', ' a', '**.b', A.b, 'x*']
        |                                                                                  ^
    pack.yaml:9:95: finds nothing that "**.b" does not find — leave one of them out
      9 |     paths: ['$.a.b', a/b/c, 'a[*].b', 'a..b', '**', 'a.**', '**.**.a', '**."a', ' a', '**.b', A.b, 'x*']
        |                                                                                               ^^^
    pack.yaml:9:102: a dot must stand between two steps — put a name with dots, stars or quotes in quotes
      9 |     paths: ['$.a.b', a/b/c, 'a[*].b', 'a..b', '**', 'a.**', '**.**.a', '**."a', ' a', '**.b', A.b, 'x*']
        |                                                                                                      ^"
  `);
});

it('names of more than the bytes that are read can never match', async () => {
  expect(await reportOf({ 'pack.yaml': rule(`[a.${'x'.repeat(257)}]`) })).toContain('can never match: names longer than 256 bytes');
});

it('a rule proves itself by documents, whose format can be said', async () => {
  const folder = folderOf({
    'pack.yaml': rule('[a.b]', "    match: ['{\"a\":{\"b\":1}}', { format: form, document: 'a.b=1' }, { format: form, document: 'b=1' }]\n    no_match: ['{\"a\":{\"b\":7}}', { format: ndjson, document: '{\"b\":1}' }]\n"), // prettier-ignore
  });
  const rules = await loadRules(folder);
  const mistakes = failedExamples(createEngine({ rules }), rules).map(({ line, column, message }) => [line, column, message]);
  expect(mistakes).toMatchInlineSnapshot(`
    [
      [
        10,
        67,
        "rule own.b: finds nothing in match[2]",
      ],
      [
        11,
        16,
        "rule own.b: finds something in no_match[0]",
      ],
    ]
  `);
});

it('an example of a format that there is not is a mistake', async () => {
  expect(await reportOf({ 'pack.yaml': rule('[a.b]', "    match: [{ format: jsn, document: '{}' }]\n    no_match: [x]\n") }))
    .toMatchInlineSnapshot(`
      "pack.yaml:10:23: match[0].format cannot be "jsn" — did you mean "json"?
        10 |     match: [{ format: jsn, document: '{}' }]
           |                       ^^^"
    `);
});

it('without such rules there is nothing that follows documents', () => {
  expect(cardRules.paths).toBeUndefined();
  expect(cardEngine.snapshot.hasPaths).toBe(false);
  expect(cardEngine.open({ format: 'json' })).toBeInstanceOf(Stream);
});
