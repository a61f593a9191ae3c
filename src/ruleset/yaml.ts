/** A YAML text becomes a value and its places. What is wrong with the text is told in the words of somebody who edits it. */
import { visit, type YAMLError } from 'yaml';
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
    const found = source.document.errors.length > 0 ? yamlMistakes(source) : [...yamlMistakes(source), ...strayAliases(source)];
    mistakes.push(...found);
    return source.document.errors.length > 0 || found.some(({ message }) => message.startsWith(STRAY))
      ? undefined
      : { source, value: source.document.toJS() };
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
    return source.mistake(error.pos, `not valid YAML: ${wordsOf(error)}`, suggestionFor(error));
  });
  const more = found.length - YAML_MISTAKES_MAX;
  if (more <= 0) return found;
  return [...found.slice(0, YAML_MISTAKES_MAX), whole(source.file, `not valid YAML at ${more} more places`)];
}

const STRAY = 'not valid YAML: nothing is named';

/** Aliases without their anchor: most are texts that begin with an asterisk, such as hosts. The parser finds them only when it is too late. */
function strayAliases(source: Source): Mistake[] {
  const found: Mistake[] = [];
  visit(source.document, {
    Alias(_, alias) {
      if (alias.resolve(source.document) !== undefined) return;
      const [start = 0, end = 0] = alias.range ?? [];
      found.push(source.mistake([start, end], `${STRAY} &${alias.source}`, `put a text that begins with * in quotes: "*${alias.source}"`));
    },
  });
  return found;
}

/** What usually leads to what the parser complains about. */
const SUGGESTIONS: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  TAB_AS_INDENT: 'indent with spaces',
  DUPLICATE_KEY: 'keep one of the two',
  BAD_INDENT: 'begin the lines of one list or mapping in the same column',
  BLOCK_AS_IMPLICIT_KEY: 'put a text with a colon in quotes, or indent the line',
  MISSING_CHAR: 'close every quote and bracket, and write a space behind a colon',
  MULTIPLE_DOCS: 'keep one, without --- in between',
  TAG_RESOLVE_FAILED: 'leave the tag out; put a text that begins with ! in quotes',
};

/** The same, where the code says less than the message. */
const BY_MESSAGE = [
  ['Flow ', 'close the bracket; lines inside of it are indented'],
  ['Alias cannot be an empty string', 'put an asterisk in quotes: "*"'],
] as const;

const suggestionFor = ({ code, message }: YAMLError): string | undefined =>
  BY_MESSAGE.find(([beginning]) => message.startsWith(beginning))?.[1] ?? SUGGESTIONS[code];

const wordsOf = ({ code, message }: YAMLError): string => (code === 'MULTIPLE_DOCS' ? 'more than one document' : message.split('\n')[0]);

const whole = (file: string, message: string): Mistake => ({ file, line: 0, column: 0, message });

const tooDeep = (file: string): Mistake => whole(file, 'cannot be read as YAML (nested too deeply)');
