/** The thread in which rules are read, reviewed, compiled and proven. It gets files, answers with what the build would have prepared, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { RulesInvalid, type Mistake } from '../base/mistake.js';
import { createEngine } from '../engine/engine.js';
import { proveRules } from '../engine/prove.js';
import { digestOf } from '../ruleset/files.js';
import { readRuleset, type RuleFiles } from '../ruleset/load.js';
import { prepare } from '../ruleset/prepared.js';

/** What it answers. */
export type Compiled = { readonly prepared: Uint8Array } | { readonly mistakes: readonly Mistake[] };

async function compiled(from: RuleFiles): Promise<Compiled> {
  try {
    const rules = await readRuleset(from);
    const engine = createEngine({ rules });
    proveRules(engine, rules);
    return { prepared: prepare(rules, digestOf(from.directory, from.files), from.files, engine.snapshot.kernel) };
  } catch (error) {
    if (error instanceof RulesInvalid) return { mistakes: error.mistakes };
    throw error;
  }
}

parentPort?.postMessage(await compiled(workerData as RuleFiles));
