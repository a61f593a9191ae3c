/** A configuration whose parts have been judged one by one, but not yet together; and what was found wrong with it so far. */
import type { z } from 'zod';
import type { Mistake } from '../base/mistake.js';
import { explainIssue, valueAt } from '../ruleset/explain.js';
import { didYouMean } from '../base/nearest.js';
import type { Path } from '../ruleset/source.js';
import { keySchema } from './schema/identity.js';
import { KEYS, LISTS, PARTS, type ClauseEntry, type KeyEntry, type Listener, type Route, type Upstream } from './schema/schema.js';
import { isMapping, type Sources } from './sources.js';

/** Mistakes, for which nothing loads, and warnings, with which it does. */
export class Report {
  readonly mistakes: Mistake[] = [];
  readonly warnings: Mistake[] = [];

  constructor(readonly places: Sources) {}

  mistake(path: Path, message: string, suggestion?: string): void {
    this.mistakes.push(this.places.at(path, message, suggestion));
  }

  atKey(path: Path, key: string, message: string, suggestion?: string): void {
    this.mistakes.push(this.places.atKey(path, key, message, suggestion));
  }

  warn(path: Path, message: string, suggestion?: string): void {
    this.warnings.push(this.places.at(path, message, suggestion));
  }
}

/** An item of a list, or a part. */
export interface Item<T> {
  readonly path: Path;
  /** Undefined when its form is wrong. */
  readonly value: T | undefined;
  /** As it is written, where that is a text. */
  readonly name: string | undefined;
}

type PartsOf = { readonly [K in keyof typeof PARTS]: z.output<(typeof PARTS)[K]> | undefined };

export interface Draft {
  readonly listeners: readonly Item<Listener>[];
  readonly upstreams: readonly Item<Upstream>[];
  readonly routes: readonly Item<Route>[];
  readonly policy: readonly Item<ClauseEntry>[];
  readonly keys: readonly Item<KeyEntry>[];
  /** Undefined where a part is missing or its form is wrong. */
  readonly parts: PartsOf;
}

const MISSING: Readonly<Record<string, string | undefined>> = {
  version: 'write version: 1 at the beginning',
  listeners: 'say where agents connect: listeners: [{ name: agents, address: "0.0.0.0:8443" }]',
  routes: 'say which requests go where: routes: [{ name: crm, hosts: [crm.example.com], upstream: crm }]',
  name: 'a name of letters and digits, by which the rest refers to it',
  address: 'HOST:PORT, such as 0.0.0.0:8443',
  hosts: 'the hosts of requests, such as [crm.example.com]',
  upstream: 'the name of an upstream',
  servers: 'URLs, such as [https://crm-1.internal:8443]',
  entity: 'what is found, such as card.pan or card.*',
  action: 'what is done: mask, truncate, hash, remove, block, observe or allow',
  audience: 'what `aud` of the tokens says, so that tokens for others do not count',
  issuer: 'what `iss` of the tokens says',
  trusted: 'the networks of the hops whose word counts, such as [10.0.0.0/8]',
};

/** Judges every part by itself. */
export function readDraft(report: Report): Draft {
  const { places } = report;
  const { value } = places;
  for (const key of Object.keys(value).filter((each) => !KEYS.includes(each))) {
    report.atKey([], key, `unknown key "${key}"`, didYouMean(key, KEYS) ?? `known keys: ${KEYS.join(', ')}`);
  }
  if (value['version'] === undefined) missing(report, 'version');
  else if (value['version'] !== 1) report.mistake(['version'], 'version must be 1', 'this release reads version 1');
  return {
    listeners: readList(report, 'listeners', true),
    upstreams: readList(report, 'upstreams', false),
    routes: readList(report, 'routes', true),
    policy: readList(report, 'policy', false),
    keys: readKeys(report),
    parts: Object.fromEntries(
      Object.entries(PARTS).map(([key, schema]) => [key, judge(report, [key], schema, valueAt(value, [key]) ?? orDefault(schema))]),
    ) as PartsOf,
  };
}

/** A part that is left out: its defaults where they make one. */
const orDefault = (schema: z.ZodType): unknown => (schema.safeParse(undefined).success ? undefined : {});

function missing(report: Report, key: string): void {
  // What seems to be missing may stand in a file that cannot be read.
  if (report.places.isWhole) report.mistake([], `"${key}" is missing`, MISSING[key]);
}

function readList<K extends keyof typeof LISTS>(report: Report, key: K, isNeeded: boolean): Item<z.output<(typeof LISTS)[K]>>[] {
  const value = valueAt(report.places.value, [key]);
  if (value === undefined || (value === null && !isNeeded)) {
    if (isNeeded) missing(report, key);
    return [];
  }
  if (!Array.isArray(value)) report.mistake([key], `${key} must be a list`, `write each behind a dash: ${key}: - …`);
  else if (value.length === 0 && isNeeded) report.mistake([key], `${key} must not be empty`, MISSING[key]);
  if (!Array.isArray(value)) return [];
  const schema: z.ZodType = LISTS[key];
  return value.map((raw: unknown, index) => {
    const path = [key, index];
    const name = valueAt(raw, ['name']);
    const judged = judge(report, path, schema, raw) as z.output<(typeof LISTS)[K]> | undefined;
    return { path, value: judged, name: typeof name === 'string' ? name : undefined };
  });
}

function readKeys(report: Report): Item<KeyEntry>[] {
  const value = valueAt(report.places.value, ['keys']);
  if (value === undefined || value === null) return [];
  if (!isMapping(value)) {
    report.mistake(['keys'], 'keys must be a mapping', 'write each as name: { file: … } or name: { env: … }');
    return [];
  }
  return Object.entries(value).map(([name, raw]) => {
    if (typeof raw === 'string') {
      report.mistake(['keys', name], 'a key never stands in the configuration', 'write { file: … } or { env: … }');
      return { path: ['keys', name], value: undefined, name };
    }
    return { path: ['keys', name], value: judge(report, ['keys', name], keySchema, raw), name };
  });
}

/** The value as the schema reads it; undefined, with all that is wrong told, where it does not. */
function judge<T extends z.ZodType>(report: Report, base: Path, schema: T, value: unknown): z.output<T> | undefined {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const about = { places: report.places, base, schema, value, missing: MISSING };
  report.mistakes.push(...result.error.issues.flatMap((issue) => explainIssue(about, issue)));
  return undefined;
}
