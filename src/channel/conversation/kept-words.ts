/** What the sieve is told to keep of a text: number words and what is said between them, and words of the topics that matter. */
import { KNOWN, LONG_LETTERS, NUMBER, SOFT, type SieveTables } from '../../kernel/sieve.js';
import { LENGTH_BITS, lengthBit, lettersOf } from '../../spoken/heads.js';
import { isFirm, isSoft, type Lexicon } from '../../spoken/lexicon.js';
import type { TopicWords } from './words.js';

const LONG_BIT = lengthBit(LENGTH_BITS);

/** `heads`: by the first letters of a word, the lengths of those that are known, and above them the kinds of topics. */
export function keptWords(lexicon: Lexicon, { beginnings, starts }: TopicWords, heads: Uint16Array): SieveTables {
  const words = lexicon.words.map((word) => ({ letters: word.letters, kind: isFirm(word) ? NUMBER : isSoft(word) ? SOFT : KNOWN }));
  const begun = [...heads.entries()].flatMap(([head, kept]) => (kept === 0 ? [] : { letters: lettersOf(head), kept }));
  const long = begun.filter(({ letters, kept }) => letters.length === LONG_LETTERS && (kept & LONG_BIT) !== 0);
  const short = begun.filter(({ kept }) => kept >> LENGTH_BITS !== 0);
  const lettersOfAll = (some: typeof begun): string[] => some.map(({ letters }) => letters);
  return { words, long: lettersOfAll(long), beginnings, starts: [...starts, ...lettersOfAll(short)] };
}
