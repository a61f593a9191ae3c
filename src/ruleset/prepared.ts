/**
 * The ruleset of the packs that ship with Sluice, as the build leaves it in one file: rules that have been read, reviewed and proven, and the
 * tables that take long to make. It counts only for the very bytes of the packs and for the very build that it was made from; a process that
 * finds anything else reads the packs themselves. A file that was cut or changed is not used either.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BUILD } from '../base/build.js';
import type { ContextData } from '../detect/context.js';
import { rememberTemplates, templateData, type TemplateData } from '../detect/shape/template.js';
import { imageOf, type KernelKind } from '../kernel/kernel.js';
import type { PreparedParts, Ruleset } from './compile.js';
import { compileWordsOfShapes } from './detectors.js';
import type { PackFile } from './files.js';
import type { PackInfo, PlacedRule, RuleSource } from './rule.js';

/** Beside this file, in `dist` only. */
export const PREPARED_FILE = fileURLToPath(new URL('prepared.bin', import.meta.url));

/** Parts of 32-bit numbers, and of bytes. */
type Numbers = 'first' | 'edges' | 'wordAt' | 'raising' | 'lowering';
type Section = Numbers | 'roles' | 'shapes' | 'words';

interface Head {
  /** Of the packs, see files.ts. */
  readonly digest: string;
  readonly build: string;
  readonly provenWith: KernelKind;
  readonly id: string;
  readonly packs: readonly PackInfo[];
  readonly rules: readonly FiledRule[];
  readonly templates: TemplateData;
  readonly texts: readonly string[];
  readonly width: number;
  /** Bytes of each section, one after another. */
  readonly sections: Readonly<Record<Section, number>>;
}

interface Parts {
  readonly head: Head;
  /** The sections. */
  readonly body: Uint8Array;
}

/** A rule whose places are without the name of their file, which depends on where the reader stands. */
type FiledRule = PlacedRule & { readonly file: number };

const DIGEST_BYTES = 32;
const LENGTH_BYTES = 4;

/** The file for a ruleset whose rules have just proven themselves with a kernel. */
export function prepare(ruleset: Ruleset, digest: string, files: readonly PackFile[], provenWith: KernelKind): Uint8Array {
  const { texts, width, ...words } = compileWordsOfShapes(ruleset.rules);
  const parts: Record<Section, Uint32Array | Uint8Array> = { ...words, ...imageOf(ruleset.tables) };
  const sections = Object.entries(parts).map(([name, part]) => [name, part.byteLength] as const);
  const head: Head = {
    digest,
    build: BUILD,
    provenWith,
    id: ruleset.id,
    packs: ruleset.packs,
    rules: ruleset.rules.map((rule) => filed(rule, files)),
    templates: templateData(ruleset.rules.flatMap((rule) => (rule.detector === 'shape' ? rule.shapes : []))),
    texts,
    width,
    sections: Object.fromEntries(sections) as Record<Section, number>,
  };
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(text.length);
  const body = Buffer.concat([length, text, ...Object.values(parts).map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength))]); // prettier-ignore
  return Buffer.concat([createHash('sha256').update(body).digest(), body]);
}

/** What the build prepared of these files; undefined when it did not, or with other code. */
export function readPrepared(digest: string, files: readonly PackFile[]): (RuleSource & PreparedParts) | undefined {
  const bytes = readWhole();
  if (bytes === undefined) return undefined;
  const parts = partsOf(bytes);
  const { digest: made, build } = parts.head;
  return made === digest && build === BUILD && BUILD !== '' ? assemble(parts, files) : undefined;
}

/** What `prepare` made of these files with the code that is running. */
export function unpack(bytes: Buffer, files: readonly PackFile[]): RuleSource & PreparedParts {
  return assemble(partsOf(bytes), files);
}

function partsOf(bytes: Buffer): Parts {
  const start = DIGEST_BYTES + LENGTH_BYTES;
  const end = start + bytes.readUInt32LE(DIGEST_BYTES);
  return { head: JSON.parse(bytes.toString('utf8', start, end)) as Head, body: bytes.subarray(end) };
}

function assemble({ head, body }: Parts, files: readonly PackFile[]): RuleSource & PreparedParts {
  const parts = {} as Record<Section, Uint8Array>;
  let at = 0;
  for (const [name, size] of Object.entries(head.sections) as [Section, number][]) {
    parts[name] = Uint8Array.prototype.slice.call(body, at, (at += size)); // a copy, so that the file need not stay in memory
  }
  const numbers = (name: Numbers): Uint32Array => new Uint32Array(parts[name].buffer);
  const words: ContextData = {
    first: numbers('first'),
    edges: numbers('edges'),
    wordAt: numbers('wordAt'),
    raising: numbers('raising'),
    lowering: numbers('lowering'),
    roles: parts.roles,
    texts: head.texts,
    width: head.width,
  };
  rememberTemplates(head.templates);
  const rules = head.rules.map((rule) => unfiled(rule, files));
  return { rules, packs: head.packs, id: head.id, provenWith: head.provenWith, words, image: { shapes: parts.shapes, words: parts.words } };
}

/** The file, if it is there and as it was written. */
function readWhole(): Buffer | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(PREPARED_FILE);
  } catch {
    return undefined; // run from the sources, or a build that was left unfinished
  }
  const digest = createHash('sha256').update(bytes.subarray(DIGEST_BYTES)).digest();
  return digest.equals(bytes.subarray(0, DIGEST_BYTES)) ? bytes : undefined;
}

function filed(rule: PlacedRule, files: readonly PackFile[]): FiledRule {
  const file = files.findIndex(({ name }) => rule.place.startsWith(`${name}:`));
  return { ...withPlaces(rule, (place) => place.slice(files[file].name.length)), file };
}

function unfiled({ file, ...rule }: FiledRule, files: readonly PackFile[]): PlacedRule {
  return withPlaces(rule, (place) => files[file].name + place);
}

function withPlaces(rule: PlacedRule, change: (place: string) => string): PlacedRule {
  const { match, no_match } = rule.examplePlaces;
  return { ...rule, place: change(rule.place), examplePlaces: { match: match.map(change), no_match: no_match.map(change) } };
}
