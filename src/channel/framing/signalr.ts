/**
 * SignalR (github.com/dotnet/aspnetcore, src/SignalR/docs/specs): records in JSON or messages in MessagePack, whichever the first record asks
 * for, `{"protocol":"json","version":1}`. Which of them stands there shows in the bytes, so readers remember nothing and polls may go to any
 * process: a record begins with a brace and no message does, because behind the same byte as its length stands an array.
 */
import { mediaTypeOf } from '../../base/container.js';
import type { ErrorCode } from '../../base/errors.js';
import type { Cut, Framing, FramingReader, Piece } from './framing.js';
import { cutRecords, RECORD_END } from './signalr-json.js';
import { cutBinaryMessages, isArray, isSequence } from './signalr-msgpack.js';

const CURLY_BRACKET = 0x7b;

/** The first record: the downstream's handshake, in either order, or either side's of a connection which goes on where another broke. */
const FIRST_RECORDS = [
  /^\{"protocol":"(?:json|messagepack|blazorpack)","version":\d{1,3}\}$/,
  /^\{"version":\d{1,3},"protocol":"(?:json|messagepack|blazorpack)"\}$/,
  /^\{"type":9,"sequenceId":\d{1,8}\}$/,
  /^\{"sequenceId":\d{1,8},"type":9\}$/,
];
const FIRST_BYTES_MAX = 64;

const reader: FramingReader = {
  read(message): Cut | ErrorCode {
    const pieces: Piece[] = [];
    const records = recordsEnd(message);
    const code = cutRecords(message, 0, records, pieces) ?? cutBinaryMessages(message, records, message.length, pieces);
    return code ?? { bytes: message, pieces };
  },
};

/** Offset behind the records with which bytes begin: all of them, or the server's answer to the handshake before its first messages in MessagePack. */
function recordsEnd(message: Uint8Array): number {
  let at = 0;
  while (message[at] === CURLY_BRACKET && !isArray(message[at + 1])) {
    const mark = message.indexOf(RECORD_END, at);
    if (mark === -1) return message.length; // cut short, which the reader of records tells
    at = mark + 1;
  }
  return at;
}

/** What clients and servers say of records in JSON and in MessagePack, and of a connection that is opened without a word. */
const POLLS: ReadonlySet<string> = new Set(['', 'text/plain', 'application/octet-stream']);

/** What is asked before a connection is opened is plain JSON. */
const NEGOTIATION = /\/negotiate(?:\?|$)/;

const negotiator: FramingReader = {
  read: (body) => ({ bytes: body, pieces: [{ start: 0, end: body.length, format: 'auto', keepsLength: false, kind: 'head' }] }),
};

const READERS = { request: reader, response: reader };
const NEGOTIATORS = { request: negotiator, response: negotiator };

export const SIGNALR: Framing = {
  name: 'signalr',
  recognises: () => false,
  adopts(first) {
    if (isSequence(first)) return true;
    const end = first.subarray(0, FIRST_BYTES_MAX).indexOf(RECORD_END);
    if (end === -1) return false;
    const record = Buffer.from(first.buffer, first.byteOffset, end).toString('latin1');
    return FIRST_RECORDS.some((known) => known.test(record));
  },
  polls: ({ path, contentType }) => NEGOTIATION.test(path) || POLLS.has(mediaTypeOf(contentType)),
  connection: ({ path }) => new URLSearchParams(path.slice(path.indexOf('?') + 1)).get('id') ?? undefined,
  open: ({ carrier, path }) => (carrier === 'poll' && NEGOTIATION.test(path) ? NEGOTIATORS : READERS),
};
