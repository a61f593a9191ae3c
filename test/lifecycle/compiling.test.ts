/** A reload compiles its rules in a thread: what comes back is what `loadRules` makes of the same files, and the loop goes on meanwhile. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { RulesInvalid } from '../../src/base/mistake.js';
import { createEngine } from '../../src/engine/engine.js';
import { loadRulesAside } from '../../src/lifecycle/compiling.js';
import type { Ruleset } from '../../src/ruleset/compile.js';
import { loadRules } from '../../src/ruleset/load.js';

const folder = mkdtempSync(join(tmpdir(), 'sluice-rules-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
for (const pack of ['card', 'id/se.yaml']) cpSync(join(import.meta.dirname, '../../rules', pack), join(folder, pack), { recursive: true });
const card = join(folder, 'card/pack.yaml');
const good = readFileSync(card, 'utf8');

const TEXT =
  'card 4111 1111 1111 1111 cvv 123, personnummer 811228-9874, ' + 'four one one one one one one one one one one one one one one one';

const findingsOf = (rules: Ruleset): unknown => createEngine({ rules }).redact(TEXT).findings;

async function failureOf(loading: Promise<unknown>): Promise<RulesInvalid> {
  const error: unknown = await loading.catch((thrown: unknown) => thrown);
  if (error instanceof RulesInvalid) return error;
  throw new Error('It did load.');
}

test('rules that were compiled in a thread are those of the files, and are compiled once', async () => {
  let turns = 0;
  const turning = setInterval(() => turns++, 1);
  const aside = await loadRulesAside(folder);
  clearInterval(turning);
  const { rules, id, packs, ...read } = await loadRules(folder, { afresh: true });
  expect(aside.rules).toEqual(JSON.parse(JSON.stringify(rules)));
  expect([aside.id, aside.packs]).toEqual([id, packs]);
  expect(aside.provenWith).toBe(createEngine({ rules: aside }).snapshot.kernel);
  expect(findingsOf(aside)).toEqual(findingsOf({ rules, id, packs, ...read }));
  expect(turns).toBeGreaterThan(20);
  await loadRulesAside(folder); // the one that was read afresh has taken its place
  expect(await loadRulesAside(folder)).toBe(await loadRules(folder));
});

test('mistakes are told as they are without the thread, those of examples as well', async () => {
  writeFileSync(card, `${good}\nno such key: [\n`);
  const [aside, atOnce] = [await failureOf(loadRulesAside(folder)), await failureOf(loadRules(folder))];
  expect(aside.mistakes).toEqual(atOnce.mistakes);
  expect(aside.message).toBe(atOnce.message);
  writeFileSync(card, good.replace(/( +)no_match:\n/, "$&$1  - 'card 4111 1111 1111 1111'\n"));
  expect((await failureOf(loadRulesAside(folder))).message).toMatch(/pack\.yaml:\d+:\d+: rule card\.pan: finds something in no_match\[0\]/);
  writeFileSync(card, good);
});
