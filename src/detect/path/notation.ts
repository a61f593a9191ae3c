/**
 * How a rule writes a place: names from the root of a document, joined by dots. `*` stands for one level, be it a member or an element of a
 * list, `**` for any number of them, none included. A name that holds a dot, a star or a quote stands in quotes, where `\"` is a quote.
 */
import { LIMITS } from '../../base/limits.js';

/** One level of a path: a name, any one level, or any number of levels. */
export type PathStep = { readonly kind: 'name'; readonly name: string } | { readonly kind: 'one' } | { readonly kind: 'any' };

/** What is wrong with a path, and at which of its characters (from 0). */
export class PathError extends Error {
  constructor(
    message: string,
    readonly index: number,
    readonly suggestion?: string,
  ) {
    super(message);
  }
}

const QUOTED = /^"((?:[^"\\]|\\["\\])*)"/;
const BARE = /^[^.*"]+/;

/** The steps of a path. Throws PathError, also for a path that names nothing or can never match. */
export function parsePath(text: string): readonly PathStep[] {
  refuseHabits(text);
  const steps: PathStep[] = [];
  let at = 0;
  for (;;) {
    const [step, length] = stepAt(text, at);
    if (step.kind === 'any' && steps.at(-1)?.kind === 'any') throw new PathError('"**" twice in a row says no more than once', at);
    steps.push(step);
    at += length;
    if (at === text.length) break;
    if (text[at] !== '.') throw new PathError('a dot must stand between two steps', at, 'put a name with dots, stars or quotes in quotes');
    at++;
  }
  refuseEmptiness(text, steps);
  return steps;
}

function stepAt(text: string, at: number): readonly [PathStep, number] {
  const rest = text.slice(at);
  if (rest.startsWith('**')) return [{ kind: 'any' }, 2];
  if (rest.startsWith('*')) return [{ kind: 'one' }, 1];
  const quoted = QUOTED.exec(rest);
  const [written, name] = quoted === null ? [BARE.exec(rest)?.[0] ?? '', BARE.exec(rest)?.[0] ?? ''] : [quoted[0], quoted[1]];
  if (written === '')
    throw new PathError(rest.startsWith('"') ? 'a quote is left open' : 'a name is missing', at, 'such as customer.cards.*.holder');
  const plain = quoted === null ? name : name.replaceAll(/\\(["\\])/g, '$1');
  if (quoted === null && plain.trim() !== plain)
    throw new PathError('a name begins or ends with a space', at, 'put it in quotes if that is meant');
  if (Buffer.byteLength(plain) > LIMITS.pathNameBytes)
    throw new PathError(`can never match: names longer than ${LIMITS.pathNameBytes} bytes are not read`, at);
  return [{ kind: 'name', name: plain }, written.length];
}

/** What other notations write, and what it is called here. */
function refuseHabits(text: string): void {
  if (text === '$' || text.startsWith('$.') || text.startsWith('$['))
    throw new PathError('"$" is not written: a path begins at the root', 0, `"${text.slice(2)}"`);
  const index = /\[(\d+|\*)\]/.exec(text);
  if (index !== null) throw new PathError('an element of a list is one level', index.index, 'write ".*" for it');
  if (/^\/|^[^."]+\/[^."]/.test(text))
    throw new PathError('steps are joined by dots', text.indexOf('/'), `"${text.replace(/^\//, '').replaceAll('/', '.')}"`);
}

function refuseEmptiness(text: string, steps: readonly PathStep[]): void {
  if (!steps.some(({ kind }) => kind === 'name'))
    throw new PathError('names nothing, so every value would be meant', 0, 'such as **.mothersMaidenName');
  const last = text.lastIndexOf('.');
  if (steps.at(-1)?.kind === 'any')
    throw new PathError('"**" at the end says nothing: all that is below a place belongs to it', last + 1, `"${text.slice(0, last)}"`);
  if (steps.length > LIMITS.pathDepth) throw new PathError(`can never match: documents are followed ${LIMITS.pathDepth} levels deep`, 0);
}
