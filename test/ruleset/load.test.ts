/** Which packs load, what a loaded ruleset is, and that no file of any kind breaks the loader. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SluiceError } from '../../src/base/errors.js';
import { DEFAULT_RULES, loadRules } from '../../src/ruleset/load.js';
import { folderOf, mistakesOf, packOf, reportOf, shapeRule } from './packs.js';

const TWO = {
  'a.yaml': packOf(shapeRule({ id: 'a.number' }), 'a'),
  'b.yaml': `default: false\n${packOf(shapeRule({ id: 'b.number', entity: 'b.number' }), 'b')}`,
};

test('a pack that is not loaded by default loads when it is named', async () => {
  const folder = folderOf(TWO);
  const byDefault = await loadRules(folder);
  const named = await loadRules(folder, { packs: ['b'] });
  expect(byDefault.rules.map(({ id }) => id)).toEqual(['a.number']);
  expect(named.rules.map(({ id }) => id)).toEqual(['a.number', 'b.number']);
  expect(named.id).not.toBe(byDefault.id);
});

test('a pack that is not loaded is reviewed all the same, and one that does not exist is named', async () => {
  const broken = { ...TWO, 'b.yaml': TWO['b.yaml'].replace('custom', 'costum') };
  expect(await reportOf(broken)).toContain('b.yaml:8:12: class cannot be "costum"');
  expect(await reportOf(TWO, { packs: ['bb'] })).toBe('.: has no pack "bb" — did you mean "b"?');
});

test("packs of one's own stand beside those of the first folder; none there, and names of both, are mistakes", async () => {
  const [folder, own] = [folderOf({ 'a.yaml': TWO['a.yaml'] }), folderOf({ 'b.yaml': TWO['b.yaml'] })];
  expect((await loadRules(folder, { own, packs: 'all' })).rules.map(({ id }) => id)).toEqual(['a.number', 'b.number']);
  expect((await loadRules(folder, { own })).rules.map(({ id }) => id)).toEqual(['a.number']);
  await expect(loadRules(folder, { own: folderOf({}) })).rejects.toThrow(/: no rule packs \(\*\.yaml\) found/);
  await expect(loadRules(folder, { own: folderOf({ 'more.yaml': TWO['a.yaml'] }) })).rejects.toThrow(/more\.yaml:\d+:\d+: .*a\.number/);
});

test('each rule and each example knows its place', async () => {
  const folder = folderOf({ 'id/se.yaml': packOf(shapeRule(), 'id.se') });
  const [rule] = (await loadRules(folder)).rules;
  expect(rule).toMatchObject({ pack: 'id.se', place: `${folder}/id/se.yaml:5:5` });
  expect(rule.examplePlaces).toEqual({ match: [`${folder}/id/se.yaml:10:13`], no_match: [`${folder}/id/se.yaml:11:16`] });
});

test('the id of a ruleset is that of its texts', async () => {
  const [one, same, other] = await Promise.all(
    [TWO, TWO, { 'a.yaml': `${TWO['a.yaml']}# more\n` }].map((files) => loadRules(folderOf(files))),
  );
  expect(one.id).toBe(same.id);
  expect(other.id).not.toBe(one.id);
});

test('actions follow the class unless a rule says otherwise', async () => {
  const rules = ['national-id', 'bank', 'contact', 'secret', 'custom', 'look-alike']
    .map((kind, n) => shapeRule({ id: `own.${kind}`, class: kind, shapes: `['${'9'.repeat(6 + n)}']` }))
    .concat(shapeRule({ id: 'own.loud', class: 'contact', action: 'mask', shapes: "['9-9-9-9']" }));
  const { actions } = await loadRules(folderOf({ 'a.yaml': packOf(rules.join('')) }));
  expect(Object.fromEntries(actions)).toEqual({
    'own.national-id': 'mask',
    'own.bank': 'mask',
    'own.contact': 'observe',
    'own.secret': 'observe',
    'own.custom': 'mask',
    'own.look-alike': 'allow',
    'own.loud': 'mask',
  });
});

test('the packs that ship have no mistake', async () => {
  const { rules } = await loadRules();
  expect(rules.length).toBeGreaterThan(3);
});

/** Texts to mutate: every pack that ships, in pieces small enough to be quick. */
const shipped = readdirSync(DEFAULT_RULES, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(`${DEFAULT_RULES}/${name}`, 'utf8').slice(0, 4_000));

const mutated = fc
  .record({
    text: fc.constantFrom(...shipped, packOf(shapeRule())),
    cuts: fc.array(fc.record({ at: fc.nat(4_000), length: fc.nat(40), put: fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.constantFrom('[', '{', '}', ': ', '- ', '\n', '&a ', '*a', '!!', '"', "'", '|', '>', '#', '\t', '? ', '<<: ', '---\n', 'null', '1e999', '.nan')) }), { minLength: 1, maxLength: 6 }), // prettier-ignore
  })
  .map(({ text, cuts }) => cuts.reduce((all, { at, length, put }) => all.slice(0, at % (all.length + 1)) + put + all.slice((at % (all.length + 1)) + length), text)); // prettier-ignore

test('whatever a rule file holds, the loader answers with a SluiceError or with rules', async () => {
  await fc.assert(
    fc.asyncProperty(mutated, async (text) => {
      try {
        await mistakesOf({ 'pack.yaml': text });
      } catch (error) {
        expect(error).toBeInstanceOf(SluiceError);
      }
    }),
    { numRuns: 300 },
  );
}, 60_000);
