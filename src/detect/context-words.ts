/** Compiles the words that rules ask for near a value into one trie, as plain data that a file can hold: see context.ts for what it means. */
import { FILLER_WORDS, FOREIGN_LABELS, PAIR_NAMES } from './labels.js';
import { foldLetter, isUnspaced } from './letters.js';

/** What a rule asks of the words around a value. */
export interface ContextSpec {
  /** Whether words are needed: `always`, only for a value without separators (`bare`), or never. */
  readonly required: 'always' | 'bare' | 'never';
  readonly words: readonly string[];
  readonly excluding: readonly string[];
}

/** Roles of words that no rule owns: a label of some other kind of number, a word that may stand between label and value, a pair's name. */
export const ROLE_FOREIGN = 1;
export const ROLE_FILLER = 2;
export const ROLE_PAIR = 4;
/** Some rule's own word. */
export const ROLE_OWNED = 8;
/** Letters may follow the word. */
export const ROLE_GOES_ON = 16;

/** What stands in the trie for anything between two words of a phrase. */
export const JOINT = 0x20;
/** A phrase whose last word has this many letters may be the beginning of a compound or inflected: `personnummer` in personnumret. */
const GOES_ON_LETTERS = 5;

/** A trie and its words. Node 0 is the root, word 0 is none. */
export interface ContextData {
  /** By ASCII letter: the node of the words that begin with it, or 0. All other edges are in one hash table: see Edges. */
  readonly first: Uint32Array;
  readonly edges: Uint32Array;
  /** By node: the word that ends here, or 0. */
  readonly wordAt: Uint32Array;
  /** By word: its text as the rule has it, its ROLE_ bits. */
  readonly texts: readonly string[];
  readonly roles: Uint8Array;
  /** Bit sets of rules by word, so many 32-bit numbers each. */
  readonly width: number;
  readonly raising: Uint32Array;
  readonly lowering: Uint32Array;
}

/** `specs` by index of the rule; `foreign` are words that say, like the shared labels, that a number is something else. */
export function compileContext(specs: readonly ContextSpec[], foreign: readonly string[] = []): ContextData {
  const builder = new Builder(specs.length);
  for (const label of [...FOREIGN_LABELS, ...foreign]) builder.add(label, ROLE_FOREIGN);
  for (const label of FILLER_WORDS) builder.add(label, ROLE_FILLER);
  for (const label of PAIR_NAMES) builder.add(label, ROLE_PAIR);
  const raising = specs.map(({ words }) => words.map((word) => builder.add(word, ROLE_OWNED)));
  const lowering = specs.map(({ excluding }) => excluding.map((word) => builder.add(word, 0)));
  return builder.data(raising, lowering);
}

/** Edges of a trie in one hash table, grown as they come: node, letter, child and one unused, side by side because they are read together. */
class Edges {
  slots = new Uint32Array(1024 * 4);
  private mask = 1023;
  private count = 0;

  /** The node that `letter` leads to from `node`, or 0. */
  child(node: number, letter: number): number {
    const { slots, mask } = this;
    for (let slot = slotOf(node, letter) & mask; ; slot = (slot + 1) & mask) {
      const child = slots[slot * 4 + 2];
      if (child === 0 || (slots[slot * 4] === node && slots[slot * 4 + 1] === letter)) return child;
    }
  }

  put(node: number, letter: number, child: number): void {
    if (++this.count * 2 > this.mask) this.grow();
    let slot = slotOf(node, letter) & this.mask;
    while (this.slots[slot * 4 + 2] !== 0) slot = (slot + 1) & this.mask;
    this.slots[slot * 4] = node;
    this.slots[slot * 4 + 1] = letter;
    this.slots[slot * 4 + 2] = child;
  }

  private grow(): void {
    const { slots } = this;
    this.mask = this.mask * 2 + 1;
    this.slots = new Uint32Array(slots.length * 2);
    this.count = 1;
    for (let at = 0; at < slots.length; at += 4) if (slots[at + 2] !== 0) this.put(slots[at], slots[at + 1], slots[at + 2]);
  }
}

/** Where an edge is looked for first, before it is cut to the size of the table. */
export function slotOf(node: number, letter: number): number {
  const hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(letter, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}

class Builder {
  private readonly first = new Uint32Array(128);
  private readonly wordAt = [0];
  private readonly texts = [''];
  private readonly roles = [0];
  private readonly edges = new Edges();
  private readonly known = new Map<string, number>();
  private readonly width: number;

  constructor(rules: number) {
    this.width = (rules + 31) >> 5;
  }

  /** Adds a phrase in every style of writing; returns its word. */
  add(phrase: string, role: number): number {
    const word = this.known.get(phrase) ?? this.insertPhrase(phrase);
    this.known.set(phrase, word);
    this.roles[word] |= role;
    return word;
  }

  /** The data, with the rules that each word raises and lowers: words by rule. */
  data(raising: readonly (readonly number[])[], lowering: readonly (readonly number[])[]): ContextData {
    const { width, texts } = this;
    const sets = (words: readonly (readonly number[])[]): Uint32Array => {
      const bits = new Uint32Array(texts.length * width);
      words.forEach((all, rule) => { for (const word of all) bits[word * width + (rule >> 5)] |= 1 << (rule & 31); }); // prettier-ignore
      return bits;
    };
    return {
      first: this.first,
      edges: this.edges.slots,
      wordAt: Uint32Array.from(this.wordAt),
      texts,
      roles: Uint8Array.from(this.roles),
      width,
      raising: sets(raising),
      lowering: sets(lowering),
    };
  }

  private insertPhrase(phrase: string): number {
    const parts = wordsOf(phrase);
    let word = 0;
    for (const style of stylesOf(parts)) {
      const node = this.path(style);
      if (this.wordAt[node] === 0) {
        if (word === 0) {
          word = this.texts.push(phrase) - 1;
          const last = parts.at(-1) ?? [];
          this.roles.push(last.length >= GOES_ON_LETTERS || last.some(isUnspaced) ? ROLE_GOES_ON : 0);
        }
        this.wordAt[node] = word;
      }
      word = this.wordAt[node];
    }
    return word;
  }

  private path(letters: readonly number[]): number {
    let node = 0;
    for (const letter of letters) {
      const isFirst = node === 0 && letter < 128;
      let child = isFirst ? this.first[letter] : this.edges.child(node, letter);
      if (child === 0) {
        child = this.wordAt.push(0) - 1;
        if (isFirst) this.first[letter] = child;
        else this.edges.put(node, letter, child);
      }
      node = child;
    }
    return node;
  }
}

/** The words of a phrase, as folded letters and digits. */
function wordsOf(phrase: string): number[][] {
  const words: number[][] = [[]];
  for (const character of phrase.normalize('NFC')) {
    const letter = foldLetter(character.codePointAt(0) ?? 0);
    if (letter !== 0) words[words.length - 1].push(letter);
    else if (words[words.length - 1].length > 0) words.push([]);
  }
  return words.filter((word) => word.length > 0);
}

/** The phrase with its words apart and joined; phrases of up to three words in every mixture. */
function stylesOf(words: readonly (readonly number[])[]): number[][] {
  const gaps = words.length - 1;
  const styles: number[][] = [];
  for (let joints = 0; joints < 1 << gaps; joints++) {
    if (gaps > 2 && joints !== 0 && joints !== (1 << gaps) - 1) continue;
    styles.push(words.flatMap((word, i) => (i < gaps && (joints & (1 << i)) !== 0 ? [...word, JOINT] : [...word])));
  }
  return styles;
}
