/**
 * The text in which masks are looked for. A mask keeps the separators of its value, however they are written, and its digits keep their script:
 * both are brought to one form here, so that a desktop which writes them in another way is understood as well.
 */
import { INVISIBLE, NAMED_ENTITIES, SEPARATOR, kindOf } from '../text/characters.js';

/** Longest way in which one character of a mask is written: a percent-encoded escape of JSON. */
export const WRITTEN_BYTES = 12;

const PERCENT = /%([0-9a-f]{2})/gi;
const ESCAPE = /\\+(?:u([0-9a-f]{4})|[nrt])/gi;
const REFERENCE = /&(?:amp;)*(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,14}));/gi;
const BEYOND_ASCII = /[^\0-\x7f]/u;
const BEYOND_ASCII_ALL = new RegExp(BEYOND_ASCII, 'gu');

/** Encodings undone, digits of all scripts as those of ASCII, separators beyond ASCII as spaces; NULs go, so that UTF-16 reads like ASCII. */
export function maskText(window: Buffer): string {
  let text = window.toString('latin1').replaceAll('\0', '').replaceAll('+', ' ');
  if (text.includes('%')) text = text.replace(PERCENT, (_, byte: string) => String.fromCharCode(parseInt(byte, 16)));
  if (BEYOND_ASCII.test(text)) text = Buffer.from(text, 'latin1').toString();
  if (text.includes('\\'))
    text = text.replace(ESCAPE, (_, code?: string) => (code === undefined ? '\n' : String.fromCharCode(parseInt(code, 16))));
  if (text.includes('&')) text = text.replace(REFERENCE, referred);
  return BEYOND_ASCII.test(text) ? text.replace(BEYOND_ASCII_ALL, asAscii) : text;
}

/** What a reference stands for, where that is part of a number. */
function referred(reference: string, decimal?: string, hex?: string, name?: string): string {
  const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? parseInt(hex, 16) : NAMED_ENTITIES.get(name ?? '');
  if (code === undefined || code > 0x10ffff) return reference;
  const kind = kindOf(code);
  return kind <= INVISIBLE && code !== 0x3c && code !== 0x3e ? String.fromCodePoint(code) : reference;
}

function asAscii(character: string): string {
  const kind = kindOf(character.codePointAt(0) ?? 0);
  if (kind < SEPARATOR) return String(kind);
  if (kind === SEPARATOR) return ' ';
  return kind === INVISIBLE ? '' : character;
}
