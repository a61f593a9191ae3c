/**
 * The numbers of a menu: "Reply 1 for tracking, 2 for returns, 3 for an agent". They count from one in steps of one, each before words of its own, so they tell
 * nothing: no digits but these can be written like that.
 */
import type { Stretch } from './runs.js';

const ITEMS_MIN = 3;
const NOTHING: readonly Stretch[] = [];
/** What a number of a menu stands for: words of four letters and more right behind it, or behind the sign that ends the number. */
const NAME = /^[^\d\p{L}\n]{0,3}(\p{L}{2,}[^\d]*\p{L}{2,})/u;

/** The runs of digits that number the items of a menu, where all numbers of a text do. */
export function menuIn(text: string, runs: readonly Stretch[]): readonly Stretch[] {
  if (runs.length < ITEMS_MIN || text.slice(runs[0].from, runs[0].to) !== '1') return NOTHING;
  const names = new Set<string>();
  for (const [i, { from, to }] of runs.entries()) {
    const name = NAME.exec(text.slice(to, runs.at(i + 1)?.from));
    if (name === null || text.slice(from, to) !== String(i + 1)) return NOTHING;
    names.add(name[1].toLowerCase());
  }
  return names.size === runs.length ? runs : NOTHING;
}
