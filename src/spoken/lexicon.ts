/** All number words and fillers of the chosen languages in one table, looked up by the hash of a folded word. */
import { foldedLetters, foldedSpellings, hashWord, spellings } from './fold.js';
import { Heads } from './heads.js';
import { DEFAULT_LANGUAGES, LANGUAGES } from './languages/index.js';
import { entries, words, type Language } from './languages/language.js';

/** What a word does in a number. */
export const UNIT = 1;
export const TEEN = 2;
export const TENS = 3;
/** 21 to 99 in one word. */
export const COMPOUND = 4;
/** 100, 200 … 900 in one word. */
export const HUNDREDS = 5;
export const TIMES_HUNDRED = 6;
export const TIMES_THOUSAND = 7;
export const REPEATER = 8;
export const PLURAL = 9;
export const HOMOPHONE = 10;
export const JOINER = 11;
export const FILLER = 12;
/** Not a word: digits. */
export const NUMERAL = 13;

export interface Meaning {
  readonly kind: number;
  readonly value: number;
  /** One bit a language. */
  languages: number;
}

/** A word with all it can mean in the chosen languages. */
export interface Word {
  /** As they are compared: see fold.ts. */
  readonly letters: string;
  readonly meanings: Meaning[];
  /** Most digits it can stand for. */
  width: number;
  /** Nothing but a filler in any language. */
  isFiller: boolean;
  isJoiner: boolean;
  /** Stands all over ordinary text too. */
  isEveryday: boolean;
  /** Languages in which it is a number. */
  languages: number;
  /** Those in which it is a filler, or joins numbers. */
  fillerLanguages: number;
}

/** Digits that a word of each kind can stand for, at most. */
const WIDTHS: Readonly<Record<number, number>> = { [UNIT]: 1, [TEEN]: 2, [TENS]: 2, [COMPOUND]: 2, [HUNDREDS]: 3, [TIMES_HUNDRED]: 3, [TIMES_THOUSAND]: 4, [REPEATER]: 6, [PLURAL]: 8, [HOMOPHONE]: 1 }; // prettier-ignore

type Add = (word: string, kind: number, value: number) => void;

export class Lexicon {
  readonly words: Word[] = [];
  /** Languages whose tens and units, or teens, combine in their own way: one bit each. */
  readonly inverted: number;
  readonly tensFirst: number;
  readonly vigesimal: number;
  readonly splitTeens: number;
  /** How the words begin. */
  readonly heads = new Heads();
  private readonly hashes: Int32Array;
  /** Index into `words` plus one; 0 where the slot is empty. */
  private readonly slots: Uint16Array;
  private readonly mask: number;

  constructor(codes: readonly string[] = DEFAULT_LANGUAGES) {
    const languages = languagesOf(codes);
    const bits = (is: (language: Language) => boolean | undefined): number =>
      languages.reduce((sum, language, bit) => sum | (is(language) === true ? 1 << bit : 0), 0);
    this.inverted = bits(({ inverted }) => inverted !== undefined);
    this.tensFirst = bits(({ inverted }) => inverted !== 'always');
    this.vigesimal = bits(({ isVigesimal }) => isVigesimal);
    this.splitTeens = bits(({ areTeensSplit }) => areTeensSplit);
    const byHash = new Map<number, Word>();
    languages.forEach((language, bit) => {
      addLanguage(language, (word, kind, value) => {
        for (const spelling of foldedSpellings(word)) {
          this.heads.add(spelling);
          addMeaning(byHash, spelling, { kind, value, languages: 1 << bit });
        }
      });
    });
    for (const { everyday } of languages)
      for (const word of words(everyday)) for (const spelling of foldedSpellings(word)) markEveryday(byHash, hashWord(spelling));
    const size = 2 ** Math.ceil(Math.log2(byHash.size * 3 + 1));
    this.mask = size - 1;
    this.hashes = new Int32Array(size);
    this.slots = new Uint16Array(size);
    for (const [hash, word] of byHash) this.insert(hash, word);
  }

  /** Index of the word with this hash, or -1. */
  find(hash: number): number {
    for (let slot = hash & this.mask; this.slots[slot] !== 0; slot = (slot + 1) & this.mask) {
      if (this.hashes[slot] === hash) return this.slots[slot] - 1;
    }
    return -1;
  }

  private insert(hash: number, word: Word): void {
    let slot = hash & this.mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & this.mask;
    this.hashes[slot] = hash;
    this.slots[slot] = this.words.push(word);
  }
}

/** Whether a word is a number wherever it stands, or may begin one. */
export const isFirm = ({ languages, isEveryday }: Word): boolean => languages !== 0 && !isEveryday;

/** Whether a word is a number only beside others: it stands all over ordinary text. */
export const isSoft = ({ languages, isEveryday }: Word): boolean => languages !== 0 && isEveryday;

function addMeaning(byHash: Map<number, Word>, spelling: string, meaning: Meaning): void {
  const hash = hashWord(spelling);
  const word = byHash.get(hash) ?? newWord(foldedLetters(spelling));
  byHash.set(hash, word);
  const isNumber = meaning.kind < HOMOPHONE;
  if (isNumber) word.languages |= meaning.languages;
  if (meaning.kind <= HOMOPHONE) word.isFiller = false;
  if (meaning.kind >= JOINER) word.fillerLanguages |= meaning.languages;
  if (meaning.kind === JOINER) word.isJoiner = true;
  word.width = Math.max(word.width, WIDTHS[meaning.kind] ?? 0);
  const known = word.meanings.find(({ kind, value }) => kind === meaning.kind && value === meaning.value);
  if (known === undefined) word.meanings.push(meaning);
  else known.languages |= meaning.languages;
}

const newWord = (letters: string): Word => ({
  letters,
  meanings: [],
  width: 0,
  isFiller: true,
  isJoiner: false,
  isEveryday: false,
  languages: 0,
  fillerLanguages: 0,
});

function markEveryday(byHash: Map<number, Word>, hash: number): void {
  const word = byHash.get(hash);
  if (word !== undefined) word.isEveryday = true;
}

function languagesOf(codes: readonly string[]): Language[] {
  return codes.map((code) => {
    const language = LANGUAGES[code] as Language | undefined;
    if (language === undefined)
      throw new RangeError(`no number words for the language "${code}"; known are ${Object.keys(LANGUAGES).join(', ')}`);
    return language;
  });
}

function addLanguage(language: Language, add: Add): void {
  addNumbers(language, add);
  for (const [word, value] of language.homophones ?? []) add(word, HOMOPHONE, value);
  for (const word of words(language.joiners)) add(word, JOINER, 0);
  for (const word of words(language.fillers)) add(word, FILLER, 0);
}

/** The words that are numbers in themselves or make numbers of their neighbours. */
function addNumbers(language: Language, add: Add): void {
  const list = (text: string | undefined, kind: number, from: number, step: number): void => {
    if (text !== undefined) entries(text).forEach((synonyms, index) => synonyms.forEach((word) => { add(word, kind, from + index * step); })); // prettier-ignore
  };
  list(language.units, UNIT, 0, 1);
  list(language.teens, TEEN, 10, 1);
  list(language.tens, TENS, 20, 10);
  list(language.hundreds, HUNDREDS, 100, 100);
  list(language.plurals, PLURAL, 0, 1);
  list(language.repeaters, REPEATER, 2, 1);
  for (const word of words(language.hundred)) add(word, TIMES_HUNDRED, 100);
  for (const word of words(language.thousand)) add(word, TIMES_THOUSAND, 1000);
  for (const [word, value] of language.compounds ?? []) add(word, COMPOUND, value);
}

/** Digits that stand so densely in JSON or in prose that they would open regions everywhere. No card number begins with them. */
const TOO_COMMON: readonly string[] = ['null', 'o'];

/**
 * Every whole word, in lower case, that the kernel counts: three of them close together open a region. Articles and prepositions such as the
 * Danish "en" and "to" are among them, or a card that is said in them would not be seen; prose seldom has three in a row.
 */
export function numberWords(codes: readonly string[] = DEFAULT_LANGUAGES): string[] {
  const all = new Set<string>();
  for (const language of languagesOf(codes)) {
    addNumbers(language, (word) => {
      for (const spelling of spellings(word)) all.add(spelling);
    });
  }
  for (const word of TOO_COMMON) all.delete(word);
  return [...all];
}
