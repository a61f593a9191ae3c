/** Which names of columns say what their values are: those in which a word of some rule stands. */
import type { Ruleset } from '../ruleset/compile.js';

/** Words so short must be a word of the name. */
const WHOLE_CHARACTERS = 4;

const known = new WeakMap<Ruleset, (name: string) => boolean>();

/** The test for a ruleset, made when it is first asked for. */
export function namedBy(ruleset: Ruleset): (name: string) => boolean {
  const made = known.get(ruleset) ?? compileNames(ruleset);
  known.set(ruleset, made);
  return made;
}

function compileNames(ruleset: Ruleset): (name: string) => boolean {
  const words = [...new Set(ruleset.rules.filter((rule) => rule.class !== 'look-alike').flatMap(wordsOf).map(joined))].filter((word) => word.length > 1); // prettier-ignore
  const whole = new Set(words.filter((word) => word.length <= WHOLE_CHARACTERS));
  const parts = words.filter((word) => word.length > WHOLE_CHARACTERS);
  return (name) => {
    const text = joined(name);
    return name.split(HUMPS).some((word) => whole.has(joined(word))) || whole.has(text) || parts.some((part) => text.includes(part));
  };
}

/** Between the words of a name: what is no letter or digit, and the humps of camel case. */
const HUMPS = /[^\p{L}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})/u;

const joined = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

function wordsOf(rule: Ruleset['rules'][number]): readonly string[] {
  const { context, words } = rule as { context?: readonly string[] | { readonly words: readonly string[] }; words?: readonly string[] };
  const near = context === undefined ? [] : 'words' in context ? context.words : context;
  return [...near, ...(words ?? [])];
}
