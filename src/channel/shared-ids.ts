/** Identifiers that several messages of one list have: those of a person or a room. A message that stands there twice says the same. */
import type { Text } from './texts.js';

const NO_IDS: ReadonlySet<string> = new Set();

export function sharedIds(texts: readonly Text[]): ReadonlySet<string> {
  if (texts.length < 2) return NO_IDS;
  const shared = new Set<string>();
  /** The texts of the first message of each. */
  const first = new Map<string, Text[]>();
  for (const text of texts) {
    const { id } = text;
    if (id === undefined || shared.has(id)) continue;
    const known = first.get(id);
    if (known === undefined) first.set(id, [text]);
    else if (!areSiblings(known[0], text)) known.push(text);
    else if (known.every(({ read }) => Buffer.compare(read, text.read) !== 0)) shared.add(id);
  }
  return shared;
}

/** Whether texts are of two messages of one list. */
function areSiblings({ of: one }: Text, { of: other }: Text): boolean {
  for (let a = one; a?.parent !== undefined; a = a.parent) {
    if (!a.parent.isList) continue;
    for (let b = other; b !== undefined; b = b.parent) if (b.parent === a.parent) return a !== b;
  }
  return false;
}
