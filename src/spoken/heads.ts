/**
 * How number words and what is said between them begin: a look at the first three letters tells most words of a text to be neither, without
 * their letters being folded and hashed.
 */
import { isLetter } from '../text/ascii.js';
import { foldedLetters } from './fold.js';

/** No word of the lexicon, nor one made of several, begins like that. */
export const NOT_A_WORD = 0;
/** A word may begin like that. */
export const MAY_BE_WORD = 1;
/** Only a long word that is made of several may. */
export const MAY_BE_PIECES = 2;

/** Letters of a head, and bits of one. */
const LETTERS = 3;
const BITS = 5;
const LETTER_MASK = (1 << BITS) - 1;

export class Heads {
  private readonly kinds = new Uint8Array(1 << (LETTERS * BITS));

  /** Adds a word in one of its folded spellings. Words of other scripts have no head. */
  add(word: string): void {
    const letters = foldedLetters(word);
    if (!isLetter(letters.charCodeAt(0))) return;
    this.kinds[keyOf(letters)] |= MAY_BE_WORD;
    if (letters.length !== LETTERS - 1) return;
    for (let next = 1; next <= LETTER_MASK; next++) this.kinds[keyOf(letters) | next] |= MAY_BE_PIECES;
  }

  /** What a word may be that begins at an offset, with an ASCII letter; `end` ends the text. Letters that are not ASCII may be any. */
  kindAt(bytes: Uint8Array, at: number, end: number): number {
    let key = 0;
    for (let i = 0; i < LETTERS; i++) {
      const byte = at + i < end ? bytes[at + i] : 0;
      if (byte >= 0x80) return MAY_BE_WORD;
      if (!isLetter(byte)) return this.kinds[key << (BITS * (LETTERS - i))];
      key = (key << BITS) | (byte & LETTER_MASK);
    }
    return this.kinds[key];
  }
}

/** The first letters as a number; those that are missing are 0. */
function keyOf(letters: string): number {
  let key = 0;
  for (let i = 0; i < LETTERS; i++) key = (key << BITS) | (i < letters.length ? letters.charCodeAt(i) & LETTER_MASK : 0);
  return key;
}
