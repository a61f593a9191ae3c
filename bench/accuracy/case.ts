/**
 * One test of the shipped rules: a document, and the places in it that must be found (or none). Documents are made from a seed, never
 * stored; a miss is named by generator, seed and index, so that it can be made again without a value ever being written down.
 */
import type { Format } from '../../src/engine/api.js';
import { Random } from '../corpus/random.js';

export type Group = 'pan' | 'ids' | 'lookalikes' | 'spoken' | 'contact' | 'clean' | 'chats';
export const GROUPS: readonly Group[] = ['pan', 'ids', 'contact', 'spoken', 'lookalikes', 'clean', 'chats'];

/** As in the table of hard forms; `info` is reported and never judged. */
export type Level = 'must' | 'should' | 'stretch' | 'info';

/** A text whose values stand between marks (private-use characters that no carrier escapes). */
export interface Draft {
  readonly text: string;
  readonly format: Format;
  /** Entities that are right in this document too, because its words do not tell them from the generator's. */
  readonly alsoRight?: readonly string[];
}

export interface Generator {
  /** Unique, such as `pan/separator/dot`. */
  readonly name: string;
  readonly group: Group;
  /** The line of the report it counts for: a category of hard forms, an entity, a class of look-alikes. */
  readonly category: string;
  readonly level: Level;
  /** Entities of which one must cover the marked places; `card.` stands for the whole family. */
  readonly entities: readonly string[];
  /** `present`: the marked value must be found. `absent`: the entities must not be found anywhere. */
  readonly kind: 'present' | 'absent';
  /** Whether letters of the value must be covered too, not only its digits. */
  readonly letters: boolean;
  /** Share of `per` that this generator draws; 1 unless many generators make one category. */
  readonly share?: number;
  make(random: Random): Draft;
}

export interface Target {
  readonly start: number;
  readonly end: number;
}

export interface Case {
  readonly text: string;
  readonly format: Format;
  readonly targets: readonly Target[];
  readonly alsoRight?: readonly string[];
}

const OPEN = '\ue000';
const CLOSE = '\ue001';

/** Marks a value that must be found. A document may have several; each must be covered. */
export const mark = (value: string): string => `${OPEN}${value}${CLOSE}`;
export const unmark = (text: string): string => text.replace(/[\ue000\ue001]/g, '');

export const plain = (text: string): Draft => ({ text, format: 'auto' });

/** FNV-1a over the parts: the same case for the same seed, name and index, whatever else runs. */
export function seedOf(seed: number, name: string, index: number): number {
  let hash = 0x811c9dc5;
  for (const char of `${seed}/${name}/${index}`) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

export function makeCase(generator: Generator, seed: number, index: number): Case {
  const { text: marked, format, alsoRight = [] } = generator.make(new Random(seedOf(seed, generator.name, index)));
  const targets: Target[] = [];
  let text = '';
  let start = 0;
  for (const piece of marked.split(/([\ue000\ue001])/)) {
    if (piece === OPEN) start = text.length;
    else if (piece === CLOSE) targets.push({ start, end: text.length });
    else text += piece;
  }
  return { text, format, targets, alsoRight };
}

/** The document with every digit as 9 and every letter of a marked value as X: shows a case without its values. */
export function shapeOf({ text, targets }: Case): string {
  const inside = (at: number): boolean => targets.some(({ start, end }) => at >= start && at < end);
  let shape = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
    if (char.length === 2) at += 1;
    if (/\p{N}/u.test(char))
      shape += char.length === 2 || char > '\u007f' ? `<U+${(char.codePointAt(0) ?? 0).toString(16).slice(0, -1)}9>` : '9';
    else if (inside(at) && /[A-Za-z]/.test(char) && !/&[a-zA-Z#]*$/.test(text.slice(Math.max(0, at - 6), at))) shape += 'X';
    else if (/[\p{Cf}\p{Cc}\p{Zs}]/u.test(char) && char !== ' ' && char !== '\n') shape += `<U+${(char.codePointAt(0) ?? 0).toString(16)}>`;
    else shape += char;
  }
  return shape;
}
