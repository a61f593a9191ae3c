/**
 * The skeletons of shapes: what of a template the kernel can see. Six digits and more in groups become a window of the shape table, with
 * the letters at its edges; what has fewer becomes a token of letters and digits. The kernel may let more through than the template, never less.
 */
import type { Template } from '../detect/shape/template.js';
import {
  isAtom, PAN_DIGITS_MAX, SHAPE_DIGITS_MIN, SHAPE_GROUPS_MAX, TOKEN_ROW_BYTES_MAX, TOUCHING, type KernelShape, type KernelTest, type KernelToken,
} from '../kernel/kernel.js'; // prettier-ignore

/** What stands at a place of a template: a digit, a letter, either, a separator that is an atom (see the kernel), or any separator. */
type Place = 'D' | 'L' | 'E' | 'P' | 'S';

export interface Skeletons {
  readonly shapes: readonly KernelShape[];
  readonly tokens: readonly KernelToken[];
}

const EVERY_DIGIT = 0x3ff;
/** Places of either kind that are told apart; with more of them they are all digits, or a token. */
const EITHER_MAX = 3;
/** Places of a token that must be known, or else its context must be. */
const KNOWN_MIN = 7;
/** A token of so many letters and digits is rare enough by its length. */
const UNUSUAL_LENGTH = 14;

/** Skeletons of a template for its rule's family. A token that says too little by itself needs context even where the rule needs none. */
export function skeletonsOf(template: Template, families: bigint, needsContext: boolean): Skeletons {
  const places = template.sets.map(placeOf);
  const either = places.filter((place) => place === 'E').length;
  const forms = either <= EITHER_MAX ? expand(places) : [places.map((place) => (place === 'E' ? 'D' : place))];
  const shapes: KernelShape[] = [];
  const tokens: KernelToken[] = either > EITHER_MAX ? tokensOf(places, families, needsContext) : [];
  const head = either > EITHER_MAX ? shapeOf(template, headOf(places), families, true) : undefined;
  if (head !== undefined) shapes.push(head);
  for (const form of forms) {
    const shape = shapeOf(template, form, families, needsContext);
    if (shape !== undefined) shapes.push(shape);
    else tokens.push(...tokensOf(form, families, needsContext));
  }
  return { shapes, tokens };
}

function placeOf(set: Uint8Array): Place {
  const takes = (from: string, to: string): boolean => set.subarray(from.charCodeAt(0), to.charCodeAt(0) + 1).includes(1);
  const [digits, letters] = [takes('0', '9'), takes('A', 'Z')];
  if (digits || letters) return digits && letters ? 'E' : digits ? 'D' : 'L';
  return set.every((takesIt, code) => takesIt === 0 || isAtom(code)) ? 'P' : 'S';
}

function expand(places: readonly Place[]): Place[][] {
  return places.reduce<Place[][]>(
    (forms, place) =>
      forms.flatMap((form) =>
        place === 'E'
          ? [
              [...form, 'D' as const],
              [...form, 'L' as const],
            ]
          : [[...form, place]],
      ),
    [[]],
  );
}

/** The runs before the first that may be digits or letters: enough of a value to find it by where its words are near. */
function headOf(places: readonly Place[]): readonly Place[] {
  let end = places.indexOf('E');
  while (end > 0 && 'DLE'.includes(places[end - 1])) end--;
  return places.slice(0, end);
}

/** The first sequence of digits with nothing but separators between, if it is long enough. */
function shapeOf(template: Template, places: readonly Place[], families: bigint, needsContext: boolean): KernelShape | undefined {
  const [start, end] = firstSequence(places);
  const digits = places.slice(start, end).filter((place) => place === 'D').length;
  if (digits < SHAPE_DIGITS_MIN || digits > PAN_DIGITS_MAX) return undefined;
  const groups: number[] = [];
  for (let i = start; i < end; i++) {
    if (places[i] !== 'D') continue;
    if (i === start || places[i - 1] !== 'D') groups.push(0);
    groups[groups.length - 1]++;
  }
  if (groups.length > SHAPE_GROUPS_MAX) return undefined;
  if (needsContext) return { groups, before: 0, behind: 0, tests: [], families, needsContext };
  const [before, behind] = [lettersBeside(places, start, -1), lettersBeside(places, end - 1, 1)];
  return { groups, before, behind, tests: testsOf(template, places, start, end), families, needsContext };
}

/**
 * The first sequence with enough digits whose value can be held back from its beginning: nothing stands before it but a few letters or digits.
 * Its first and behind its last place; equal when there is none.
 */
function firstSequence(places: readonly Place[]): [number, number] {
  for (let start = 0; start < places.length; start++) {
    if (places[start] !== 'D') continue;
    let end = start;
    let digits = 0;
    for (let i = start; i < places.length && places[i] !== 'L'; i++) {
      if (places[i] !== 'D') continue;
      end = i + 1;
      digits++;
    }
    if (digits >= SHAPE_DIGITS_MIN && isReachable(places, start)) return [start, end];
    start = end;
  }
  return [0, 0];
}

/** Whether the kernel and the engine hold back what stands before a place: atoms, and before them a few letters or digits with a separator. */
function isReachable(places: readonly Place[], at: number): boolean {
  return /^S?(?:[DL]{1,8}S)?[DLEP]*$/.test(places.slice(0, at).join(''));
}

/** Letters in the run beside a place, and whether they touch it or stand one separator away. */
function lettersBeside(places: readonly Place[], at: number, step: 1 | -1): number {
  const isApart = places[at + step] === 'S' || places[at + step] === 'P';
  const first = isApart ? at + 2 * step : at + step;
  let next = first;
  while (places[next] === 'L') next += step;
  const count = Math.abs(next - first);
  return count === 0 || isApart ? count : count + TOUCHING;
}

function testsOf(template: Template, places: readonly Place[], start: number, end: number): KernelTest[] {
  const tests: KernelTest[] = [];
  let index = 0;
  for (let i = start; i < end; i++) {
    if (places[i] !== 'D') continue;
    const kind = template.months.includes(i) ? 'month' : template.days.includes(i) ? 'day' : 'digit';
    const isSecond = template.months.includes(i - 1) || template.days.includes(i - 1);
    const digits = digitsOf(template.sets[i]);
    if (kind !== 'digit' || (!isSecond && digits !== EVERY_DIGIT)) tests.push({ at: index, kind, digits });
    index++;
  }
  return tests;
}

function digitsOf(set: Uint8Array): number {
  let digits = 0;
  for (let digit = 0; digit < 10; digit++) digits |= set[0x30 + digit] << digit;
  return digits;
}

/**
 * The first run that is both letters and digits, as a token of its length, if the value can be held back from its beginning; where runs may
 * be either, each of them, since only the value tells which is both.
 */
function tokensOf(places: readonly Place[], families: bigint, needsContext: boolean): KernelToken[] {
  const runs = [...places.join('').matchAll(/[DLE]+/g)].filter(([run]) => run.length >= 2 && run.length <= TOKEN_ROW_BYTES_MAX && !/^(?:D+|L+)$/.test(run)); // prettier-ignore
  const reachable = runs.filter(({ index }) => isReachable(places, index)).map(([run]) => run);
  const first = reachable.findIndex((run) => !run.includes('E'));
  return (first < 0 ? reachable : reachable.slice(0, first + 1)).map((run) => tokenOf(run, families, needsContext));
}

function tokenOf(run: string, families: bigint, needsContext: boolean): KernelToken {
  const mask = (place: Place): number => [...run].reduce((bits, other, at) => (other === place ? bits | (1 << at) : bits), 0) >>> 0;
  const known = run.replaceAll('E', '').length;
  const saysEnough = known >= KNOWN_MIN || run.length >= UNUSUAL_LENGTH;
  return { length: run.length, digits: mask('D'), letters: mask('L'), families, needsContext: needsContext || !saysEnough };
}
