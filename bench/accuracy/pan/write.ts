/** The common parts of hard forms: how a number is split, and the sentences it stands in. */
import { mark, plain, type Draft, type Level } from '../case.js';
import type { Random } from '../../corpus/random.js';
import { draw16 } from './brands.js';

export interface Form {
  readonly category: string;
  readonly name: string;
  readonly level: Level;
  make(random: Random): Draft;
}

export type Write = (pan: string, random: Random) => string;

/** Splits by group lengths; the last length repeats. */
export function groups(pan: string, ...lengths: number[]): string[] {
  const parts: string[] = [];
  for (let at = 0, i = 0; at < pan.length; i++) {
    const length = lengths[Math.min(i, lengths.length - 1)] ?? 4;
    parts.push(pan.slice(at, at + length));
    at += length;
  }
  return parts;
}

export const fours = (pan: string): string[] => (pan.length === 15 ? groups(pan, 4, 6, 5) : groups(pan, 4));

const LEADS = ['card ', 'my card number is ', 'card no: ', 'charge it to card '] as const;

/** A sentence with a card word, the written number and a tail of words. */
export const sentence =
  (write: Write): Form['make'] =>
  (random) =>
    plain(`${random.pick(LEADS)}${mark(write(draw16(random), random))}${random.pick([' ok', '', ' thanks', '\nbye'])}`);

/** `make` gets the digits and returns the whole document, marks included. */
export const whole =
  (write: Write, draw: (random: Random) => string = draw16): Form['make'] =>
  (random) =>
    plain(write(draw(random), random));

export const form = (category: string, level: Level, name: string, make: Form['make']): Form => ({ category, level, name, make });
export const escapeName = (char: string): string => [...char].map((one) => `u${(one.codePointAt(0) ?? 0).toString(16)}`).join('-');
