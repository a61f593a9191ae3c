/**
 * A glance at a text: most messages of a chat hold no digit, no number word and none of the words that matter, and are done with here, in one
 * pass without a string being made. Of most words only the first three letters are looked at.
 */
import { isDigit, isLetter } from '../../text/ascii.js';
import { BMP_KINDS, INVISIBLE, SEPARATOR } from '../../text/characters.js';
import { markedDigit } from '../../text/enclosed.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../../text/unit.js';
import { HASH_START, hashAscii, hashLetter, isWordLetter } from '../../spoken/fold.js';
import { MAY_BE_PIECES, NOT_A_WORD } from '../../spoken/heads.js';
import type { Lexicon } from '../../spoken/lexicon.js';
import { PIECES_LETTERS_MIN, splitPieces } from '../../spoken/pieces.js';
import { IDENTIFIER, PAYMENT, type TopicWords } from './words.js';

/** Longer words are no numbers. */
const WORD_LETTERS_MAX = 64;

const COLON = 0x3a;
const LETTER = 1;
const DIGIT = 2;
/** What may begin an escape: \ % & = */
const ESCAPE = 3;
/** Cannot be seen, and so is no character of the text. */
const UNSEEN = 4;
const BEYOND_ASCII = 5;
const CLASSES = Uint8Array.from({ length: 256 }, (_, byte) => classOf(byte));

function classOf(byte: number): number {
  if (byte >= 0x80) return BEYOND_ASCII;
  if (isLetter(byte)) return LETTER;
  if (isDigit(byte)) return DIGIT;
  if (byte === 0x5c || byte === 0x25 || byte === 0x26 || byte === 0x3d) return ESCAPE;
  return BMP_KINDS[byte] === INVISIBLE ? UNSEEN : 0;
}

export class Glance {
  /** Nothing is escaped or referred to: the bytes are the text. When not, nothing else has been looked at. */
  isPlain = true;
  /** Each byte is a character that can be seen. */
  isAscii = true;
  hasDigits = false;
  /** A word that is a number wherever it stands, or may begin one. */
  hasNumberWords = false;
  /** There are words, and each is one that people say between digits, or a digit, or sounds like one. */
  isNothingElse = false;
  words = 0;
  /** Words that are nothing of the kind. */
  otherWords = 0;
  hasPaymentWords = false;
  asks = 0;
  /** Stretches, from and to by turns, in which number words stand with what may belong to them: between words that end a number. */
  readonly stretches: number[] = [];
  #lastWord = 0;
  /** Behind the last word that ends a number, and where the stretch at hand began; -1 without one. */
  #boundary = 0;
  #open = -1;
  readonly #lexicon: Lexicon;
  readonly #topics: TopicWords;
  readonly #letters = new Int32Array(WORD_LETTERS_MAX);
  readonly #pieces = new Int32Array(WORD_LETTERS_MAX);
  #bytes: Uint8Array = new Uint8Array(0);
  #start = 0;
  #end = 0;

  constructor(lexicon: Lexicon, topics: TopicWords) {
    this.#lexicon = lexicon;
    this.#topics = topics;
  }

  look(bytes: Uint8Array, start: number, end: number): void {
    this.isPlain = this.isAscii = true;
    this.hasDigits = this.hasNumberWords = this.hasPaymentWords = false;
    this.asks = this.words = this.otherWords = 0;
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    if (this.stretches.length > 0) this.stretches.length = 0; // a call into the runtime
    this.#boundary = this.#lastWord = start;
    this.#open = -1;
    for (let at = start; at < end && this.isPlain;) {
      const byte = CLASSES[bytes[at]];
      if (byte === LETTER) at = this.#asciiWord(at);
      else if (byte === BEYOND_ASCII) at = this.#word(at);
      else {
        if (byte !== 0) this.#mark(byte, at);
        at++;
      }
    }
    if (this.#open >= 0) this.stretches.push(this.#open, end);
    this.isNothingElse = this.words > 0 && this.otherWords === 0;
  }

  /** What stands behind it may become part of a number, or of another word, when the text goes on. Of a plain text. */
  get openFrom(): number {
    return this.#boundary === this.#end ? this.#lastWord : this.#boundary;
  }

  #mark(byte: number, at: number): void {
    if (byte === DIGIT) this.hasDigits = true;
    else if (byte === UNSEEN) this.isAscii = false;
    else if (unitLength(readUnit(this.#bytes, at, this.#end, true)) > 1) this.isPlain = false;
  }

  /** Reads a word that begins with an ASCII letter; its letters only where it may be a number by the first of them. */
  #asciiWord(start: number): number {
    const kind = this.#lexicon.heads.kindAt(this.#bytes, start, this.#end);
    if (kind !== NOT_A_WORD && kind !== MAY_BE_PIECES) return this.#word(start);
    let at = start + 1;
    while (at < this.#end && CLASSES[this.#bytes[at]] === LETTER) at++;
    const isAscii = at === this.#end || CLASSES[this.#bytes[at]] !== BEYOND_ASCII;
    if (!isAscii || (kind === MAY_BE_PIECES && at - start >= PIECES_LETTERS_MIN)) return this.#word(start);
    this.#lookForTopics(start);
    this.words++;
    this.#other(start, at);
    return at;
  }

  /** Reads a word, or what is none and beyond ASCII; returns the offset behind. */
  #word(start: number): number {
    this.#lookForTopics(start);
    const bytes = this.#bytes;
    let hash = HASH_START;
    let letters = 0;
    let at = start;
    while (at < this.#end) {
      const byte = bytes[at];
      const kind = CLASSES[byte];
      if (kind === LETTER) {
        if (letters < WORD_LETTERS_MAX) this.#letters[letters] = byte;
        hash = hashAscii(hash, byte);
        letters++;
        at++;
      } else if (kind === BEYOND_ASCII) {
        this.isAscii = false;
        const unit = readUnit(bytes, at, this.#end, true);
        const codePoint = unitCodePoint(unit);
        if (!this.#isInWord(unit)) {
          if (letters > 0) break;
          return at + unitLength(unit);
        }
        if (unitKind(unit) !== INVISIBLE) {
          if (letters > 0) this.#lookForTopics(at);
          if (letters < WORD_LETTERS_MAX) this.#letters[letters] = codePoint;
          hash = hashLetter(hash, codePoint);
          letters++;
        }
        at += unitLength(unit);
      } else break;
    }
    if (letters > 0) this.#judge(hash, letters, start, at);
    return at;
  }

  /** Whether a character beyond ASCII may stand within a word. */
  #isInWord(unit: number): boolean {
    const kind = unitKind(unit);
    const isMarked = markedDigit(unitCodePoint(unit)) >= 0;
    if (kind < 10 || isMarked) this.hasDigits = true;
    if (isMarked) return false;
    return kind === INVISIBLE || (kind >= 10 && kind !== SEPARATOR && isWordLetter(unitCodePoint(unit)));
  }

  #judge(hash: number, letters: number, start: number, end: number): void {
    this.words++;
    const index = this.#lexicon.find(hash);
    if (index >= 0) {
      const { isEveryday, languages } = this.#lexicon.words[index];
      if (languages !== 0 && !isEveryday) this.#number();
      return;
    }
    const isLong = letters >= PIECES_LETTERS_MIN && letters <= WORD_LETTERS_MAX;
    if (!isLong || splitPieces(this.#lexicon, this.#letters, letters, this.#pieces) === 0) {
      this.#other(start, end);
      return;
    }
    this.otherWords++;
    this.#number();
  }

  #number(): void {
    this.hasNumberWords = true;
    if (this.#open < 0) this.#open = this.#boundary;
  }

  /** A word that ends a number, unless it is who speaks: "Anna: one two". */
  #other(start: number, end: number): void {
    this.otherWords++;
    if (end < this.#end && this.#bytes[end] === COLON) return;
    if (this.#open >= 0) this.stretches.push(this.#open, start);
    this.#open = -1;
    this.#lastWord = start;
    this.#boundary = end;
  }

  #lookForTopics(at: number): void {
    const kinds = this.#topics.kindsAt(this.#bytes, at, this.#end);
    if (kinds === 0) return;
    if ((kinds & PAYMENT) !== 0 && !this.hasPaymentWords)
      this.hasPaymentWords = this.#topics.isPayment(this.#bytes, this.#start, this.#end, at);
    if ((kinds & IDENTIFIER) !== 0) this.asks = Math.max(this.asks, this.#topics.asks(this.#bytes, this.#start, this.#end, at));
  }
}
