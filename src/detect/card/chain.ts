/** Whether a window is a stretch of a longer list: groups of the same size go on before or behind it with the same separators. */
import { isDigit } from '../../text/ascii.js';
import type { Cluster } from '../cluster.js';
import type { View } from '../view.js';

/** Whether a group of the same size with the same separator stands directly before the window, and is no part of an earlier finding. */
export function goesOnBefore(view: View, cluster: Cluster, from: number, group: number, coveredTo: number): boolean {
  const size = cluster.first[group + 1] - from;
  const start = groupBefore(view, cluster, from, group, size);
  return start >= coveredTo && start >= 0;
}

/** Offset of the group of exactly `size` digits before the window, joined to it by the separator that its groups have, or -1. */
function groupBefore({ bytes, start }: View, cluster: Cluster, from: number, group: number, size: number): number {
  const next = cluster.first[group + 1];
  const gapStart = cluster.end(next - 1);
  const gap = cluster.starts[next] - gapStart;
  const at = cluster.starts[from] - gap;
  if (at - size < start) return -1;
  for (let i = 0; i < gap; i++) if (bytes[at + i] !== bytes[gapStart + i]) return -1;
  for (let i = 1; i <= size; i++) if (!isDigit(bytes[at - i])) return -1;
  const isExact = at - size === start || !isDigit(bytes[at - size - 1]);
  return isExact && !isHexLength(bytes, at - size, start, size) ? at - size : -1;
}

/** The length of an EMV field (5A 08 41 11 …) is no part of its value. */
function isHexLength(bytes: Uint8Array, at: number, low: number, size: number): boolean {
  if (size !== 2 || bytes[at] !== 0x30 || at - 3 < low) return false;
  return bytes[at - 3] === 0x35 && (bytes[at - 2] | 0x20) === 0x61;
}

/** Whether two more groups of the same size follow with the same separator. */
export function goesOnAfter({ gaps, first, groups }: Cluster, from: number, group: number, endGroup: number): boolean {
  if (endGroup + 1 >= groups) return false;
  const size = first[group + 1] - from;
  const gap = gaps[group + 1];
  for (let i = endGroup; i < endGroup + 2; i++) if (gaps[i] !== gap || first[i + 1] - first[i] !== size) return false;
  return true;
}

const NINE = 0x39;

/** Whether four printed groups lie in a parcel number of the US mail: 9400 1684 3488 8260 4190 66. */
export function isParcelRun(view: View, cluster: Cluster, from: number, endGroup: number): boolean {
  const { first, gaps, groups } = cluster;
  if (endGroup >= groups || first[endGroup + 1] - first[endGroup] !== 2 || first[endGroup] - from !== 16) return false;
  const group = endGroup - 4;
  if (group < 0 || gaps[endGroup] !== gaps[group + 1]) return false;
  const before = groupBefore(view, cluster, from, group, 4);
  return before >= 0 && view.bytes[before] === NINE;
}
