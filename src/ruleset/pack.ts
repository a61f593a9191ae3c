/** One YAML file becomes a pack: its rules, each with its place, and everything that is wrong with it. */
import type { z } from 'zod';
import type { Mistake } from '../base/mistake.js';
import { didYouMean } from '../base/nearest.js';
import { explainIssue, listed, shown, valueAt, type Issue } from './explain.js';
import type { PlacedRule } from './rule.js';
import { commonSchema, DETECTORS, headerSchema, ruleSchema, type Rule } from './schema.js';
import type { Path, Source } from './source.js';
import { readYaml } from './yaml.js';

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
  const yaml = readYaml(file, text, mistakes);
  if (yaml === undefined) return undefined;
  const { source, value } = yaml;
  const header = headerSchema.safeParse(value);
  if (!header.success) {
    const about = { places: source, base: [], schema: headerSchema, value, missing: MISSING };
    for (const issue of header.error.issues) mistakes.push(...explainIssue(about, issue));
    if (!Array.isArray((value as { rules?: unknown } | null)?.rules)) return undefined;
  }
  return readRules(source, value as { rules: unknown[]; pack?: unknown }, header.success ? header.data : undefined, mistakes);
}

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

/** What an issue of a rule means. Without a detector that exists, only the keys that every rule has can be judged. */
function explain(source: Source, base: Path, issue: Issue, value: unknown): Mistake[] {
  const given = valueAt(value, ['detector']);
  if (issue.code === 'invalid_union' && issue.path.at(-1) === 'detector' && given !== undefined) {
    const kind = shown(given);
    return [
      source.at(
        [...base, ...issue.path],
        `unknown detector ${kind}`,
        (typeof given === 'string' ? didYouMean(given, DETECTORS) : undefined) ?? listed('detectors', DETECTORS),
      ),
    ];
  }
  const schema = typeof given === 'string' && DETECTORS.includes(given) ? ruleSchema : commonSchema;
  return explainIssue({ places: source, base, schema, value, missing: MISSING }, issue);
}

const MISSING: Readonly<Record<string, string | undefined>> = {
  match: 'a rule proves itself: give texts in which it must find something',
  no_match: 'a rule proves itself: give texts in which it must find nothing',
  detector: 'say how the rule looks: shape, iban, email, phone, secret, field, literal, regex, path, pan, track, cvc, pin, expiry',
};
