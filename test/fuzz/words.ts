/** What random documents are made of: words, what looks like a card and is none, identifiers, and the test numbers in many writings. */
import fc from 'fast-check';
import { PANS } from '../support/hard-forms.js';

/** A piece of a document, and the cards that anyone who reads the document must not see afterwards. */
export interface Piece {
  readonly text: string;
  readonly pans: readonly string[];
}

export const plain = (text: string): Piece => ({ text, pans: [] });

/** Pieces one after the other, each written by `write`. */
export function join(pieces: readonly Piece[], write: (texts: readonly string[]) => string): Piece {
  return { text: write(pieces.map(({ text }) => text)), pans: [...new Set(pieces.flatMap(({ pans }) => pans))] };
}

const fours = (pan: string): string[] =>
  pan.length === 15 ? [pan.slice(0, 4), pan.slice(4, 10), pan.slice(10)] : (pan.match(/.{1,4}/g) ?? []);
const inScript = (pan: string, zero: number): string => [...pan].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');

const WRITINGS: readonly ((pan: string) => string)[] = [
  (pan) => pan,
  (pan) => fours(pan).join(' '),
  (pan) => fours(pan).join('-'),
  (pan) => fours(pan).join('\u00a0'),
  (pan) => fours(pan).join('\u200b'),
  (pan) => `card ${fours(pan).join('.')}`,
  (pan) => `card ${inScript(pan, 0xff10)}`,
  (pan) => fours(pan).map((part) => inScript(part, 0x0660)).join(' '),
  (pan) => `カード${pan}`,
  (pan) => `卡号${pan}`,
  (pan) => `pan=${pan}`,
  (pan) => `(${pan})`,
  (pan) => `card ${pan} exp 12/27 cvv 123`,
]; // prettier-ignore

/** One of the test numbers in one of the writings that are never missed. */
export const card: fc.Arbitrary<Piece> = fc
  .tuple(fc.constantFrom(...WRITINGS), fc.constantFrom(...PANS))
  .map(([write, pan]) => ({ text: write(pan), pans: [pan] }));

const CLEAN = [
  'hello', 'Anna Dahl', 'order', 'ok', '12345', '1644306393624', '12.50', '0.4999565660195617', '2026-11-22T08:15:27Z', 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
  '日本語', 'é', 'säkerhetskod', '😀', 'ж', '"', "'", '\\', '<b>', '</p>', '&', '&amp;', '&#x;', '%', '%41', '%zz', '=', '=\r\n', '+', '\n', '\r\n', '\t', ',', ';', ':', '#', '|', '*', '****', '{', '}', '[', ']', '{"a":1}', '\\n', '\\u0041', 'null', '\u2028', 'a'.repeat(140), 'call', '--', '--b0undary', ']]', '-->',
  'cvv 123', 'exp 12/27', 'ssn 123-45-6789', 'pnr 811228-9874', 'anna.berg@example.com', '+46 70 123 45 67', 'GB29 NWBK 6016 1331 9268 19', '1Z999AA10123456784',
]; // prettier-ignore

export const clean: fc.Arbitrary<Piece> = fc.constantFrom(...CLEAN).map(plain);

const separator = fc.constantFrom(' ', ' ', ' ', ', ', '\n', '; ', ' / ', '. ', ' – ');

/** Some words in which a card may stand. Every card is apart from what stands around it. */
export const words: fc.Arbitrary<Piece> = fc
  .array(fc.tuple(fc.oneof({ weight: 4, arbitrary: clean }, { weight: 1, arbitrary: card }), separator), { maxLength: 7 })
  .map((pairs) => join(pairs.map(([piece]) => piece), (texts) => texts.map((text, at) => text + (at + 1 < texts.length ? pairs[at][1] : '')).join(''))); // prettier-ignore

/** Words without line ends and control characters, as names have them. */
export const line: fc.Arbitrary<Piece> = words.map((piece) => ({ ...piece, text: piece.text.replace(/[\r\n\t\u2028]+/g, ' ') }));
