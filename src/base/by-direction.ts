/** What there is once for each direction, by its name: where each message asks, a key that differs from one to the next costs more than the branch. */
import type { Direction } from './errors.js';

export const inDirection = <T>(all: Readonly<Record<Direction, T>>, direction: Direction): T =>
  direction === 'request' ? all.request : all.response;

export function countIn(counts: Record<Direction, number>, direction: Direction, more: number): void {
  if (direction === 'request') counts.request += more;
  else counts.response += more;
}
