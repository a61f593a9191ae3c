/**
 * Runs: number words and numerals that follow each other with nothing but pauses, fillers and punctuation between. Read from raw bytes
 * without making a string; escapes and UTF-8 are read unit by unit.
 */
import { isDigit } from '../text/ascii.js';
import { INVISIBLE, OTHER } from '../text/characters.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../text/unit.js';
import { HASH_START, hashAscii, hashLetter, isWordLetter } from './fold.js';
import type { Lexicon } from './lexicon.js';
import { PIECES_LETTERS_MIN, splitPieces } from './pieces.js';
import { Tokens, TOKENS_MAX } from './tokens.js';

/** What stands in the gap before a token. */
export const GAP_PAUSE = 1; // the end of a sentence or line
export const GAP_COMMA = 2;
export const GAP_JOINER = 4;
export const GAP_FILLER = 8;
export const GAP_QUOTE = 16;
/** Nothing: the token is a part of the word before. */
export const GAP_NONE = 32;

/** Index of a numeral in `words`; others are of the lexicon. */
export const NO_WORD = -1;

/** Fillers and bytes between two tokens; beyond either the run ends. */
const GAP_FILLERS_MAX = 4;
const GAP_BYTES_MAX = 80;
const WORD_LETTERS_MAX = 64;
/** Digits of the longest numeral. */
const NUMERAL_DIGITS_MAX = 19;

const LETTER = 1;
const DIGIT = 2;
const SPACE = 3;
const PAUSE = 4;
const COMMA = 5;
const QUOTE = 6;
const BREAK = 7;
/** Beginning of an escape, or not ASCII. */
const ENCODED = 8;

/** What each byte is. */
const CLASSES = buildClasses();

function buildClasses(): Uint8Array {
  const classes = new Uint8Array(256).fill(ENCODED, 0x80).fill(SPACE, 0, 0x80);
  const set = (characters: string, kind: number): void => {
    for (const character of characters) classes[character.charCodeAt(0)] = kind;
  };
  set('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ', LETTER);
  set('0123456789', DIGIT);
  set('.;:!?\n\r|', PAUSE);
  set(',', COMMA);
  set('"', QUOTE);
  set('$@#<>', BREAK);
  set('\\%&=', ENCODED);
  return classes;
}

const CODE_QUOTE = 0x22;
const CODE_COLON = 0x3a;
const CODE_BACKSLASH = 0x5c;
const isLineEnd = (codePoint: number): boolean => codePoint === 0x0a || codePoint === 0x0d;
const isCurrency = (codePoint: number): boolean => codePoint === 0x20ac || codePoint === 0xa3 || codePoint === 0xa5;

export class Run extends Tokens {
  /** Most digits that the tokens can stand for. */
  width = 0;
  /** Of the lexicon, or NO_WORD. */
  readonly words = new Int32Array(TOKENS_MAX);
  readonly numerals = new Uint8Array(TOKENS_MAX * NUMERAL_DIGITS_MAX);
  private numeralDigits = 0;

  private readonly letters = new Int32Array(WORD_LETTERS_MAX);
  private lettersEnd = 0;
  private readonly pieces = new Int32Array(WORD_LETTERS_MAX);
  private gap = 0;
  private fillers = 0;
  private lastEnd = 0;

  /** JSON: what stands in quotes is text, bare numbers are no part of a run, keys may stand between its tokens. */
  isJson = false;
  inString = false;

  constructor(private readonly lexicon: Lexicon) {
    super();
  }

  /** Reads the next run that begins before `beginBefore`, to `limit` at most; returns where to go on, or -1 when there is none. */
  next(bytes: Uint8Array, from: number, beginBefore: number, limit: number): number {
    this.reset();
    let at = from;
    while (at < limit) {
      if (this.count === 0 && at >= beginBefore) return -1;
      if (this.count > 0 && at - this.lastEnd > GAP_BYTES_MAX) return at;
      const next = this.step(bytes, at, limit);
      if (next < 0) {
        if (this.count > 0) return -next;
        this.clearGap();
      }
      at = Math.abs(next);
    }
    this.hasEnd = false;
    return this.count > 0 ? at : -1;
  }

  private reset(): void {
    this.count = 0;
    this.width = 0;
    this.numeralDigits = 0;
    this.hasBeginning = true;
    this.hasEnd = true;
    this.clearGap();
  }

  private clearGap(): void {
    this.gap = 0;
    this.fillers = 0;
  }

  /** Reads what begins at `at`; returns the offset behind it, negative when it ends the run. */
  private step(bytes: Uint8Array, at: number, limit: number): number {
    switch (CLASSES[bytes[at]]) {
      case LETTER:
        return this.word(bytes, at, limit);
      case DIGIT:
        return this.numeral(bytes, at, limit);
      case ENCODED:
        return this.encoded(bytes, at, limit);
      case PAUSE:
        this.gap |= GAP_PAUSE;
        break;
      case COMMA:
        this.gap |= GAP_COMMA;
        break;
      case QUOTE:
        this.gap |= GAP_QUOTE;
        this.inString = !this.inString;
        break;
      case BREAK:
        return -(at + 1);
    }
    return at + 1;
  }

  private encoded(bytes: Uint8Array, at: number, limit: number): number {
    const unit = readUnit(bytes, at, limit, true);
    const kind = unitKind(unit);
    const codePoint = unitCodePoint(unit);
    const end = at + unitLength(unit);
    if (kind < 10) return this.numeral(bytes, at, limit);
    if (kind === OTHER) {
      if (isWordLetter(codePoint) && !isCurrency(codePoint)) return this.word(bytes, at, limit);
      if (codePoint !== CODE_QUOTE && (codePoint < 0x80 || isCurrency(codePoint))) return -end;
      this.gap |= codePoint === CODE_QUOTE ? GAP_QUOTE : GAP_PAUSE; // smileys, check marks, arrows
    } else if (isLineEnd(codePoint)) this.gap |= GAP_PAUSE;
    return end;
  }

  private word(bytes: Uint8Array, from: number, limit: number): number {
    let hash = HASH_START;
    let at = from;
    while (at < limit && CLASSES[bytes[at]] === LETTER) hash = hashAscii(hash, bytes[at++]);
    if (at < limit && CLASSES[bytes[at]] === ENCODED) {
      const letters = this.readLetters(bytes, from, limit);
      if (letters < 0) return this.unknownWord(bytes, from, this.lettersEnd, limit);
      hash = HASH_START;
      for (let i = 0; i < letters; i++) hash = hashLetter(hash, this.letters[i]);
      at = this.lettersEnd;
    }
    const word = this.lexicon.find(hash);
    if (word < 0) return this.unknownWord(bytes, from, at, limit);
    const { isFiller, isJoiner } = this.lexicon.words[word];
    return isFiller ? this.filler(isJoiner ? GAP_JOINER : GAP_FILLER, at) : this.push(word, from, at);
  }

  /** Reads a word's letters, of any script and in any encoding; returns how many, or -1 when they are too many for a number. */
  private readLetters(bytes: Uint8Array, from: number, limit: number): number {
    let letters = 0;
    let at = from;
    while (at < limit) {
      const unit = readUnit(bytes, at, limit, true);
      const kind = unitKind(unit);
      const codePoint = unitCodePoint(unit);
      if (kind !== INVISIBLE) {
        if (kind !== OTHER || !isWordLetter(codePoint)) break;
        if (letters < WORD_LETTERS_MAX) this.letters[letters] = codePoint;
        letters++;
      }
      at += unitLength(unit);
    }
    this.lettersEnd = at;
    return letters > WORD_LETTERS_MAX ? -1 : letters;
  }

  private filler(flag: number, end: number): number {
    this.gap |= flag;
    return ++this.fillers > GAP_FILLERS_MAX ? -end : end;
  }

  /** Pieces of a long word; the key of a JSON member or the name of a speaker, which may stand between tokens; else the end of the run. */
  private unknownWord(bytes: Uint8Array, from: number, end: number, limit: number): number {
    if (end - from >= PIECES_LETTERS_MIN && this.pushPieces(bytes, from, end)) return end;
    if (this.count === 0) return -end;
    if (this.isJson && isKeyEnd(bytes, end, limit)) return this.filler(GAP_FILLER, end);
    const isSpeaker = (this.gap & GAP_PAUSE) !== 0 && end < limit && bytes[end] === CODE_COLON;
    return isSpeaker ? this.filler(GAP_FILLER, end) : -end;
  }

  /** Splits a word such as `vierhundertelf` into number words, the longest first; false unless all of it is. */
  private pushPieces(bytes: Uint8Array, from: number, end: number): boolean {
    const letters = this.readLetters(bytes, from, end);
    if (letters < PIECES_LETTERS_MIN) return false;
    const count = splitPieces(this.lexicon, this.letters, letters, this.pieces);
    if (count === 0) return false;
    for (let i = 0; i < count; i++) {
      if (this.lexicon.words[this.pieces[i]].isFiller) this.gap |= GAP_JOINER;
      else if (this.push(this.pieces[i], from, end) < 0) return false;
      if (i + 1 < count) this.gap |= GAP_NONE;
    }
    return true;
  }

  private push(word: number, start: number, end: number): number {
    const { count } = this;
    if (count === TOKENS_MAX) return -start;
    this.words[count] = word;
    this.starts[count] = start;
    this.ends[count] = end;
    this.gaps[count] = this.gap;
    this.width += word === NO_WORD ? this.numeralSize[count] : this.lexicon.words[word].width;
    this.count++;
    this.lastEnd = end;
    this.clearGap();
    return end;
  }

  /** Digits that touch. Letters or a decimal point behind them, or a JSON number outside of strings, are no part of a spoken number. */
  private numeral(bytes: Uint8Array, from: number, limit: number): number {
    let at = from;
    let size = 0;
    const first = this.numeralDigits;
    while (at < limit && this.count < TOKENS_MAX) {
      const unit = readUnit(bytes, at, limit, true);
      const kind = unitKind(unit);
      if (kind === INVISIBLE && size > 0) {
        at += unitLength(unit);
        continue;
      }
      if (kind >= 10) break;
      if (size < NUMERAL_DIGITS_MAX) this.numerals[first + size] = kind;
      size++;
      at += unitLength(unit);
    }
    const isBare = this.isJson && !this.inString;
    const isGlued = at < limit && CLASSES[bytes[at]] === LETTER;
    const isDecimal = at + 1 < limit && bytes[at] === 0x2e && isDigit(bytes[at + 1]);
    if (size === 0 || size > NUMERAL_DIGITS_MAX || isBare || isGlued || isDecimal) return -Math.max(at, from + 1);
    this.numeralFirst[this.count] = first;
    this.numeralSize[this.count] = size;
    this.numeralDigits = first + size;
    return this.push(NO_WORD, from, at);
  }
}

/** Whether the word that ends here is the key of a JSON member: a quote, also an escaped one, then a colon. */
function isKeyEnd(bytes: Uint8Array, end: number, limit: number): boolean {
  let at = end;
  while (at < limit && bytes[at] === CODE_BACKSLASH) at++;
  return at + 1 < limit && bytes[at] === CODE_QUOTE && bytes[at + 1] === CODE_COLON;
}
