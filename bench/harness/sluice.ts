/** Opens the built Sluice for measuring: `dist` is what ships, and what tsx would compile from `src` runs differently. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as EngineModule from '../../src/engine/engine.js';
import type * as KernelModule from '../../src/kernel/kernel.js';
import type * as RulesModule from '../../src/ruleset/load.js';
import { ROOT } from './child.js';

async function built(file: string): Promise<unknown> {
  const path = join(ROOT, 'dist', file);
  if (!existsSync(path)) throw new Error(`dist/${file} is missing: run \`npm run build\` first.`);
  return import(pathToFileURL(path).href);
}

export const builtEngine = async () => (await built('engine/engine.js')) as typeof EngineModule;
export const builtRules = async () => (await built('ruleset/load.js')) as typeof RulesModule;
export const builtKernel = async () => (await built('kernel/kernel.js')) as typeof KernelModule;
