/**
 * The words that rules ask for near a value, all rules' words in one trie. A phrase is written with natural spaces and matches every style of
 * key: `social security number` also as socialSecurityNumber, social_security_number, socialsecuritynumber. Letter case and the accents of
 * Latin letters are folded; scripts without spaces match anywhere.
 */
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

/** What stands in the trie for anything between two words of a phrase. */
export const JOINT = 0x20;
/** A phrase whose last word has this many letters may be the beginning of a compound or inflected: `personnummer` in personnumret. */
const GOES_ON_LETTERS = 5;

export class ContextIndex {
  private mask = 0xffff;
  /** Slots of the trie's edges: node, letter, child, and one unused, side by side because they are read together. */
  private edges = new Int32Array((this.mask + 1) * 4);
  private nodes = 1;
  /** By ASCII letter: the node of the words that begin with it, or 0. */
  private readonly first = new Int32Array(128);
  /** Word that ends at a node, or 0. */
  private readonly wordAt: number[] = [0];
  /** By word: its text as the rule has it, its roles, and whether letters may follow it. */
  private readonly texts: string[] = [''];
  private readonly roles: number[] = [0];
  private readonly mayGoOn: boolean[] = [false];
  private readonly width: number;
  /** Bit sets of rules by word. */
  private readonly raising: Uint32Array;
  private readonly lowering: Uint32Array;

  /** `specs` by index of the rule; `foreign` are words that say, like the shared labels, that a number is something else. */
  constructor(specs: readonly ContextSpec[], foreign: readonly string[] = []) {
    const count = specs.reduce((sum, { words, excluding }) => sum + words.length + excluding.length, 1);
    const shared = foreign.length + FOREIGN_LABELS.length + FILLER_WORDS.length + PAIR_NAMES.length;
    this.width = (specs.length + 31) >> 5;
    this.raising = new Uint32Array((count + shared) * this.width);
    this.lowering = new Uint32Array((count + shared) * this.width);
    for (const label of [...FOREIGN_LABELS, ...foreign]) this.add(label, ROLE_FOREIGN);
    for (const label of FILLER_WORDS) this.add(label, ROLE_FILLER);
    for (const label of PAIR_NAMES) this.add(label, ROLE_PAIR);
    specs.forEach((spec, rule) => {
      for (const word of spec.words) this.own(this.raising, this.add(word, ROLE_OWNED), rule);
      for (const word of spec.excluding) this.own(this.lowering, this.add(word, 0), rule);
    });
  }

  /** Whether a word begins with this letter; for what is not Latin, whether one may. */
  begins(letter: number): boolean {
    return letter >= 128 || this.first[letter] !== 0;
  }

  /** The node that `letter` leads to from `node`, or 0. The root is 0. */
  child(node: number, letter: number): number {
    if (node === 0 && letter < 128) return this.first[letter];
    const { edges } = this;
    for (let slot = this.slot(node, letter); ; slot = (slot + 1) & this.mask) {
      const child = edges[slot * 4 + 2];
      if (child === 0 || (edges[slot * 4] === node && edges[slot * 4 + 1] === letter)) return child;
    }
  }

  /** The word that ends at a node, or 0. */
  word(node: number): number {
    return this.wordAt[node];
  }

  text(word: number): string {
    return this.texts[word];
  }

  hasRole(word: number, role: number): boolean {
    return (this.roles[word] & role) !== 0;
  }

  goesOn(word: number): boolean {
    return this.mayGoOn[word];
  }

  raises(word: number, rule: number): boolean {
    return (this.raising[word * this.width + (rule >> 5)] & (1 << (rule & 31))) !== 0;
  }

  lowers(word: number, rule: number): boolean {
    return (this.lowering[word * this.width + (rule >> 5)] & (1 << (rule & 31))) !== 0;
  }

  /** One bit a rule, for `addRaised`. */
  emptySet(): Uint32Array {
    return new Uint32Array(this.width);
  }

  /** Adds the rules that a word raises. */
  addRaised(word: number, rules: Uint32Array): void {
    for (let i = 0; i < this.width; i++) rules[i] |= this.raising[word * this.width + i];
  }

  private own(bits: Uint32Array, word: number, rule: number): void {
    bits[word * this.width + (rule >> 5)] |= 1 << (rule & 31);
  }

  /** Adds a phrase in every style of writing; returns its word. */
  private add(phrase: string, role: number): number {
    const parts = wordsOf(phrase);
    let word = 0;
    for (const style of stylesOf(parts)) {
      const node = this.path(style);
      if (this.wordAt[node] === 0) {
        if (word === 0) {
          word = this.texts.push(phrase) - 1;
          const last = parts.at(-1) ?? [];
          this.roles.push(0);
          this.mayGoOn.push(last.length >= GOES_ON_LETTERS || last.some(isUnspaced));
        }
        this.wordAt[node] = word;
      }
      word = this.wordAt[node];
    }
    this.roles[word] |= role;
    return word;
  }

  private path(letters: readonly number[]): number {
    let node = 0;
    for (const letter of letters) {
      const child = this.child(node, letter);
      node = child === 0 ? this.insert(node, letter) : child;
    }
    return node;
  }

  private insert(node: number, letter: number): number {
    if (this.nodes * 2 > this.mask) this.grow();
    this.wordAt.push(0);
    if (node === 0 && letter < 128) this.first[letter] = this.nodes;
    else this.put(node, letter, this.nodes);
    return this.nodes++;
  }

  private put(node: number, letter: number, child: number): void {
    let slot = this.slot(node, letter);
    while (this.edges[slot * 4 + 2] !== 0) slot = (slot + 1) & this.mask;
    this.edges[slot * 4] = node;
    this.edges[slot * 4 + 1] = letter;
    this.edges[slot * 4 + 2] = child;
  }

  private grow(): void {
    const { edges } = this;
    this.mask = this.mask * 2 + 1;
    this.edges = new Int32Array((this.mask + 1) * 4);
    for (let at = 0; at < edges.length; at += 4) if (edges[at + 2] !== 0) this.put(edges[at], edges[at + 1], edges[at + 2]);
  }

  private slot(node: number, letter: number): number {
    const hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(letter, 0x85ebca6b);
    return (hash ^ (hash >>> 15)) & this.mask;
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
