/**
 * How number words and what is said between them begin, and how long they are: a look at the first three letters and the length tells most words of
 * a text to be neither, without their letters being folded and hashed.
 */
import { isLetter } from '../text/ascii.js';
import { foldedLetters } from './fold.js';
import { PIECES_LETTERS_MIN } from './pieces.js';

/** Letters of a head, and bits of one. */
const LETTERS = 3;
const LETTER_BITS = 5;
const LETTER_MASK = (1 << LETTER_BITS) - 1;
/** What a code lacks of its small letter. */
const SMALL = 0x60;
/** How many heads there are. */
export const HEADS = 1 << (LETTERS * LETTER_BITS);
/** Of a long word, which may be made of several. */
const LONG_BIT = 1 << (PIECES_LETTERS_MIN - 1);
/** The bits that a head has here: the lower ones. */
export const LENGTH_BITS = PIECES_LETTERS_MIN;

export class Heads {
  /** By head: a bit for each length of the words that begin like that. */
  readonly lengths = new Uint8Array(HEADS);

  /** Adds a word in one of its folded spellings. Words of other scripts have no head. */
  add(word: string): void {
    const letters = foldedLetters(word);
    if (!isLetter(letters.charCodeAt(0))) return;
    const head = headOfWord(letters);
    this.lengths[head] |= lengthBit(letters.length);
    if (letters.length >= LETTERS) this.lengths[head] |= LONG_BIT;
    else if (letters.length === LETTERS - 1) for (let last = 1; last <= LETTER_MASK; last++) this.lengths[head | last] |= LONG_BIT;
  }
}

/** The bit of words of so many letters. */
export const lengthBit = (letters: number): number => (letters < PIECES_LETTERS_MIN ? 1 << (letters - 1) : LONG_BIT);

/** Of the word of ASCII letters between two offsets: its first letters, in any case, as a number; those that are missing are 0. */
export function headAt(bytes: Uint8Array, start: number, end: number): number {
  const first = (bytes[start] & LETTER_MASK) << (2 * LETTER_BITS);
  if (end - start >= LETTERS) return first | ((bytes[start + 1] & LETTER_MASK) << LETTER_BITS) | (bytes[start + 2] & LETTER_MASK);
  return end - start === 1 ? first : first | ((bytes[start + 1] & LETTER_MASK) << LETTER_BITS);
}

/** The letters of a head, in small. */
export function lettersOf(head: number): string {
  const codes = [head >> (2 * LETTER_BITS), (head >> LETTER_BITS) & LETTER_MASK, head & LETTER_MASK];
  return String.fromCharCode(...codes.filter((code) => code !== 0).map((code) => code | SMALL));
}

const headOfWord = (letters: string): number => headAt(Buffer.from(letters), 0, letters.length);
