/**
 * engine.io, revisions 3 and 4 (github.com/socketio/engine.io-protocol): one packet in each message of a WebSocket, or payloads of packets in
 * the bodies of polls. Readers remember nothing: every packet says all that is to be known of it, so polls may go to any process.
 */
import { isUtf8 } from 'node:buffer';
import type { ErrorCode } from '../../base/errors.js';
import { isCall, isForm, readCall, readForm } from './engine-io-jsonp.js';
import { type CutMessage, type Dialect, openPackets, type Packet } from './engine-io-packet.js';
import { packetsOf, recounted } from './engine-io-payload.js';
import type { Cut, Framing, FramingReader, Handshake } from './framing.js';
import { cutAsRead, type Reading } from './reading.js';

/** The query of a handshake that says which transport is meant. */
const TRANSPORTS: Readonly<Record<Handshake['carrier'], string | undefined>> = {
  websocket: 'websocket',
  poll: 'polling',
  events: undefined,
};

/** What a query must have, as it stands or encoded, to say which revision is meant. */
const MAY_ASK = /EIO|%/;

const MALFORMED = 'SLUICE_BAD_REQUEST';
const NO_PIECES: Cut['pieces'] = [];

/** A framing whose packets carry messages that `cutMessage` takes apart, known by the last segment of its path. */
export function engineIo(name: string, segment: string, cutMessage: CutMessage): Framing {
  return {
    name,
    recognises({ carrier, path }) {
      if (!MAY_ASK.test(path)) return false;
      const { pathname, query } = partsOf(path);
      const revisions = query.getAll('EIO');
      const transports = query.getAll('transport');
      if (revisions.length !== 1 || transports.length !== 1 || transports[0] !== TRANSPORTS[carrier]) return false;
      return (revisions[0] === '3' || revisions[0] === '4') && (pathname.endsWith(`/${segment}/`) || pathname.endsWith(`/${segment}`));
    },
    polls: ({ path }) => partsOf(path).query.get('transport') === TRANSPORTS.poll,
    connection: ({ path }) => partsOf(path).query.get('sid') ?? undefined,
    open({ carrier, path }) {
      const revisions = partsOf(path).query.getAll('EIO');
      // As servers have it: whoever does not ask for revision 4 alone gets 3.
      const dialect: Dialect = { revision: revisions.length === 1 && revisions[0] === '4' ? 4 : 3, cutMessage };
      if (carrier === 'poll') return { request: pollReader(dialect, readForm, isForm), response: answerReader(dialect) };
      const reader = messageReader(dialect);
      return { request: reader, response: reader };
    },
  };
}

/** engine.io itself: texts are whatever an application says. */
export const ENGINE_IO = engineIo('engine.io', 'engine.io', (_bytes, start, end, pieces) => {
  pieces.push({ start, end, format: 'auto', keepsLength: false, kind: 'content' });
  return undefined;
});

function partsOf(path: string): { readonly pathname: string; readonly query: URLSearchParams } {
  const mark = path.indexOf('?');
  const end = mark === -1 ? path.length : mark;
  return { pathname: path.slice(0, end), query: new URLSearchParams(path.slice(end)) };
}

/** Each message of a WebSocket is one packet; what is sent as bytes is a packet of bytes. */
function messageReader(dialect: Dialect): FramingReader {
  const ofBytes = dialect.revision === 3 ? 'typed bytes' : 'bytes';
  return {
    read(message, isBinary) {
      const packets: Packet[] = [{ start: 0, end: message.length, kind: isBinary ? ofBytes : 'text' }];
      const opened = openPackets(message, packets, dialect);
      if (typeof opened === 'string' || opened.bytes === message) return opened;
      return cutAsRead(message, opened, opened.pieces);
    },
  };
}

/** Bodies are payloads, or payloads within a script or a form. */
function pollReader(
  dialect: Dialect,
  read: (body: Uint8Array) => Reading | undefined,
  isWrapped: (body: Uint8Array) => boolean,
): FramingReader {
  return {
    read(body) {
      if (!isWrapped(body)) return payload(body, asItIs(body), dialect);
      const reading = read(body);
      return reading === undefined ? MALFORMED : payload(body, reading, dialect);
    },
  };
}

const asItIs = (body: Uint8Array): Reading => ({ bytes: body, written: (splices) => splices });

/** A server answers `ok` to what was sent, and says in JSON or HTML what went wrong: no packet begins so. */
function answerReader(dialect: Dialect): FramingReader {
  const polls = pollReader(dialect, readCall, isCall);
  return {
    read(body, isBinary) {
      if (isOk(body)) return { bytes: body, pieces: NO_PIECES };
      if (body[0] !== CURLY_BRACKET && body[0] !== ANGLE_BRACKET) return polls.read(body, isBinary);
      return { bytes: body, pieces: [{ start: 0, end: body.length, format: 'auto', keepsLength: false, kind: 'head' }] };
    },
  };
}

const CURLY_BRACKET = 0x7b;
const ANGLE_BRACKET = 0x3c;
const isOk = (body: Uint8Array): boolean => body.length === 2 && (body[0] | 0x20) === 0x6f && (body[1] | 0x20) === 0x6b;

function payload(body: Uint8Array, reading: Reading, dialect: Dialect): Cut | ErrorCode {
  const text = reading.bytes;
  const packets = packetsOf(text, dialect.revision);
  if (packets === undefined) return MALFORMED;
  if (packets.some(({ start, end, kind }) => kind === 'text' && !isUtf8(text.subarray(start, end)))) return MALFORMED;
  const opened = openPackets(text, packets, dialect);
  if (typeof opened === 'string') return opened === 'SLUICE_BINARY_MESSAGE' ? 'SLUICE_BINARY_REFUSED' : opened; // the body is no such message
  const written: Reading['written'] = (splices) => reading.written(recounted(text, packets, opened.written(splices)));
  return cutAsRead(body, { bytes: opened.bytes, written }, opened.pieces);
}
