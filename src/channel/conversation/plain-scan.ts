/**
 * Where digits and number words stand in a text, found without a thought of what they are: in one pass, for texts with more of them than are read with care.
 * Whatever a careful look takes for a digit is among what is found here, and much else may be: dates, articles, what only sounds like a number.
 */
import { ROW_WORDS } from '../../kernel/sieve-layout.js';
import { HASH_START, hashAscii, hashLetter, isWordLetter } from '../../spoken/fold.js';
import { headAt, lengthBit } from '../../spoken/heads.js';
import { isFirm, type Lexicon } from '../../spoken/lexicon.js';
import { PIECES_LETTERS_MIN, splitPieces } from '../../spoken/pieces.js';
import { isDigit, isLetter } from '../../text/ascii.js';
import { INVISIBLE, OTHER } from '../../text/characters.js';
import { markedDigit } from '../../text/enclosed.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../../text/unit.js';
import { tagsInBytes } from './tags.js';

const LETTER = 1;
const DIGIT = 2;
/** The beginning of what may be an escape, or of a character beyond ASCII. */
const ENCODED = 3;
const CLASSES = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x80 || '\\%&='.includes(String.fromCharCode(byte)) ? ENCODED : isLetter(byte) ? LETTER : isDigit(byte) ? DIGIT : 0,
);
const COLON = 0x3a;
/** Stands right before numbers, and is part of no word. */
const EURO = 0x20ac;
/** Longer words are no numbers. */
const WORD_LETTERS_MAX = 64;

/** What is met: a digit, or a word that is always a number; a word that is one beside those; a word that is nothing of the kind; anything else. */
const FIRM = 1;
const SOFT = 2;
const ANOTHER = 3;
const NOTHING = 0;

/** Three numbers each of the words that are told with the next one. */
const WAITING_MAX = 3 * (ROW_WORDS - 1);

/** Whether the digit at an offset is nobody's: see opaque.ts. */
export type IsOpaque = (at: number) => boolean;

/** Is told where something stands and most digits that it may mean; answers whether that is enough. */
type Tell = (from: number, to: number, digits: number) => boolean;

export class PlainScan {
  readonly #lexicon: Lexicon;
  readonly #letters = new Int32Array(WORD_LETTERS_MAX);
  readonly #pieces = new Int32Array(WORD_LETTERS_MAX);
  /** Of what was met last: the offset behind it, and most digits that it may mean. */
  #to = 0;
  #digits = 0;
  #isDigit = false;

  constructor(lexicon: Lexicon) {
    this.#lexicon = lexicon;
  }

  /** The offset behind the first so many digits, where others follow; -1 where none do. */
  cut(bytes: Uint8Array, start: number, end: number, most: number, isOpaque?: IsOpaque): number {
    let count = 0;
    let cut = start;
    const goesOn = this.#each(bytes, start, end, isOpaque, (_, to, digits) => {
      if (count >= most) return true;
      count += digits;
      cut = to;
      return false;
    });
    return goesOn ? cut : -1;
  }

  /** All digits and number words, from and to by turns. */
  places(bytes: Uint8Array, start: number, end: number, isOpaque?: IsOpaque): Int32Array {
    const places: number[] = [];
    this.#each(bytes, start, end, isOpaque, (from, to) => {
      const last = places.length - 1;
      if (last > 0 && places[last] === from) places[last] = to;
      else places.push(from, to);
      return false;
    });
    return new Int32Array(places);
  }

  /**
   * Words that are numbers beside others only are told where a firm one or a row of them stands with no other word between, and where no other word has been
   * said at all.
   * Answers whether somebody has had enough.
   */
  #each(bytes: Uint8Array, start: number, end: number, isOpaque: IsOpaque | undefined, tell: Tell): boolean {
    const waiting: number[] = [];
    const tags = tagsInBytes(bytes, start, end);
    let tag = 0;
    let isBeside = true;
    for (let at = start; at < end; at = this.#to) {
      const kind = this.#meet(bytes, at, end);
      if (this.#isDigit && isOpaque?.(at) === true) continue;
      if (kind === ANOTHER) {
        while (tag < tags.length && tags[tag + 1] <= at) tag += 2;
        if (tag < tags.length && tags[tag] <= at) continue;
        isBeside = false;
        if (waiting.length > 0) waiting.length = 0; // a call into the runtime
      } else if (kind === FIRM || (kind === SOFT && (isBeside || waiting.length >= WAITING_MAX))) {
        for (let i = 0; i < waiting.length; i += 3) if (tell(waiting[i], waiting[i + 1], waiting[i + 2])) return true;
        if (waiting.length > 0) waiting.length = 0;
        isBeside = true;
        if (tell(at, this.#to, this.#digits)) return true;
      } else if (kind === SOFT) waiting.push(at, this.#to, this.#digits);
    }
    return false;
  }

  /** Reads what begins at an offset. */
  #meet(bytes: Uint8Array, at: number, end: number): number {
    const kind = CLASSES[bytes[at]];
    this.#isDigit = kind === DIGIT;
    if (kind === LETTER) return this.#asciiWord(bytes, at, end);
    if (kind === ENCODED) return this.#encoded(bytes, at, end);
    this.#to = at + 1;
    this.#digits = 1;
    return kind === DIGIT ? FIRM : NOTHING;
  }

  #asciiWord(bytes: Uint8Array, from: number, end: number): number {
    let to = from + 1;
    while (to < end && CLASSES[bytes[to]] === LETTER) to++;
    if (to < end && CLASSES[bytes[to]] === ENCODED) return this.#word(bytes, from, end);
    this.#to = to;
    const letters = to - from;
    const { heads } = this.#lexicon;
    if ((heads.lengths[headAt(bytes, from, to)] & lengthBit(letters)) === 0) return this.#another(bytes, end);
    let hash = HASH_START;
    for (let at = from; at < to; at++) hash = hashAscii(hash, bytes[at]);
    if (letters >= PIECES_LETTERS_MIN && letters <= WORD_LETTERS_MAX) this.#letters.set(bytes.subarray(from, to));
    return this.#judge(hash, letters, bytes, end);
  }

  /** What is no ASCII, or begins like an escape. */
  #encoded(bytes: Uint8Array, at: number, end: number): number {
    const unit = readUnit(bytes, at, end, true);
    const codePoint = unitCodePoint(unit);
    const isMarked = markedDigit(codePoint) >= 0;
    this.#to = at + unitLength(unit);
    this.#digits = 1;
    this.#isDigit = unitKind(unit) < 10 || isMarked;
    if (this.#isDigit) return FIRM;
    const isOfWord = unitKind(unit) === OTHER && isWordLetter(codePoint) && codePoint !== EURO;
    return isOfWord ? this.#word(bytes, at, end) : NOTHING;
  }

  /** A word of any letters, however they are written. */
  #word(bytes: Uint8Array, from: number, end: number): number {
    let hash = HASH_START;
    let letters = 0;
    let at = from;
    while (at < end) {
      const unit = readUnit(bytes, at, end, true);
      const codePoint = unitCodePoint(unit);
      if (unitKind(unit) !== INVISIBLE) {
        if (unitKind(unit) !== OTHER || !isWordLetter(codePoint) || markedDigit(codePoint) >= 0) break;
        if (letters < WORD_LETTERS_MAX) this.#letters[letters] = codePoint;
        hash = hashLetter(hash, codePoint);
        letters++;
      }
      at += unitLength(unit);
    }
    this.#to = at;
    return this.#judge(hash, letters, bytes, end);
  }

  #judge(hash: number, letters: number, bytes: Uint8Array, end: number): number {
    const { words } = this.#lexicon;
    const index = this.#lexicon.find(hash);
    if (index < 0) return this.#split(letters) ? FIRM : this.#another(bytes, end);
    const { width } = words[index];
    this.#digits = width;
    if (width === 0) return NOTHING;
    return isFirm(words[index]) ? FIRM : SOFT;
  }

  /** Whether a word is made of number words. */
  #split(letters: number): boolean {
    if (letters < PIECES_LETTERS_MIN || letters > WORD_LETTERS_MAX) return false;
    const count = splitPieces(this.#lexicon, this.#letters, letters, this.#pieces);
    this.#digits = 0;
    for (let i = 0; i < count; i++) this.#digits += this.#lexicon.words[this.#pieces[i]].width;
    return count > 0;
  }

  /** A word that is no number; who speaks is none: "Anna: one two". */
  #another(bytes: Uint8Array, end: number): number {
    return this.#to < end && bytes[this.#to] === COLON ? NOTHING : ANOTHER;
  }
}
