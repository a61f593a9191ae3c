/** How a word of a rule may be written in the bytes of a message: letter case, keys in any style, JSON escapes. */

import { JOINT } from '../kernel/kernel.js';

/** ASCII letter case is folded by the kernel; that of other letters is spelled out. */
export const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

const WORD_BYTES_MAX = 30;

/** The same for words whose length does not matter: what stands between those of a phrase is left to the kernel. */
export function wordForms(word: string): Uint8Array[] {
  const phrase = word.trim();
  if (!phrase.includes(' ')) return spellings(word);
  const forms = [phrase.replaceAll(' ', String.fromCharCode(JOINT)), phrase.replaceAll(' ', '')];
  return forms.flatMap(spellings);
}

/** What keys have in place of the spaces of a phrase: nothing, a mark, or the space as forms (`+`) and addresses (`%20`) encode it. */
const KEY_JOINTS = ['', '_', '-', '+', '%20'] as const;

/** Every spelling as UTF-8 that fits a word of the kernel: a phrase with spaces, and as keys have it; other scripts also escaped. */
export function spellings(word: string): Uint8Array[] {
  const lower = word.toLowerCase();
  if (isAscii(lower) && !lower.includes(' ')) return fitting([Buffer.from(lower)]); // most words of most rules
  const joined = lower.trim().includes(' ') ? [lower, ...KEY_JOINTS.map((joint) => lower.trim().replaceAll(' ', joint))] : [lower];
  const cased = joined.flatMap((text) => (isAscii(text) ? [text] : [text, text[0].toUpperCase() + text.slice(1), text.toUpperCase()]));
  const all = new Set([...cased, ...joined.filter((text) => !isAscii(text)).map(escaped)]);
  return fitting([...all].map(foldAscii));
}

const fitting = (words: readonly Uint8Array[]): Uint8Array[] => words.filter(({ length }) => length >= 2 && length <= WORD_BYTES_MAX);

/** UTF-8 with ASCII letters in lower case. */
function foldAscii(text: string): Uint8Array {
  return Buffer.from(text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
}

/** As JSON writers that keep to ASCII write it. */
function escaped(text: string): string {
  return Array.from(text, (character) => (isAscii(character) ? character : unicodeEscape(character))).join('');
}

function unicodeEscape(character: string): string {
  let escapes = '';
  for (let i = 0; i < character.length; i++) escapes += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  return escapes;
}
