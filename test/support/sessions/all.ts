/** Every ecosystem whose sessions are played. */
import { COMETD_POLLS, COMETD_SOCKET } from './cometd.js';
import { GRAPHQL } from './graphql.js';
import { MQTT_PEERS } from './mqtt.js';
import { signalR } from './signalr.js';
import { socketIo } from './socket-io.js';
import { STOMP_PEERS } from './stomp.js';
import type { Peers } from './session.js';

export const ALL_PEERS: readonly Peers[] = [
  socketIo('websocket'),
  socketIo('polling'),
  signalR('json'),
  signalR('messagepack'),
  COMETD_POLLS,
  COMETD_SOCKET,
  STOMP_PEERS,
  GRAPHQL,
  MQTT_PEERS,
];
