/** How a word of a rule may be written in the bytes of a message: letter case, keys in any style, JSON escapes. */

import { anchorOf, JOINT } from '../kernel/kernel.js';

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

/** Letters of Latin-1 that HTML has names for, beside those that follow from their accent: ä is auml. */
const ACCENTS: ReadonlyMap<string, string> = new Map([['\u0300', 'grave'], ['\u0301', 'acute'], ['\u0302', 'circ'], ['\u0303', 'tilde'], ['\u0308', 'uml'], ['\u030a', 'ring'], ['\u0327', 'cedil']]); // prettier-ignore
const NAMED: ReadonlyMap<string, string> = new Map([
  ['ø', 'oslash'],
  ['æ', 'aelig'],
  ['ß', 'szlig'],
]);
const LATIN_1_END = 0x100;

/**
 * How writers of several layers spell a word with letters beyond ASCII: JSON in a string of JSON (\\u00e4), percent-encoding, references of XML and
 * HTML (&#228;, &#xe4;, &auml;), also behind an escaped ampersand. None for a word of ASCII.
 */
export function nestedSpellings(word: string): Uint8Array[] {
  const phrase = word.trim().toLowerCase();
  if (isAscii(phrase)) return [];
  const joint = String.fromCharCode(JOINT);
  const cased = [phrase, phrase[0] + phrase.slice(1).toUpperCase()];
  const forms = WRITERS.flatMap((write) =>
    cased.map((text) => Array.from(text, (letter) => (isAscii(letter) ? letter : write(letter))).join('')),
  );
  const joined = forms.flatMap((text) => (text.includes(' ') ? [text.replaceAll(' ', joint), text.replaceAll(' ', '')] : [text]));
  const bytes = [...new Set(joined.map((text) => text.toLowerCase()))].map((text) => Buffer.from(text));
  return fitting(bytes).filter((form) => anchorOf(form) !== undefined);
}

const numberOf = (letter: string): number => letter.codePointAt(0) ?? 0;
/** References without their ampersand. */
const REFERENCES: readonly ((letter: string) => string)[] = [
  nameOf,
  (letter) => `#${String(numberOf(letter))}`,
  (letter) => `#x${numberOf(letter).toString(16)}`,
];
const WRITERS: readonly ((letter: string) => string)[] = [
  unicodeEscape,
  (letter) => `\\${unicodeEscape(letter)}`,
  (letter) => encodeURIComponent(letter),
  ...['&', '&amp;', '\\u0026'].flatMap((sign) => REFERENCES.map((reference) => (letter: string) => `${sign}${reference(letter)};`)),
];

/** The name of a letter in HTML, or its number: ä is auml, ć is #263. */
function nameOf(letter: string): string {
  const [base, accent = ''] = Array.from(letter.normalize('NFD'));
  const name = NAMED.get(letter.toLowerCase()) ?? (ACCENTS.has(accent) ? base + (ACCENTS.get(accent) ?? '') : undefined);
  return name !== undefined && numberOf(letter) < LATIN_1_END ? name : `#${String(numberOf(letter))}`;
}
