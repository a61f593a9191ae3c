/** A rule file with ten mistakes shows all ten at once, each with its place and what to write instead. */
import { expect, test } from 'vitest';
import { packOf, reportOf, shapeRule } from './packs.js';

const TEN = `pack: own
title: Own rules
source: ours
ruels: []
rules:
  - id: own.customer
    entity: own.customer
    class: costum
    detector: shape
    shapes: ['99-[9', '99999']
    validator: lunh
    contxt: { words: [customer] }
    match: [customer 12345]
    no_match: [order 12345]
  - id: own.customer
    entity: own.contract
    class: custom
    detector: regex
    pattern: 'contract-(?:[0-9]{1,9}){1,9}x'
    match: [contract-123x]
  - id: own.code
    entity: card.cvc
    class: sad
    detector: shap
    action: hash
    match: 123
    no_match: [b]
`;

test('ten mistakes and more, all at once', async () => {
  expect(await reportOf({ 'pack.yaml': TEN })).toMatchInlineSnapshot(`
    "pack.yaml:4:1: unknown key "ruels" — did you mean "rules"?
      4 | ruels: []
        | ^^^^^
    pack.yaml:8:12: class cannot be "costum" — did you mean "custom"?
      8 |     class: costum
        |            ^^^^^^
    pack.yaml:10:18: "[" at character 4 has nothing to belong to
      10 |     shapes: ['99-[9', '99999']
         |                  ^
    pack.yaml:11:16: there is no validator "lunh" — did you mean "luhn"?
      11 |     validator: lunh
         |                ^^^^
    pack.yaml:12:5: unknown key "contxt" — did you mean "context"?
      12 |     contxt: { words: [customer] }
         |     ^^^^^^
    pack.yaml:15:5: "no_match" is missing — a rule proves itself: give texts in which it must find nothing
      15 |   - id: own.customer
         |     ^^^^^^^^^^^^^^^^
    pack.yaml:15:9: the rule id "own.customer" is already taken at pack.yaml:6:9 — an id names one rule in all packs
      15 |   - id: own.customer
         |         ^^^^^^^^^^^^
    pack.yaml:19:14: takes up to 871,696,107 steps on some text of 256 characters — at most 10,000: let no two repetitions or alternatives begin with the same characters
      19 |     pattern: 'contract-(?:[0-9]{1,9}){1,9}x'
         |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    pack.yaml:24:15: unknown detector "shap" — did you mean "shape"?
      24 |     detector: shap
         |               ^^^^
    pack.yaml:25:13: sensitive authentication data may not be kept in any form (PCI DSS 4.0.1, 3.3.1), and "hash" keeps it — leave the action out, or write mask
      25 |     action: hash
         |             ^^^^
    pack.yaml:26:12: match must be a list — write a list: [a, b]
      26 |     match: 123
         |            ^^^"
  `);
});

test('mistakes of several files come file by file', async () => {
  const report = await reportOf({
    'b.yaml': packOf(shapeRule({ validator: 'nhs' }), 'b'),
    'a.yaml': packOf(shapeRule({ class: 'nationalid', id: 'own.other' }), 'a'),
    'id/se.yaml': packOf(shapeRule(), 'se'),
  });
  expect(report).toMatchInlineSnapshot(`
    "a.yaml:7:12: class cannot be "nationalid" — did you mean "national-id"?
      7 |     class: nationalid
        |            ^^^^^^^^^^
    b.yaml:12:16: there is no validator "nhs" — did you mean "gb.nhs"?
      12 |     validator: nhs
         |                ^^^
    id/se.yaml:5:9: the rule id "own.number" is already taken at b.yaml:5:9 — an id names one rule in all packs
      5 |   - id: own.number
        |         ^^^^^^^^^^"
  `);
});

test('a long line is cut to what is around the mistake', async () => {
  const report = await reportOf({ 'a.yaml': packOf(shapeRule({ shapes: `[${"'9999-9999', ".repeat(30)}'9[', '12345']` })) });
  const [, line, carets] = report.split('\n').slice(-3);
  expect(line.length).toBeLessThan(130);
  expect(line[carets.indexOf('^')]).toBe('[');
});

test.each([
  ['', 'the file must be a mapping'],
  ['- a\n- b\n', 'the file must be a mapping'],
  ['pack: a\npack: b\n', 'not valid YAML: Map keys must be unique'],
  ['pack: [a\n', 'not valid YAML'],
  ['pack: a\n---\npack: b\n', 'not valid YAML'],
  ['rules: &a [*a]\n', '"pack" is missing'],
  [`a: ${'['.repeat(50_000)}`, /nested too deeply|more places/],
  [`${'{a: '.repeat(2_000)}`, /nested too deeply|more places/],
  [`a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c]\n`, 'aliases'],
])('a file that is no pack is a mistake, not a crash (%#)', async (text, message) => {
  expect(await reportOf({ 'a.yaml': text })).toMatch(message);
});

test('an empty folder and one that does not exist say so', async () => {
  expect(await reportOf({})).toContain('no rule packs (*.yaml) found');
});
