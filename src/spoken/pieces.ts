/** Words that are made of number words: `vierhundertelf`. */
import { hashLetter, HASH_START } from './fold.js';
import type { Lexicon } from './lexicon.js';

/** Shortest word that is read piece by piece when it is not known as a whole. */
export const PIECES_LETTERS_MIN = 8;

/** Splits a word into number words and what joins them, the longest first, and writes these into `pieces`; returns how many, 0 unless all of it is. */
export function splitPieces(lexicon: Lexicon, letters: Int32Array, length: number, pieces: Int32Array): number {
  let count = 0;
  for (let first = 0; first < length;) {
    let hash = HASH_START;
    let stop = first;
    for (let i = first; i < length; i++) {
      hash = hashLetter(hash, letters[i]);
      const word = i - first > 0 ? lexicon.find(hash) : -1;
      if (word < 0 || !isPiece(lexicon, word)) continue;
      pieces[count] = word;
      stop = i + 1;
    }
    if (stop === first) return 0;
    first = stop;
    count++;
  }
  return count;
}

/** Number words, and what joins them. */
function isPiece(lexicon: Lexicon, word: number): boolean {
  const { languages, isJoiner } = lexicon.words[word];
  return languages !== 0 || isJoiner;
}
