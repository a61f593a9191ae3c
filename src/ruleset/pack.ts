/** One YAML file becomes a pack: its rules, each with its place, and everything that is wrong with it. */
import type { z } from 'zod';
import type { Mistake } from '../base/mistake.js';
import { didYouMean } from '../base/nearest.js';
import type { PlacedRule } from './rule.js';
import { commonSchema, DETECTORS, headerSchema, ruleSchema, type Rule } from './schema.js';
import { Source, type Path } from './source.js';

export interface LoadedPack {
  readonly name: string;
  readonly title: string;
  /** The standards or authorities behind it. */
  readonly authority: string;
  readonly isDefault: boolean;
  readonly source: Source;
  /** Every entry below `rules`, also those whose form is wrong. */
  readonly entries: readonly RuleEntry[];
}

export interface RuleEntry {
  /** Undefined when the schema refuses it. */
  readonly rule: PlacedRule | undefined;
  /** As it stands in the file. */
  readonly raw: Readonly<Record<string, unknown>>;
  readonly path: Path;
}

/** Reads a pack; what is wrong with it goes into `mistakes`. A rule with a mistake in its shape is left out. */
export function parsePack(file: string, text: string, mistakes: Mistake[]): LoadedPack | undefined {
  let source: Source;
  let value: unknown;
  try {
    source = new Source(file, text);
    mistakes.push(...yamlMistakes(source));
    if (source.document.errors.length > 0) return undefined;
    value = source.document.toJS();
  } catch (error) {
    // Nested deeper than the stack, or aliases that multiply beyond the parser's limit.
    mistakes.push(
      error instanceof RangeError ? tooDeep(file) : { file, line: 0, column: 0, message: 'cannot be read as YAML (aliases multiply)' },
    );
    return undefined;
  }
  const header = headerSchema.safeParse(value);
  if (!header.success) {
    for (const issue of header.error.issues) mistakes.push(...explain(source, [], issue, value));
    if (!Array.isArray((value as { rules?: unknown } | null)?.rules)) return undefined;
  }
  return readRules(source, value as { rules: unknown[]; pack?: unknown }, header.success ? header.data : undefined, mistakes);
}

/** A bracket left open makes the parser complain on and on: so many complaints of one file are shown, one a place. */
const YAML_MISTAKES_MAX = 20;

function yamlMistakes(source: Source): Mistake[] {
  const { errors, warnings } = source.document;
  if (errors.some(({ message }) => message.startsWith('Maximum call stack'))) return [tooDeep(source.file)];
  const places = new Map([...errors, ...warnings].reverse().map((error) => [error.pos[0], error]));
  const found = [...places.values()].reverse().map(({ pos, message }) => source.mistake(pos, `not valid YAML: ${message.split('\n')[0]}`));
  const more = found.length - YAML_MISTAKES_MAX;
  if (more <= 0) return found;
  return [
    ...found.slice(0, YAML_MISTAKES_MAX),
    { file: source.file, line: 0, column: 0, message: `not valid YAML at ${more} more places` },
  ];
}

const tooDeep = (file: string): Mistake => ({ file, line: 0, column: 0, message: 'cannot be read as YAML (nested too deeply)' });

type Header = z.infer<typeof headerSchema>;

function readRules(
  source: Source,
  value: { rules: unknown[]; pack?: unknown },
  header: Header | undefined,
  mistakes: Mistake[],
): LoadedPack {
  const name = header?.pack ?? String(value.pack);
  const entries = value.rules.map((raw, index): RuleEntry => {
    const path = ['rules', index];
    const rule = readRule(source, raw, path, mistakes);
    const isRecord = typeof raw === 'object' && raw !== null;
    return { rule: rule && placed(source, rule, path, name), raw: isRecord ? (raw as Record<string, unknown>) : {}, path };
  });
  return { name, title: header?.title ?? '', authority: header?.source ?? '', isDefault: header?.default ?? true, source, entries };
}

function readRule(source: Source, raw: unknown, path: Path, mistakes: Mistake[]): Rule | undefined {
  const result = ruleSchema.safeParse(raw);
  if (result.success) return result.data;
  const isKindUnknown = result.error.issues.some(({ code, path: at }) => code === 'invalid_union' && at.join() === 'detector');
  // Without its detector only the keys that every rule has can be judged.
  const issues = isKindUnknown ? [...result.error.issues, ...(commonSchema.safeParse(raw).error?.issues ?? [])] : result.error.issues;
  for (const issue of issues) mistakes.push(...explain(source, path, issue, raw));
  return undefined;
}

function placed(source: Source, rule: Rule, path: Path, pack: string): PlacedRule {
  const places = (key: 'match' | 'no_match'): string[] => rule[key].map((_, index) => source.place([...path, key, index]));
  return { ...rule, pack, place: source.place(path), examplePlaces: { match: places('match'), no_match: places('no_match') } };
}

/** What an issue of the schema means to somebody who writes rules. */
function explain(source: Source, base: Path, issue: z.core.$ZodIssue, value: unknown): Mistake[] {
  const path = [...base, ...issue.path];
  const name = dotted(issue.path);
  const isMissing = valueAt(value, issue.path) === undefined;
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(base, issue.path, value);
    return issue.keys.map((key) => source.atKey(path, key, `unknown key "${key}"`, didYouMean(key, known) ?? listed('known keys', known)));
  }
  if (isMissing && issue.path.length > 0) {
    const key = String(issue.path.at(-1));
    return [source.at(path.slice(0, -1), `"${key}" is missing`, MISSING[key])];
  }
  if (issue.code === 'invalid_union' && issue.path.at(-1) === 'detector') {
    const given = String(valueAt(value, issue.path));
    return [source.at(path, `unknown detector "${given}"`, didYouMean(given, DETECTORS) ?? listed('detectors', DETECTORS))];
  }
  if (issue.code === 'invalid_value') {
    const given = String(valueAt(value, issue.path));
    const values = issue.values.map(String);
    return [source.at(path, `${name} cannot be "${given}"`, didYouMean(given, values) ?? listed('possible', values))];
  }
  if (issue.code === 'invalid_type')
    return [source.at(path, `${name || 'the file'} must be ${typeName(issue.expected)}`, QUOTES[issue.expected])];
  if (issue.code === 'too_small' && issue.origin === 'array') return [source.at(path, `${name} must not be empty`)];
  return [source.at(path, `${name}: ${issue.message}`)];
}

const MISSING: Readonly<Record<string, string | undefined>> = {
  match: 'a rule proves itself: give texts in which it must find something',
  no_match: 'a rule proves itself: give texts in which it must find nothing',
  detector: 'say how the rule looks: shape, iban, email, phone, secret, field, literal, regex, path, pan, track, cvc, pin, expiry',
};

const QUOTES: Readonly<Record<string, string | undefined>> = { string: 'put it in quotes', array: 'write a list: [a, b]' };

const typeName = (expected: string): string =>
  ({ string: 'a text', array: 'a list', object: 'a mapping', int: 'a whole number', number: 'a number', boolean: 'true or false' })[
    expected
  ] ?? expected;

const listed = (what: string, values: readonly string[]): string => `${what}: ${values.join(', ')}`;

/** `context.words[2]` */
const dotted = (path: Path): string =>
  path.reduce<string>(
    (name, step) => (typeof step === 'number' ? `${name}[${step}]` : `${name}${name === '' ? '' : '.'}${String(step)}`),
    '',
  );

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, step) => (at === null || at === undefined ? undefined : (at as Record<PropertyKey, unknown>)[step]),
    value,
  );
}

/** The keys that the mapping at a path may have. */
function keysAt(base: Path, path: Path, value: unknown): string[] {
  if (base.length === 0 && path.length === 0) return Object.keys(headerSchema.shape);
  const rule = ruleSchema.options.find((option) => option.shape.detector.value === valueAt(value, ['detector']));
  let schema: unknown = rule ?? commonSchema;
  for (const step of path) schema = schemaBelow(schema, step);
  const { shape } = unwrap(schema) as { shape?: Record<string, unknown> };
  return Object.keys(shape ?? {});
}

function schemaBelow(schema: unknown, step: PropertyKey): unknown {
  const bare = unwrap(schema) as { shape?: Record<PropertyKey, unknown>; element?: unknown };
  return typeof step === 'number' ? bare.element : bare.shape?.[step];
}

/** The schema inside `optional` and `default`. */
function unwrap(schema: unknown): unknown {
  let bare = schema as { def?: { innerType?: unknown } } | undefined;
  while (bare?.def?.innerType !== undefined) bare = bare.def.innerType as typeof bare;
  return bare ?? {};
}
