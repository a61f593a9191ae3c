/**
 * What takes the place of a value that a path names: nothing of it stays, whatever it looks like. A text becomes one asterisk a character, a
 * number of JSON 0, a truth value null, each filled up with white space; so the document keeps its form and grows no longer.
 */
import type { ValueKind } from '../format/path/lexer.js';
import type { Splice } from '../redact/splice.js';
import { readUnit, unitLength } from '../text/unit.js';

const SPACE = 0x20;
const ASTERISK = 0x2a;
const PLUS = 0x2b;
const ZERO = 0x30;
const NULL = Buffer.from('null');

/** `bytes` hold the value from `start` to before `end`; the splice counts from `offset`. */
export function hideValue(bytes: Uint8Array, start: number, end: number, kind: ValueKind, offset: number, keepsLength: boolean): Splice {
  const place = { start: start + offset, end: end + offset };
  if (kind === 'text')
    return { ...place, bytes: new Uint8Array(keepsLength ? end - start : charactersIn(bytes, start, end)).fill(ASTERISK) };
  const hidden = new Uint8Array(end - start).fill(kind.startsWith('coded') ? PLUS : SPACE);
  if (kind === 'scalar' || kind === 'coded scalar') {
    const isWord = (bytes[start] | SPACE) === 0x74 || (bytes[start] | SPACE) === 0x66;
    if (isWord) hidden.set(NULL);
    else hidden[0] = ZERO;
  }
  return { ...place, bytes: hidden };
}

/** Characters, however they are written: at most one a byte. */
function charactersIn(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; count++) at += Math.max(1, unitLength(readUnit(bytes, at, end, true)));
  return count;
}
