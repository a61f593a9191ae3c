/**
 * XMPP over WebSocket (RFC 7395): one stanza in each message. Genesys Cloud sends JSON in the text of its elements; that is inspected as the JSON
 * that it is, without the escapes of XML, and replaced where it stands. The first tag of a stanza is the framing's: identifiers and counts (XEP-0198).
 */
import type { ErrorCode } from '../../base/errors.js';
import type { Cut, Framing, FramingReader, Piece } from './framing.js';
import { cutUnescaped, type Escape, type Write } from './reading.js';
import { readStanza, type StanzaText } from './xmpp-stanza.js';

export const XMPP: Framing = {
  name: 'xmpp',
  recognises: ({ carrier, subprotocol }) => carrier === 'websocket' && subprotocol === 'xmpp',
  open: () => ({ request: READER, response: READER }),
};

/** Keeps nothing between messages. */
const READER: FramingReader = { read };

function read(message: Uint8Array, isBinary: boolean): Cut | ErrorCode {
  if (isBinary) return 'SLUICE_BINARY_MESSAGE';
  const stanza = readStanza(message);
  if (typeof stanza === 'string') return stanza;
  const pieces: Piece[] = [];
  const escapes: Escape[] = [];
  const add = (start: number, end: number, kind: Piece['kind'], format: 'xml' | 'json' = 'xml'): void => {
    if (end > start) pieces.push({ start, end, format, keepsLength: false, kind });
  };
  add(0, stanza.headEnd, 'head');
  let from = stanza.headEnd;
  for (const text of stanza.texts) {
    const json = jsonIn(message, text);
    if (json === undefined) continue;
    add(from, json.start, 'content');
    add(json.start, json.end, 'content', 'json');
    for (const escape of json.escapes) escapes.push(escape);
    from = json.end;
  }
  add(from, message.length, 'content');
  return cutUnescaped(message, pieces, escapes, written);
}

/** JSON, and how it is escaped. */
interface Json extends StanzaText {
  readonly escapes: readonly Escape[];
}

/** The JSON that a text is, which has an object or a list as its root; undefined where it is something else. Offsets of its Latin-1 are those of its bytes. */
function jsonIn(message: Uint8Array, text: StanzaText): Json | undefined {
  const source = Buffer.from(message.buffer, message.byteOffset + text.start, text.end - text.start).toString('latin1');
  const section = source.indexOf(SECTION_START);
  if (section >= 0) return sectionIn(source, text, section + SECTION_START.length);
  if (source.replace(REFERENCE, '').includes('&')) return undefined;
  if (!isJson(source.replace(REFERENCE, (...match) => characterOf(match)))) return undefined;
  const escapes = Array.from(source.matchAll(REFERENCE), (match): Escape => {
    const start = text.start + match.index;
    return { start, end: start + match[0].length, meant: Buffer.from(characterOf(match)) };
  });
  return { ...text, escapes };
}

const SECTION_START = '<![CDATA[';
const SECTION_END = ']]>';

/** JSON in a CDATA section with nothing but white space around. */
function sectionIn(source: string, text: StanzaText, start: number): Json | undefined {
  const end = source.indexOf(SECTION_END, start);
  const around = source.slice(0, start - SECTION_START.length) + source.slice(end + SECTION_END.length);
  if (around.trim() !== '' || !isJson(source.slice(start, end))) return undefined;
  return { start: text.start + start, end: text.start + end, escapes: [] };
}

const isJson = (text: string): boolean => /^\s*(?:\{[^]*\}|\[[^]*\])\s*$/.test(text);

/** References that XMPP knows (RFC 6120 section 11.1, XML 1.0 section 4.1). */
const REFERENCE = /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/g;
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const CODE_POINT_MAX = 0x10ffff;

/** The character that a match of REFERENCE means. */
function characterOf([, name, decimal, hexadecimal]: readonly (string | undefined)[]): string {
  if (name !== undefined) return NAMED[name];
  const codePoint = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
  return String.fromCodePoint(Math.min(codePoint, CODE_POINT_MAX));
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** What replaces references is written as XML writes it. */
const written: Write = (bytes, hasEscapes) =>
  hasEscapes
    ? Buffer.from(
        Buffer.from(bytes)
          .toString('latin1')
          .replace(/[&<>]/g, (character) => ENTITIES[character]),
        'latin1',
      )
    : bytes;
