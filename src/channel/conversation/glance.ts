/**
 * A glance at a text: most messages of a chat hold no digit, no number word and none of the words that matter, and are done with here, in one
 * pass without a string being made. Of most words only the first three letters are looked at.
 */
import { Integers } from '../../base/integers.js';
import { isDigit, isLetter } from '../../text/ascii.js';
import { BMP_KINDS, INVISIBLE, OTHER, SEPARATOR } from '../../text/characters.js';
import { markedDigit } from '../../text/enclosed.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../../text/unit.js';
import { HASH_START, hashAscii, hashLetter, isWordLetter } from '../../spoken/fold.js';
import {
  createSieve, END, FIND_FIELDS, FIRST, FROM, HAS_DIGITS, KIND, KNOWN_BEFORE, KNOWN_BEHIND, KNOWN_WORDS, LAST_FROM, LAST_TO, LEAD_BYTES_MAX, MAY_HAVE_TAGS, NONE,
  OTHER_WORDS, ROW, ROW_WORDS, SOFT_SHIFT, type Sieve, TEXT_BYTES_MAX, TO, WIDE, WORD,
} from '../../kernel/sieve.js'; // prettier-ignore
import { headAt, LENGTH_BITS, lengthBit } from '../../spoken/heads.js';
import { isFirm, isSoft, type Lexicon } from '../../spoken/lexicon.js';
import { PIECES_LETTERS_MIN, splitPieces } from '../../spoken/pieces.js';
import { keptWords } from './kept-words.js';
import { tagsInBytes } from './tags.js';
import { IDENTIFIER, KINDS, PAYMENT, PHONE, type TopicWords } from './words.js';

/** Longer words are no numbers. */
const WORD_LETTERS_MAX = 64;

/** Shorter texts are looked at sooner than they are handed over. */
const SIFTED_BYTES_MIN = 64;
const COLON = 0x3a;
const LETTER = 1;
const DIGIT = 2;
/** What may begin an escape: \ % & = */
const ESCAPE = 3;
/** Cannot be seen, and so is no character of the text. */
const UNSEEN = 4;
const BEYOND_ASCII = 5;
/** Of a count: the words that are known, soft ones included. */
const KNOWN_MASK = (1 << SOFT_SHIFT) - 1;
const FIRM = 1;
const SOFT = 2;
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
  /** Each character stands for itself: none is a digit or separator beyond ASCII, takes two units, or cannot be seen. */
  isSimple = true;
  hasDigits = false;
  /** A word that is a number wherever it stands, or may begin one; a row of those that are numbers beside others. */
  hasNumberWords = false;
  /** There are words, and each is one that people say between digits, or a digit, or sounds like one. */
  isNothingElse = false;
  words = 0;
  /** Words that are nothing of the kind. */
  otherWords = 0;
  asks = 0;
  /** Stretches, from and to by turns, in which number words stand with what may belong to them: between words that end a number. */
  readonly stretches = new Integers();
  /** Of each number word that stands in its stretch alone: its place in the lexicon, from and to. */
  readonly lones = new Integers();
  /** All number words are such. */
  areLone = true;
  #lastWord = 0;
  /** Words of the lexicon behind the last that ends a number, and names of speakers. */
  #known = 0;
  /** Those among them that are numbers beside others. */
  #soft = 0;
  /** The number word met last. */
  #index = 0;
  #from = 0;
  #to = 0;
  /** Behind the last word that ends a number, and where the stretch at hand began; -1 without one. */
  #boundary = 0;
  #open = -1;
  readonly #lexicon: Lexicon;
  readonly #topics: TopicWords;
  /** For each word of the lexicon, FIRM where it is a number wherever it stands, or may begin one; SOFT where it is one beside others. */
  readonly #kinds: Uint8Array;
  /** By the first letters of a word: the lengths of words that count, and above them the kinds of topics; 0 for most words of a text. */
  readonly #heads: Uint16Array;
  readonly #sieve: Sieve | undefined;
  readonly #letters = new Int32Array(WORD_LETTERS_MAX);
  readonly #pieces = new Int32Array(WORD_LETTERS_MAX);
  /** Kinds of words that one more would tell something of. */
  #topicsLeft = KINDS;
  #isDecoded = false;
  #bytes: Uint8Array = new Uint8Array(0);
  #start = 0;
  #end = 0;

  /** `isSifting`: false for all words to be looked at here, as where the runtime has no SIMD. */
  constructor(lexicon: Lexicon, topics: TopicWords, isSifting = true) {
    this.#lexicon = lexicon;
    this.#topics = topics;
    this.#kinds = Uint8Array.from(lexicon.words, (word) => (isFirm(word) ? FIRM : isSoft(word) ? SOFT : 0));
    this.#heads = Uint16Array.from(lexicon.heads.lengths);
    for (const [head, kinds] of topics.asciiHeads()) this.#heads[head] |= kinds << LENGTH_BITS;
    this.#sieve = isSifting ? createSieve(keptWords(lexicon, topics, this.#heads)) : undefined;
  }

  /** `isDecoded`: what looks like an escape stands for itself. */
  look(bytes: Uint8Array, start: number, end: number, isDecoded = false): void {
    this.#isDecoded = isDecoded;
    this.isPlain = this.isAscii = this.isSimple = true;
    this.hasDigits = this.hasNumberWords = false;
    this.asks = this.words = this.otherWords = 0;
    this.#topicsLeft = KINDS;
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.stretches.clear();
    this.lones.clear();
    this.areLone = true;
    this.#known = this.#soft = 0;
    this.#boundary = this.#lastWord = start;
    this.#open = -1;
    if (end - start >= SIFTED_BYTES_MIN && end - start <= TEXT_BYTES_MAX && this.#sieve !== undefined) this.#sift(this.#sieve);
    else this.#lookBetween(tagsInBytes(bytes, start, end));
    if (this.#open >= 0) this.#close(end);
    this.isNothingElse = this.words > 0 && this.otherWords === 0;
  }

  /** Looks at all, and does not count the words of tags. */
  #lookBetween(tags: readonly number[]): void {
    let at = this.#start;
    for (let i = 0; i < tags.length && this.isPlain; i += 2) {
      this.#lookAtAll(this.#bytes, at, tags[i]);
      const { words, otherWords } = this;
      this.#lookAtAll(this.#bytes, tags[i], tags[i + 1]);
      [this.words, this.otherWords] = [words, otherWords];
      at = tags[i + 1];
    }
    this.#lookAtAll(this.#bytes, at, this.#end);
  }

  /** Looks at what the sieve keeps. */
  #sift(sieve: Sieve): void {
    const { finds, told } = sieve;
    const start = this.#start;
    this.#putInto(sieve);
    sieve.sift(this.#end - start);
    if (told[MAY_HAVE_TAGS] !== 0) {
      const tags = tagsInBytes(this.#bytes, start, this.#end);
      if (tags.length > 0) return this.#lookBetween(tags);
    }
    for (let i = 0; this.isPlain; i += FIND_FIELDS) {
      this.#addKnown(finds[i + KNOWN_BEFORE]);
      if (finds[i + FIRST] !== NONE) {
        if (this.#open >= 0) this.#close(start + finds[i + FIRST]);
        this.#lastWord = start + finds[i + LAST_FROM];
        this.#boundary = start + finds[i + LAST_TO];
        this.#known = this.#soft = 0;
        this.#addKnown(finds[i + KNOWN_BEHIND]);
      }
      const kind = finds[i + KIND];
      if (kind === END) break;
      if (kind === ROW) continue;
      const from = start + finds[i + FROM];
      const to = start + finds[i + TO];
      if (kind === WORD) this.#plainWord(from, to);
      else if (kind === WIDE) this.#lookAtAll(this.#bytes, from, to);
      else this.#mark(CLASSES[this.#bytes[from]], from);
    }
    this.words += told[OTHER_WORDS] + told[KNOWN_WORDS];
    this.otherWords += told[OTHER_WORDS];
    this.hasDigits ||= told[HAS_DIGITS] !== 0;
  }

  /** The text; with it what stands around it where that is little, because a view of the text alone costs more than copying that. */
  #putInto({ text }: Sieve): void {
    const [bytes, start, end] = [this.#bytes, this.#start, this.#end];
    const isNearlyAll = start <= LEAD_BYTES_MAX && bytes.length - start <= TEXT_BYTES_MAX;
    if (isNearlyAll) text.set(bytes, LEAD_BYTES_MAX - start);
    else text.set(bytes.subarray(start, end), LEAD_BYTES_MAX);
  }

  /** Counts known words, and soft ones above them: see SOFT_SHIFT. */
  #addKnown(count: number): void {
    this.#known += count & KNOWN_MASK;
    this.#soft += count >> SOFT_SHIFT;
    if (this.#soft >= ROW_WORDS) this.#number();
  }

  /** A word of ASCII letters that is worth a look, or has a colon behind it. */
  #plainWord(from: number, to: number): void {
    const head = this.#heads[headAt(this.#bytes, from, to)];
    if (((head >> LENGTH_BITS) & this.#topicsLeft) !== 0) this.#lookForTopics(from);
    if ((head & lengthBit(to - from)) !== 0) this.#asciiWord(from, to);
    else {
      this.words++;
      this.#other(from, to);
    }
  }

  /** One loop without a call for most words: those that are of no interest by their first letters and their length. */
  #lookAtAll(bytes: Uint8Array, start: number, end: number): void {
    const heads = this.#heads;
    let others = 0;
    let hasDigits = false;
    for (let at = start; at < end && this.isPlain;) {
      const kind = CLASSES[bytes[at]];
      if (kind === LETTER) {
        const from = at++;
        while (at < end && CLASSES[bytes[at]] === LETTER) at++;
        const head = heads[headAt(bytes, from, at)];
        if (at < end && bytes[at] >= 0x80) at = this.#word(from);
        else {
          if (((head >> LENGTH_BITS) & this.#topicsLeft) !== 0) this.#lookForTopics(from);
          if ((head & lengthBit(at - from)) !== 0) this.#asciiWord(from, at);
          else {
            others++;
            if (at === this.#end || bytes[at] !== COLON) this.#endNumber(from, at);
            else this.#known++;
          }
        }
      } else if (kind === BEYOND_ASCII) at = this.#word(at);
      else {
        if (kind === DIGIT) hasDigits = true;
        else if (kind !== 0) this.#mark(kind, at);
        at++;
      }
    }
    this.words += others;
    this.otherWords += others;
    this.hasDigits ||= hasDigits;
  }

  get hasPaymentWords(): boolean {
    return (this.#topicsLeft & PAYMENT) === 0;
  }

  get hasPhoneWords(): boolean {
    return (this.#topicsLeft & PHONE) === 0;
  }

  /** Whether words are sifted where that is worth it. */
  get isSifting(): boolean {
    return this.#sieve !== undefined;
  }

  /** What stands behind it may become part of a number, or of another word, when the text goes on. Of a plain text. */
  get openFrom(): number {
    return this.#boundary === this.#end ? this.#lastWord : this.#boundary;
  }

  #mark(kind: number, at: number): void {
    if (kind === 0) return;
    if (kind === UNSEEN) this.isAscii = this.isSimple = false;
    else if (!this.#isDecoded && unitLength(readUnit(this.#bytes, at, this.#end, true)) > 1) this.isPlain = false;
  }

  /** A word of ASCII letters that may be a number by the first of them. */
  #asciiWord(start: number, end: number): void {
    const bytes = this.#bytes;
    let hash = HASH_START;
    for (let at = start; at < end; at++) hash = hashAscii(hash, bytes[at]);
    const letters = end - start;
    if (letters >= PIECES_LETTERS_MIN && letters <= WORD_LETTERS_MAX) for (let i = 0; i < letters; i++) this.#letters[i] = bytes[start + i];
    this.#judge(hash, letters, start, end);
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
        if (unitKind(unit) !== OTHER || codePoint > 0xffff || markedDigit(codePoint) >= 0) this.isSimple = false;
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
      this.#known++;
      const kind = this.#kinds[index];
      if (kind === FIRM) this.#note(index, start, end);
      if (kind === FIRM || (kind === SOFT && ++this.#soft >= ROW_WORDS)) this.#number();
      return;
    }
    const isLong = letters >= PIECES_LETTERS_MIN && letters <= WORD_LETTERS_MAX;
    if (!isLong || splitPieces(this.#lexicon, this.#letters, letters, this.#pieces) === 0) {
      this.#other(start, end);
      return;
    }
    this.otherWords++;
    this.areLone = false;
    this.#number();
  }

  #note(index: number, from: number, to: number): void {
    this.#index = index;
    this.#from = from;
    this.#to = to;
  }

  #number(): void {
    this.hasNumberWords = true;
    if (this.#open < 0) this.#open = this.#boundary;
  }

  /** A word that ends a number, unless it is who speaks: "Anna: one two". */
  #other(start: number, end: number): void {
    this.otherWords++;
    if (end === this.#end || this.#bytes[end] !== COLON) this.#endNumber(start, end);
    else this.#known++;
  }

  #endNumber(start: number, end: number): void {
    if (this.#open >= 0) this.#close(start);
    this.#known = this.#soft = 0;
    this.#lastWord = start;
    this.#boundary = end;
  }

  /** Ends the stretch at hand. */
  #close(end: number): void {
    this.stretches.push(this.#open);
    this.stretches.push(end);
    this.#open = -1;
    if (this.#known === 1) this.#addLone();
    else this.areLone = false;
  }

  #addLone(): void {
    this.lones.push(this.#index);
    this.lones.push(this.#from);
    this.lones.push(this.#to);
  }

  #lookForTopics(at: number): void {
    const kinds = this.#topics.kindsAt(this.#bytes, at, this.#end) & this.#topicsLeft;
    if (kinds === 0) return;
    if ((kinds & PAYMENT) !== 0 && this.#topics.isPayment(this.#bytes, this.#start, this.#end, at)) this.#topicsLeft &= ~PAYMENT;
    if ((kinds & PHONE) !== 0 && this.#topics.isPhone(this.#bytes, this.#start, this.#end, at)) this.#topicsLeft &= ~PHONE;
    if ((kinds & IDENTIFIER) !== 0) this.asks = Math.max(this.asks, this.#topics.asks(this.#bytes, this.#start, this.#end, at));
  }
}
