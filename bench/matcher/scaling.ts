/** What more rules cost: packs of 30 and 300 shapes, of 10 and 10,000 literals, over the same CRM data with the same planted values. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCorpus } from '../corpus/corpus.js';
import { BLOCK_BYTES } from '../corpus/document.js';
import { Random } from '../corpus/random.js';
import { cpuMilliseconds } from '../harness/clock.js';
import { builtEngine, builtRules } from '../harness/sluice.js';
import { median } from '../harness/statistics.js';
import type { Engine } from '../../src/engine/api.js';
import { chunksOf } from './scanning.js';

export interface ScalingRow {
  readonly name: string;
  readonly megabytesPerSecond: number;
  readonly found: number;
  readonly expected: number;
}

export interface ScalingReport {
  /** Pairs: few, many. */
  readonly rows: readonly ScalingRow[];
  readonly failures: readonly string[];
}

export interface ScalingPlan {
  readonly bytes: number;
  readonly rounds: number;
}

const SEED = 3;
const SYLLABLES = [
  'ba',
  'cu',
  'dro',
  'fi',
  'gle',
  'ho',
  'ji',
  'kra',
  'lu',
  'mo',
  'nex',
  'pli',
  'qua',
  'ri',
  'sto',
  'tev',
  'vu',
  'wiz',
  'xo',
  'zyn',
] as const;
/** Values planted: those of the first rules, which both packs of a pair have. */
const PLANTED = 10;
const PLANT_EVERY_CHUNKS = 4;

interface Made {
  readonly rule: string;
  /** A text in which the rule finds its value. */
  readonly text: string;
}

const yamlRule = (index: number, entity: string, body: string, match: string): string =>
  `  - id: bench.${entity}${index}\n    entity: bench.${entity}${index}\n    class: custom\n    action: observe\n${body}    match: ['${match}']\n    no_match: ['nothing of the kind']\n`;

/** Invented words, four syllables each, all different. */
function inventWords(count: number): string[] {
  const random = new Random(SEED);
  const words = new Set<string>();
  while (words.size < count) words.add(Array.from({ length: 4 }, () => random.pick(SYLLABLES)).join(''));
  return [...words];
}

/** Rule `index` of the shape packs: three groups of digits, or letters and digits, which count only beside a word of their own. */
function shapeRule(index: number, word: string): Made {
  const [a, b, c] = [2 + (index % 4), 2 + (Math.floor(index / 4) % 4), 3 + (Math.floor(index / 16) % 4)];
  const separator = ['-', '/', '.', ' '][Math.floor(index / 64) % 4] ?? '-';
  const tail = index % 3 === 0 ? 'A' : '';
  const shape = `9{${a}}${separator}9{${b}}${separator}9{${c}}${tail}`;
  const value = ['1'.repeat(a), '2'.repeat(b), '3'.repeat(c)].join(separator) + (tail === '' ? '' : 'K');
  const text = `${word} code ${value}`;
  const body = `    detector: shape\n    shapes: ['${shape}']\n    context: { required: always, words: ['${word} code'] }\n`;
  return { rule: yamlRule(index, 'shape', body, text), text };
}

function literalRule(words: readonly string[]): string {
  const list = words.map((word) => `'${word}'`).join(', ');
  return yamlRule(0, 'literal', `    detector: literal\n    literals: [${list}]\n`, `ask for ${words[0] ?? ''} today`);
}

async function engineOf(rules: string): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-rules-'));
  try {
    writeFileSync(join(folder, 'pack.yaml'), `pack: bench\ntitle: Generated for the bench\nsource: generated\nrules:\n${rules}`);
    const { createEngine } = await builtEngine();
    const { loadRules } = await builtRules();
    return createEngine({ rules: await loadRules(folder), mode: 'observe' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Chunks of clean CRM data; into every few of them one of `texts` is written over a piece of text. */
function plant(bytes: number, texts: readonly string[]): { readonly chunks: Uint8Array[]; readonly planted: number } {
  const chunks = chunksOf(makeCorpus('crm', bytes, { cards: false }).bytes);
  let planted = 0;
  for (let i = 0; i < chunks.length; i += PLANT_EVERY_CHUNKS) {
    const text = Buffer.from(` ${texts[planted % texts.length] ?? ''} `);
    chunks[i]?.set(text, BLOCK_BYTES / 2);
    planted += 1;
  }
  return { chunks, planted };
}

interface Side {
  readonly name: string;
  readonly engine: Engine;
  readonly speeds: number[];
  found: number;
}

const scanAll = (engine: Engine, chunks: readonly Uint8Array[]): number =>
  chunks.reduce((found, chunk) => found + engine.redact(chunk, { format: 'text' }).findings.length, 0);

async function pair(
  names: readonly [string, string],
  packs: readonly [string, string],
  texts: readonly string[],
  plan: ScalingPlan,
): Promise<ScalingReport> {
  const { chunks, planted } = plant(plan.bytes, texts);
  const sides: Side[] = [];
  for (const [i, pack] of packs.entries()) sides.push({ name: names[i] ?? '', engine: await engineOf(pack), speeds: [], found: 0 });
  for (const { engine } of sides) scanAll(engine, chunks);
  for (let round = 0; round < plan.rounds; round++) {
    for (const side of sides) {
      const start = cpuMilliseconds();
      side.found = scanAll(side.engine, chunks);
      side.speeds.push(plan.bytes / 1e3 / (cpuMilliseconds() - start));
    }
  }
  const rows = sides.map(({ name, speeds, found }) => ({ name, megabytesPerSecond: median(speeds), found, expected: planted }));
  return {
    rows,
    failures: rows.filter(({ found }) => found !== planted).map((row) => `${row.name}: found ${row.found} values of ${planted}`),
  };
}

export async function benchScaling(plan: ScalingPlan, progress: (label: string) => void): Promise<ScalingReport> {
  progress('30 and 300 rules');
  const words = inventWords(10_000);
  const made = words.slice(0, 300).map((word, index) => shapeRule(index, word));
  const rules = (count: number): string =>
    made
      .slice(0, count)
      .map(({ rule }) => rule)
      .join('');
  const shapes = await pair(
    ['30 rules', '300 rules'],
    [rules(30), rules(300)],
    made.slice(0, PLANTED).map(({ text }) => text),
    plan,
  );
  progress('10 and 10,000 literals');
  const few = words.slice(0, PLANTED);
  const literals = await pair(['10 literals', '10,000 literals'], [literalRule(few), literalRule(words)], few, plan);
  return { rows: [...shapes.rows, ...literals.rows], failures: [...shapes.failures, ...literals.failures] };
}
