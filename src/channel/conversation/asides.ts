/**
 * Texts whose numbers are all said by the way, in words: "which of the two addresses", "one of my colleagues". Most number words of a chat are such, and
 * what stands right beside each tells it, so that the text need not be read. Whatever is not as plain as that is left to those who read all of it.
 */
import { hashAscii, HASH_START } from '../../spoken/fold.js';
import type { Lexicon } from '../../spoken/lexicon.js';
import { isLetter } from '../../text/ascii.js';
import { FILLER_TOO, LONE } from './api.js';
import { BEFORE, BEHIND, isThing, mayBeNoThing } from './articles.js';
import { decode, decodeAscii } from './decoded.js';
import { SENTENCE_WORDS } from './forms.js';
import type { Glance } from './glance.js';
import { isArticleAt, isAside } from './numbers.js';
import type { Lone, SpokenDigitReader } from './spoken.js';

/** What a number word is where it stands. */
type Place = 'article' | 'aside' | 'number';

const SPACE = 0x20;
const SMALL = 0x20;
/** Bytes beside a number in which another may stand, and those of a word behind it that is a noun. */
const BESIDE = 4;
const NOUN_LETTERS_MIN = 2;
/** Bytes of the longest character. */
const CHARACTER_BYTES = 4;

export class Asides {
  readonly #lexicon: Lexicon;
  readonly #spoken: SpokenDigitReader;

  constructor(lexicon: Lexicon, spoken: SpokenDigitReader) {
    this.#lexicon = lexicon;
    this.#spoken = spoken;
  }

  /** Whether none of the numbers of a plain text counts, which has been glanced at and has none that are written. */
  areAll(bytes: Uint8Array, start: number, end: number, { lones, otherWords, isAscii }: Glance): boolean {
    let numbers = 0;
    for (let i = 0; i < lones.length; i += 3) {
      const [from, to] = [lones.at(i + 1), lones.at(i + 2)];
      const place = this.#placeOf({ bytes, start, end, isAscii }, this.#spoken.lone(lones.at(i), bytes, from, to), from, to);
      if (place === 'number') return false;
      if (place === 'aside') numbers++;
    }
    return otherWords >= SENTENCE_WORDS * numbers;
  }

  #placeOf(text: Plain, { doubt, mayBeArticle }: Lone, from: number, to: number): Place {
    if (doubt !== LONE && doubt !== FILLER_TOO) return 'number';
    const isOfThing = mayBeArticle || doubt !== LONE ? undefined : this.#isOfThing(text, from, to);
    if (isOfThing !== undefined) return isOfThing ? 'aside' : 'number';
    return this.#placeInWindow(text, doubt, from, to);
  }

  /** Whether the ASCII word right behind a number that has no other beside it names things; undefined where only a closer look tells. */
  #isOfThing({ bytes, start, end }: Plain, from: number, to: number): boolean | undefined {
    if (to >= end || bytes[to] !== SPACE) return undefined;
    for (let at = Math.max(start, from - BESIDE); at < from; at++) if (bytes[at] >= 0x80) return undefined;
    let hash = HASH_START;
    let stop = to + 1;
    for (; stop < end && isLetter(bytes[stop]); stop++) hash = hashAscii(hash, bytes[stop]);
    const letters = stop - to - 1;
    if (letters < NOUN_LETTERS_MIN || letters >= BEHIND - 1 || (stop < end && !isPlain(bytes[stop]))) return undefined;
    if (this.#lexicon.find(hash) >= 0) return undefined;
    if (!mayBeNoThing(hash)) return true;
    let noun = '';
    for (let at = to + 1; at < stop; at++) noun += String.fromCharCode(bytes[at] | SMALL);
    return isThing(noun);
  }

  /** The same by the characters around. */
  #placeInWindow({ bytes, start, end, isAscii }: Plain, doubt: number, from: number, to: number): Place {
    const width = isAscii ? 1 : CHARACTER_BYTES;
    let low = Math.max(start, from - BEFORE * width);
    while (low < from && low > start && (bytes[low] & 0xc0) === 0x80) low++;
    const high = Math.min(end, to + (BEHIND + 1) * width);
    const decoded = (isAscii ? decodeAscii : decode)(bytes, low, high);
    const { text } = decoded;
    const word = { doubt, at: decoded.find(from), end: decoded.find(to - 1) + 1 };
    const isCut = (low > start && word.at < BEFORE) || (high < end && text.length - word.end < BEHIND + 1);
    if (isCut) return 'number';
    if (isArticleAt(text, word, this.#spoken.isKnown)) return 'article';
    return isAside(text, word, this.#spoken.isKnown) ? 'aside' : 'number';
  }
}

/** Bytes that are the text as they stand. */
interface Plain {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly isAscii: boolean;
}

/** ASCII that can be seen. */
const isPlain = (byte: number): boolean => byte >= SPACE && byte < 0x7f;
