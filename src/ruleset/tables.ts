/** Rules become the kernel's tables: digit windows, tokens, and the words that announce, surround or spell values. */
import type { BrandTable } from '../detect/card/brands.js';
import { foldLetter } from '../detect/letters.js';
import { needsWords } from '../detect/shape/rule.js';
import { templatesOf } from '../detect/shape/template.js';
import {
  anchorOf,
  FAMILY_CARD,
  FAMILY_PHONE,
  type KernelImage,
  type KernelShape,
  type KernelTables,
  type KernelToken,
  type KernelWord,
} from '../kernel/kernel.js';
import { familiesOf } from './families.js';
import type { PlacedRule } from './rule.js';
import { skeletonsOf } from './skeleton.js';
import { isAscii, spellings, wordForms } from './spellings.js';

/** A word that opens a region behind it; its place in the list is its number. */
export interface Literal {
  /** UTF-8, ASCII letters in lower case unless `exact`. */
  readonly bytes: Uint8Array;
  readonly whole: boolean;
  readonly exact?: boolean;
}

export interface TableSources {
  readonly rules: readonly PlacedRule[];
  readonly brands: BrandTable;
  readonly literals: readonly Literal[];
  /** Words for digits and numbers, lower case. */
  readonly numberWords: () => readonly string[];
  /** Two-letter codes of countries with IBANs. */
  readonly ibanCountries: readonly string[];
}

const CARD = 1n << BigInt(FAMILY_CARD);
const PHONE = 1n << BigInt(FAMILY_PHONE);
/** A word of a phrase that stands for it must be as long, or it says too little. */
const ANCHOR_LETTERS_MIN = 3;
/** Shorter words must be whole; longer ones may be the beginning of a compound. */
const PREFIX_LETTERS_MIN = 6;
const KEY_BYTES_MAX = 24;
/** Words that are looked for without their accents as well. */
const PLAIN_LETTERS_MIN = 4;
/** Words on every CRM's pages: a phrase is not looked for by one of these alone. */
const EVERYDAY: ReadonlySet<string> = new Set(
  ('account accounts activity address bank birth business card cards carta carte cartes case citizen civil client code codes codice codigo código company ' +
   'contact country credit customer data date documento document employee employer fax federal file for general government health holder home ' +
   'identification identité identity info insurance key kort member mobile name national nationale new nomor number numbers numer numero número numéro ' +
   'nummer official old order patient person personal phone policy portal private public record ref reference registered registration registry ' +
   'security service services social state system tax telephone the time type unique user value work your from').split(' '),
); // prettier-ignore

/** All that the kernel needs to know of rules. */
export const kernelTables = (sources: TableSources): KernelTables => ({ ...plainTables(sources), ...listsOf(sources) });

type Lists = Pick<KernelTables, 'shapes' | 'tokens' | 'words'>;

/** The same with lists that were written into an image before: they are made again only when somebody asks for them. */
export function preparedTables(sources: TableSources, image: KernelImage): KernelTables {
  let lists: Lists | undefined;
  const made = (): Lists => (lists ??= listsOf(sources));
  return {
    ...plainTables(sources),
    image,
    get shapes() {
      return made().shapes;
    },
    get tokens() {
      return made().tokens;
    },
    get words() {
      return made().words;
    },
  };
}

function plainTables({ rules, brands, ibanCountries }: TableSources): Omit<KernelTables, keyof Lists> {
  const has = (wanted: PlacedRule['detector']): boolean => rules.some(({ detector }) => detector === wanted);
  return {
    lengthsLuhn: brands.lengthsLuhn,
    lengthsAny: brands.lengthsAny,
    phones: has('phone'),
    lookAlikes: familiesOf(rules).lookAlikes,
    ibanCountries: has('iban') ? ibanCountries : [],
    addresses: has('email'),
  };
}

function listsOf({ rules, literals, numberWords }: TableSources): Lists {
  const contexts = new ContextWords();
  const shapes: KernelShape[] = [];
  const tokens: KernelToken[] = [];
  const { byRule } = familiesOf(rules);
  for (const rule of rules) {
    if (rule.detector === 'pan') contexts.add(rule.context, CARD);
    if (rule.detector === 'phone') contexts.add(rule.context?.words ?? [], PHONE);
    if (rule.detector !== 'shape') continue;
    const family = 1n << BigInt(byRule.get(rule.id) ?? 0);
    contexts.add(rule.context?.words ?? [], family);
    for (const template of rule.shapes.flatMap(templatesOf)) {
      const found = skeletonsOf(template, family, needsWords(template, rule.context?.required ?? 'never'));
      shapes.push(...found.shapes);
      tokens.push(...found.tokens);
    }
  }
  return {
    shapes,
    tokens,
    words: [...literals.map(literalWord), ...contexts.words(), ...numberWords().flatMap(numberWord)],
  };
}

function literalWord({ bytes, whole, exact = false }: Literal, number: number): KernelWord {
  return { bytes, whole, exact, use: { kind: 'literal', number } };
}

function numberWord(word: string): KernelWord[] {
  const findable = spellings(word).filter((bytes) => anchorOf(bytes) !== undefined);
  return findable.map((bytes) => ({ bytes, whole: true, use: { kind: 'number' } }));
}

/** The words of all contexts: of a phrase its most telling word, and the phrase in one word as keys have it. */
class ContextWords {
  private readonly masks = new Map<string, { bytes: Uint8Array; whole: boolean; families: bigint }>();

  add(phrases: readonly string[], families: bigint): void {
    for (const phrase of phrases) {
      const parts = phrase.split(/[\s_'’-]+/).filter((part) => part !== '');
      const telling = parts.filter((part) => part.length >= ANCHOR_LETTERS_MIN && !EVERYDAY.has(part.toLowerCase()));
      if (parts.length > 1) this.addWord(parts.join(''), families);
      if (telling.length > 0) this.addWord(longest(telling), families);
      else this.addWord(parts.join(' '), families); // everyday or short words are looked for all together
    }
  }

  words(): KernelWord[] {
    return [...this.masks.values()].map(({ bytes, whole, families }) => ({ bytes, whole, use: { kind: 'context', families } }));
  }

  private addWord(word: string, families: bigint): void {
    const inner = longestAsciiRun(word);
    const isPart = !isAscii(word) && inner.length >= ANCHOR_LETTERS_MIN;
    if (isPart) this.addBytes(Buffer.from(beginning(inner.toLowerCase())), families); // what is left of it behind an escape
    const plain = isAscii(word) ? word : withoutAccents(word);
    // Without its accents a short word is another: thẻ is a card, "the" is everywhere.
    for (const text of plain.length < PLAIN_LETTERS_MIN ? [word] : new Set([word, plain])) {
      for (const bytes of wordForms(beginning(text))) this.addBytes(bytes, families);
    }
  }

  private addBytes(bytes: Uint8Array, families: bigint): void {
    if (anchorOf(bytes) === undefined) return; // single letters: c-f
    const whole = bytes.length < PREFIX_LETTERS_MIN && bytes.every((byte) => byte < 0x80);
    const key = Buffer.from(bytes).toString('latin1');
    const known = this.masks.get(key);
    this.masks.set(key, { bytes, whole, families: (known?.families ?? 0n) | families });
  }
}

/** As much of a long word as the kernel takes, in UTF-8 and most of it escaped as well. */
function beginning(word: string): string {
  let text = word;
  while (Buffer.byteLength(text) > KEY_BYTES_MAX) text = text.slice(0, -1);
  return text;
}

/** As keys and hurried people write it; capitals of Greek have no accents either. */
function withoutAccents(word: string): string {
  return Array.from(word, (character) => String.fromCodePoint(foldLetter(character.codePointAt(0) ?? 0) || (character.codePointAt(0) ?? 0))).join(''); // prettier-ignore
}

function longestAsciiRun(word: string): string {
  return longest(word.match(/[a-z]+/gi) ?? []);
}

function longest(words: readonly string[]): string {
  return words.reduce((best, word) => (word.length > best.length ? word : best), '');
}
