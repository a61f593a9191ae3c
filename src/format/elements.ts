/**
 * What readers make of the elements of HTML (HTML Living Standard, sections 13.1.2 and 15.3): whether their tags leave the text around them together, and
 * which hold no markup. Names are matched as bytes, since each tag of a document asks.
 */

/** Letters of an element's name that are kept; none that matters is longer. */
export const NAME_MAX = 12;

/** Between the texts on both sides of a tag readers see another line, a space, or nothing. */
export type ElementKind = 'block' | 'cell' | 'spaced' | 'inline' | 'raw seen' | 'raw unseen';

const NAMES: Readonly<Record<Exclude<ElementKind, 'block'>, string>> = {
  inline:
    'abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr output q s samp small span strike strong sub sup time tt u var wbr',
  spaced: 'a br label button img',
  cell: 'td th dd dt',
  'raw seen': 'title textarea noframes xmp',
  'raw unseen': 'script style iframe noembed',
};

interface Entry {
  readonly name: string;
  readonly kind: ElementKind;
}

/** Grows a name's hash by a letter, in lower case. */
export const hashOn = (hash: number, letter: number): number => (Math.imul(hash, 31) + letter) & 0x3fffffff;

const entries = new Map<number, Entry>();
for (const [kind, names] of Object.entries(NAMES) as [ElementKind, string][])
  for (const name of names.split(' ')) {
    const hash = [...Buffer.from(name)].reduce(hashOn, 0);
    if (entries.has(hash)) throw new RangeError('two elements with one hash');
    entries.set(hash, { name, kind });
  }

/** The kind of the element whose name has this hash and these letters, in lower case. */
export function kindOf(hash: number, letters: Uint8Array, length: number): ElementKind {
  const entry = entries.get(hash);
  if (entry?.name.length !== length) return 'block';
  for (let at = 0; at < length; at++) if (entry.name.charCodeAt(at) !== letters[at]) return 'block';
  return entry.kind;
}

/** Which hashes may be those of an element that is no block, by their last bits. */
const isKnown = new Uint8Array(1 << 12);
for (const hash of entries.keys()) isKnown[hash & (isKnown.length - 1)] = 1;

/** The same of a name that stands from `start` to before `end`, in any case. */
export function kindIn(hash: number, bytes: Uint8Array, start: number, end: number): ElementKind {
  if (isKnown[hash & (isKnown.length - 1)] === 0) return 'block';
  const entry = entries.get(hash);
  if (entry?.name.length !== end - start) return 'block';
  for (let at = start; at < end; at++) if (entry.name.charCodeAt(at - start) !== (bytes[at] | 0x20)) return 'block';
  return entry.kind;
}
