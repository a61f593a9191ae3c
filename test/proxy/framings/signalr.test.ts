/** SignalR's own client talks through Sluice to a hub that reads and writes with the protocols of its library. Sessions: test/channel/peers. */
import { HubConnectionBuilder, HttpTransportType, LogLevel, MessageType, type HubConnection, type HubMessage } from '@microsoft/signalr';
import { describe, expect, test } from 'vitest';
import { closeLater } from '../../support/cleanup.js';
import { leaksIn } from '../../support/leaks.js';
import { HUB_PROTOCOLS, startHub, type Hub, type HubOptions } from '../../support/sessions/signalr.js';
import { sluiceTo } from '../../support/sluice.js';
import { until } from '../../support/websocket.js';

const PAN = '4111111111111111';
const MASKED = '************1111';

/** Says to everybody what is said, and echoes all else. */
const answer: HubOptions['answer'] = ({ invocationId, target, arguments: said }, send) =>
  target === 'say'
    ? send({ type: MessageType.Invocation, target: 'said', arguments: said })
    : send({ type: MessageType.Completion, invocationId: invocationId!, result: said[0] as unknown });

describe.each(['json', 'messagepack'] as const)('%s', (name) => {
  async function connect({ isStateful = false, skipNegotiation = false } = {}): Promise<{ hub: Hub; connection: HubConnection }> {
    const hub = await startHub({ answer, isStateful });
    const { url } = await sluiceTo(hub.url);
    const builder = new HubConnectionBuilder().withUrl(`${url}/hub`, { transport: HttpTransportType.WebSockets, skipNegotiation });
    builder.withHubProtocol(HUB_PROTOCOLS[name]()).configureLogging(LogLevel.None);
    const connection = (isStateful ? builder.withStatefulReconnect() : builder).build();
    closeLater(() => connection.stop());
    await connection.start();
    return { hub, connection };
  }

  test.each([false, true])('is invoked and invokes, without negotiation: %s', async (skipNegotiation) => {
    const { hub, connection } = await connect({ skipNegotiation });
    expect(await connection.invoke('echo', 'Zoë 💳')).toBe('Zoë 💳');
    expect(await connection.invoke('echo', { note: `card ${PAN}`, n: 12 })).toEqual({ note: `card ${MASKED}`, n: 12 });
    expect(leaksIn(JSON.stringify(hub.heard))).toEqual([]);
  });

  test('a connection that breaks goes on, and what comes then is inspected', async () => {
    const { hub, connection } = await connect({ isStateful: true });
    expect(await connection.invoke('echo', 'x')).toBe('x');
    hub.cut();
    await until(() => hub.joins === 2, 'the connection that goes on');
    await until(() => hub.heard.some(({ type }) => type === MessageType.Sequence), 'its first message');
    void connection.send('say', `card ${PAN}`);
    const toldOf = (): HubMessage | undefined => hub.heard.find((one) => one.type === MessageType.Invocation && one.target === 'say');
    await until(() => toldOf() !== undefined, 'what is said then');
    expect(toldOf()).toMatchObject({ arguments: [`card ${MASKED}`] });
  });
});
