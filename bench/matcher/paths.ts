/**
 * What rules that name a path cost: CRM JSON through the whole engine with all default packs, and with ten such rules besides. How many values
 * they must find is counted in the parsed document.
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeCorpus } from '../corpus/corpus.js';
import { cpuMilliseconds } from '../harness/clock.js';
import { builtEngine, builtRules } from '../harness/sluice.js';
import { median } from '../harness/statistics.js';
import type { Engine } from '../../src/engine/api.js';
import type { ScalingPlan, ScalingReport } from './scaling.js';
import { chunksOf } from './scanning.js';

/** Some of them stand in the corpus, at every record or at a few; the others are looked for and not there. */
const PATHS = [
  'records.*.Account.Name',
  'records.*.Latitude',
  '**.internal_note',
  'records.*.comments.*.author.*',
  '**.mothersMaidenName',
  'customer.cards.*.holder',
  'Account.SSN__c',
  '**.contact.**.birthDate',
  'data.*.attributes.taxId',
  '**."security answer"',
] as const;

const RULES_FOLDER = fileURLToPath(new URL('../../rules/', import.meta.url));
const ENTITY = 'bench.path';

const exampleOf = (path: string): string =>
  path
    .replaceAll('"', '')
    .split('.')
    .reverse()
    .reduce((inner, step) => (step === '**' ? inner : step === '*' ? `[${inner}]` : `{"${step}":${inner}}`), '"x"');

const ruleOf = (path: string, index: number): string =>
  `  - { id: ${ENTITY}${index}, entity: ${ENTITY}, class: custom, action: observe, detector: path, paths: ['${path}'], match: ['${exampleOf(path)}'], no_match: ['{}'] }\n`;

async function engineOf(paths: readonly string[]): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-rules-'));
  try {
    cpSync(RULES_FOLDER, folder, { recursive: true });
    const pack = `pack: bench\ntitle: Generated for the bench\nsource: generated\nrules:\n${paths.map(ruleOf).join('')}`;
    if (paths.length > 0) writeFileSync(join(folder, 'bench.yaml'), pack);
    const { createEngine } = await builtEngine();
    const { loadRules } = await builtRules();
    return createEngine({ rules: await loadRules(folder), mode: 'observe' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Values at a path that are not empty, and below it. */
function count(value: unknown, path: readonly string[]): number {
  const [step, ...others] = path;
  const children = value !== null && typeof value === 'object' ? Object.entries(value) : undefined;
  if (step === undefined) {
    if (children !== undefined) return children.reduce((sum, [, child]) => sum + count(child, path), 0);
    return value === null || value === '' ? 0 : 1;
  }
  const here = step === '**' ? count(value, others) : 0;
  if (children === undefined) return here;
  const isMeant = (name: string): boolean => step === '*' || step === '**' || (!Array.isArray(value) && name === step.replaceAll('"', ''));
  return children.reduce((sum, [name, child]) => sum + (isMeant(name) ? count(child, step === '**' ? path : others) : 0), here);
}

function passMessage(engine: Engine, chunks: readonly Uint8Array[]): number {
  const stream = engine.open({ format: 'json' });
  let found = 0;
  for (const step of [...chunks.map((chunk) => stream.write(chunk)), stream.end()])
    for (const effect of step.effects) if (effect.kind === 'finding' && effect.finding.entity === ENTITY) found++;
  return found;
}

/** Both engines turn by turn, on a corpus that is a whole document. */
export async function benchPaths(plan: ScalingPlan, progress: (label: string) => void): Promise<ScalingReport> {
  progress('ten rules with paths');
  const { bytes } = makeCorpus('crm', plan.bytes);
  const document: unknown = JSON.parse(Buffer.from(bytes).toString());
  const expected = PATHS.reduce((sum, path) => sum + count(document, path.split('.')), 0);
  const chunks = chunksOf(bytes);
  const sides = [
    { name: 'all default packs', engine: await engineOf([]), expected: 0 },
    { name: 'and ten rules with paths', engine: await engineOf(PATHS), expected },
  ].map((side) => ({ ...side, found: passMessage(side.engine, chunks), speeds: [] as number[] }));
  for (let round = 0; round < plan.rounds; round++) {
    for (const side of sides) {
      const start = cpuMilliseconds();
      side.found = passMessage(side.engine, chunks);
      side.speeds.push(plan.bytes / 1e3 / (cpuMilliseconds() - start));
    }
  }
  const rows = sides.map(({ name, speeds, found, expected: wanted }) => ({
    name,
    megabytesPerSecond: median(speeds),
    found,
    expected: wanted,
  }));
  const failures = rows.filter((row) => row.found !== row.expected || (row.name !== 'all default packs' && row.found === 0));
  return { rows, failures: failures.map((row) => `${row.name}: found ${row.found} values of ${row.expected}`) };
}
