/** How the digits of one number are grouped: as printed on cards, evenly, in thousands, or as a list of numbers. */
import { GAP_COMMA, GAP_DOT, GAP_LINE, GAP_SPACE, type Cluster } from '../cluster.js';

/** Group sizes on cards, by brand and with the extra digits of longer numbers; one hexadecimal digit a group. */
const FOUR_FOURS = 0x4444;
const PRINTED = new Set([FOUR_FOURS, 0x465, 0x464, 0x456, 0x44443, 0x44442, 0x44441, 0x4443, 0x4442, 0x6d, 0x6552]);
const PRINTED_GROUPS_MAX = 5;

/**
 * Whether groups `group` to before `endGroup` have sizes that are printed on cards; `from` is the first digit, inside `group`. With `to`, the
 * digits end before it, inside the last of them.
 */
export function isPrinted(cluster: Cluster, from: number, group: number, endGroup: number, to = cluster.first[endGroup]): boolean {
  const count = endGroup - group;
  if (count < 2 || count > PRINTED_GROUPS_MAX) return false;
  const { first } = cluster;
  let sizes = first[group + 1] - from;
  if (sizes > 6) return false;
  for (let i = group + 1; i < endGroup; i++) {
    const size = Math.min(first[i + 1], to) - first[i];
    if (size > 13) return false;
    sizes = sizes * 16 + size;
  }
  return sizes === FOUR_FOURS || PRINTED.has(sizes);
}

/** Whether groups are separated by commas alone: separate numbers in JSON. True for one group. */
export function isCommaList({ gapBits }: Cluster, group: number, endGroup: number): boolean {
  for (let i = group + 1; i < endGroup; i++) if ((gapBits[i] & ~(GAP_SPACE | GAP_LINE)) !== GAP_COMMA) return false;
  return true;
}

/** Whether groups outside strings are JSON numbers: a list of them, or one decimal. */
export const isNumbers = (cluster: Cluster, group: number, endGroup: number): boolean =>
  isCommaList(cluster, group, endGroup) || (endGroup === group + 2 && cluster.gapBits[group + 1] === GAP_DOT);

/** Two decimals side by side, such as coordinates of a path: 2690.1234 4567.8901. */
export function isDecimals({ gaps, gapBits }: Cluster, group: number, endGroup: number): boolean {
  return endGroup - group === 4 && gapBits[group + 1] === GAP_DOT && gapBits[group + 3] === GAP_DOT && gaps[group + 2] !== gaps[group + 1];
}

/** Whether the groups have one kind of separator and are of one size, the last no longer, or thousands. */
export const isEven = (cluster: Cluster, from: number, group: number, endGroup: number): boolean =>
  isUniform(cluster, from, group, endGroup) || isThousands(cluster, from, group, endGroup);

/** Groups of one size, the last no longer, with one kind of separator. */
function isUniform(cluster: Cluster, from: number, group: number, endGroup: number): boolean {
  const { gaps, first } = cluster;
  const size = first[group + 1] - from;
  const gap = gaps[group + 1];
  if (size === 2 && isLoose(cluster, group + 1)) return false;
  if (isDecimal(cluster, from, group, endGroup)) return false;
  for (let i = group + 1; i < endGroup; i++) {
    const here = first[i + 1] - first[i];
    if (gaps[i] !== gap || here > size || (here !== size && i !== endGroup - 1)) return false;
  }
  return true;
}

/** Two groups with a point between them, which nobody would divide a card into. */
const isDecimal = ({ first, gapBits }: Cluster, from: number, group: number, endGroup: number): boolean =>
  endGroup === group + 2 && gapBits[group + 1] === GAP_DOT && first[endGroup] - first[group + 1] !== first[group + 1] - from;

/** Two-digit numbers one a line or in columns are a list. */
function isLoose(cluster: Cluster, group: number): boolean {
  const { starts, first, gapBits } = cluster;
  return (gapBits[group] & GAP_LINE) !== 0 || starts[first[group]] - cluster.end(first[group] - 1) > 2;
}

/** Groups of three digits behind a shorter one, as spreadsheets write a number: 4'111'111'111'111'111. */
function isThousands({ gaps, first }: Cluster, from: number, group: number, endGroup: number): boolean {
  if (first[group + 1] - from > 2 || endGroup - group < 5) return false;
  for (let i = group + 1; i < endGroup; i++) if (first[i + 1] - first[i] !== 3 || gaps[i] !== gaps[group + 1]) return false;
  return true;
}

/** The same of cards in cells, fields or elements of their own: in halves, the first four, the first six or the last four digits apart. */
const SPREAD = new Set([...PRINTED, 0x88, 0x4c, 0xc4, 0x6a, 0x69, 0x68, 0x6b, 0x6c, 0x664, 0x654]);
const SPREAD_EVENLY_MAX = 5;
const SIZE_MAX = 13;

/** Whether groups are such parts of a card, or more than two of one small size, the last no longer. */
export function isPartedLikeCard(sizeOf: (group: number) => number, group: number, endGroup: number): boolean {
  const size = sizeOf(group);
  let isEven = size <= SPREAD_EVENLY_MAX && endGroup > group + 2;
  let sizes = size;
  for (let i = group + 1; i < endGroup; i++) {
    const here = sizeOf(i);
    if (here > size || (here < size && i < endGroup - 1)) isEven = false;
    sizes = here > SIZE_MAX || i - group >= PRINTED_GROUPS_MAX ? Infinity : sizes * 16 + here;
  }
  return isEven || (size <= SIZE_MAX && SPREAD.has(sizes));
}
