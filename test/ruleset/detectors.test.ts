/** Rules of one's own, from YAML to findings: literals and expressions, whole and cut at every byte. */
import { expect, test } from 'vitest';
import type { Engine } from '../../src/engine/api.js';
import { createEngine } from '../../src/engine/engine.js';
import { failedExamples } from '../../src/engine/prove.js';
import { loadRules } from '../../src/ruleset/load.js';
import { folderOf } from './packs.js';

const PACK = `pack: own
title: Own rules
source: ours
rules:
  - id: own.project
    entity: own.project
    class: custom
    detector: literal
    literals: [nightfall, 青い月]
    match: ['about NightFall', '"青い月"']
    no_match: [nightfalls]
  - id: own.ticket
    entity: own.ticket
    class: custom
    detector: regex
    pattern: 'case-[0-9]{4,8}[A-Z]?\\b'
    match: [see case-12345X]
    no_match: [see case-12, showcase-12345]
  - id: own.contract
    entity: own.contract
    class: custom
    detector: regex
    pattern: '(?i)(?:SE|NO)[0-9]{2,3}-contract/[0-9]{6}'
    context: { required: always, words: [signed] }
    score: 70
    match: ['signed SE12-Contract/123455', 'signed "no123-contract\\/123457"']
    no_match: ['SE12-contract/123455', 'signed SE1-contract/123456']
`;

const rules = await loadRules(folderOf({ 'own.yaml': PACK }));
const engine = createEngine({ rules });
const found = (text: string): string[] => engine.redact(text).findings.map(({ rule, start, end }) => `${rule} ${text.slice(start, end)}`);

test('the rules prove themselves', () => expect(failedExamples(engine, rules)).toEqual([]));

test.each([
  ['about Nightfall.', ['own.project Nightfall']],
  ['{"project":"青い月"}', ['own.project 青い月']],
  ['nightfalls', []],
  ['see case-12345X, and case-4711', ['own.ticket case-12345X', 'own.ticket case-4711']],
  ['Case-12345 showcase-12345 case-12 case-123456789', []],
])('%s', (text, expected) => expect(found(text)).toEqual(expected));

test('an expression finds digits of every script, and behind escapes', () => {
  expect(engine.redact('see case-١٢٣٤٥').findings).toHaveLength(1);
  expect(engine.redact('{"a":"case\\u002d12345"}', { format: 'json' }).findings).toHaveLength(1);
  expect(engine.redact('{"a":"case-1\\u00323456"}', { format: 'json' }).findings).toHaveLength(1);
});

test('findings do not depend on how the text was cut', () => {
  const text = Buffer.from('x'.repeat(300) + ' signed SE12-Contract/123455, case-12345X about nightfall ' + 'y'.repeat(300));
  const whole = redacted(engine, [text]);
  expect(whole).not.toContain('12345');
  for (let cut = 280; cut < 380; cut++) expect(redacted(engine, [text.subarray(0, cut), text.subarray(cut)]), String(cut)).toBe(whole);
  expect(
    redacted(
      engine,
      Array.from(text, (byte) => Uint8Array.of(byte)),
    ),
  ).toBe(whole);
});

function redacted(by: Engine, chunks: readonly Uint8Array[]): string {
  const stream = by.open({ format: 'text' });
  return Buffer.concat([...chunks.map((chunk) => stream.write(chunk).bytes), stream.end().bytes]).toString();
}
