/**
 * Polls of engine.io for browsers that could not ask across origins (JSONP): what comes is a call of a function with a string,
 * `___eio[0]("…");`, and what goes is a form with one field, `d=…`, in which line ends are written as a backslash and n, and that as two
 * backslashes and n (engine.io, transports/polling-jsonp.js). Both are read as the payloads that they stand for.
 */
import { hexPair } from '../../format/multipart/transfer.js';
import { isAlphanumeric } from '../../text/ascii.js';
import { Unescaped } from './reading.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const PLUS = 0x2b;
const AMPERSAND = 0x26;
const SPACE = 0x20;
const LINE_FEED = 0x0a;
const LETTER_N = 0x6e;
const LETTER_U = 0x75;

const CALL = /^___eio\[\d{1,8}\]\("/;
const CALL_END = /^"\);?\s*$/;
/** Longest beginning and end of a call. */
const CALL_BYTES_MAX = 32;
const FORM = 'd=';

/** Characters behind a backslash, and what they stand for (RFC 8259, 7). */
const ESCAPES: ReadonlyMap<number, number> = new Map(
  Object.entries({ '"': 0x22, '\\': 0x5c, '/': 0x2f, b: 8, f: 12, n: 10, r: 13, t: 9 }).map(([letter, code]) => [
    letter.charCodeAt(0),
    code,
  ]),
);

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');

/** Whether a body begins as the call of a script does; no packet begins so. */
export const isCall = (body: Uint8Array): boolean => CALL.test(latin1(body.subarray(0, CALL_BYTES_MAX)));

/** Whether a body is a form; no packet begins so. */
export const isForm = (body: Uint8Array): boolean => latin1(body.subarray(0, FORM.length)) === FORM;

/** The string of a call; undefined where anything else stands there. */
export function readCall(body: Uint8Array): Unescaped | undefined {
  const bytes: number[] = [];
  const offsets: number[] = [];
  let at = CALL.exec(latin1(body.subarray(0, CALL_BYTES_MAX)))?.[0].length ?? body.length;
  while (at < body.length && body[at] !== QUOTE) {
    if (body[at] !== BACKSLASH) {
      if (body[at] < SPACE) return undefined;
      bytes.push(body[at]);
      offsets.push(at++);
      continue;
    }
    const { text, length } = escapeAt(body, at);
    if (length === 0) return undefined;
    for (const byte of text) {
      bytes.push(byte);
      offsets.push(at);
    }
    at += length;
  }
  if (body.length - at > CALL_BYTES_MAX || !CALL_END.test(latin1(body.subarray(at)))) return undefined;
  return Unescaped.of(bytes, [...offsets, at], inString);
}

/** What an escape stands for, in UTF-8, and how long it is; 0 where it is none. */
function escapeAt(body: Uint8Array, at: number): { readonly text: Uint8Array; readonly length: number } {
  const code = ESCAPES.get(body[at + 1]);
  if (code !== undefined) return { text: Uint8Array.of(code), length: 2 };
  const unit = unitAt(body, at);
  if (unit === -1) return { text: new Uint8Array(0), length: 0 };
  const isPair = (unit & 0xfc00) === 0xd800 && (unitAt(body, at + 6) & 0xfc00) === 0xdc00; // -1 is no low surrogate: its low bits are set
  const units = isPair ? [unit, unitAt(body, at + 6)] : [unit];
  return { text: Buffer.from(String.fromCharCode(...units)), length: 6 * units.length };
}

/** The UTF-16 unit of `\uXXXX`; -1 where there is none. */
function unitAt(body: Uint8Array, at: number): number {
  if (body[at] !== BACKSLASH || body[at + 1] !== LETTER_U) return -1;
  const high = hexPair(body, at + 2);
  const low = hexPair(body, at + 4);
  return high < 0 || low < 0 ? -1 : (high << 8) | low;
}

const inString = (bytes: Uint8Array): Uint8Array => Buffer.from(JSON.stringify(Buffer.from(bytes).toString()).slice(1, -1));

/** The one field of a form; undefined where there is more, or what readers would not decode alike. */
export function readForm(body: Uint8Array): Unescaped | undefined {
  const bytes: number[] = [];
  const offsets: number[] = [];
  for (let at = FORM.length; at < body.length;) {
    const isEscape = body[at] === PERCENT;
    const byte = isEscape ? hexPair(body, at + 1) : body[at] === PLUS ? SPACE : body[at];
    if (byte < 0 || body[at] === AMPERSAND) return undefined;
    addField(byte, at, bytes, offsets);
    at += isEscape ? 3 : 1;
  }
  return Unescaped.of(bytes, [...offsets, body.length], inForm);
}

/** Adds a decoded byte; an n with backslashes before it ends a line, or takes one of them away. */
function addField(byte: number, at: number, bytes: number[], offsets: number[]): void {
  const last = bytes.length - 1;
  const isEscaped = byte === LETTER_N && bytes[last] === BACKSLASH;
  if (!isEscaped) {
    bytes.push(byte);
    offsets.push(at);
  } else if (bytes[last - 1] === BACKSLASH)
    bytes[last] = LETTER_N; // and its place is that of the backslash which is gone
  else bytes[last] = LINE_FEED;
}

/** What forms write as it is (URL Living Standard, application/x-www-form-urlencoded). */
const isUnreserved = (byte: number): boolean => isAlphanumeric(byte) || '*-._'.includes(String.fromCharCode(byte));

/** Percent-encoded; what would be read as the end of a line is written as it reads. */
function inForm(bytes: Uint8Array): Uint8Array {
  const escaped = latin1(bytes).replaceAll('\\n', '\\\\n').replaceAll('\n', '\\n');
  const written = Array.from(Buffer.from(escaped, 'latin1'), (byte) =>
    isUnreserved(byte) ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return Buffer.from(written.join(''));
}
