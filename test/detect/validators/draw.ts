/**
 * Seeded random strings of a shape: `9` a digit, `A` a letter, `[…]` one of a set, `MM`, `DD` (up to 28) and `YY` (54 to 99) parts of a date
 * that exists and is past, `YYYY` with a century; anything else stands for itself.
 */

export interface Drawer {
  (shape: string): string;
  /** Every string that a body and its check characters, `9` or `A` each, can make. */
  all(body: string, check: string): string[];
}

/** The same seed draws the same strings. */
export function drawer(seed: string): Drawer {
  let state = [...seed].reduce((hash, character) => Math.imul(hash ^ character.charCodeAt(0), 0x01000193), 0x811c9dc5);
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
  const two = (from: number, to: number): string => String(from + below(to - from + 1)).padStart(2, '0');
  const piece = (token: string): string => {
    if (token === '9') return String(below(10));
    if (token === 'A') return LETTERS[below(26)];
    if (token === 'MM') return two(1, 12);
    if (token === 'DD') return two(1, 28);
    if (token === 'YY') return two(54, 99);
    if (token === 'YYYY') return `19${two(54, 99)}`;
    const set = token.startsWith('[') ? expand(token.slice(1, -1)) : token;
    return set[below(set.length)];
  };
  const draw = (shape: string): string => shape.replace(/\[[^\]]+\]|YYYY|YY|MM|DD|9|A/g, piece);
  return Object.assign(draw, { all });
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const expand = (set: string): string =>
  set.replace(/(\d)-(\d)/g, (_, from: string, to: string) => '0123456789'.slice(Number(from), Number(to) + 1));

function all(body: string, check: string): string[] {
  let values = [body];
  for (const symbol of check) {
    const set = symbol === '9' ? '0123456789' : symbol === 'A' ? LETTERS : symbol;
    values = values.flatMap((value) => [...set].map((character) => value + character));
  }
  return values;
}
