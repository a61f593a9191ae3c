/** Draws documents of one format until a promise breaks, makes the case as small as it gets, and writes it down as a golden document. */
import fc from 'fast-check';
import type { Engine } from '../../src/engine/api.js';
import { inspect } from '../support/bodies.js';
import { FORMATS, type Document } from './formats.js';
import { broken } from './promises.js';

export interface Round {
  readonly format: string;
  readonly seed: number;
  readonly runs: number;
}

export interface Outcome {
  readonly refused: number;
  /** The smallest case found, as Markdown; undefined when every promise was kept. */
  readonly failure: string | undefined;
}

const CUTS_MAX = 6;
const OFFSET_MAX = 4000;
/** Time for one round, making a case small included; what is smallest then is shown. */
const CHECK_MS = 60_000;

export async function fuzz(engine: Engine, { format, seed, runs }: Round): Promise<Outcome> {
  const arbitrary = FORMATS[format];
  if (arbitrary === undefined) throw new RangeError(`There is no format ${format}: ${Object.keys(FORMATS).join(', ')}`);
  let refused = 0;
  const count = (isRefused: boolean): void => void (refused += Number(isRefused));
  const property = fc.asyncProperty(arbitrary, fc.array(fc.nat(OFFSET_MAX), { maxLength: CUTS_MAX }), async (document, offsets) => {
    const promise = await broken(engine, document, offsets, count);
    if (promise !== undefined) throw new Error(promise);
  });
  const result = await fc.check(property, { seed, numRuns: runs, interruptAfterTimeLimit: CHECK_MS });
  if (!result.failed || result.counterexample === null) return { refused, failure: undefined };
  const [document] = result.counterexample;
  const reason = result.errorInstance instanceof Error ? result.errorInstance.message : 'unknown';
  return { refused, failure: asGolden(engine, format, document, `${reason} (seed ${seed}, path ${result.counterexamplePath ?? '?'})`) };
}

/** A case to paste into test/golden; what is in `out` is what came, and wrong. */
function asGolden(engine: Engine, format: string, document: Document, reason: string): string {
  const { output, effects, refused } = document.coding === undefined ? inspect(engine, document.contentType, [document.bytes]) : { output: document.bytes, effects: [], refused: undefined }; // prettier-ignore
  const block = (name: string, bytes: Buffer): string => {
    if (!Buffer.from(bytes.toString()).equals(bytes)) return `\`\`\`${name} base64\n${bytes.toString('base64')}\n\`\`\``;
    const lines = bytes.toString().split(/(?<=\n)/);
    return `\`\`\`${name} escaped\n${(lines.length === 0 ? [''] : lines).map((text) => JSON.stringify(text)).join('\n')}\n\`\`\``;
  };
  const findings = effects.map((effect) => (effect.kind === 'finding' ? effect.finding.entity : effect.code)).join(', ');
  return [
    `## Fuzzed ${format}: ${reason}`,
    `format: ${format}`,
    `content-type: ${document.contentType}`,
    ...(document.coding === undefined ? [] : [`content-encoding: ${document.coding}`]),
    block('in', document.bytes),
    block('out', output),
    `findings: ${refused ?? (findings === '' ? 'none' : findings)}`,
  ].join('\n\n');
}
