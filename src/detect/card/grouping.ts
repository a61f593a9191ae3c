/** How the digits of one number are grouped: as printed on cards, evenly, or as a list of numbers. */
import type { Cluster } from '../cluster.js';

/** Group sizes on cards, by brand and with the extra digits of longer numbers; one hexadecimal digit a group. */
const PRINTED = new Set([0x4444, 0x465, 0x464, 0x456, 0x44443, 0x44442, 0x44441, 0x4443, 0x4442, 0x6d, 0x6552]);
const PRINTED_GROUPS_MAX = 5;

/** Whether groups `group` to before `endGroup` have sizes that are printed on cards. */
export function isPrinted({ groups }: Cluster, group: number, endGroup: number): boolean {
  if (endGroup - group < 2 || endGroup - group > PRINTED_GROUPS_MAX) return false;
  let sizes = 0;
  for (let i = group; i < endGroup; i++) sizes = sizes * 16 + groups[i].size;
  return PRINTED.has(sizes);
}

/** Whether two or more groups read as one number: printed, with any separators, or of one size with one kind of separator. */
export function isEvenList(cluster: Cluster, group: number, endGroup: number): boolean {
  if (isCommaList(cluster, group, endGroup)) return false; // a list of numbers, a matrix
  return isPrinted(cluster, group, endGroup) || isUniform(cluster, group, endGroup);
}

/** Whether groups are separated by commas alone: separate numbers in JSON. True for one group. */
export function isCommaList({ groups }: Cluster, group: number, endGroup: number): boolean {
  for (let i = group + 1; i < endGroup; i++) if (groups[i].before.trim() !== ',') return false;
  return true;
}

/** Groups of one size, the last no longer, with one kind of separator. */
function isUniform({ groups }: Cluster, group: number, endGroup: number): boolean {
  const { size } = groups[group];
  const separator = groups[group + 1].before;
  for (let i = group + 1; i < endGroup; i++) {
    const isLast = i === endGroup - 1;
    if (groups[i].before !== separator || groups[i].size > size || (!isLast && groups[i].size !== size)) return false;
  }
  return true;
}
