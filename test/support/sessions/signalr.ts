/**
 * A hub of SignalR that reads and writes with the protocols of its library, and goes on after a connection broke: the library has no server for
 * Node, but its buffer of what may have to be sent again serves both sides. And sessions of its own client with it.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel, MessageType, NullLogger } from '@microsoft/signalr';
import type { AckMessage, HubMessage, IHubProtocol, InvocationMessage, SequenceMessage } from '@microsoft/signalr';
import { MessagePackHubProtocol } from '@microsoft/signalr-protocol-msgpack';
import { WebSocketServer, type WebSocket } from 'ws';
import { closeLater } from '../cleanup.js';
import { listen } from '../proxy.js';
import type { Chat } from './script.js';
import type { Peers } from './session.js';

/** What the library keeps of what it sent until that is acknowledged. */
interface MessageBuffer {
  _send(message: HubMessage): Promise<void>;
  _resend(): Promise<void>;
  _disconnected(): void;
  _ack(message: AckMessage): void;
  _resetSequence(message: SequenceMessage): void;
  _shouldProcessMessage(message: HubMessage): boolean;
}
interface BufferedConnection {
  send(data: string | ArrayBuffer): Promise<void>;
  stop(error: Error): void;
}
const { MessageBuffer } = createRequire(import.meta.url)('@microsoft/signalr/dist/cjs/MessageBuffer') as {
  MessageBuffer: new (protocol: IHubProtocol, connection: BufferedConnection, bufferSize: number) => MessageBuffer;
};

const BUFFER_BYTES = 10_000_000;
const RS = '\x1e';

export const HUB_PROTOCOLS = { json: () => new JsonHubProtocol(), messagepack: () => new MessagePackHubProtocol() };
export type HubProtocolName = keyof typeof HUB_PROTOCOLS;

export interface Hub {
  readonly url: URL;
  /** Messages of all connections, but for pings. */
  readonly heard: readonly HubMessage[];
  /** Handshakes and connections that go on. */
  readonly joins: number;
  cut(): void;
}

export interface HubOptions {
  /** Called with each invocation; `send` takes the answer. */
  readonly answer: (message: InvocationMessage, send: (one: HubMessage) => void) => void;
  readonly isStateful?: boolean;
  readonly wrong?: (what: string) => void;
}

/** One connection of a client, over one WebSocket after the other where it is stateful. */
class HubSide {
  protocol: IHubProtocol | undefined;
  #ws: WebSocket;
  #buffer: MessageBuffer | undefined;

  constructor(
    ws: WebSocket,
    private readonly isStateful: boolean,
  ) {
    this.#ws = ws;
  }

  /** Reads the first record, which says in which protocol the others are. */
  open(handshake: Buffer): void {
    this.protocol = handshake.includes('messagepack') ? HUB_PROTOCOLS.messagepack() : HUB_PROTOCOLS.json();
    this.#write(Buffer.from(`{}${RS}`));
    const connection = { send: async (data: string | ArrayBuffer) => this.#write(data), stop: () => this.#ws.terminate() };
    if (this.isStateful) this.#buffer = new MessageBuffer(this.protocol, connection, BUFFER_BYTES);
  }

  /** Another WebSocket takes the place of the one that broke. */
  goOn(ws: WebSocket): void {
    this.#ws = ws;
    this.#buffer?._disconnected();
    void this.#buffer?._resend();
  }

  /** Messages that have not been heard before. */
  read(data: Buffer, isBinary: boolean): HubMessage[] {
    const messages = this.protocol!.parseMessages(isBinary ? Uint8Array.from(data).buffer : data.toString(), NullLogger.instance);
    for (const message of messages) {
      if (message.type === MessageType.Ack) this.#buffer?._ack(message);
      if (message.type === MessageType.Sequence) this.#buffer?._resetSequence(message);
    }
    return messages.filter((message) => message.type !== MessageType.Ping && (this.#buffer?._shouldProcessMessage(message) ?? true));
  }

  readonly send = (message: HubMessage): void => {
    if (this.#buffer === undefined) this.#write(this.protocol!.writeMessage(message));
    else void this.#buffer._send(message);
  };

  #write(data: string | ArrayBuffer | Buffer): void {
    this.#ws.send(data as Buffer, { binary: this.protocol?.name === 'messagepack' });
  }
}

export async function startHub({ answer, isStateful = false, wrong }: HubOptions): Promise<Hub> {
  let ids = 0;
  let joins = 0;
  const heard: HubMessage[] = [];
  const sides = new Map<string, HubSide>();
  const http = createServer((_request, response) => {
    const transports = [{ transport: 'WebSockets', transferFormats: ['Text', 'Binary'] }];
    const told = { negotiateVersion: 1, connectionId: 'c', connectionToken: `t${++ids}`, availableTransports: transports };
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ ...told, useStatefulReconnect: isStateful }));
  });
  const take = (side: HubSide, data: Buffer, isBinary: boolean): void => {
    if (side.protocol === undefined) return side.open(data);
    for (const message of side.read(data, isBinary)) {
      heard.push(message);
      if (message.type === MessageType.Invocation) answer(message, side.send);
    }
  };
  new WebSocketServer({ server: http }).on('connection', (ws, request: IncomingMessage) => {
    const token = new URL(request.url ?? '/', 'http://hub').searchParams.get('id') ?? `t${++ids}`;
    const known = isStateful ? sides.get(token) : undefined;
    const side = known ?? new HubSide(ws, isStateful);
    sides.set(token, side);
    known?.goOn(ws);
    joins++;
    ws.on('error', () => undefined);
    ws.on('message', (data: Buffer, isBinary) => {
      try {
        take(side, data, isBinary);
      } catch (error) {
        wrong?.(String(error));
      }
    });
  });
  const { url, sockets } = await listen(http);
  return {
    url: new URL(url),
    heard,
    get joins() {
      return joins;
    },
    cut: () => sockets.forEach((socket) => socket.destroy()),
  };
}

/** A client that takes a broken connection up again. */
export const signalR = (protocol: HubProtocolName): Peers => ({
  name: `SignalR, ${protocol === 'json' ? 'JSON' : 'MessagePack'}`,
  window: 32,
  survivesCuts: true,
  isFollowed: protocol === 'json',

  serve: ({ answer, wrong }) =>
    startHub({
      isStateful: true,
      wrong,
      answer({ invocationId, arguments: [chat] }, send) {
        send({ type: MessageType.Invocation, target: 'told', arguments: [answer(chat as Chat)] });
        send({ type: MessageType.Completion, invocationId: invocationId!, result: true });
      },
    }),

  async join(url, { hear, wrong }) {
    const connection = new HubConnectionBuilder()
      .withUrl(new URL('/hub', url).href, { transport: HttpTransportType.WebSockets })
      .withHubProtocol(HUB_PROTOCOLS[protocol]())
      .withStatefulReconnect({ bufferSize: BUFFER_BYTES })
      .configureLogging(LogLevel.None)
      .build();
    closeLater(() => connection.stop());
    connection.on('told', hear);
    connection.onclose((error) => error !== undefined && wrong(String(error)));
    await connection.start();
    return async (chat) => void (await connection.invoke('say', chat));
  },
});
