/** A digit cluster, read unit by unit: its digits with their raw positions, its groups and what separates them. */
import { LIMITS } from '../base/limits.js';
import { INVISIBLE, SEPARATOR } from '../text/characters.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../text/unit.js';
import type { View } from './view.js';

export interface Group {
  /** Index of the first digit. */
  readonly first: number;
  /** Digits in the group. */
  size: number;
  /** Separators before the group, as characters; empty before the first. */
  readonly before: string;
}

export interface Cluster {
  readonly values: number[];
  /** Raw offsets of each digit. */
  readonly starts: number[];
  readonly ends: number[];
  readonly groups: Group[];
}

/** Reads the cluster that begins with a digit at `start`, at most to `limit`. */
export function readCluster(view: View, start: number, limit: number): Cluster {
  const cluster: Cluster = { values: [], starts: [], ends: [], groups: [] };
  const stop = Math.min(view.end, limit);
  let gap = '';
  let isNewGroup = true;
  let invisible = 0;
  for (let at = start; at < stop;) {
    const unit = readUnit(view.bytes, at, stop, true);
    const kind = unitKind(unit);
    const end = at + unitLength(unit);
    if (kind < 10) {
      if (isNewGroup) cluster.groups.push({ first: cluster.values.length, size: 0, before: gap });
      pushDigit(cluster, kind, at, end);
      isNewGroup = false;
      gap = '';
      invisible = 0;
    } else if (kind === SEPARATOR) {
      gap += String.fromCodePoint(unitCodePoint(unit));
      isNewGroup = true;
      if (gap.length > LIMITS.gapSeparators) break;
    } else if (kind !== INVISIBLE || ++invisible > LIMITS.gapZeroWidth) break;
    at = end;
  }
  return cluster;
}

function pushDigit(cluster: Cluster, value: number, start: number, end: number): void {
  cluster.values.push(value);
  cluster.starts.push(start);
  cluster.ends.push(end);
  cluster.groups[cluster.groups.length - 1].size++;
}

/** Luhn (ISO/IEC 7812-1 annex B) over `length` digits from `first`. */
export function isLuhnValid(values: readonly number[], first: number, length: number): boolean {
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const value = values[first + i];
    const weighted = (length - i) % 2 === 0 ? value * 2 : value;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}

/** A number written with `length` digits from `first`. */
export function digitsValue(values: readonly number[], first: number, length: number): number {
  let value = 0;
  for (let i = 0; i < length; i++) value = value * 10 + values[first + i];
  return value;
}
