/**
 * The words that rules ask for near a value, all rules' words in one trie. A phrase is written with natural spaces and matches every style of
 * key: `social security number` also as socialSecurityNumber, social_security_number, socialsecuritynumber. Letter case and the accents of
 * Latin letters are folded; scripts without spaces match anywhere.
 */
import { ROLE_GOES_ON, slotOf, type ContextData } from './context-words.js';

export {
  compileContext, JOINT, ROLE_FILLER, ROLE_FOREIGN, ROLE_OWNED, ROLE_PAIR, type ContextData, type ContextSpec,
} from './context-words.js'; // prettier-ignore

/** Letters of Latin words by which their paths in the trie are begun: five bits each. */
const pairOf = (a: number, b: number): number => ((a & 31) << 5) | (b & 31);
const tripleOf = (a: number, b: number, c: number): number => (pairOf(a, b) << 5) | (c & 31);
const LETTER_MIN = 0x61;
const LETTER_MAX = 0x7a;

export class ContextIndex {
  /** Nodes by the first three letters of Latin words: few words of a text get further. */
  private readonly triples = new Int32Array(1 << 15);
  /** The words of two letters, and whether three letters lead to a node, a bit each: tables so small that they stay in a cache. */
  private readonly pairWords = new Int32Array(1 << 10);
  private readonly begun = new Uint8Array(1 << 12);
  private readonly mask: number;
  private readonly edges: Uint32Array;
  private readonly first: Uint32Array;
  private readonly wordAt: Uint32Array;
  private readonly texts: readonly string[];
  private readonly roles: Uint8Array;
  private readonly width: number;
  private readonly raising: Uint32Array;
  private readonly lowering: Uint32Array;

  constructor(data: ContextData) {
    ({ first: this.first, edges: this.edges, wordAt: this.wordAt, texts: this.texts, roles: this.roles } = data);
    ({ width: this.width, raising: this.raising, lowering: this.lowering } = data);
    this.mask = data.edges.length / 4 - 1;
    for (let a = LETTER_MIN; a <= LETTER_MAX; a++) {
      const first = this.child(0, a);
      for (let b = LETTER_MIN; b <= LETTER_MAX && first !== 0; b++) {
        const second = this.child(first, b);
        if (second === 0) continue;
        this.pairWords[pairOf(a, b)] = this.wordAt[second];
        for (let c = LETTER_MIN; c <= LETTER_MAX; c++) this.begin(tripleOf(a, b, c), this.child(second, c));
      }
    }
  }

  private begin(triple: number, node: number): void {
    this.triples[triple] = node;
    if (node !== 0) this.begun[triple >> 3] |= 1 << (triple & 7);
  }

  /** The word of two Latin letters, or 0. */
  pair(a: number, b: number): number {
    return this.pairWords[pairOf(a, b)];
  }

  /** The node behind three Latin letters, or 0. */
  triple(a: number, b: number, c: number): number {
    const triple = tripleOf(a, b, c);
    return (this.begun[triple >> 3] & (1 << (triple & 7))) === 0 ? 0 : this.triples[triple];
  }

  /** The node that `letter` leads to from `node`, or 0. The root is 0. */
  child(node: number, letter: number): number {
    if (node === 0 && letter < 128) return this.first[letter];
    const { edges, mask } = this;
    for (let slot = slotOf(node, letter) & mask; ; slot = (slot + 1) & mask) {
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
    return this.hasRole(word, ROLE_GOES_ON);
  }

  raises(word: number, rule: number): boolean {
    return (this.raising[word * this.width + (rule >> 5)] & (1 << (rule & 31))) !== 0;
  }

  lowers(word: number, rule: number): boolean {
    return (this.lowering[word * this.width + (rule >> 5)] & (1 << (rule & 31))) !== 0;
  }
}
