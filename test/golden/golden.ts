/**
 * Reads golden documents: Markdown that a compliance officer can add to. A case is a `##` heading with a story, an `in` block, an `out`
 * block (or none: nothing may change) and a line `findings:` with entities in order. A block with `escaped` after its name is written
 * as a JSON string, for characters that cannot be seen; one with `hex` in hexadecimal, for bytes that are no text. `format:` is as in the library, `auto` by default; `content-type:` is that of the
 * message, for the boundary of multipart.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Format } from '../../src/engine/api.js';

export interface GoldenCase {
  readonly document: string;
  readonly name: string;
  readonly format: Format;
  readonly contentType: string | undefined;
  readonly input: Uint8Array;
  readonly output: Uint8Array;
  readonly findings: readonly string[];
}

const folder = fileURLToPath(new URL('.', import.meta.url));

export function readGoldenCases(): GoldenCase[] {
  const documents = readdirSync(folder).filter((name) => name.endsWith('.md'));
  return documents.flatMap((document) =>
    readFileSync(folder + document, 'utf8')
      .split(/^## /m)
      .slice(1)
      .map((section) => parseCase(document, section)),
  );
}

function parseCase(document: string, section: string): GoldenCase {
  const name = section.slice(0, section.indexOf('\n')).trim();
  const input = block(section, 'in');
  if (input === undefined) throw new Error(`${document}: "${name}" has no block "in"`);
  const findings = /^findings:(.*)$/m.exec(section)?.[1].trim();
  if (findings === undefined) throw new Error(`${document}: "${name}" has no line "findings:"`);
  const format = (/^format: ([\w-]+)$/m.exec(section)?.[1] ?? 'auto') as Format;
  return {
    document,
    name,
    format,
    contentType: /^content-type: (.+)$/m.exec(section.split('```', 1)[0])?.[1],
    input,
    output: block(section, 'out') ?? input,
    findings: findings === 'none' ? [] : findings.split(/, */),
  };
}

function block(section: string, name: string): Uint8Array | undefined {
  const match = new RegExp('^```' + name + '( escaped| hex)?\\n([^]*?)\\n```$', 'm').exec(section);
  if (match === null) return undefined;
  if (match[1] === ' hex') return Buffer.from(match[2].replaceAll(/\s/g, ''), 'hex');
  const text = match[1] === undefined ? match[2] : match[2].split('\n').map((line) => JSON.parse(line) as string).join(''); // prettier-ignore
  return Buffer.from(text);
}
