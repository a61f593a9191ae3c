/**
 * Shapes become *templates*: every form a shape allows, each of a fixed length with one set of characters a place. A template is matched in
 * as many steps as it has characters, and it is found by the lengths of its runs of letters and digits, so hundreds of them cost what one does.
 */
import { isAlphanumeric, isDigit, isLetter } from '../../text/ascii.js';
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

/** A place of a form, shared by all templates: what it takes, and whether a month or day begins there. */
interface Place {
  readonly id: number;
  readonly characters: string;
  readonly set: CharacterSet;
  readonly date: 'month' | 'day' | undefined;
  /** Letters and digits, not a separator. */
  readonly isInRun: boolean;
  readonly takesDigit: boolean;
  readonly takesLetter: boolean;
}

const places = new Map<string, Place>();

function placeOf(characters: string, date?: 'month' | 'day'): Place {
  const key = `${date ?? ''}:${characters}`;
  let place = places.get(key);
  if (place === undefined) {
    const codes = Array.from(characters, (character) => character.charCodeAt(0));
    const isInRun = isAlphanumeric(codes[0]);
    place = {
      id: places.size,
      characters,
      set: setOf(characters),
      date,
      isInRun,
      takesDigit: codes.some(isDigit),
      takesLetter: codes.some(isLetter),
    };
    places.set(key, place);
  }
  return place;
}

/** Templates by shape: a shape is read when it is reviewed, compiled, and made known to the kernel. The oldest go first. */
const known = new Map<string, readonly Template[]>();
const KNOWN_MAX = 4096;

/** Shapes that were read before, as a file can hold them: their places by number, and of each shape its forms, a character a place. */
export interface TemplateData {
  readonly places: readonly (readonly [characters: string, date: 'month' | 'day' | undefined | null])[];
  readonly forms: Readonly<Record<string, string>>;
}

/** Place 0 is a `!`; a space stands between forms. */
const FIRST_PLACE = 0x21;

let filed: TemplateData = { places: [], forms: {} };
let filedPlaces: readonly Place[] = [];

/** These shapes need not be read again. */
export function rememberTemplates(data: TemplateData): void {
  filed = data;
  filedPlaces = data.places.map(([characters, date]) => placeOf(characters, date ?? undefined));
}

/** Reads shapes for a file. */
export function templateData(shapes: readonly string[]): TemplateData {
  const forms = shapes.map((shape) => [shape, formsOf(shape)] as const);
  const used = [...new Set(forms.flatMap(([, all]) => all.flat()))];
  const numbers = new Map(used.map((place, index) => [place, String.fromCharCode(FIRST_PLACE + index)]));
  const text = (all: readonly Place[][]): string => all.map((form) => form.map((place) => numbers.get(place)).join('')).join(' ');
  return {
    places: used.map(({ characters, date }) => [characters, date] as const),
    forms: Object.fromEntries(forms.map(([shape, all]) => [shape, text(all)])),
  };
}

const formsFiled = (text: string): Template[] =>
  text.split(' ').map((form) => templateOf(Array.from({ length: form.length }, (_, i) => filedPlaces[form.charCodeAt(i) - FIRST_PLACE])));

/** Every form of a shape. Throws a SyntaxError when the shape cannot be read or has too many forms. */
export function templatesOf(shape: string): readonly Template[] {
  let templates = known.get(shape);
  if (templates !== undefined) return templates;
  templates = Object.hasOwn(filed.forms, shape) ? formsFiled(filed.forms[shape]) : readTemplates(shape);
  if (known.size === KNOWN_MAX) known.delete(known.keys().next().value ?? shape);
  known.set(shape, templates);
  return templates;
}

const readTemplates = (shape: string): Template[] => formsOf(shape).map(templateOf);

/** Each form once, as its places. */
function formsOf(shape: string): Place[][] {
  let forms: Place[][] = [[]];
  for (const element of parseShape(shape)) {
    const ways = waysOf(element);
    if (forms.length * ways.length > TEMPLATES_MAX) throw new SyntaxError(`the shape has more than ${TEMPLATES_MAX} forms`);
    if (ways.length === 1) for (const form of forms) form.push(...ways[0]);
    else forms = forms.flatMap((form) => ways.map((way) => [...form, ...way]));
  }
  if (forms.length === 1) return forms;
  const different = new Map<string, Place[]>();
  for (const form of forms) {
    let key = '';
    for (const { id } of form) key += String.fromCharCode(id);
    if (!different.has(key)) different.set(key, form);
  }
  return [...different.values()];
}

/** The forms of one element: how often it is repeated and, where it may be a letter, digit or separator, which of them it is. */
function waysOf(element: ShapeElement): Place[][] {
  const ways: Place[][] = [];
  const once = placesOf(element);
  if (once.length === 1) {
    const way: Place[] = [];
    for (let count = 0; count <= element.max; count++) {
      if (count >= element.min) ways.push([...way]);
      way.push(...once[0]);
    }
    return ways;
  }
  for (let count = element.min; count <= element.max; count++) {
    let forms: Place[][] = [[]];
    for (let i = 0; i < count; i++) {
      forms = forms.flatMap((form) => once.map((places) => [...form, ...places]));
      if (forms.length > TEMPLATES_MAX) throw new SyntaxError(`the shape has more than ${TEMPLATES_MAX} forms`);
    }
    ways.push(...forms);
  }
  return ways;
}

function placesOf({ kind, characters }: ShapeElement): Place[][] {
  switch (kind) {
    case 'digit':
      return [[placeOf(DIGITS)]];
    case 'letter':
      return [[placeOf(LETTERS)]];
    case 'alphanumeric':
      return [[placeOf(DIGITS + LETTERS)]];
    case 'month':
      return [[placeOf('01', 'month'), placeOf(DIGITS)]];
    case 'day':
      return [[placeOf('0123', 'day'), placeOf(DIGITS)]];
    case 'gap':
      return [[placeOf(GAP)]];
    case 'separator':
    case 'set':
      return splitSet(characters);
  }
}

/** A set that takes letters or digits as well as separators is one or the other: they divide runs differently. */
function splitSet(characters: string): Place[][] {
  const inRun = [...characters].filter((character) => isAlphanumeric(character.charCodeAt(0))).join('');
  const separators = [...characters].filter((character) => !isAlphanumeric(character.charCodeAt(0))).join('');
  return [inRun, separators].filter((part) => part !== '').map((part) => [placeOf(part)]);
}

function templateOf(form: readonly Place[]): Template {
  const runs: number[] = [];
  const [months, days]: number[][] = [[], []];
  let [lead, lettersMax, letters] = [-1, 0, 0];
  let [takesDigitsOnly, takesLetters] = [true, false];
  form.forEach(({ isInRun, takesDigit, takesLetter, date }, i) => {
    if (date !== undefined) (date === 'month' ? months : days).push(i);
    if (!isInRun) return;
    if (lead < 0) lead = i;
    if (i === 0 || !form[i - 1].isInRun) {
      runs.push(0);
      letters = 0;
    }
    const size = ++runs[runs.length - 1];
    if (takesLetter) letters++;
    // Only a run that may be all letters counts, and it is whole when no letter or digit follows.
    if (letters === size && !(i + 1 < form.length && form[i + 1].isInRun)) lettersMax = Math.max(lettersMax, size);
    takesDigitsOnly &&= takesDigit;
    takesLetters ||= takesLetter;
  });
  if (runs.length === 0 || runs.length > RUNS_MAX) throw new SyntaxError(`a shape has 1 to ${RUNS_MAX} runs of letters and digits`);
  const sets = form.map(({ set }) => set);
  return { sets, months, days, runs, lead, isSeparated: runs.length > 1, takesDigitsOnly, takesLetters, lettersMax };
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
