/**
 * Reads golden documents: Markdown that a compliance officer can add to. A case is a `##` heading with a story, an `in` block, an `out`
 * block (or none: nothing may change) and a line `findings:` with entities in order. A block with `escaped` after its name is written
 * as a JSON string, for characters that cannot be seen; one with `hex` in hexadecimal, for bytes that are no text. `format:` is as in the library, `auto` by default; `content-type:` is that of the
 * message, for the boundary of multipart. A document whose rules are not those that ship has a block `rules` before its first case: a rule pack,
 * beside that of the cards. `policy:` is a list of clauses as in a configuration; `refused:` the code with which the message is refused;
 * `once:` says why redacting the output again gives another.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Format } from '../../src/engine/api.js';
import type { ErrorCode } from '../../src/base/errors.js';
import type { Clause } from '../../src/policy/clause.js';

export interface GoldenCase {
  readonly document: string;
  readonly name: string;
  readonly format: Format;
  readonly contentType: string | undefined;
  /** A rule pack in YAML that takes the place of all but the cards. */
  readonly rules: string | undefined;
  /** Missing: each rule's own action. */
  readonly policy: readonly Clause[] | undefined;
  readonly refused: ErrorCode | undefined;
  readonly isOnce: boolean;
  readonly input: Uint8Array;
  readonly output: Uint8Array;
  readonly findings: readonly string[];
}

const folder = fileURLToPath(new URL('.', import.meta.url));

export function readGoldenCases(): GoldenCase[] {
  const documents = readdirSync(folder).filter((name) => name.endsWith('.md'));
  return documents.flatMap((document) => {
    const [head, ...sections] = readFileSync(folder + document, 'utf8').split(/^## /m);
    const rules = /^```rules\n([^]*?)\n```$/m.exec(head)?.[1];
    return sections.map((section) => parseCase(document, section, rules));
  });
}

function parseCase(document: string, section: string, rules: string | undefined): GoldenCase {
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
    rules,
    policy: policyOf(/^policy: (.+)$/m.exec(section)?.[1]),
    refused: /^refused: (\w+)$/m.exec(section)?.[1] as ErrorCode | undefined,
    isOnce: /^once: .+$/m.test(section),
    input,
    output: block(section, 'out') ?? input,
    findings: findings === 'none' ? [] : findings.split(/, */),
  };
}

/** A clause as a configuration writes it: one word, or a list of them. */
interface Written extends Pick<Clause, 'action' | 'show' | 'key' | 'direction'> {
  readonly entity: string | string[];
  readonly score?: number;
}

function policyOf(text: string | undefined): readonly Clause[] | undefined {
  if (text === undefined) return undefined;
  return (parse(text) as Written[]).map(({ entity, score, ...rest }) => ({ ...rest, entities: [entity].flat(), minScore: score }));
}

function block(section: string, name: string): Uint8Array | undefined {
  const match = new RegExp('^```' + name + '( escaped| hex)?\\n([^]*?)\\n```$', 'm').exec(section);
  if (match === null) return undefined;
  if (match[1] === ' hex') return Buffer.from(match[2].replaceAll(/\s/g, ''), 'hex');
  const text = match[1] === undefined ? match[2] : match[2].split('\n').map((line) => JSON.parse(line) as string).join(''); // prettier-ignore
  return Buffer.from(text);
}
