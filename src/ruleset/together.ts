/** What is wrong with rules as neighbours: ids taken twice, rules that another one leaves nothing to find, half a card family. */
import { parseShape } from '../detect/shape/notation.js';
import type { Mistake } from '../base/mistake.js';
import type { LoadedPack, RuleEntry } from './pack.js';
import type { PlacedRule } from './rule.js';
import type { Path, Source } from './source.js';

interface Subject extends RuleEntry {
  readonly source: Source;
}

export function reviewTogether(packs: readonly LoadedPack[], loaded: readonly LoadedPack[]): Mistake[] {
  const shapes = new Map<string, SeenShape[]>();
  const literals = new Map<string, string>();
  return [
    ...repeatedPacks(packs),
    ...repeatedIds(subjectsOf(packs)),
    ...subjectsOf(loaded).flatMap((subject) => [...coveredShapes(subject, shapes), ...repeatedLiterals(subject, literals)]),
    ...cardFamily(subjectsOf(loaded)),
  ];
}

const subjectsOf = (packs: readonly LoadedPack[]): Subject[] =>
  packs.flatMap(({ source, entries }) => entries.map((entry) => ({ ...entry, source })));

function repeatedPacks(packs: readonly LoadedPack[]): Mistake[] {
  const seen = new Map<string, string>();
  return packs.flatMap(({ name, source }) => {
    const other = seen.get(name);
    seen.set(name, other ?? source.file);
    return other === undefined ? [] : [source.at(['pack'], `the pack "${name}" is already in ${other}`, 'give it another name')];
  });
}

function repeatedIds(subjects: readonly Subject[]): Mistake[] {
  const seen = new Map<string, string>();
  return subjects.flatMap(({ source, raw, path }) => {
    const { id } = raw;
    if (typeof id !== 'string') return [];
    const at = [...path, 'id'];
    const other = seen.get(id);
    seen.set(id, other ?? source.place(at));
    return other === undefined
      ? []
      : [source.at(at, `the rule id "${id}" is already taken at ${other}`, 'an id names one rule in all packs')];
  });
}

interface SeenShape {
  readonly place: string;
  readonly validator: string | undefined;
  /** Where words are needed for it, and which. */
  readonly required: 'always' | 'bare' | 'never';
  readonly words: ReadonlySet<string>;
}

/** A shape that stands in an earlier rule of the same entity, with the same validator, found wherever this one would be, finds nothing new. */
function coveredShapes({ source, rule, path }: Subject, seen: Map<string, SeenShape[]>): Mistake[] {
  if (rule?.detector !== 'shape') return [];
  const { context, validator, entity } = rule;
  const required = context?.required ?? 'never';
  return rule.shapes.flatMap((shape, index) => {
    const key = `${entity}\n${normalized(shape) ?? shape}`;
    const at = [...path, 'shapes', index];
    const own: SeenShape = { place: source.place(at), validator, required, words: new Set(context?.words) };
    const others = seen.get(key) ?? [];
    seen.set(key, [...others, own]);
    const other = others.find((one) => one.validator === validator && isFoundWherever(own, one));
    return other === undefined ? [] : [unreachable(source, at, `this shape of ${entity} is already looked for`, other.place)];
  });
}

/** Whether the context of `other` lets through all that the context of `own` does. */
function isFoundWherever(own: SeenShape, other: SeenShape): boolean {
  if (other.required === 'never') return true;
  if (own.required === 'never' || (own.required === 'bare' && other.required === 'always')) return false;
  return [...own.words].every((word) => other.words.has(word));
}

/** Shapes written differently that mean the same are the same here. */
function normalized(shape: string): string | undefined {
  try {
    const elements = parseShape(shape);
    const joined: { kind: string; characters: string; min: number; max: number }[] = [];
    for (const { kind, characters, min, max } of elements) {
      const last = joined.at(-1);
      if (last?.kind === kind && last.characters === characters) [last.min, last.max] = [last.min + min, last.max + max];
      else joined.push({ kind, characters: [...new Set(characters)].sort().join(''), min, max });
    }
    return JSON.stringify(joined);
  } catch {
    return undefined;
  }
}

/** The same words, whatever their case, in an earlier rule that looks for the same behind them. */
function repeatedLiterals({ source, rule, path }: Subject, seen: Map<string, string>): Mistake[] {
  if (rule === undefined) return [];
  const key = literalsKey(rule);
  if (key === undefined) return [];
  const { name, words, meaning } = key;
  return words.flatMap((word, index) => {
    const at = [...path, name, index];
    const same = `${meaning}\n${rule.detector === 'secret' ? word : word.toLowerCase()}`;
    const other = seen.get(same);
    if (other !== undefined) return [unreachable(source, at, `"${word}" is already looked for`, other)];
    seen.set(same, source.place(at));
    return [];
  });
}

function literalsKey(rule: PlacedRule): { name: string; words: readonly string[]; meaning: string } | undefined {
  switch (rule.detector) {
    case 'literal':
      return { name: 'literals', words: rule.literals, meaning: 'literal' };
    case 'secret':
      return { name: 'literals', words: rule.literals, meaning: `secret ${rule.value}` };
    case 'field':
      return { name: 'words', words: rule.words, meaning: `field ${rule.value}` };
    case 'cvc':
    case 'pin':
    case 'expiry':
      return { name: 'words', words: rule.words, meaning: rule.detector };
    default:
      return undefined;
  }
}

const unreachable = (source: Source, at: Path, what: string, other: string): Mistake =>
  source.at(at, `can never match: ${what} at ${other}`, 'leave one of the two out');

const CARD_DETECTORS = ['pan', 'track', 'cvc', 'expiry'] as const;

/** The card rules work together: each of the four once, or none of them. */
function cardFamily(subjects: readonly Subject[]): Mistake[] {
  const members = CARD_DETECTORS.map((detector) => subjects.filter(({ raw }) => raw['detector'] === detector));
  const first = members.flat().at(0);
  if (first === undefined) return [];
  return CARD_DETECTORS.flatMap((detector, index) => {
    const [one, ...more] = members[index];
    if ((one as Subject | undefined) === undefined) return [first.source.at(first.path, `the card rules work together, and there is no rule with "detector: ${detector}"`, 'see rules/card/pack.yaml')]; // prettier-ignore
    return more.map(({ source, path }) => source.at([...path, 'detector'], `there is already a rule with "detector: ${detector}" at ${one.source.place(one.path)}`, 'add to that one')); // prettier-ignore
  });
}
