/**
 * The words by which the kernel finds an expression. It looks words up where they begin: behind anything that is no letter, or at a hump of
 * camel case. So an anchor must begin the match, or stand behind something that cannot be a letter.
 */
import { widthOf, type Width } from './measure.js';
import type { CharacterSet, PatternNode } from './syntax.js';

export interface Anchor {
  /** As the expression has it; in lower case when letter case does not count. */
  readonly word: string;
  /** Characters that may stand before it in the match. */
  readonly before: Width;
}

/** Longest word that the kernel holds, in bytes. */
const WORD_BYTES_MAX = 30;

/** Letters and digits, from a letter on: punctuation may stand in a message as an escape. */
const RUN = /[0-9]*[A-Za-z][0-9A-Za-z]*/g;
const isLetter = (character: string): boolean => /^[A-Za-z]$/.test(character);
/** Letters, and everything beyond ASCII: behind them no word begins. */
const IN_WORD: CharacterSet = (((1n << 26n) - 1n) << 0x41n) | (((1n << 26n) - 1n) << 0x61n) | (1n << 128n);

/** Anchors of which every match holds one, each with at least `letters` letters and as long as possible; undefined when there are none. */
export const anchorsOf = (node: PatternNode, letters: number): readonly Anchor[] | undefined => anchorsIn(node, letters, 0n);

/** `preceding`: the characters that may stand before the node; none at the beginning of the expression. */
function anchorsIn(node: PatternNode, letters: number, preceding: CharacterSet): readonly Anchor[] | undefined {
  switch (node.kind) {
    case 'boundary':
    case 'set':
      return undefined;
    case 'choice': {
      const each = node.nodes.map((one) => anchorsIn(one, letters, preceding));
      return each.every((anchors) => anchors !== undefined) ? each.flat() : undefined;
    }
    case 'repeat':
      return node.min > 0 ? anchorsIn(node.node, letters, preceding) : undefined;
    case 'sequence':
      return longest(candidates(flat(node.nodes), letters, preceding));
  }
}

/** Sequences inside sequences, as one. */
const flat = (nodes: readonly PatternNode[]): PatternNode[] =>
  nodes.flatMap((node) => (node.kind === 'sequence' ? flat(node.nodes) : [node]));

function* candidates(nodes: readonly PatternNode[], letters: number, preceding: CharacterSet): Generator<readonly Anchor[]> {
  let before: Width = { min: 0, max: 0 };
  let last = preceding;
  for (let i = 0; i < nodes.length;) {
    const word = wordAt(nodes, i);
    const from = before;
    if (word === '') {
      const inside = anchorsIn(nodes[i], letters, last);
      if (inside !== undefined) yield inside.map((anchor) => ({ ...anchor, before: sum(from, anchor.before) }));
    } else {
      for (const { index, 0: part } of word.matchAll(RUN)) {
        const start = index + part.search(/[A-Za-z]/);
        const run = part.slice(start - index, start - index + WORD_BYTES_MAX);
        const begins = start > 0 || (last & IN_WORD) === 0n;
        if (begins && [...run].filter(isLetter).length >= letters) yield [{ word: run, before: sum(from, { min: start, max: start }) }];
      }
    }
    const end = i + Math.max(1, word.length);
    for (; i < end; i++) {
      const { min, max } = widthOf(nodes[i]);
      before = sum(before, { min, max });
      last = lastOf(nodes[i]) | (min === 0 ? last : 0n);
    }
  }
}

/** The characters that stand at a node and behind it, one after another. */
function wordAt(nodes: readonly PatternNode[], from: number): string {
  let word = '';
  for (const node of nodes.slice(from)) {
    if (node.kind !== 'set' || node.character === undefined || node.character.charCodeAt(0) >= 128) break;
    word += node.character;
  }
  return word;
}

/** The characters with which a match of the node can end. */
function lastOf(node: PatternNode): CharacterSet {
  switch (node.kind) {
    case 'boundary':
      return 0n;
    case 'set':
      return node.set;
    case 'repeat':
      return lastOf(node.node);
    case 'choice':
      return node.nodes.reduce((all, one) => all | lastOf(one), 0n);
    case 'sequence':
      return node.nodes.reduce((last, one) => lastOf(one) | (widthOf(one).min === 0 ? last : 0n), 0n);
  }
}

const sum = (a: Width, b: Width): Width => ({ min: a.min + b.min, max: a.max + b.max });

/** Long words are rare. */
function longest(all: Iterable<readonly Anchor[]>): readonly Anchor[] | undefined {
  const worth = (anchors: readonly Anchor[]): number => Math.min(...anchors.map(({ word }) => word.length)) - anchors.length / 100;
  let best: readonly Anchor[] | undefined;
  for (const anchors of all) if (best === undefined || worth(anchors) > worth(best)) best = anchors;
  return best;
}
