/**
 * Bayeux, as CometD, Salesforce's streaming API, ServiceNow's AMB and Faye speak it (docs.cometd.org, "The Bayeux Protocol"): lists of messages in
 * JSON, over WebSocket and long polls. The members by which the peers find each other are the framing's own; data and all others are content.
 * Nothing is added or taken away, so a POST that Salesforce takes (32,768 bytes) stays one.
 */
import { mediaTypeOf } from '../../base/container.js';
import type { ErrorCode } from '../../base/errors.js';
import type { Cut, Framing, FramingReader, Handshake, Piece } from './framing.js';
import { jsonDocument, jsonItems, jsonMembers, type JsonValue } from './json-members.js';

/** Paths of servers, with what clients append: the version, the type of a meta message; then perhaps a query. */
const PATH = /^\/(?:[\w-]+\/)*(?:cometd|amb|faye)(?:\/\d+(?:\.\d+)?)?(?:\/(?:handshake|connect|disconnect)?)?(?:\?|$)/;

const POLLS: ReadonlySet<string> = new Set(['application/json', 'text/json', 'application/x-www-form-urlencoded']);

/** Fields of messages that are the protocol's own; the rest is what applications say. */
const PROTOCOL: ReadonlySet<string> = new Set(
  'channel clientId id subscription connectionType supportedConnectionTypes version minimumVersion successful advice timestamp'.split(' '),
);

export const COMETD: Framing = {
  name: 'cometd',
  recognises: ({ carrier, path }) => carrier !== 'events' && PATH.test(path),
  polls: ({ contentType }) => POLLS.has(mediaTypeOf(contentType)),
  open: (handshake) => ({ request: new BayeuxReader(handshake), response: new BayeuxReader(handshake) }),
};

class BayeuxReader implements FramingReader {
  constructor(private readonly handshake: Handshake) {}

  read(message: Uint8Array, isBinary: boolean): Cut | ErrorCode {
    const { carrier, contentType } = this.handshake;
    if (carrier === 'websocket' && isBinary) return 'SLUICE_BINARY_MESSAGE';
    if (contentType?.startsWith('application/x-www-form-urlencoded') === true) return form(message);
    const document = jsonDocument(message);
    const messages = jsonItems(message, document) ?? [document];
    return {
      bytes: message,
      pieces: divided(
        message.length,
        messages.flatMap((one) => contentsOf(message, one)),
      ),
    };
  }
}

/** The parameter `message` of a form, as old clients send it. */
function form(message: Uint8Array): Cut {
  return { bytes: message, pieces: [{ start: 0, end: message.length, format: 'form', keepsLength: false, kind: 'content' }] };
}

/** What applications say in a message: the data, which is a document, and all members that the protocol does not know. What is no message is content whole. */
function contentsOf(bytes: Uint8Array, message: JsonValue): readonly JsonValue[] {
  const members = jsonMembers(bytes, message);
  if (members?.some(({ name }) => name === 'channel') !== true) return [message];
  return members
    .filter(({ name }) => !PROTOCOL.has(name))
    .map(({ name, nameStart, start, end }) => ({ start: name === 'data' ? start : nameStart, end }));
}

/** Pieces without gaps: what lies between contents is the protocol's. */
function divided(length: number, contents: readonly JsonValue[]): Piece[] {
  const pieces: Piece[] = [];
  const add = (start: number, end: number, kind: Piece['kind']): void => {
    if (end > start) pieces.push({ start, end, format: 'json', keepsLength: false, kind });
  };
  let from = 0;
  for (const { start, end } of contents) {
    add(from, start, 'head');
    add(start, end, 'content');
    from = end;
  }
  add(from, length, 'head');
  return pieces;
}
