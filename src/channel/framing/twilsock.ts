/**
 * Twilsock V3, which Twilio Flex speaks over WebSocket: a line with the length of the header, the header in JSON, the payload. REST calls travel
 * in it: the header names their URL and headers. Both lengths count bytes, so masks keep them.
 */
import type { ErrorCode } from '../../base/errors.js';
import type { Cut, Framing, FramingReader, Piece } from './framing.js';
import { type JsonMember, type JsonValue, jsonDocument, jsonMembers, jsonString } from './json-members.js';
import { payloadFormat } from './payload.js';

const PATH = /\/v3\/wsconnect\/?$/;

export const TWILSOCK: Framing = {
  name: 'twilsock',
  recognises: ({ carrier, path }) => carrier === 'websocket' && PATH.test(path.split('?', 1)[0]),
  open: () => ({ request: READER, response: READER }),
};

/** Keeps nothing between messages. */
const READER: FramingReader = { read };

const MAGIC = /^TWILSOCK V3\.0 (\d{1,8})\r\n/;
/** Bytes of the longest first line. */
const MAGIC_BYTES_MAX = 32;
const CRLF_BYTES = 2;

function read(message: Uint8Array): Cut | ErrorCode {
  const magic = MAGIC.exec(textOf(message, 0, Math.min(MAGIC_BYTES_MAX, message.length)));
  if (magic === null) return 'SLUICE_BAD_REQUEST';
  const start = magic[0].length;
  const end = start + Number(magic[1]);
  if (textOf(message, end, end + CRLF_BYTES) !== '\r\n') return 'SLUICE_BAD_REQUEST';
  const header = jsonDocument(message, start, end);
  const members = jsonMembers(message, header);
  const payload: JsonValue = { start: end + CRLF_BYTES, end: message.length };
  if (members === undefined || !agrees(message, members, payload)) return 'SLUICE_BAD_REQUEST';
  const pieces = headerPieces({ start, end }, members);
  if (payload.end > payload.start) {
    const format = payloadFormat(message.subarray(payload.start, payload.end), typeOf(message, members));
    if (format === undefined) return 'SLUICE_BINARY_MESSAGE';
    pieces.push({ ...payload, format, keepsLength: true, kind: 'content' });
  }
  return { bytes: message, pieces };
}

/** Whether the header tells the size of the payload, once; one without a payload may leave it out. */
function agrees(message: Uint8Array, members: readonly JsonMember[], { start, end }: JsonValue): boolean {
  const sizes = members.filter(({ name }) => name === 'payload_size').map((size) => textOf(message, size.start, size.end));
  return sizes.length === 0 ? start === end : sizes.length === 1 && sizes[0] === String(end - start);
}

function typeOf(message: Uint8Array, members: readonly JsonMember[]): string | undefined {
  const type = members.find(({ name }) => name === 'payload_type');
  return type === undefined ? undefined : jsonString(message, type);
}

/** The header without the size of the payload. Digits of the URL may be percent-encoded, which the engine reads in any format. */
function headerPieces({ start, end }: JsonValue, members: readonly JsonMember[]): Piece[] {
  const pieces: Piece[] = [];
  const size = members.find(({ name }) => name === 'payload_size') ?? { nameStart: end, end };
  const add = (from: number, to: number): void => {
    if (to > from) pieces.push({ start: from, end: to, format: 'json', keepsLength: true, kind: 'head' });
  };
  add(start, size.nameStart);
  add(size.end, end);
  return pieces;
}

const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', start, end);
