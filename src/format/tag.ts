/**
 * Reads a tag that has come whole, in one go: most are such, and each byte of them is looked at once. Tags that are cut, and those of elements
 * that hold no markup, are left to the lexer, which reads them as they come.
 */
import { hashOn, kindIn, type ElementKind } from './elements.js';
import { EDITABLE, LOCKED, type Reading } from './lexer.js';
import { NOT_FOUND, seek } from './seek.js';

const SLASH = 0x2f;
const GREATER = 0x3e;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const EQUALS = 0x3d;
/** Behind it come letters; digits before it do not count, as card1 and card2 are two of a kind. */
export const NINE = 0x39;

/** Where attribute values begin and end in the tag at hand; a tag with more of them is left to the lexer. */
const values = new Int32Array(2 * 64);

/** What the tag read last is to those who read the text around it. */
export let tagKind: ElementKind = 'block';
/** A hash of the letters of its name. */
export let tagName = 0;

/**
 * Reads the tag whose name, or the slash before it, stands at `from`, and tells its zones. Returns the offset behind it, or NOT_FOUND, and nothing
 * is told, when it is none of those that are read here.
 */
export function readTag(bytes: Uint8Array, from: number, isHtml: boolean, offset: number, reading: Reading): number {
  let at = from;
  const { length } = bytes;
  if (bytes[at] === SLASH) {
    at++;
    if (isHtml && !isLetter(bytes[at])) return NOT_FOUND; // nothing, or a comment
  } else if (!isLetter(bytes[at])) return NOT_FOUND;
  const name = at;
  let hash = 0;
  for (; at < length; at++) {
    const byte = bytes[at];
    if (byte === GREATER || byte <= 0x20 || byte === SLASH) break;
    if (byte > NINE) hash = hashOn(hash, byte | 0x20);
  }
  const kind = isHtml ? kindIn(hash, bytes, name, at) : 'block';
  if (kind === 'raw seen' || kind === 'raw unseen') return NOT_FOUND;
  let count = 0;
  for (; at < length; at++) {
    const byte = bytes[at];
    if (byte > GREATER) continue; // letters
    if (byte === GREATER) {
      tagKind = kind;
      tagName = hash;
      tellZones(from, at + 1, count, offset, reading);
      return at + 1;
    }
    if (byte !== EQUALS) continue;
    const start = valueFrom(bytes, at + 1);
    if (start === length || count === values.length) return NOT_FOUND;
    if (bytes[start] === GREATER) {
      at = start - 1;
      continue;
    }
    const isQuoted = bytes[start] === QUOTE || bytes[start] === APOSTROPHE;
    const end = isQuoted ? seek(bytes, bytes[start], start + 1) : bareEnd(bytes, start + 1);
    if (end === NOT_FOUND) return NOT_FOUND;
    values[count++] = isQuoted ? start + 1 : start;
    values[count++] = end;
    at = isQuoted ? end : end - 1;
  }
  return NOT_FOUND;
}

function tellZones(from: number, end: number, count: number, offset: number, reading: Reading): void {
  reading.zone(offset + from, LOCKED);
  for (let i = 0; i < count; i += 2) {
    reading.zone(offset + values[i], EDITABLE);
    reading.zone(offset + values[i + 1], LOCKED);
  }
  reading.zone(offset + end, EDITABLE);
}

/** Where the value behind an equals sign begins; more signs are passed over. */
function valueFrom(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] <= 0x20 || bytes[at] === EQUALS)) at++;
  return at;
}

function bareEnd(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) if (bytes[at] === GREATER || bytes[at] <= 0x20) return at;
  return NOT_FOUND;
}

export const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
