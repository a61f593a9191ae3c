/** A YAML text becomes a value and its places. What is wrong with the text is told in the words of somebody who edits it. */
import type { YAMLError } from 'yaml';
import type { Mistake } from '../base/mistake.js';
import { Source } from './source.js';

export interface Yaml {
  readonly source: Source;
  readonly value: unknown;
}

/** Undefined where it cannot be read; why is in `mistakes`, all of it. Never throws. */
export function readYaml(file: string, text: string, mistakes: Mistake[]): Yaml | undefined {
  try {
    const source = new Source(file, text);
    mistakes.push(...yamlMistakes(source));
    return source.document.errors.length > 0 ? undefined : { source, value: source.document.toJS() };
  } catch (error) {
    // Nested deeper than the stack, or aliases that multiply beyond the parser's limit.
    mistakes.push(error instanceof RangeError ? tooDeep(file) : whole(file, 'cannot be read as YAML (aliases multiply)'));
    return undefined;
  }
}

/** A bracket left open makes the parser complain on and on: so many complaints of one file are shown, one a place. */
const YAML_MISTAKES_MAX = 20;

function yamlMistakes(source: Source): Mistake[] {
  const { errors, warnings } = source.document;
  if (errors.some(({ message }) => message.startsWith('Maximum call stack'))) return [tooDeep(source.file)];
  const places = new Map([...errors, ...warnings].reverse().map((error) => [error.pos[0], error]));
  const found = [...places.values()].reverse().map((error) => {
    const [message] = error.message.split('\n');
    return source.mistake(error.pos, `not valid YAML: ${message}`, suggestionFor(error));
  });
  const more = found.length - YAML_MISTAKES_MAX;
  if (more <= 0) return found;
  return [...found.slice(0, YAML_MISTAKES_MAX), whole(source.file, `not valid YAML at ${more} more places`)];
}

/** What usually leads to what the parser complains about. */
const SUGGESTIONS: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  TAB_AS_INDENT: 'indent with spaces',
  DUPLICATE_KEY: 'keep one of the two',
  BAD_INDENT: 'begin the lines of one list or mapping in the same column',
  BLOCK_AS_IMPLICIT_KEY: 'put a text with a colon in quotes, or indent the line',
  MISSING_CHAR: 'close every quote and bracket, and write a space behind a colon',
  MULTIPLE_DOCS: 'keep one document, without --- in between',
  BAD_ALIAS: 'put a text that begins with * in quotes',
  TAG_RESOLVE_FAILED: 'leave the tag out; put a text that begins with ! in quotes',
};

const suggestionFor = ({ code, message }: YAMLError): string | undefined =>
  code === 'UNEXPECTED_TOKEN' || code === 'IMPOSSIBLE'
    ? undefined
    : /unresolved alias/i.test(message)
      ? SUGGESTIONS.BAD_ALIAS
      : SUGGESTIONS[code];

const whole = (file: string, message: string): Mistake => ({ file, line: 0, column: 0, message });

const tooDeep = (file: string): Mistake => whole(file, 'cannot be read as YAML (nested too deeply)');
