/**
 * What stands in a PDF and no page needs to show (ISO 32000-2, 7.3.4): the strings of its objects, and of its streams where these unpack,
 * old revisions and orphans included; comments; what follows its end; digits in one long run. Other numbers are left out, because the
 * coordinates of a drawing and the widths of a font read like anything.
 */
import { inflateSync } from 'node:zlib';
import { type Budget, beyondLimit, unreadable } from './layers.js';

const BACKSLASH = 0x5c;
const OPEN = 0x28;
const CLOSE = 0x29;
const LESS = 0x3c;
const GREATER = 0x3e;
const ESCAPES: Readonly<Record<number, number>> = { 0x6e: 0x0a, 0x72: 0x0d, 0x74: 0x09, 0x62: 0x08, 0x66: 0x0c };
/** Behind one of these the text of an array of strings is over. */
const ENDINGS = new Set([0x5d, 0x3e]);

/** All strings of PDF syntax in `bytes`; those of one array are joined, as a page would show them. */
export function stringsIn(bytes: Buffer): string {
  const out: string[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === OPEN) at = literal(bytes, at + 1, out);
    else if (byte === LESS && bytes[at + 1] === LESS) at++;
    else if (byte === LESS) at = hexadecimal(bytes, at + 1, out);
    else if (ENDINGS.has(byte) || isLetter(byte)) if (out.at(-1) !== '\n') out.push('\n'); // prettier-ignore
  }
  return out.join('');
}

function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/** A string in parentheses, which nest; returns the offset of the last one. */
function literal(bytes: Buffer, from: number, out: string[]): number {
  const text: number[] = [];
  let depth = 1;
  let at = from;
  for (; at < bytes.length; at++) {
    let byte = bytes[at];
    if (byte === BACKSLASH) {
      const octal = /^[0-7]{1,3}/.exec(bytes.toString('latin1', at + 1, at + 4))?.[0];
      at += octal?.length ?? 1;
      if (octal === undefined && bytes[at] === 0x0d && bytes[at + 1] === 0x0a) at++;
      if (octal === undefined && (bytes[at] === 0x0a || bytes[at] === 0x0d)) continue;
      byte = octal === undefined ? (ESCAPES[bytes[at]] ?? bytes[at]) : Number.parseInt(octal, 8) & 0xff;
    } else if (byte === OPEN) depth++;
    else if (byte === CLOSE && --depth === 0) break;
    text.push(byte);
  }
  out.push(readable(Buffer.from(text)));
  return at;
}

function hexadecimal(bytes: Buffer, from: number, out: string[]): number {
  const end = bytes.indexOf(GREATER, from);
  const digits = bytes.toString('latin1', from, end < 0 ? from : end).replace(/\s+/g, '');
  if (end < 0 || !/^[0-9a-f]*$/i.test(digits)) return from - 1;
  out.push(readable(Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex')));
  return end;
}

/** Text strings are UTF-16 behind a mark (7.9.2.2); glyphs of two bytes often are as well, without one. */
function readable(bytes: Buffer): string {
  const isWide = bytes.length % 2 === 0 && bytes.every((byte, index) => index % 2 === 1 || byte === 0);
  if ((bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes.length > 1 && isWide)) return Buffer.from(bytes).swap16().toString('utf16le');
  return bytes.toString('latin1');
}

/** Digits that are no coordinate, and no part of an identifier in hexadecimal. */
const LONG_RUN = /(?<![0-9A-Za-z.])\d{12,24}(?![0-9A-Za-z])/g;
const COMMENT = /^%.{1,400}/gm;
const STREAM = /stream\r?\n/g;
/** Two filters in one list that make data longer (7.4), by their names and their abbreviations. */
const PACKED_TWICE = /\/Filter\s*\[[^\]]*\/(?:Fl|LZW|RunLength|RL)[^\]]*\/(?:Fl|LZW|RunLength|RL)/;
const DICTIONARY_BYTES = 1024;

/**
 * Unpacks the streams that deflate alone packed and adds their strings; those of other filters the pages show. Of pictures and fonts only
 * the size is judged, and counted. Throws `DocumentFault`.
 */
export function addStreamStrings(pdf: Buffer, budget: Budget): void {
  const text = pdf.toString('latin1');
  for (const match of text.matchAll(STREAM)) {
    if (text.endsWith('end', match.index)) continue;
    const dictionary = text.slice(Math.max(0, match.index - DICTIONARY_BYTES), match.index);
    const own = dictionary.slice(dictionary.lastIndexOf(' obj'));
    const from = match.index + match[0].length;
    if (PACKED_TWICE.test(own)) unreadable(); // nobody writes so, but for a bomb that shows only behind its first layer
    const data = unpacked(pdf.subarray(from), budget);
    if (/\/Subtype\s*\/Image\b|\/FontFile|\/Length1\b/.test(own)) {
      if (data !== undefined && data.length > budget.unpackedBytesLeft) beyondLimit();
      budget.unseenBytes += Math.max(0, text.indexOf('endstream', from) - from);
      continue;
    }
    budget.entry();
    if (data === undefined) continue;
    budget.unpacked(data.length);
    if (/^\s*</.test(data.toString('latin1', 0, 64))) budget.add(data.toString('utf8'), 'head');
    else addSyntax(data, budget);
  }
  addSyntax(pdf, budget);
  budget.add(text.slice(text.lastIndexOf('%%EOF')), 'head');
}

/** Objects, or the content of a page. */
function addSyntax(bytes: Buffer, budget: Budget): void {
  budget.add(stringsIn(bytes), 'head');
  const text = bytes.toString('latin1');
  budget.add([...(text.match(LONG_RUN) ?? []), ...(text.match(COMMENT) ?? [])].join('\n'), 'head');
}

/** Undefined when it is not packed so, or damaged: what a page needs of it has been read by then, or was refused. */
function unpacked(rest: Buffer, budget: Budget): Buffer | undefined {
  if (((rest[0] << 8) | rest[1]) % 31 !== 0 || (rest[0] & 0x0f) !== 8) return undefined;
  try {
    return inflateSync(rest, { maxOutputLength: budget.unpackedBytesLeft + 1 });
  } catch (error) {
    if (error instanceof RangeError) budget.unpacked(budget.unpackedBytesLeft + 1);
    return undefined;
  }
}
