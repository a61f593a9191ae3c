/** SignalR's own client talks through Sluice to a hub that reads and writes with the protocols of its library. */
import { createServer } from 'node:http';
import { HubConnectionBuilder, HttpTransportType, type HubConnection, type HubMessage, type IHubProtocol } from '@microsoft/signalr';
import { JsonHubProtocol, LogLevel, MessageType, NullLogger } from '@microsoft/signalr';
import { MessagePackHubProtocol } from '@microsoft/signalr-protocol-msgpack';
import { WebSocketServer, type WebSocket } from 'ws';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { leaksIn } from '../../support/leaks.js';
import { startSluice, type TestSluice } from '../../support/sluice.js';
import { listen, until } from '../../support/websocket.js';

const PAN = '4111111111111111';
const MASKED = '************1111';
const RS = '\x1e';

let sluice: TestSluice;
let acceptor: WebSocketServer;
let connection: HubConnection;
/** What the hub was told, and its open WebSockets. */
let heard: HubMessage[];
let sockets: WebSocket[];
let isStateful: boolean;

beforeEach(async () => {
  heard = [];
  sockets = [];
  isStateful = false;
  let ids = 0;
  const http = createServer((_request, response) => {
    const transports = [{ transport: 'WebSockets', transferFormats: ['Text', 'Binary'] }];
    const answer = { negotiateVersion: 1, connectionId: 'c', connectionToken: `t${++ids}`, availableTransports: transports };
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ ...answer, useStatefulReconnect: isStateful }));
  });
  acceptor = new WebSocketServer({ server: http });
  let known: IHubProtocol | undefined;
  acceptor.on('connection', (ws) => {
    sockets.push(ws);
    let isOpen = isStateful && known !== undefined; // a connection that goes on says no handshake again
    ws.on('message', (data: Buffer, isBinary) => {
      if (!isOpen) {
        isOpen = true;
        known = data.includes('messagepack') ? new MessagePackHubProtocol() : new JsonHubProtocol();
        ws.send(Buffer.from(`{}${RS}`), { binary: known.name === 'messagepack' });
      } else for (const message of read(known!, data, isBinary)) answer(ws, known!, message);
    });
  });
  sluice = await startSluice({ upstream: await listen(http) });
});

afterEach(async () => {
  await connection.stop();
  for (const ws of sockets) ws.terminate();
  acceptor.close();
  await sluice.stop();
});

const read = (protocol: IHubProtocol, data: Buffer, isBinary: boolean): HubMessage[] =>
  protocol.parseMessages(isBinary ? Uint8Array.from(data).buffer : data.toString(), NullLogger.instance);

/** Echoes invocations, counts streams up, and tells everybody what is said. */
function answer(ws: WebSocket, protocol: IHubProtocol, message: HubMessage): void {
  const send = (one: HubMessage): void => ws.send(protocol.writeMessage(one) as string);
  if (message.type !== MessageType.Ping) heard.push(message);
  if (message.type !== MessageType.Invocation) return;
  const { invocationId, target, arguments: said } = message;
  if (target === 'say') send({ type: MessageType.Invocation, target: 'said', arguments: said });
  else send({ type: MessageType.Completion, invocationId: invocationId!, result: said[0] as unknown });
}

const protocols = { json: () => new JsonHubProtocol(), messagepack: () => new MessagePackHubProtocol() };

describe.each(['json', 'messagepack'] as const)('%s', (name) => {
  async function connect(options: { skipNegotiation?: boolean } = {}): Promise<void> {
    const builder = new HubConnectionBuilder().withUrl(`${sluice.url}/hub`, { transport: HttpTransportType.WebSockets, ...options });
    builder.withHubProtocol(protocols[name]()).configureLogging(LogLevel.None);
    connection = (isStateful ? builder.withStatefulReconnect() : builder).build();
    await connection.start();
  }

  test.each([false, true])('is invoked and invokes, without negotiation: %s', async (skipNegotiation) => {
    await connect({ skipNegotiation });
    expect(await connection.invoke('echo', 'Zoë 💳')).toBe('Zoë 💳');
    expect(await connection.invoke('echo', { note: `card ${PAN}`, n: 12 })).toEqual({ note: `card ${MASKED}`, n: 12 });
    expect(leaksIn(JSON.stringify(heard))).toEqual([]);
  });

  test('2,000 messages are neither lost nor out of order', async () => {
    await connect();
    const said: string[] = [];
    connection.on('said', (one: string) => said.push(one));
    for (let n = 0; n < 2_000; n++) void connection.send('say', n % 3 === 0 ? `${n} is 5555-5555-5555-4444` : `${n} is clean`);
    await until(() => said.length === 2_000, 'answers');
    expect(said.map((one) => Number.parseInt(one, 10))).toEqual(Array.from({ length: 2_000 }, (_, n) => n));
    expect(leaksIn(JSON.stringify([said, heard]))).toEqual([]);
  });

  test('a connection that breaks goes on, and what comes then is inspected', async () => {
    isStateful = true;
    await connect();
    expect(await connection.invoke('echo', 'x')).toBe('x');
    sockets[0].terminate();
    await until(() => sockets.length === 2, 'the connection that goes on');
    await until(() => heard.some(({ type }) => type === MessageType.Sequence), 'its first message');
    void connection.send('say', `card ${PAN}`);
    const toldOf = (): HubMessage | undefined => heard.find((one) => one.type === MessageType.Invocation && one.target === 'say');
    await until(() => toldOf() !== undefined, 'what is said then');
    expect(toldOf()).toMatchObject({ arguments: [`card ${MASKED}`] });
  });
});
