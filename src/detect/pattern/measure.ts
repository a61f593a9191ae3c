/**
 * What an expression can cost and how far it reaches, read off its syntax: so an expression that is slow on some text is refused before it
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

/** A word that every match holds, in lower case, and the characters that can stand before it in the match. */
export interface Anchor {
  readonly word: string;
  readonly before: Width;
}

const isLetter = (character: string): boolean => /^[A-Za-z]$/.test(character);
/** Characters that may be part of an anchor. Letter case does not count there, so only one case of a letter is looked at. */
const isAnchorCharacter = (node: PatternNode): node is Extract<PatternNode, { kind: 'set' }> & { character: string } =>
  node.kind === 'set' && node.character !== undefined && node.character.charCodeAt(0) < 128;

/** Anchors of which every match holds one, with at least `letters` letters each and as many as possible; undefined when there are none. */
export function anchorsOf(node: PatternNode, letters: number): readonly Anchor[] | undefined {
  switch (node.kind) {
    case 'boundary':
    case 'set':
      return undefined;
    case 'choice': {
      const each = node.nodes.map((one) => anchorsOf(one, letters));
      return each.every((anchors) => anchors !== undefined) ? each.flat() : undefined;
    }
    case 'repeat':
      return node.min > 0 ? anchorsOf(node.node, letters) : undefined;
    case 'sequence':
      return bestOf(candidates(flat(node.nodes), letters));
  }
}

/** Sequences inside sequences, as one. */
const flat = (nodes: readonly PatternNode[]): PatternNode[] =>
  nodes.flatMap((node) => (node.kind === 'sequence' ? flat(node.nodes) : [node]));

function* candidates(nodes: readonly PatternNode[], letters: number): Generator<readonly Anchor[]> {
  let before: Width = { min: 0, max: 0 };
  for (let i = 0; i < nodes.length;) {
    const node = nodes[i];
    let word = '';
    for (let j = i; j < nodes.length; j++) {
      const one = nodes[j];
      if (!isAnchorCharacter(one)) break;
      word += one.character;
    }
    if (word === '') {
      const inside = anchorsOf(node, letters);
      const from = before;
      if (inside !== undefined) yield inside.map((anchor) => ({ ...anchor, before: sum(from, anchor.before) }));
      before = sum(before, widthOf(node));
      i++;
      continue;
    }
    // Found by a letter: what stands before the first is left out.
    const start = [...word].findIndex(isLetter);
    const trimmed = start < 0 ? '' : word.slice(start, start + ANCHOR_BYTES_MAX);
    if ([...trimmed].filter(isLetter).length >= letters)
      yield [{ word: trimmed.toLowerCase(), before: sum(before, { min: start, max: start }) }];
    before = sum(before, { min: word.length, max: word.length });
    i += word.length;
  }
}

/** Longest word that the kernel holds. */
const ANCHOR_BYTES_MAX = 30;

const sum = (a: Width, b: Width): Width => ({ min: a.min + b.min, max: a.max + b.max });

/** The longest words are the rarest. */
function bestOf(all: Iterable<readonly Anchor[]>): readonly Anchor[] | undefined {
  const worth = (anchors: readonly Anchor[]): number => Math.min(...anchors.map(({ word }) => word.length)) - anchors.length / 100;
  let best: readonly Anchor[] | undefined;
  for (const anchors of all) if (best === undefined || worth(anchors) > worth(best)) best = anchors;
  return best;
}
