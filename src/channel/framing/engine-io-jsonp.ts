/**
 * Polls of engine.io for browsers that could not ask across origins (JSONP): what comes is a call of a function with a string,
 * `___eio[0]("…");`, and what goes is a form with one field, `d=…`, in which line ends are written as a backslash and n, and that as two
 * backslashes and n (engine.io, transports/polling-jsonp.js). Both are read as the payloads that they stand for.
 */
import { hexPair } from '../../format/multipart/transfer.js';
import { isAlphanumeric } from '../../text/ascii.js';
import { closingQuote, readString } from '../json-string.js';
import { Unescaped } from './reading.js';

const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const PLUS = 0x2b;
const AMPERSAND = 0x26;
const SPACE = 0x20;
const LINE_FEED = 0x0a;
const LETTER_N = 0x6e;

const CALL = /^___eio\[\d{1,8}\]\("/;
const CALL_END = /^"\);?\s*$/;
/** Longest beginning and end of a call. */
const CALL_BYTES_MAX = 32;
const FORM = 'd=';

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');

/** Whether a body begins as the call of a script does; no packet begins so. */
export const isCall = (body: Uint8Array): boolean => CALL.test(latin1(body.subarray(0, CALL_BYTES_MAX)));

/** Whether a body is a form; no packet begins so. */
export const isForm = (body: Uint8Array): boolean => latin1(body.subarray(0, FORM.length)) === FORM;

/** The string of a call; undefined where anything else stands there. */
export function readCall(body: Uint8Array): Unescaped | undefined {
  const start = CALL.exec(latin1(body.subarray(0, CALL_BYTES_MAX)))?.[0].length ?? body.length;
  const end = closingQuote(body, start, body.length);
  if (end < 0 || body.length - end > CALL_BYTES_MAX || !CALL_END.test(latin1(body.subarray(end)))) return undefined;
  if (body.subarray(start, end).some((byte) => byte < SPACE)) return undefined;
  const string = readString(body, start, end, undefined);
  return string && Unescaped.of(string.read, string.offsets ?? inOrder(start, end), inString);
}

/** The places of bytes that stand as they are, and of their end. */
const inOrder = (start: number, end: number): Uint32Array => Uint32Array.from({ length: end - start + 1 }, (_, i) => start + i);

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
