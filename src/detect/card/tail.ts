/** What customers type behind a card number: the expiry date, then the card verification code (4111 1111 1111 1111 12/27 123). */
import { digitsValue, type Cluster, type Group } from '../cluster.js';

export interface Tail {
  /** Raw span and last group of the expiry date, when one follows. */
  readonly expiry: { readonly start: number; readonly end: number };
  /** Raw span of the code behind it, when one follows. */
  readonly cvc: { readonly start: number; readonly end: number } | undefined;
}

/** Years on cards, as two digits: nothing older than five years or further than twenty-five is issued. */
const YEAR_FIRST = 20;
const YEAR_LAST = 50;

export const isMonth = (value: number): boolean => value >= 1 && value <= 12;

/** Whether a year of two or four digits can stand on a card. */
export function isCardYear(value: number, digits: number): boolean {
  const year = digits === 4 ? value - 2000 : value;
  return (digits === 2 || digits === 4) && year >= YEAR_FIRST && year <= YEAR_LAST;
}

/** Expiry and code in the groups from `group` on, which follow a PAN. */
export function readTail(cluster: Cluster, group: number): Tail | undefined {
  const endGroup = expiryEnd(cluster, group);
  if (endGroup === undefined) return undefined;
  const code = cluster.groups.at(endGroup);
  const isCode = endGroup < cluster.groups.length && code !== undefined && (code.size === 3 || code.size === 4);
  return { expiry: span(cluster, group, endGroup), cvc: isCode ? span(cluster, endGroup, endGroup + 1) : undefined };
}

/** Index behind the groups that make an expiry date: 12/27, 12/2027, 1227. */
function expiryEnd(cluster: Cluster, group: number): number | undefined {
  const first = cluster.groups[group] as Group | undefined;
  const second = cluster.groups[group + 1] as Group | undefined;
  if (first === undefined) return undefined;
  const value = digitsValue(cluster.values, first.first, first.size);
  if (first.size === 4 && isMonth(Math.floor(value / 100)) && isCardYear(value % 100, 2)) return group + 1;
  if (first.size > 2 || !isMonth(value) || second === undefined) return undefined;
  return isCardYear(digitsValue(cluster.values, second.first, second.size), second.size) ? group + 2 : undefined;
}

function span(cluster: Cluster, group: number, endGroup: number): { start: number; end: number } {
  const last = cluster.groups[endGroup - 1];
  return { start: cluster.starts[cluster.groups[group].first], end: cluster.ends[last.first + last.size - 1] };
}
