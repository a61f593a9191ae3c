/**
 * A glance at a text: most messages of a chat hold no digit, no number word and none of the words that matter, and are done with here, in one
 * pass without a string being made.
 */
import { isDigit, isLetter } from '../../text/ascii.js';
import { INVISIBLE, SEPARATOR } from '../../text/characters.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../../text/unit.js';
import { HASH_START, hashAscii, hashLetter, isWordLetter } from '../../spoken/fold.js';
import { HOMOPHONE, type Lexicon } from '../../spoken/lexicon.js';
import type { TopicWords } from './words.js';

/** Shorter words are known whole; longer ones may be made of pieces, "vierhundertelf". */
const PIECES_LETTERS_MIN = 8;
const WORD_LETTERS_MAX = 64;
const BEYOND_ASCII = 0x80;

export class Glance {
  /** Nothing is escaped or referred to: the bytes are the text. When not, nothing else has been looked at. */
  isPlain = true;
  hasDigits = false;
  /** A word that is a number wherever it stands, or may begin one. */
  hasNumberWords = false;
  /** There are words, and each is one that people say between digits, or a digit, or sounds like one. */
  isNothingElse = false;
  hasPaymentWords = false;
  asks = 0;
  readonly #lexicon: Lexicon;
  readonly #topics: TopicWords;
  readonly #letters = new Int32Array(WORD_LETTERS_MAX);
  #bytes: Uint8Array = new Uint8Array(0);
  #start = 0;
  #end = 0;
  #words = 0;
  #unknown = 0;

  constructor(lexicon: Lexicon, topics: TopicWords) {
    this.#lexicon = lexicon;
    this.#topics = topics;
  }

  look(bytes: Uint8Array, start: number, end: number): void {
    this.isPlain = true;
    this.hasDigits = this.hasNumberWords = this.hasPaymentWords = false;
    this.asks = this.#words = this.#unknown = 0;
    [this.#bytes, this.#start, this.#end] = [bytes, start, end];
    for (let at = start; at < end && this.isPlain;) {
      const byte = bytes[at];
      if (isLetter(byte) || byte >= BEYOND_ASCII) at = this.#word(at);
      else {
        if (isDigit(byte)) this.hasDigits = true;
        else if (isEscape(byte) && unitLength(readUnit(bytes, at, end, true)) > 1) this.isPlain = false;
        at++;
      }
    }
    this.isNothingElse = this.#words > 0 && this.#unknown === 0;
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
      if (isLetter(byte)) {
        if (letters < WORD_LETTERS_MAX) this.#letters[letters] = byte;
        hash = hashAscii(hash, byte);
        letters++;
        at++;
      } else if (byte >= BEYOND_ASCII) {
        const unit = readUnit(bytes, at, this.#end, true);
        const kind = unitKind(unit);
        const codePoint = unitCodePoint(unit);
        if (kind < 10) this.hasDigits = true;
        if (kind < 10 || kind === SEPARATOR || (kind !== INVISIBLE && !isWordLetter(codePoint))) {
          if (letters > 0) break;
          return at + unitLength(unit);
        }
        if (kind !== INVISIBLE) {
          if (letters > 0) this.#lookForTopics(at);
          if (letters < WORD_LETTERS_MAX) this.#letters[letters] = codePoint;
          hash = hashLetter(hash, codePoint);
          letters++;
        }
        at += unitLength(unit);
      } else break;
    }
    if (letters > 0) this.#judge(hash, letters);
    return at;
  }

  #judge(hash: number, letters: number): void {
    this.#words++;
    const index = this.#lexicon.find(hash);
    if (index >= 0) {
      const { isFiller, isEveryday, meanings } = this.#lexicon.words[index];
      const isNumber = !isFiller && meanings.some(({ kind }) => kind < HOMOPHONE);
      if (isNumber && !isEveryday) this.hasNumberWords = true;
      return;
    }
    this.#unknown++;
    if (letters >= PIECES_LETTERS_MIN && letters <= WORD_LETTERS_MAX && this.#beginsWithNumber(letters)) this.hasNumberWords = true;
  }

  #beginsWithNumber(letters: number): boolean {
    let hash = HASH_START;
    for (let i = 0; i < letters; i++) {
      hash = hashLetter(hash, this.#letters[i]);
      const index = i === 0 ? -1 : this.#lexicon.find(hash);
      if (index >= 0 && this.#lexicon.words[index].languages !== 0) return true;
    }
    return false;
  }

  #lookForTopics(at: number): void {
    if (!this.#topics.mayBegin(this.#bytes, at)) return;
    if (!this.hasPaymentWords) this.hasPaymentWords = this.#topics.isPayment(this.#bytes, this.#start, this.#end, at);
    this.asks = Math.max(this.asks, this.#topics.asks(this.#bytes, this.#start, this.#end, at));
  }
}

/** \ % & = */
const isEscape = (byte: number): boolean => byte === 0x5c || byte === 0x25 || byte === 0x26 || byte === 0x3d;
