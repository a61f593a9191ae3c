/** What an issue of a schema means to somebody who writes YAML: which key, what it must be, what was probably meant. */
import type { z } from 'zod';
import type { Mistake } from '../base/mistake.js';
import { didYouMean } from '../base/nearest.js';
import type { Path } from './source.js';

/** Where the keys and values of a file, or of several, stand. */
export interface Places {
  /** A mistake at the value of a path, or at the nearest thing above it that exists. */
  at(path: Path, message: string, suggestion?: string): Mistake;
  /** A mistake at a key of the mapping at a path. */
  atKey(path: Path, key: string, message: string, suggestion?: string): Mistake;
}

export interface Explained {
  readonly places: Places;
  /** Where the value stands that the schema judged. */
  readonly base: Path;
  readonly schema: unknown;
  readonly value: unknown;
  /** What to write where a key is missing. */
  readonly missing?: Readonly<Record<string, string | undefined>>;
}

export type Issue = z.core.$ZodIssue;

/** An issue as mistakes: one, or of unknown keys one each. Names are relative to `base`. */
export function explainIssue(about: Explained, issue: Issue): Mistake[] {
  const { places, base, value } = about;
  const path = [...base, ...issue.path];
  const name = dotted(issue.path) || dotted(base);
  const given = valueAt(value, issue.path);
  if (issue.code === 'unrecognized_keys') return unknownKeys(about, issue.path, issue.keys);
  if (given === undefined && issue.path.length > 0) {
    const key = String(issue.path.at(-1));
    return [places.at(path.slice(0, -1), `"${key}" is missing`, about.missing?.[key])];
  }
  if (issue.code === 'invalid_union') return explainUnion(about, issue);
  if (issue.code === 'invalid_key') return [places.atKey(path.slice(0, -1), String(issue.path.at(-1)), `${name}: ${issue.issues[0]?.message ?? 'is no name'}`)]; // prettier-ignore
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    const suggestion = typeof given === 'string' ? didYouMean(given, values) : undefined;
    return [places.at(path, `${name} cannot be ${shown(given)}`, suggestion ?? listed('possible', values))];
  }
  if (issue.code === 'invalid_type' && given === null && path.length > 0) return [places.at(path, `${name} has no value`, `write ${typeName(issue.expected)}, or leave the key out`)]; // prettier-ignore
  if (issue.code === 'invalid_type') return [places.at(path, `${name || 'the file'} must be ${typeName(issue.expected)}`, QUOTES[issue.expected])]; // prettier-ignore
  if (issue.code === 'too_small' && issue.origin === 'array') return [places.at(path, `${name} must not be empty`)];
  if (issue.code === 'too_small' || issue.code === 'too_big') return [places.at(path, `${name} must be ${bounds(issue)}`)];
  const suggestion = issue.code === 'custom' ? (issue.params?.['suggestion'] as unknown) : undefined;
  return [places.at(path, `${name}: ${issue.message}`, typeof suggestion === 'string' ? suggestion : undefined)];
}

function unknownKeys(about: Explained, path: Path, keys: readonly string[]): Mistake[] {
  const known = keysAt(about.schema, path, about.value);
  const at = [...about.base, ...path];
  return keys.map((key) =>
    about.places.atKey(
      at,
      key,
      `unknown key "${key}"`,
      didYouMean(key, known) ?? (known.length > 0 ? listed('known keys', known) : undefined),
    ),
  );
}

/** Of the forms that a value may have, the one that was meant is the one whose outermost type fits. */
function explainUnion(about: Explained, issue: Issue & { code: 'invalid_union' }): Mistake[] {
  const meant = issue.errors.find((issues) => !issues.some(({ code, path }) => path.length === 0 && code === 'invalid_type'));
  if (meant !== undefined && !meant.some(({ code, path }) => path.length === 0 && code === 'invalid_value')) {
    return meant.flatMap((inner) => explainIssue(about, { ...inner, path: [...issue.path, ...inner.path] }));
  }
  const values = issue.errors.flatMap((issues) => issues.flatMap((inner) => (inner.code === 'invalid_value' && inner.path.length === 0 ? inner.values.map(String) : []))); // prettier-ignore
  const expected = issue.errors.flatMap((issues) => issues.flatMap((inner) => (inner.code === 'invalid_type' ? [typeName(inner.expected)] : []))); // prettier-ignore
  const message = expected.length > 0 ? ` must be ${[...new Set([...expected, ...values])].join(' or ')}` : `: ${issue.message}`;
  return [about.places.at([...about.base, ...issue.path], `${dotted(issue.path) || dotted(about.base)}${message}`)];
}

function bounds(issue: Issue & { code: 'too_small' | 'too_big' }): string {
  const isText = issue.origin === 'string';
  if (isText && issue.code === 'too_small' && Number(issue.minimum) === 1) return 'a text, not empty';
  const unit = isText ? ' characters long' : '';
  return issue.code === 'too_small' ? `at least ${String(issue.minimum)}${unit}` : `at most ${String(issue.maximum)}${unit}`;
}

/** A value, named: a list and a mapping only by their kind. */
export const shown = (value: unknown): string =>
  typeof value === 'object' && value !== null ? (Array.isArray(value) ? 'a list' : 'a mapping') : `"${String(value)}"`;

const QUOTES: Readonly<Record<string, string | undefined>> = {
  string: 'put it in quotes',
  array: 'write a list: [a, b]',
  boolean: 'yes, no, on and off are texts in YAML 1.2',
};

export const typeName = (expected: string): string =>
  ({
    string: 'a text',
    array: 'a list',
    object: 'a mapping',
    record: 'a mapping',
    int: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
  })[expected] ?? expected;

export const listed = (what: string, values: readonly string[]): string =>
  `${what}: ${values.slice(0, LISTED_MOST).join(', ')}${values.length > LISTED_MOST ? ', …' : ''}`;

const LISTED_MOST = 24;

/** `context.words[2]` */
export const dotted = (path: Path): string =>
  path.reduce<string>(
    (name, step) => (typeof step === 'number' ? `${name}[${step}]` : `${name}${name === '' ? '' : '.'}${String(step)}`),
    '',
  );

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, step) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, step) ? (at as Record<PropertyKey, unknown>)[step] : undefined,
    value,
  );
}

/** The parts of a schema that lead to its keys. */
interface Walkable {
  readonly shape?: Readonly<Record<PropertyKey, unknown>>;
  readonly element?: unknown;
  readonly options?: readonly unknown[];
  readonly def?: { readonly innerType?: unknown; readonly in?: unknown; readonly valueType?: unknown; readonly discriminator?: string };
}

/** The keys that the mapping at a path may have. */
export function keysAt(schema: unknown, path: Path, value: unknown): string[] {
  let at = bare(schema, value);
  let inside = value;
  for (const step of path) {
    inside = valueAt(inside, [step]);
    at = bare(at.element ?? at.shape?.[step] ?? at.def?.valueType, inside);
  }
  return Object.keys(at.shape ?? {});
}

/** The schema inside `optional`, `default` and transforms; of several forms the one of this value. */
function bare(schema: unknown, value: unknown): Walkable {
  let at = (schema ?? {}) as Walkable;
  for (;;) {
    const inner = at.def?.innerType ?? at.def?.in ?? optionOf(at, value);
    if (inner === undefined) return at;
    at = inner as Walkable;
  }
}

function optionOf({ options, def }: Walkable, value: unknown): unknown {
  const forms = options as readonly Walkable[] | undefined;
  const key = def?.discriminator;
  if (key === undefined) return forms?.find((form) => bare(form, value).shape !== undefined);
  const kind = valueAt(value, [key]);
  return forms?.find((form) => (form.shape?.[key] as { readonly value?: unknown } | undefined)?.value === kind);
}
