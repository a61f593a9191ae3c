/**
 * Framings whose messages are each one JSON document of text: what they wrap stands in members or in strings that are JSON themselves, which the
 * engine follows. Nothing is counted, so there is nothing to keep true but the document; identifiers and types stay the bytes that came.
 *
 * - graphql-transport-ws, graphql-ws (github.com/enisdenjo/graphql-ws PROTOCOL.md; github.com/apollographql/subscriptions-transport-ws):
 *   `{id, type, payload}`, also of AWS AppSync. An unexpected message closes with 4400, so that binary ones are refused here already.
 * - actioncable (Rails): `{command, identifier, data}`, the last two JSON in strings.
 * - phoenix: `[join_ref, ref, topic, event, payload]`, or version 1 as an object. Binary pushes are refused.
 * - pusher: `{event, channel, data}`, the last JSON in a string.
 * - amazon-connect: `{topic, content}`, the last JSON in a string. Its address tells nothing, so a route names it.
 */
import type { Cut, Framing, FramingReader, Handshake } from './framing.js';

type Recognise = (handshake: Handshake) => boolean;

const speaks =
  (...subprotocols: readonly string[]): Recognise =>
  ({ subprotocol }) =>
    subprotocol !== undefined && subprotocols.includes(subprotocol);

const asksFor =
  (address: RegExp): Recognise =>
  ({ carrier, path }) =>
    carrier === 'websocket' && address.test(path);

const never: Recognise = () => false;

const FAMILY: readonly (readonly [name: string, recognises: Recognise])[] = [
  ['graphql-transport-ws', speaks('graphql-transport-ws')],
  ['graphql-ws', speaks('graphql-ws')],
  ['actioncable', speaks('actioncable-v1-json')],
  ['phoenix', asksFor(/\/websocket\?(?:[^#]*&)?vsn=[12]\.\d+\.\d+(?:&|$)/)],
  ['pusher', asksFor(/^\/app\/[^/?]+\?(?:[^#]*&)?protocol=\d+(?:&|$)/)],
  ['amazon-connect', never],
];

const READER: FramingReader = {
  read(message, isBinary): Cut | 'SLUICE_BINARY_MESSAGE' {
    if (isBinary) return 'SLUICE_BINARY_MESSAGE';
    return { bytes: message, pieces: [{ start: 0, end: message.length, format: 'auto', keepsLength: false, kind: 'content' }] };
  },
};

const READERS = { request: READER, response: READER };

export const ENVELOPES: readonly Framing[] = FAMILY.map(([name, recognises]) => ({ name, recognises, open: () => READERS }));
