/** Every golden document, whole and cut in every way. The reference kernel, which is slow, gets fewer cuts: oracle.test.ts compares the two. */
import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { createEngine } from '../../src/engine/engine.js';
import { loadRules } from '../../src/ruleset/load.js';
import { createSecretKey } from 'node:crypto';
import { resolvePolicies } from '../../src/policy/resolve.js';
import { cutAt, runPieces, runRefused, singleBytes } from '../support/cuts.js';
import { folderOf } from '../ruleset/packs.js';
import { readGoldenCases } from './golden.js';
import { rules } from '../support/rules.js';

const cases = readGoldenCases();
const cardPack = readFileSync('rules/card/pack.yaml', 'utf8');
const packs = [...new Set(cases.flatMap((golden) => golden.rules ?? []))];
const ownRules = new Map(
  await Promise.all(packs.map(async (text) => [text, await loadRules(folderOf({ 'card.yaml': cardPack, 'own.yaml': text }))] as const)),
);

/** A key for hashes, which say nothing outside of this test. */
const keys = new Map([['main', createSecretKey(Buffer.alloc(32, 7))]]);

it('there are golden documents', () => expect(cases.length).toBeGreaterThan(60));

describe.each([
  ['simd', 1],
  ['reference', 37],
] as const)('with the %s kernel', (kernel, step) => {
  const shipped = createEngine({ rules, kernel, keys });
  const engines = new Map([...ownRules].map(([text, own]) => [text, createEngine({ rules: own, kernel, keys })]));
  it.each(cases.map((golden) => [`${golden.document}: ${golden.name}`, golden] as const))(
    '%s',
    (_, { rules: text, input, output, format, contentType, findings, policy: clauses, refused, isOnce }) => {
      const engine = (text === undefined ? undefined : engines.get(text)) ?? shipped;
      const policy =
        clauses && resolvePolicies(clauses, text === undefined ? rules.actions : new Map(), 'enforce').policyFor('crm', 'agent');
      const meta = { format, contentType, policy };
      if (refused !== undefined) {
        const told = runRefused(engine, meta, [input]);
        expect(told).toEqual([...findings, refused]);
        for (let at = 1; at < input.length; at += step) expect(runRefused(engine, meta, cutAt(input, [at]))).toEqual(told);
        expect(runRefused(engine, meta, singleBytes(input))).toEqual(told);
        return;
      }
      const expected = Buffer.from(output).toString('latin1');
      const whole = runPieces(engine, meta, [input]);
      expect(whole.effects.map((effect) => (effect.kind === 'finding' ? effect.finding.entity : effect.code))).toEqual(findings);
      expect(Buffer.from(whole.output, 'latin1').toString()).toBe(Buffer.from(output).toString());
      expect(whole.output).toBe(expected);
      expect(runPieces(engine, meta, singleBytes(input))).toEqual(whole);
      for (let at = 1; at < input.length; at += step) expect(runPieces(engine, meta, cutAt(input, [at]))).toEqual(whole);
      for (let at = 1; at < input.length; at += step) expect(runPieces(engine, meta, cutAt(input, [at, at + 7]))).toEqual(whole);
      if (!isOnce) expect(runPieces(engine, meta, [output]).output).toBe(expected);
    },
  );
});
