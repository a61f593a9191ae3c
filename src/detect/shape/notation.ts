/**
 * The notation of shapes, in which rules say how an identifier is written:
 *
 * - `9` a digit, `A` a letter, `X` a letter or digit, `[…]` one of a set (`[STFG]`, `[0-9K]`, `[-+]`);
 * - `MM` a month 01–12, `DD` a day 01–31, `YY` two digits of a year (always in pairs);
 * - `{n}` or `{m,n}` repeats the element before, `?` makes it optional;
 * - `~` at most one separator: a space, dash, dot or slash; any other character stands for itself, a dash for any dash, a space for any space.
 *
 * `999~99~9999` is a United States social security number with or without separators.
 * What stands in a shape is matched against folded text: digits of all scripts are 0–9, letters are upper case.
 */
export interface ShapeElement {
  readonly kind: 'digit' | 'letter' | 'alphanumeric' | 'set' | 'month' | 'day' | 'separator' | 'gap';
  /** The characters of a set, upper case, or the separator itself. */
  readonly characters: string;
  readonly min: number;
  readonly max: number;
}

const SYMBOLS: Readonly<Record<string, ShapeElement['kind']>> = { '9': 'digit', A: 'letter', X: 'alphanumeric', '~': 'gap' };
const TOKEN = /\[([^\]]+)\]|(MM|DD|YY)|([\s\S])/y;
const COUNT = /\{(\d{1,2})(?:,(\d{1,2}))?\}|\?/y;

/** Parses a shape; throws a SyntaxError that says what is wrong and at which character (from 1). */
export function parseShape(shape: string): readonly ShapeElement[] {
  const elements: ShapeElement[] = [];
  for (let at = 0; at < shape.length;) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(shape);
    if (token === null) throw new SyntaxError(`nothing can be read at character ${at + 1}`);
    const element = elementOf(token, at);
    at = TOKEN.lastIndex;
    COUNT.lastIndex = at;
    const count = COUNT.exec(shape);
    if (count !== null) at = COUNT.lastIndex;
    elements.push(count === null ? element : repeated(element, count, at));
  }
  if (elements.length === 0) throw new SyntaxError('a shape must not be empty');
  return elements;
}

function elementOf([text, set, pair, character]: RegExpExecArray, at: number): ShapeElement {
  if ((set as string | undefined) !== undefined) return { kind: 'set', characters: expandSet(set, at), min: 1, max: 1 };
  if (pair === 'MM') return { kind: 'month', characters: '', min: 1, max: 1 };
  if (pair === 'DD') return { kind: 'day', characters: '', min: 1, max: 1 };
  if (pair === 'YY') return { kind: 'digit', characters: '', min: 2, max: 2 };
  if ('[]{}?'.includes(text)) throw new SyntaxError(`"${text}" at character ${at + 1} has nothing to belong to`);
  const kind = SYMBOLS[character] as ShapeElement['kind'] | undefined;
  if (kind === 'gap') return { kind, characters: '', min: 0, max: 1 };
  if (kind !== undefined) return { kind, characters: '', min: 1, max: 1 };
  // A letter or digit that is no symbol stands for itself.
  return { kind: /[A-Z0-8]/i.test(character) ? 'set' : 'separator', characters: character.toUpperCase(), min: 1, max: 1 };
}

function repeated(element: ShapeElement, [text, from, to]: RegExpExecArray, at: number): ShapeElement {
  if (text === '?') return { ...element, min: 0 };
  const min = Number(from);
  const max = (to as string | undefined) === undefined ? min : Number(to);
  if (max < min || max === 0) throw new SyntaxError(`the count before character ${at + 1} is empty`);
  return { ...element, min: element.min * min, max: element.max * max };
}

/** `0-9K` → `0123456789K`; a dash at either end stands for itself. */
function expandSet(set: string, at: number): string {
  let characters = '';
  for (let i = 0; i < set.length; i++) {
    const isRange = set[i + 1] === '-' && i + 2 < set.length;
    if (!isRange) {
      characters += set[i];
      continue;
    }
    const [first, last] = [set.charCodeAt(i), set.charCodeAt(i + 2)];
    if (last < first) throw new SyntaxError(`the range "${set.slice(i, i + 3)}" at character ${at + 1} is backwards`);
    for (let code = first; code <= last; code++) characters += String.fromCharCode(code);
    i += 2;
  }
  return characters.toUpperCase();
}
