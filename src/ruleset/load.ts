/**
 * Rule packs: YAML files are read, checked and compiled into one immutable ruleset.
 * Every mistake is reported at once with file:line:column; a pack with a mistake does not load.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { SluiceError } from '../base/errors.js';
import { compile, type Ruleset } from './compile.js';
import { packSchema, type Pack } from './schema.js';

/** The packs that ship with Sluice: `rules/` beside `src/` and `dist/`. */
export const DEFAULT_RULES = fileURLToPath(new URL('../../rules/', import.meta.url));

/** Loads every `*.yaml` below a folder; by default the packs that ship with Sluice. Throws SLUICE_RULES_INVALID. */
export async function loadRules(directory: string = DEFAULT_RULES): Promise<Ruleset> {
  const files = await listPacks(directory);
  const digest = createHash('sha256');
  const packs: Pack[] = [];
  const mistakes: string[] = [];
  for (const file of files) {
    const text = await readFile(file, 'utf8');
    digest.update(text);
    const name = relative(process.cwd(), file);
    parsePack(name, text, packs, mistakes);
  }
  if (files.length === 0) mistakes.push(`${directory}: no rule packs (*.yaml) found`);
  if (mistakes.length > 0) throw new SluiceError('SLUICE_RULES_INVALID', `\n${mistakes.join('\n')}`);
  return compile(packs, digest.digest('hex').slice(0, 12));
}

async function listPacks(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new SluiceError('SLUICE_RULES_INVALID', `\n${directory}: cannot be read (${error.code ?? 'unknown'})`);
  });
  const packs = entries.filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name));
  return packs.map((entry) => join(entry.parentPath, entry.name)).sort();
}

function parsePack(name: string, text: string, packs: Pack[], mistakes: string[]): void {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  for (const error of document.errors) mistakes.push(`${place(error.pos[0])}: ${error.message.split('\n')[0]}`);
  if (document.errors.length > 0) return;
  const result = packSchema.safeParse(document.toJS());
  if (result.success) packs.push(result.data);
  else
    for (const issue of result.error.issues)
      mistakes.push(`${place(offsetOf(document, issue))}: ${issue.path.join('.')}: ${issue.message}`);
}

/** Offset of the node that an issue names, or of the nearest one above it. */
function offsetOf(document: Document, issue: z.core.$ZodIssue): number {
  for (let depth = issue.path.length; depth > 0; depth--) {
    const node = document.getIn(issue.path.slice(0, depth), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
