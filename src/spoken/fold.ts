/**
 * Words are compared by a hash of their folded letters: lower case, without diacritics. Text is folded letter by letter as it is read,
 * so no string is made of what turns out to be no number word.
 */

/** Letters below this code point are folded; those of other scripts stand for themselves. */
const FOLDED_CODE_POINTS = 0x250;
/** Two letters that one folds to: the second in the upper byte. */
const DIGRAPHS: Readonly<Record<string, string>> = { æ: 'ae', œ: 'oe', ß: 'ss', þ: 'th' };
const SINGLE: Readonly<Record<string, string>> = { ø: 'o', ł: 'l', đ: 'd', ı: 'i', ð: 'd' };
/** How people write letters that their keyboard lacks. */
const SUBSTITUTES: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };

export const HASH_START = 0x2f6e2b1;

/** Folded letters of each code point below `FOLDED_CODE_POINTS`; 0 for what is no letter. */
const FOLDS = buildFolds();

function buildFolds(): Uint16Array {
  const folds = new Uint16Array(FOLDED_CODE_POINTS);
  for (let code = 0x41; code < FOLDED_CODE_POINTS; code++) {
    const letter = String.fromCharCode(code).toLowerCase();
    const folded = DIGRAPHS[letter] ?? SINGLE[letter] ?? letter.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
    if (/^[a-z]{1,2}$/.test(folded)) folds[code] = folded.charCodeAt(0) | ((folded.charCodeAt(1) || 0) << 8);
  }
  return folds;
}

/** Whether a code point that is neither digit nor separator is part of a word: a smiley is not, nor is a check mark or an arrow. */
export const isWordLetter = (codePoint: number): boolean =>
  codePoint >= FOLDED_CODE_POINTS ? isLetterBeyond(codePoint) : FOLDS[codePoint] !== 0;

const LETTER = /[\p{L}\p{M}]/u;
const BMP_CODE_POINTS = 0x10000;
/** What has been asked of each code point below BMP_CODE_POINTS: nothing, or whether it is a letter. */
const asked = new Uint8Array(BMP_CODE_POINTS);
const IS_LETTER = 1;
const IS_NONE = 2;

function isLetterBeyond(codePoint: number): boolean {
  if (codePoint >= BMP_CODE_POINTS) return LETTER.test(String.fromCodePoint(codePoint));
  if (asked[codePoint] === 0) asked[codePoint] = LETTER.test(String.fromCharCode(codePoint)) ? IS_LETTER : IS_NONE;
  return asked[codePoint] === IS_LETTER;
}

const mix = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193) ^ (hash >>> 15);

/** The hash of a word so far, with one more ASCII letter. */
export const hashAscii = (hash: number, byte: number): number => mix(hash, byte | 0x20);

/** The hash of a word so far, with one more letter. */
export function hashLetter(hash: number, codePoint: number): number {
  if (codePoint >= FOLDED_CODE_POINTS) return mix(hash, codePoint);
  const folded = FOLDS[codePoint];
  const first = mix(hash, folded & 0xff);
  return folded > 0xff ? mix(first, folded >> 8) : first;
}

/** The hash of a whole word, in lower case and composed (NFC). */
export function hashWord(word: string): number {
  let hash = HASH_START;
  for (const letter of word) hash = hashLetter(hash, letter.codePointAt(0) ?? 0);
  return hash;
}

/** A word as it may be written: itself, without diacritics, and with substitutes for letters that keyboards lack. */
export function spellings(word: string): string[] {
  return isAscii(word) ? [word] : [...new Set([word, foldedLetters(word), substituted(word)])];
}

/** The spellings that differ once they are folded. */
export function foldedSpellings(word: string): string[] {
  if (isAscii(word)) return [word];
  const other = substituted(word);
  return other === word ? [word] : [word, other];
}

/** A word in lower case and composed, without diacritics. */
export function foldedLetters(word: string): string {
  let text = '';
  for (const letter of word) {
    const code = letter.codePointAt(0) ?? 0;
    const fold = code < FOLDED_CODE_POINTS ? FOLDS[code] : 0;
    text += fold === 0 ? letter : String.fromCharCode(fold & 0xff) + (fold > 0xff ? String.fromCharCode(fold >> 8) : '');
  }
  return text;
}

function substituted(word: string): string {
  let text = '';
  for (const letter of word) text += SUBSTITUTES[letter] ?? letter;
  return text;
}

function isAscii(word: string): boolean {
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) > 0x7f) return false;
  return true;
}
