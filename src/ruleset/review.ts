/**
 * What a schema cannot see: names that do not exist, shapes and expressions that cannot be read or would be slow, actions that the card
 * standard forbids. It looks at rules as they stand in the file, so that a rule tells all its mistakes at once.
 */
import { compileAnchored, compilePattern, PatternError } from '../detect/pattern/pattern.js';
import { parseShape, type ShapeElement } from '../detect/shape/notation.js';
import { templatesOf } from '../detect/shape/template.js';
import { VALIDATORS } from '../detect/validators/index.js';
import { anchorOf } from '../kernel/kernel.js';
import { ACTIONS_SUPPORTED } from './actions.js';
import type { Mistake } from '../base/mistake.js';
import { reviewPaths } from './review-paths.js';
import { didYouMean } from '../base/nearest.js';
import type { LoadedPack, RuleEntry } from './pack.js';
import type { Path, Source } from './source.js';
import { spellings } from './spellings.js';
import { reviewTogether } from './together.js';

/** Everything that is wrong with packs beyond their form. Only those that are loaded can be in each other's way. */
export function review(packs: readonly LoadedPack[], loaded: readonly LoadedPack[]): Mistake[] {
  const each = packs.flatMap(({ source, entries }) => entries.flatMap((entry) => reviewRule(source, entry)));
  return [...each, ...reviewTogether(packs, loaded)];
}

type Raw = RuleEntry['raw'];

function reviewRule(source: Source, { raw, path }: RuleEntry): Mistake[] {
  return [
    ...reviewAction(source, raw, path),
    ...reviewClass(source, raw, path),
    ...reviewValidator(source, raw, path),
    ...reviewShapes(source, raw, path),
    ...reviewPatterns(source, raw, path),
    ...reviewWords(source, raw, path),
    ...reviewPaths(source, raw, path),
    ...reviewContext(source, raw, path),
    ...reviewScore(source, raw, path),
  ];
}

const texts = (value: unknown): [string, number][] =>
  Array.isArray(value) ? value.flatMap((text: unknown, index) => (typeof text === 'string' ? [[text, index]] : [])) : [];

function reviewValidator(source: Source, { validator }: Raw, path: Path): Mistake[] {
  if (typeof validator !== 'string' || Object.hasOwn(VALIDATORS, validator)) return [];
  const suggestion = didYouMean(validator, Object.keys(VALIDATORS)) ?? 'see docs/rules.md for the validators there are';
  return [source.at([...path, 'validator'], `there is no validator "${validator}"`, suggestion)];
}

/** What would leave sensitive authentication data readable, or something of it stored. */
const NOT_FOR_SAD: ReadonlySet<unknown> = new Set(['allow', 'observe', 'alias', 'hash', 'truncate']);
const SAD_ENTITIES: ReadonlySet<unknown> = new Set(['card.cvc', 'card.track', 'card.pin']);
const SUPPORTED: readonly string[] = ACTIONS_SUPPORTED;

function reviewAction(source: Source, { action, class: kind }: Raw, path: Path): Mistake[] {
  if (typeof action !== 'string') return [];
  const at = [...path, 'action'];
  if (kind === 'sad' && NOT_FOR_SAD.has(action)) {
    return [source.at(at, `sensitive authentication data may not be kept in any form (PCI DSS 4.0.1, 3.3.1), and "${action}" keeps it`, 'leave the action out, or write mask')]; // prettier-ignore
  }
  if (kind === 'look-alike' && action !== 'allow') return [source.at(at, 'a look-alike is never reported, it only competes with findings', 'leave the action out, or choose another class')]; // prettier-ignore
  if (KNOWN_ACTIONS.has(action) && !SUPPORTED.includes(action)) return [source.at(at, `the action "${action}" is not carried out yet`, `one of ${SUPPORTED.join(', ')}`)]; // prettier-ignore
  return [];
}

const KNOWN_ACTIONS: ReadonlySet<string> = new Set(['truncate', 'alias', 'hash', 'remove', 'block']);

function reviewClass(source: Source, { entity, class: kind }: Raw, path: Path): Mistake[] {
  if (!SAD_ENTITIES.has(entity) || kind === 'sad') return [];
  return [source.at([...path, 'class'], `${String(entity)} is sensitive authentication data (PCI DSS 4.0.1, 3.3.1)`, 'write class: sad')];
}

function reviewShapes(source: Source, raw: Raw, path: Path): Mistake[] {
  if (raw['detector'] !== 'shape') return [];
  return texts(raw['shapes']).flatMap(([shape, index]) => {
    const at = [...path, 'shapes', index];
    try {
      templatesOf(shape);
      const elements = parseShape(shape);
      if (elements.some(mayBeDigit)) return [];
      return [source.at(at, 'a shape without a digit is never looked at', 'use detector: literal or regex for words')];
    } catch (error) {
      const message = error instanceof Error ? error.message : '';
      const character = /character (\d+)/.exec(message);
      return [source.atCharacter(at, character === null ? 0 : Number(character[1]) - 1, message)];
    }
  });
}

const mayBeDigit = ({ kind, characters, max }: ShapeElement): boolean =>
  max > 0 && (['digit', 'month', 'day', 'alphanumeric'].includes(kind) || (kind === 'set' && /[0-9]/.test(characters)));

function reviewPatterns(source: Source, raw: Raw, path: Path): Mistake[] {
  const [key, compile] = raw['detector'] === 'regex' ? ['pattern', compileAnchored] : ['value', compilePattern];
  const pattern = raw[key];
  if (typeof pattern !== 'string') return [];
  try {
    compile(pattern);
    return [];
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    const at = [...path, key];
    return [
      error.isWhole ? source.at(at, error.message, error.suggestion) : source.atCharacter(at, error.index, error.message, error.suggestion),
    ];
  }
}

/** The words of each detector that the scan looks for; those of a secret are looked for as they are written. */
const WORDS_OF: Readonly<Record<string, string>> = {
  pan: 'context',
  cvc: 'words',
  pin: 'words',
  expiry: 'words',
  field: 'words',
  literal: 'literals',
  secret: 'literals',
};

/** The scan finds a word by two letters in it that stand together; without them it would have to look at every byte. */
function reviewWords(source: Source, raw: Raw, path: Path): Mistake[] {
  const detector = String(raw['detector']);
  if (!Object.hasOwn(WORDS_OF, detector)) return [];
  const key = WORDS_OF[detector];
  return texts(raw[key]).flatMap(([word, index]) => {
    const written = detector === 'secret' ? [Buffer.from(word)] : spellings(word);
    if (written.every((bytes) => anchorOf(bytes) !== undefined)) return [];
    return [source.at([...path, key, index], `"${word}" has no word of two letters, by which the scan could find it`, 'write more of what stands there, or use detector: shape for digits and regex for signs')]; // prettier-ignore
  });
}

function reviewContext(source: Source, { context }: Raw, path: Path): Mistake[] {
  if (typeof context !== 'object' || context === null) return [];
  const { required, words, excluding } = context as Raw;
  const at = [...path, 'context'];
  const known = new Set(texts(words).map(([word]) => fold(word)));
  const mistakes: Mistake[] = [];
  if ((required === 'always' || required === 'bare') && known.size === 0) {
    mistakes.push(source.at([...at, 'required'], 'can never match: words are required and there are none', 'list them as words: [ … ]'));
  }
  for (const [word, index] of texts(excluding)) {
    if (known.has(fold(word))) mistakes.push(source.at([...at, 'excluding', index], `"${word}" both raises and lowers the score`, 'keep it in one of the two lists')); // prettier-ignore
  }
  return mistakes;
}

/** Words are found whatever their case and whatever joins their parts. */
const fold = (word: string): string => word.toLowerCase().replace(/[\s_-]+/g, '');

/** A finding below it is none. */
const SCORE_THRESHOLD = 50;

function reviewScore(source: Source, { score, context }: Raw, path: Path): Mistake[] {
  if (typeof score !== 'number' || score >= SCORE_THRESHOLD || score < 1) return [];
  if (texts((context as Raw | undefined)?.['words']).length > 0) return [];
  return [source.at([...path, 'score'], `can never match: the score ${score} stays below ${SCORE_THRESHOLD}`, `at least ${SCORE_THRESHOLD}, or context words that raise it`)]; // prettier-ignore
}
