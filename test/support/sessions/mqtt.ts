/** mqtt.js and the broker aedes over WebSocket, and sessions of the two: one message at a time, because the broker does not keep the order of several. */
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { Aedes } from 'aedes';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { closeLater } from '../cleanup.js';
import { listen } from '../proxy.js';
import type { Chat } from './script.js';
import type { Peers } from './session.js';

export interface StreamServer {
  readonly url: URL;
  cut(): void;
}

/** A server that hands over each WebSocket as a stream of bytes. */
export async function startStreams(onStream: (stream: Duplex) => void): Promise<StreamServer> {
  const server = createServer();
  const acceptor = new WebSocketServer({ server, handleProtocols: ([first]) => first });
  acceptor.on('connection', (ws) => {
    const stream = createWebSocketStream(ws);
    stream.on('error', () => undefined);
    onStream(stream);
  });
  const { url, sockets } = await listen(server);
  return { url: new URL(url), cut: () => sockets.forEach((socket) => socket.destroy()) };
}

export async function startAedes(): Promise<StreamServer & { readonly broker: Aedes }> {
  const broker = await Aedes.createBroker();
  closeLater(() => new Promise<void>((resolve) => broker.close(resolve)));
  return { broker, ...(await startStreams((stream) => void broker.handle(stream))) };
}

/** A client that is connected. */
export async function mqttClient(url: URL, options: IClientOptions = {}): Promise<MqttClient> {
  const client = mqtt.connect(url.href.replace(/^http/, 'ws'), { reconnectPeriod: 0, ...options });
  closeLater(() => client.endAsync(true));
  await new Promise((resolve) => client.once('connect', resolve));
  return client;
}

const EXACTLY_ONCE = { qos: 2 } as const;
const RECONNECT_MS = 20;

export const MQTT_PEERS: Peers = {
  name: 'MQTT',
  window: 1,
  survivesCuts: false,
  isFollowed: true,

  async serve({ answer, wrong }) {
    const { broker, url, cut } = await startAedes();
    let joins = 0;
    broker.on('clientReady', () => joins++);
    broker.on('connectionError', (_client, { message }) => wrong(message));
    broker.on('publish', ({ topic, payload }, client) => {
      if (client === null || topic !== 'said') return;
      const told = JSON.stringify(answer(JSON.parse(payload.toString()) as Chat));
      broker.publish({ cmd: 'publish', topic: 'told', payload: told, dup: false, retain: false, ...EXACTLY_ONCE }, () => undefined);
    });
    return {
      url,
      get joins() {
        return joins;
      },
      cut,
    };
  },

  async join(url, { hear, wrong }) {
    const client = await mqttClient(url, { clientId: 'desk', clean: false, reconnectPeriod: RECONNECT_MS });
    client.on('error', (error) => !('errno' in error) && wrong(error.message)); // a cut is no error of the protocol
    client.on('message', (_topic, payload) => hear(JSON.parse(payload.toString()) as Chat));
    await client.subscribeAsync('told', EXACTLY_ONCE);
    return async (chat) => void (await client.publishAsync('said', JSON.stringify(chat), EXACTLY_ONCE));
  },
};
