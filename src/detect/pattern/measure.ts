/**
 * What an expression can cost and how long its matches are, read off its syntax: so an expression that is slow on some text is refused before it
 * has seen any. V8 tries alternatives one after another and goes back when one fails; `steps` bounds how often, over all texts.
 */
import type { CharacterSet, PatternNode } from './syntax.js';

/** Fewest and most characters that a match has. */
export interface Width {
  readonly min: number;
  readonly max: number;
}

export function widthOf(node: PatternNode): Width {
  switch (node.kind) {
    case 'set':
      return { min: 1, max: 1 };
    case 'boundary':
      return { min: 0, max: 0 };
    case 'sequence':
      return node.nodes.map(widthOf).reduce((sum, { min, max }) => ({ min: sum.min + min, max: sum.max + max }), { min: 0, max: 0 });
    case 'choice':
      return node.nodes.map(widthOf).reduce((all, { min, max }) => ({ min: Math.min(all.min, min), max: Math.max(all.max, max) }));
    case 'repeat': {
      const { min, max } = widthOf(node.node);
      return { min: min * node.min, max: max * node.max };
    }
  }
}

/** What is tried from some place on, to the end of the expression. */
interface Rest {
  /** Most steps, whatever follows. */
  readonly steps: number;
  /** Most steps when the next character is not one of `first`. */
  readonly rejection: number;
  /** The characters with which it can go on. */
  readonly first: CharacterSet;
}

/** Nothing is left to try: the match is made and nothing goes back. */
const END: Rest = { steps: 0, rejection: 0, first: 0n };

/** Most steps of a match that is tried at one place. Repeated groups must not match the empty text. */
export const stepsOf = (node: PatternNode): number => restOf(node, END).steps;

function restOf(node: PatternNode, rest: Rest): Rest {
  switch (node.kind) {
    case 'set':
      return { steps: 1 + rest.steps, rejection: 1, first: node.set };
    case 'boundary':
      return { steps: 1 + rest.steps, rejection: 1 + rest.rejection, first: rest.first };
    case 'sequence':
      return node.nodes.reduceRight((after, one) => restOf(one, after), rest);
    case 'choice':
      return node.nodes.map((one) => restOf(one, rest)).reduce(either);
    case 'repeat':
      return node.node.kind === 'set' ? repeatedSet(node.node.set, node.min, node.max, rest) : repeatedGroup(node, rest);
  }
}

/** One of two, tried in order. When no character can begin both, one of them is over at its first. */
function either(a: Rest, b: Rest): Rest {
  const rejection = a.rejection + b.rejection;
  const steps = (a.first & b.first) === 0n ? Math.max(a.steps + b.rejection, a.rejection + b.steps) : a.steps + b.steps;
  return { steps, rejection, first: a.first | b.first };
}

/** Takes all it can, then gives back one after another. Where the rest cannot begin with what was given back, that is over at once. */
function repeatedSet(set: CharacterSet, min: number, max: number, rest: Rest): Rest {
  const exits = max - min + 1;
  const steps = max + ((set & rest.first) === 0n ? rest.steps + (exits - 1) * rest.rejection : exits * rest.steps);
  return min > 0 ? { steps, rejection: 1, first: set } : { steps, rejection: 1 + rest.rejection, first: set | rest.first };
}

function repeatedGroup({ node, min, max }: Extract<PatternNode, { kind: 'repeat' }>, rest: Rest): Rest {
  let after = rest;
  for (let left = 1; left <= max; left++) {
    const again = restOf(node, after);
    const isOptional = max - left >= min;
    after = isOptional ? either(again, rest) : again;
    if (after.steps > Number.MAX_SAFE_INTEGER) break; // exponential
  }
  return after;
}
