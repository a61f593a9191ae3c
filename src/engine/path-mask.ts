/**
 * What takes the place of a value that a path names: nothing of it stays, whatever it looks like. A text becomes one asterisk a character, a
 * number of JSON 0, a truth value null, each filled up with white space; so the document keeps its form and grows no longer. Where the
 * policy says so, a text is removed, becomes one asterisk (`truncate`), or a hash of its characters.
 */
import type { KeyObject } from 'node:crypto';
import type { ValueKind } from '../format/path/lexer.js';
import type { Decision } from '../policy/policy.js';
import { hashOf } from '../redact/hash.js';
import type { Splice } from '../redact/splice.js';
import { readUnit, unitCodePoint, unitLength } from '../text/unit.js';

const SPACE = 0x20;
const ASTERISK = 0x2a;
const PLUS = 0x2b;
const ZERO = 0x30;
const NULL = Buffer.from('null');

/** What a text becomes. */
export interface Hiding {
  readonly action: Decision['action'];
  readonly entity: string;
  /** For `hash`. */
  readonly key?: KeyObject | undefined;
  readonly keepsLength: boolean;
}

/** `bytes` hold the value from `start` to before `end`; the splice counts from `offset`. */
export function hideValue(bytes: Uint8Array, start: number, end: number, kind: ValueKind, offset: number, hiding: Hiding): Splice {
  const place = { start: start + offset, end: end + offset };
  if (kind === 'text') return { ...place, bytes: insteadOfText(bytes, start, end, hiding) };
  const hidden = new Uint8Array(end - start).fill(kind.startsWith('coded') ? PLUS : SPACE);
  if (kind === 'scalar' || kind === 'coded scalar') {
    const isWord = (bytes[start] | SPACE) === 0x74 || (bytes[start] | SPACE) === 0x66;
    if (isWord) hidden.set(NULL);
    else hidden[0] = ZERO;
  }
  return { ...place, bytes: hidden };
}

function insteadOfText(bytes: Uint8Array, start: number, end: number, { action, entity, key, keepsLength }: Hiding): Uint8Array {
  const stars = (count: number): Uint8Array => new Uint8Array(count).fill(ASTERISK);
  if (action === 'remove' && !keepsLength) return new Uint8Array(0);
  if (action === 'truncate' && !keepsLength) return stars(Math.min(1, end - start));
  const text = charactersOf(bytes, start, end);
  const hash = action === 'hash' && key !== undefined ? hashOf(key, entity, text.join('').toUpperCase(), text.length) : undefined;
  if (hash === undefined) return stars(keepsLength ? end - start : text.length);
  return keepsLength ? Buffer.concat([hash, stars(end - start - hash.length)]) : hash;
}

/** Characters, however they are written: at most one a byte. */
function charactersOf(bytes: Uint8Array, start: number, end: number): string[] {
  const characters: string[] = [];
  for (let at = start; at < end;) {
    const unit = readUnit(bytes, at, end, true);
    characters.push(String.fromCodePoint(unitCodePoint(unit)));
    at += Math.max(1, unitLength(unit));
  }
  return characters;
}
