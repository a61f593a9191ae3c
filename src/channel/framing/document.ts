/**
 * A body as one document, whose words are looked for where conversations are followed: what stands before JSON, a byte order mark or a guard such as
 * `while(1);`, is nobody's word, and neither is a bare number. Not a protocol: no route can name it.
 */
import type { Format } from '../../engine/api.js';
import { Guard, isGuard } from '../../format/guard.js';
import type { Framing, FramingReader, Piece } from './framing.js';

const MARK = Buffer.from('\ufeff');
const WIDE_MARKS = [Buffer.from([0xfe, 0xff]), Buffer.from([0xff, 0xfe])];
const NUL = 0;
const CURLY_BRACKET = 0x7b;
const SQUARE_BRACKET = 0x5b;
const QUOTE = 0x22;

/** Bodies that are declared as `format`: `auto` for those that declare nothing, which may be JSON or words. */
export function documentFraming(format: Format): Framing {
  const reader: FramingReader = {
    read(body) {
      // UTF-16 and UTF-32 would hide their words
      if (body.includes(NUL) || WIDE_MARKS.some((mark) => startsWith(body, mark))) return 'SLUICE_CHARSET_UNSUPPORTED';
      const start = jsonStart(body);
      if (start < 0) return { bytes: body, pieces: [piece(0, body.length, format, format === 'auto' ? 'content' : 'head')] };
      const before = start === 0 ? [] : [piece(0, start, 'text', 'head')];
      return { bytes: body, pieces: [...before, piece(start, body.length, format, 'content')] };
    },
  };
  const readers = { request: reader, response: reader };
  return { name: 'document', recognises: () => false, open: () => readers };
}

const piece = (start: number, end: number, format: Format, kind: Piece['kind']): Piece => ({
  start,
  end,
  format,
  keepsLength: false,
  kind,
});

const startsWith = (body: Uint8Array, beginning: Uint8Array): boolean => beginning.every((byte, at) => body[at] === byte);

/** Where an object, a list or a string begins; -1 where something else stands there. */
function jsonStart(body: Uint8Array): number {
  const from = startsWith(body, MARK) ? MARK.length : 0;
  let first = from;
  while (first < body.length && body[first] <= 0x20) first++;
  if (isOpening(body[first])) return from;
  if (first === body.length || !isGuard(body[first])) return -1;
  const guard = new Guard();
  for (let at = first; at < body.length; at++) {
    const answer = guard.feed(body[at]);
    if (answer !== undefined) return answer === 'json' && isOpening(body[at]) ? at : -1;
  }
  return -1;
}

const isOpening = (byte: number): boolean => byte === CURLY_BRACKET || byte === SQUARE_BRACKET || byte === QUOTE;
