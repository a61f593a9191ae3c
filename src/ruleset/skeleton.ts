/**
 * The skeletons of shapes: what of a template the kernel can see. Six digits and more in groups become a window of the shape table, with
 * the letters at its edges; what has fewer becomes a token of letters and digits. The kernel may let more through than the template, never less.
 */
import type { Template } from '../detect/shape/template.js';
import {
  PAN_DIGITS_MAX, SHAPE_DIGITS_MIN, SHAPE_GROUPS_MAX, TOKEN_ROW_BYTES_MAX, type KernelShape, type KernelTest, type KernelToken,
} from '../kernel/kernel.js'; // prettier-ignore

/** What stands at a place of a template: a digit, a letter, either, or a separator. */
type Place = 'D' | 'L' | 'E' | 'S';

export interface Skeletons {
  readonly shapes: readonly KernelShape[];
  readonly tokens: readonly KernelToken[];
}

const EVERY_DIGIT = 0x3ff;
/** Places of either kind that are told apart; with more of them they are all digits, or a token. */
const EITHER_MAX = 3;
/** Places of a token that must be known, or else its context must be. */
const KNOWN_MIN = 7;

/** Skeletons of a template. `contexts`, when not 0, must be near; `fallback` must be for a token that says too little by itself. */
export function skeletonsOf(template: Template, contexts: bigint, fallback: bigint): Skeletons {
  const places = template.sets.map(placeOf);
  const either = places.filter((place) => place === 'E').length;
  const forms = either <= EITHER_MAX ? expand(places) : [places.map((place) => (place === 'E' ? 'D' : place))];
  const shapes: KernelShape[] = [];
  const tokens: KernelToken[] = either > EITHER_MAX ? tokensOf(places, contexts, fallback) : [];
  for (const form of forms) {
    const shape = shapeOf(template, form, contexts);
    if (shape !== undefined) shapes.push(shape);
    else tokens.push(...tokensOf(form, contexts, fallback));
  }
  return { shapes, tokens };
}

function placeOf(set: Uint8Array): Place {
  const takes = (from: string, to: string): boolean => set.subarray(from.charCodeAt(0), to.charCodeAt(0) + 1).includes(1);
  const [digits, letters] = [takes('0', '9'), takes('A', 'Z')];
  return digits && letters ? 'E' : digits ? 'D' : letters ? 'L' : 'S';
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

/** The longest sequence of digits with nothing but separators between, if it is long enough. */
function shapeOf(template: Template, places: readonly Place[], contexts: bigint): KernelShape | undefined {
  const [start, end] = longestSequence(places);
  const digits = places.slice(start, end).filter((place) => place === 'D').length;
  if (digits < SHAPE_DIGITS_MIN || digits > PAN_DIGITS_MAX) return undefined;
  const groups: number[] = [];
  for (let i = start; i < end; i++) {
    if (places[i] !== 'D') continue;
    if (i === start || places[i - 1] !== 'D') groups.push(0);
    groups[groups.length - 1]++;
  }
  if (groups.length > SHAPE_GROUPS_MAX) return undefined;
  const [before, behind] = contexts === 0n ? [lettersBeside(places, start, -1), lettersBeside(places, end - 1, 1)] : [0, 0];
  return { groups, before, behind, tests: contexts === 0n ? testsOf(template, places, start, end) : [], contexts };
}

function longestSequence(places: readonly Place[]): [number, number] {
  let best: [number, number] = [0, 0];
  let most = 0;
  for (let start = 0; start < places.length; start++) {
    if (places[start] !== 'D') continue;
    let end = start;
    let digits = 0;
    for (let i = start; i < places.length && places[i] !== 'L'; i++) {
      if (places[i] !== 'D') continue;
      end = i + 1;
      digits++;
    }
    if (digits > most) [best, most] = [[start, end], digits];
    start = end;
  }
  return best;
}

/** Letters in the run beside a place, at most one separator away. */
function lettersBeside(places: readonly Place[], at: number, step: 1 | -1): number {
  const first = places[at + step] === 'S' ? at + 2 * step : at + step;
  let next = first;
  while (places[next] === 'L') next += step;
  return Math.abs(next - first);
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

/** The run of letters and digits that says most, as a token of its length. */
function tokensOf(places: readonly Place[], contexts: bigint, fallback: bigint): KernelToken[] {
  const runs = places.join('').split('S').filter((run) => run.length >= 2 && run.length <= TOKEN_ROW_BYTES_MAX && !/^(?:D+|L+)$/.test(run)); // prettier-ignore
  if (runs.length === 0) return [];
  const known = (run: string): number => run.replaceAll('E', '').length;
  const run = runs.reduce((best, other) => (known(other) > known(best) || (known(other) === known(best) && other.length > best.length) ? other : best)); // prettier-ignore
  const mask = (place: Place): number => [...run].reduce((bits, other, at) => (other === place ? bits | (1 << at) : bits), 0) >>> 0;
  const needed = contexts !== 0n || known(run) >= KNOWN_MIN || run.length >= 14 ? contexts : fallback;
  return [{ length: run.length, digits: mask('D'), letters: mask('L'), contexts: needed }];
}
