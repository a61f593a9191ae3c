/**
 * Rules are compiled beside the event loop: reading, reviewing and proving them takes a second or more, in which no exchange should wait. A
 * thread does it and hands back what the build prepares of the rules that ship (ruleset/prepared.ts); the loop only puts that together,
 * which takes some hundredths of a second. What has not changed since it was loaded is not compiled again at all.
 */
import { once } from 'node:events';
import { RulesInvalid } from '../base/mistake.js';
import { startThread } from '../base/thread.js';
import { compile, type Ruleset } from '../ruleset/compile.js';
import { DEFAULT_RULES, knownRules, rememberRules, ruleFiles, type LoadOptions, type RuleFiles } from '../ruleset/load.js';
import { unpack } from '../ruleset/prepared.js';
import type { Compiled } from './compile-thread.js';

const THREAD = new URL('./compile-thread.js', import.meta.url);

/** Like `loadRules`, for a process that serves meanwhile. The rules have proven themselves. Throws SLUICE_RULES_INVALID with all mistakes. */
export async function loadRulesAside(directory: string = DEFAULT_RULES, options: LoadOptions = {}): Promise<Ruleset> {
  const from = ruleFiles(directory, options);
  return knownRules(from) ?? rememberRules(from, await compileAside(from));
}

async function compileAside(from: RuleFiles): Promise<Ruleset> {
  const thread = startThread(THREAD, { workerData: from });
  thread.ref(); // whoever reloads waits for it
  const [answer] = (await once(thread, 'message')) as [Compiled];
  if ('mistakes' in answer) throw new RulesInvalid(answer.mistakes);
  const { buffer, byteOffset, length } = answer.prepared;
  const source = unpack(Buffer.from(buffer, byteOffset, length), from.files);
  return compile(source, source);
}
