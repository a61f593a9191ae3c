/** A forward proxy in front of a CRM that speaks TLS and WebSocket, for the length of one test. */
import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { type ListenerSpec, type OpenDoor, type SnapshotSpec, createProxy } from '../../src/proxy/proxy.js';
import { createWebSocketHalf } from '../../src/proxy/websocket.js';
import { closeLater } from './cleanup.js';
import { engine } from './engine.js';
import { operatorsCa, testAuthority } from './listener.js';
import { PAN, Recorder } from './proxy.js';

export const HOST = 'crm.test';

export interface Forward {
  readonly door: OpenDoor;
  readonly url: string;
  readonly port: number;
  readonly ca: string;
  readonly observer: Recorder;
  readonly seen: IncomingMessage[];
  readonly crmPort: number;
  drain(graceMs: number): Promise<void>;
}

/**
 * A forward listener that connects to `crm.test` (with `*` as its server: to the host that is asked for), whose CRM echoes WebSocket
 * messages and answers requests as `handler` does.
 */
export async function forwarding(
  handler: RequestListener = (_, response) => response.end(PAN),
  spec: Partial<ListenerSpec> = {},
  limits = {},
  server = 'localhost',
  more: Partial<SnapshotSpec> = {},
): Promise<Forward> {
  const root = await testAuthority();
  const { chain, key } = await root.leaf(['localhost']);
  const seen: IncomingMessage[] = [];
  const answer: RequestListener = (incoming, response) => {
    seen.push(incoming);
    handler(incoming, response);
  };
  const crm = createServer({ cert: chain, key }, answer);
  const sockets = new WebSocketServer({ server: crm });
  sockets.on('connection', (ws) => ws.on('message', (message: Buffer) => ws.send(`${message.toString()} ${PAN}`)));
  await new Promise<void>((resolve) => crm.listen(0, '127.0.0.1', resolve));
  closeLater(async () => {
    sockets.close();
    crm.closeAllConnections();
    await new Promise((resolve) => crm.close(resolve));
  });
  const observer = new Recorder();
  const crmPort = (crm.address() as AddressInfo).port;
  const servers = [{ url: new URL(`https://${server}:${crmPort}`) }];
  const proxy = await createProxy({
    snapshot: {
      engine,
      upstreams: [{ name: 'crm', servers, tls: { ca: root.cert } }],
      routes: [{ name: 'crm', hosts: [HOST, 'localhost', 'elsewhere.test'], path: '/', upstream: 'crm', keepsHost: true }],
      limits,
      ...more,
    },
    observer,
    upgrade: createWebSocketHalf(),
  });
  closeLater(() => proxy.drain(0));
  const ca = operatorsCa();
  const door = await proxy.open({
    name: 'forward',
    address: { host: '127.0.0.1', port: 0 },
    mode: 'forward',
    http2: true,
    ca,
    allowedHosts: (host, port) => host === HOST && (port === 443 || port === 80),
    pacHosts: [HOST, '*.crm.test'],
    ...spec,
  });
  const { port } = new URL(door.url);
  return { door, url: door.url, port: Number(port), ca: ca.cert, observer, seen, crmPort, drain: (graceMs) => proxy.drain(graceMs) };
}
