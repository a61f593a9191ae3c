/** Configurations and what is said of them, as a document: a heading a case, a block a file, and a block for the report. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { formatMistake, type Mistake } from '../../src/base/mistake.js';
import { ConfigInvalid } from '../../src/base/mistake.js';
import { loadConfig, type LoadedConfig } from '../../src/config/load.js';
import type { NamedFiles } from './certificates.js';

export interface Case {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly report: string;
}

const ALONE = 'sluice.yaml';

export function readCases(page: string): Case[] {
  return page
    .split(/^## /m)
    .slice(1)
    .map((chapter) => {
      const blocks = [...chapter.matchAll(/^```(yaml|text)(?: (\S+))?\n([^]*?)^```$/gm)];
      const files = blocks.flatMap(([, kind, name = ALONE, text]) => (kind === 'yaml' ? [[name, text]] : []));
      const report = blocks.find(([, kind]) => kind === 'text')?.[3] ?? '';
      return { title: chapter.slice(0, chapter.indexOf('\n')), files: Object.fromEntries(files) as Record<string, string>, report };
    });
}

/** The environment that configurations of tests see. */
export const ENV = { SHORT_KEY: 'short', LONG_KEY: 'a key of thirty-two bytes or more' };

/** A configuration in a folder of its own, loaded. The names of files are as if one stood in that folder. */
export async function loadFiles(files: Readonly<Record<string, string>>, named?: NamedFiles): Promise<LoadedConfig | ConfigInvalid> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-config-'));
  try {
    named?.into(folder);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const path = ALONE in files ? join(folder, ALONE) : folder;
    const loaded = await loadConfig(path, { env: ENV }).catch((error: unknown) => {
      if (!(error instanceof ConfigInvalid)) throw error;
      return error;
    });
    if (loaded instanceof ConfigInvalid) return new ConfigInvalid(loaded.mistakes.map((mistake) => within(folder, mistake)));
    return { ...loaded, warnings: loaded.warnings.map((warning) => within(folder, warning)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function within(folder: string, { file, message, suggestion, ...rest }: Mistake): Mistake {
  const shorten = (text: string): string => text.replaceAll(`${folder}/`, '').replaceAll(folder, '.');
  return { ...rest, file: shorten(file), message: shorten(message), suggestion: suggestion && shorten(suggestion) };
}

/** As people read it. */
export const reportOf = (mistakes: readonly Mistake[]): string => mistakes.map((mistake) => `${formatMistake(mistake)}\n`).join('');
