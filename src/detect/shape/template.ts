/**
 * Shapes become *templates*: every form a shape allows, each of a fixed length with one set of characters a place. A template is matched in
 * as many steps as it has characters, and it is found by the lengths of its runs of letters and digits, so hundreds of them cost what one does.
 */
import { isAlphanumeric, isDigit } from '../../text/ascii.js';
import { parseShape, type ShapeElement } from './notation.js';

/** Characters that one place of a template takes, by ASCII code: 1 or 0. */
export type CharacterSet = Uint8Array;

export interface Template {
  readonly sets: readonly CharacterSet[];
  /** Places where a month or day begins; it takes two digits. */
  readonly months: readonly number[];
  readonly days: readonly number[];
  /** Lengths of its runs of letters and digits. */
  readonly runs: readonly number[];
  /** Separators before the first run. */
  readonly lead: number;
  /** It has a separator between letters or digits. */
  readonly isSeparated: boolean;
  /** All of it can be digits; some of it can be letters. */
  readonly takesDigitsOnly: boolean;
  readonly takesLetters: boolean;
  /** Letters of its longest run that may hold no digit. */
  readonly lettersMax: number;
}

/** Forms of one shape; a shape with more is refused. */
export const TEMPLATES_MAX = 2048;
/** Runs in one template. */
export const RUNS_MAX = 10;

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** What `~` takes. */
const GAP = ' -./';

const interned = new Map<string, CharacterSet>();

/** One set for the same characters, so that templates share them. */
function setOf(characters: string): CharacterSet {
  const known = interned.get(characters);
  if (known !== undefined) return known;
  const set = new Uint8Array(256);
  for (const character of characters) set[character.charCodeAt(0)] = 1;
  interned.set(characters, set);
  return set;
}

/** A place: the characters it takes, `M` or `D` for the first digit of a month or day. */
interface Place {
  readonly characters: string;
  readonly date?: 'month' | 'day';
}

/** Every form of a shape. Throws a SyntaxError when the shape cannot be read or has too many forms. */
export function templatesOf(shape: string): Template[] {
  let forms: Place[][] = [[]];
  for (const element of parseShape(shape)) {
    const ways = waysOf(element);
    if (forms.length * ways.length > TEMPLATES_MAX) throw new SyntaxError(`the shape has more than ${TEMPLATES_MAX} forms`);
    forms = forms.flatMap((form) => ways.map((way) => [...form, ...way]));
  }
  const templates = new Map<string, Template>();
  for (const form of forms) templates.set(JSON.stringify(form), templateOf(form));
  return [...templates.values()];
}

/** The forms of one element: how often it is repeated and, where it may be a letter, digit or separator, which of them it is. */
function waysOf(element: ShapeElement): Place[][] {
  const ways: Place[][] = [];
  for (let count = element.min; count <= element.max; count++) {
    let forms: Place[][] = [[]];
    for (let i = 0; i < count; i++) {
      forms = forms.flatMap((form) => placesOf(element).map((places) => [...form, ...places]));
      if (forms.length > TEMPLATES_MAX) throw new SyntaxError(`the shape has more than ${TEMPLATES_MAX} forms`);
    }
    ways.push(...forms);
  }
  return ways;
}

function placesOf({ kind, characters }: ShapeElement): Place[][] {
  switch (kind) {
    case 'digit':
      return [[{ characters: DIGITS }]];
    case 'letter':
      return [[{ characters: LETTERS }]];
    case 'alphanumeric':
      return [[{ characters: DIGITS + LETTERS }]];
    case 'month':
      return [[{ characters: '01', date: 'month' }, { characters: DIGITS }]];
    case 'day':
      return [[{ characters: '0123', date: 'day' }, { characters: DIGITS }]];
    case 'gap':
      return [[{ characters: GAP }]];
    case 'separator':
    case 'set':
      return splitSet(characters);
  }
}

/** A set that takes letters or digits as well as separators is one or the other: they divide runs differently. */
function splitSet(characters: string): Place[][] {
  const inRun = [...characters].filter((character) => isAlphanumeric(character.charCodeAt(0))).join('');
  const separators = [...characters].filter((character) => !isAlphanumeric(character.charCodeAt(0))).join('');
  return [inRun, separators].filter((part) => part !== '').map((part) => [{ characters: part }]);
}

function templateOf(form: readonly Place[]): Template {
  const runs: number[] = [];
  const isInRun = form.map(({ characters }) => isAlphanumeric(characters.charCodeAt(0)));
  isInRun.forEach((inRun, i) => {
    if (!inRun) return;
    if (i === 0 || !isInRun[i - 1]) runs.push(0);
    runs[runs.length - 1]++;
  });
  if (runs.length === 0 || runs.length > RUNS_MAX) throw new SyntaxError(`a shape has 1 to ${RUNS_MAX} runs of letters and digits`);
  const inRuns = form.filter((_, i) => isInRun[i]);
  return {
    sets: form.map(({ characters }) => setOf(characters)),
    months: indices(form, 'month'),
    days: indices(form, 'day'),
    runs,
    lead: isInRun.indexOf(true),
    isSeparated: runs.length > 1,
    takesDigitsOnly: inRuns.every(({ characters }) => [...characters].some((character) => isDigit(character.charCodeAt(0)))),
    takesLetters: inRuns.some(takesLetter),
    lettersMax: lettersMax(form, runs, isInRun.indexOf(true)),
  };
}

const takesLetter = ({ characters }: Place): boolean => [...characters].some((character) => !isDigit(character.charCodeAt(0)));

function lettersMax(form: readonly Place[], runs: readonly number[], lead: number): number {
  const inRuns = form.slice(lead).filter(({ characters }) => isAlphanumeric(characters.charCodeAt(0)));
  let [most, at] = [0, 0];
  for (const run of runs) {
    if (inRuns.slice(at, at + run).every(takesLetter)) most = Math.max(most, run);
    at += run;
  }
  return most;
}

function indices(form: readonly Place[], date: 'month' | 'day'): number[] {
  return form.flatMap((place, i) => (place.date === date ? [i] : []));
}

/** Whether the characters from `start` on are of this template. The text must hold that many. */
export function matches(template: Template, text: Uint8Array, start: number): boolean {
  const { sets, months, days } = template;
  for (let i = 0; i < sets.length; i++) if (sets[i][text[start + i]] === 0) return false;
  for (let i = 0; i < months.length; i++) {
    const month = pair(text, start + months[i]);
    if (month < 1 || month > 12) return false;
  }
  for (let i = 0; i < days.length; i++) {
    const day = pair(text, start + days[i]);
    if (day < 1 || day > 31) return false;
  }
  return true;
}

const pair = (text: Uint8Array, at: number): number => (text[at] - 0x30) * 10 + text[at + 1] - 0x30;
