/** All inner framings, by name. A route may name one; else the first that recognises the handshake is taken, and plain messages where none does nor adopts the first. */
import { COMETD } from './cometd.js';
import { ENGINE_IO } from './engine-io.js';
import { ENVELOPES } from './envelope.js';
import type { Framing, Handshake } from './framing.js';
import { MQTT } from './mqtt.js';
import { CBOR, MSGPACK, PLAIN } from './plain.js';
import { SIGNALR } from './signalr.js';
import { SOCKET_IO } from './socket-io.js';
import { STOMP } from './stomp.js';
import { TWILSOCK } from './twilsock.js';
import { undecided } from './undecided.js';
import { XMPP } from './xmpp.js';

/** In the order in which they are asked. */
export const FRAMINGS: readonly Framing[] = [
  PLAIN,
  MSGPACK,
  CBOR,
  SOCKET_IO,
  ENGINE_IO,
  SIGNALR,
  STOMP,
  MQTT,
  COMETD,
  XMPP,
  TWILSOCK,
  ...ENVELOPES,
];

/** Those that have polls. */
const POLLED: readonly Framing[] = FRAMINGS.filter((framing) => 'polls' in framing);

const UNDECIDED = undecided(PLAIN, FRAMINGS);

/** What a route says where the handshake is to decide. */
export const AUTO = 'auto';

/** Undefined for a name that no framing has. */
export function framingNamed(name: string): Framing | undefined {
  return FRAMINGS.find((framing) => framing.name === name);
}

/** The framing that a handshake can only be of. */
export function recognised(handshake: Handshake): Framing | undefined {
  return FRAMINGS.find((framing) => framing.recognises(handshake));
}

/** The framing of bodies that can only be polls, by what they are or by what their route names; undefined where they are bodies like any other. */
export function pollFramingOf(name: string, handshake: Handshake): Framing | undefined {
  const named = name === AUTO ? undefined : framingNamed(name);
  return named?.polls?.(handshake) === true ? named : POLLED.find((framing) => framing.recognises(handshake));
}

/** The framing of a channel that opens with this handshake. */
export function framingOf(name: string, handshake: Handshake): Framing {
  const named = name === AUTO ? undefined : framingNamed(name);
  return named ?? recognised(handshake) ?? UNDECIDED;
}
