/**
 * How the payload of a broker's message is to be read: by its content type where it has one, else by its bytes. Text is text whatever the
 * type says; what is neither text nor a binary format that can be read is refused.
 */
import { isUtf8 } from 'node:buffer';
import type { Format } from '../../engine/api.js';
import { Unreadable } from '../../format/binary/document.js';
import { renderMsgpack } from '../../format/binary/msgpack.js';
import { Rendition } from '../../format/binary/rendition.js';

/** Formats of text by the end of their media types: `application/vnd.acme.event+json`. */
const TEXT_FORMATS: readonly (readonly [RegExp, Format])[] = [
  [/[/+]json$/, 'json'],
  [/[/+]xml$/, 'xml'],
  [/\/html$/, 'html'],
  [/\/csv$/, 'csv'],
  [/\/(x-)?ndjson$/, 'ndjson'],
  [/\/x-www-form-urlencoded$/, 'form'],
];

const BINARY_FORMATS: readonly (readonly [RegExp, Format])[] = [
  [/[/+](x-|vnd\.)?msgpack$/, 'msgpack'],
  [/[/+]cbor$/, 'cbor'],
  [/[/+](x-)?protobuf$/, 'protobuf'],
];

/** The format of a payload; undefined where it cannot be read. */
export function payloadFormat(payload: Uint8Array, contentType: string | undefined): Format | undefined {
  const type = contentType?.split(';', 1)[0].trim().toLowerCase() ?? '';
  if (isText(payload)) return formatOf(type, TEXT_FORMATS) ?? 'auto';
  return formatOf(type, BINARY_FORMATS) ?? (isMsgpack(payload) ? 'msgpack' : undefined);
}

const formatOf = (type: string, formats: typeof TEXT_FORMATS): Format | undefined => formats.find(([end]) => end.test(type))?.[1];

const TAB = 0x09;
const LF = 0x0a;
const FF = 0x0c;
const CR = 0x0d;
const RECORD_SEPARATOR = 0x1e;
/** UTF-16 and UTF-32 of ASCII have a NUL in every other byte; texts that NULs end have fewer. */
const NUL_DISTANCE_MIN = 3;

/** UTF-8 that says what it shows: packed decimals (0x41 0x11 …) and UTF-16 are valid UTF-8, too, and would hide digits. */
function isText(bytes: Uint8Array): boolean {
  let lastNul = -NUL_DISTANCE_MIN;
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  for (let at = 0; at < end; at++) {
    const byte = bytes[at];
    if (byte >= 0x20 || byte === TAB || byte === LF || byte === FF || byte === CR || byte === RECORD_SEPARATOR) continue;
    if (byte !== 0 || at - lastNul < NUL_DISTANCE_MIN) return false;
    lastNul = at;
  }
  return isUtf8(bytes);
}

/** A map or a list: other values are so short that anything begins like one. */
function isMsgpack(bytes: Uint8Array): boolean {
  const [type] = bytes;
  if (!((type >= 0x80 && type < 0xa0) || (type >= 0xdc && type <= 0xdf))) return false;
  try {
    renderMsgpack(bytes, new Rendition(bytes));
    return true;
  } catch (error) {
    if (error instanceof Unreadable) return false;
    throw error;
  }
}
