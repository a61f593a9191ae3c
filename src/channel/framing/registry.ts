/** All inner framings, in the order in which they are asked whether a handshake is theirs. */
import { COMETD } from './cometd.js';
import type { Framing } from './framing.js';
import { MQTT } from './mqtt.js';
import { STOMP } from './stomp.js';
import { TWILSOCK } from './twilsock.js';
import { XMPP } from './xmpp.js';

export const FRAMINGS: readonly Framing[] = [STOMP, MQTT, COMETD, XMPP, TWILSOCK];
