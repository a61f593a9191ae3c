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
const LETTER_MIN = 0x61;
const LETTER_MAX = 0x7a;

export class ContextIndex {
  /** Nodes by the first two and the first three letters of Latin words: few words of a text get further. */
  private readonly pairs = new Int32Array(1 << 10);
  private readonly triples = new Int32Array(1 << 15);
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
        const second = (this.pairs[pairOf(a, b)] = this.child(first, b));
        for (let c = LETTER_MIN; c <= LETTER_MAX && second !== 0; c++) this.triples[(pairOf(a, b) << 5) | (c & 31)] = this.child(second, c);
      }
    }
  }

  /** The nodes behind two and three Latin letters, or 0. */
  pair(a: number, b: number): number {
    return this.pairs[pairOf(a, b)];
  }

  triple(a: number, b: number, c: number): number {
    return this.triples[(pairOf(a, b) << 5) | (c & 31)];
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
