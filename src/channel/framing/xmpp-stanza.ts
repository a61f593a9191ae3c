/**
 * One message of XMPP, tag by tag (RFC 6120 section 11: no comments, no instructions, no document types). It must end all that it begins:
 * readers that take messages for one stream would join what stands in two of them.
 */
import type { ErrorCode } from '../../base/errors.js';

/** Text between two tags. */
export interface StanzaText {
  readonly start: number;
  readonly end: number;
}

export interface Stanza {
  /** Offset behind the first tag, which is the protocol's: addresses, identifiers, counts. */
  readonly headEnd: number;
  readonly texts: readonly StanzaText[];
}

const LESS_THAN = 0x3c;
const GREATER_THAN = 0x3e;
const SLASH = 0x2f;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;

const CDATA_START = '<![CDATA[';
const CDATA_END = ']]>';
const DECLARATION = '<?xml ';
/** Clients of old drafts open and close the stream as over TCP. */
const STREAM = /^<stream:stream[\s>]/;
const STREAM_END = /^<\/stream:stream\s*>$/;

/** Reads a message. */
export function readStanza(bytes: Uint8Array): Stanza | ErrorCode {
  const message = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const texts: StanzaText[] = [];
  let depth = 0;
  let headEnd = 0;
  let textStart = message.includes(DECLARATION) ? declarationEnd(message) : 0;
  for (let at = textStart; ;) {
    at = message.indexOf(LESS_THAN, at);
    const kind = at < 0 ? 'end' : kindAt(message, at);
    if (typeof kind === 'object') return kind.refused;
    const end = kind === 'end' ? message.length : endOf(message, at, kind);
    if (end === undefined) return 'SLUICE_BAD_REQUEST';
    if (kind === 'cdata' && depth > 0) {
      at = end;
      continue;
    }
    const textEnd = kind === 'end' ? message.length : at;
    if (depth > 0 && textEnd > textStart) texts.push({ start: textStart, end: textEnd });
    else if (!isBlank(message, textStart, textEnd) || kind === 'cdata') return 'SLUICE_BAD_REQUEST';
    if (kind === 'end') return depth === 0 || isStream(message) ? { headEnd, texts } : 'SLUICE_BAD_REQUEST';
    if (kind === 'close') depth--;
    else if (message[end - 2] !== SLASH) depth++;
    if (depth < 0 && !isStreamEnd(message)) return 'SLUICE_BAD_REQUEST';
    if (headEnd === 0) headEnd = end;
    textStart = at = end;
    if (depth < 0) return { headEnd: message.length, texts };
  }
}

/** The declaration may stand at the beginning only; elsewhere it is an instruction and refused as such. */
function declarationEnd(message: Buffer): number {
  const end = message.indexOf('?>');
  return message.subarray(0, DECLARATION.length).toString('latin1') === DECLARATION && end > 0 ? end + 2 : 0;
}

type Kind = 'open' | 'close' | 'cdata';

function kindAt(message: Buffer, at: number): Kind | { readonly refused: ErrorCode } {
  const next = message.toString('latin1', at, at + CDATA_START.length);
  if (next === CDATA_START) return 'cdata';
  if (next.startsWith('<!--') || next.startsWith('<?')) return { refused: 'SLUICE_BAD_REQUEST' };
  if (next.startsWith('<!')) return { refused: 'SLUICE_DOCTYPE_REFUSED' };
  return next[1] === '/' ? 'close' : 'open';
}

/** Offset behind a tag or a CDATA section; undefined where it does not end. */
function endOf(message: Buffer, at: number, kind: Kind): number | undefined {
  if (kind !== 'cdata') return tagEnd(message, at);
  const end = message.indexOf(CDATA_END, at);
  return end < 0 ? undefined : end + CDATA_END.length;
}

function tagEnd(message: Buffer, from: number): number | undefined {
  let quote = 0;
  for (let at = from + 1; at < message.length; at++) {
    const byte = message[at];
    if (byte === LESS_THAN) return undefined;
    if (quote !== 0) quote = byte === quote ? 0 : quote;
    else if (byte === GREATER_THAN) return at + 1;
    else if (byte === QUOTE || byte === APOSTROPHE) quote = byte;
  }
  return undefined;
}

const isBlank = (message: Buffer, start: number, end: number): boolean => message.toString('latin1', start, end).trim() === '';

/** Nothing but the tag that opens the stream, a declaration before it. */
function isStream(message: Buffer): boolean {
  const tag = message
    .subarray(message.includes(DECLARATION) ? declarationEnd(message) : 0)
    .toString()
    .trim();
  return STREAM.test(tag) && tag.indexOf('>') === tag.length - 1;
}

const isStreamEnd = (message: Buffer): boolean => STREAM_END.test(message.toString().trim());
