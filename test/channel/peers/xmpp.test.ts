/** @xmpp/client against a small server of our own over WebSocket, through the proxy: events with JSON in them, as Genesys Cloud sends. */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { withBrowserSocket } from '../../support/browser-socket.js';
import { closeLater } from '../../support/cleanup.js';
import { leaksIn } from '../../support/leaks.js';
import { listen } from '../../support/proxy.js';
import { numberIn, sentence } from '../../support/sentences.js';
import { sluiceTo } from '../../support/sluice.js';

interface Element {
  is(name: string): boolean;
  getChild(name: string): Element | undefined;
  getChildText(name: string): string | null;
  readonly attrs: Readonly<Record<string, string>>;
}
interface Client {
  on(event: 'stanza' | 'error', listener: (stanza: Element) => void): void;
  start(): Promise<unknown>;
  stop(): Promise<unknown>;
  send(element: unknown): Promise<void>;
}
const { client, xml } = createRequire(import.meta.url)('@xmpp/client') as {
  client(options: object): Client;
  xml(name: string, attributes: object, ...children: unknown[]): unknown;
};

withBrowserSocket();

const OPEN = `<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='localhost' version='1.0'/>`;
const FEATURES = (inside: string): string => `<stream:features xmlns:stream='http://etherx.jabber.org/streams'>${inside}</stream:features>`;
const SASL = FEATURES(`<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>ANONYMOUS</mechanism></mechanisms>`);
const BIND = FEATURES(`<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>`);

/** JSON as the text of an element. */
const escaped = (json: string): string => json.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Lets everybody in, and answers each message with an event of the same number. */
function serve(ws: WebSocket, told: string[]): void {
  let opened = 0;
  ws.on('message', (data: Buffer) => {
    const stanza = data.toString();
    const id = /\sid=["']([^"']+)/.exec(stanza)?.[1] ?? '';
    if (stanza.startsWith('<open')) {
      ws.send(OPEN);
      ws.send(opened++ === 0 ? SASL : BIND);
    } else if (stanza.startsWith('<auth')) ws.send(`<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>`);
    else if (stanza.startsWith('<iq'))
      ws.send(`<iq id='${id}' type='result'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>a@localhost/d</jid></bind></iq>`);
    else if (stanza.startsWith('<close')) ws.send(`<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>`);
    else if (stanza.startsWith('<message')) {
      told.push(/<body>([^<]*)<\/body>/.exec(stanza)?.[1] ?? '');
      const json = JSON.stringify({
        topicName: 'v2.conversations',
        eventBody: { text: sentence(told.length - 1), html: '<b>&"', cvv: '123' },
      });
      ws.send(`<message id='e${told.length}'><event xmlns='http://jabber.org/protocol/pubsub#event'><json>${escaped(json)}</json></event></message>`); // prettier-ignore
    }
  });
}

it('carries stanzas, and JSON in them, without a card', async () => {
  const server = createServer();
  const acceptor = new WebSocketServer({ server, handleProtocols: () => 'xmpp' });
  const told: string[] = [];
  acceptor.on('connection', (ws) => serve(ws, told));
  const { url } = await listen(server);
  const sluice = await sluiceTo(new URL(url));
  const desk = client({ service: `${sluice.url.replace(/^http/, 'ws')}/xmpp-websocket`, domain: 'localhost' });
  closeLater(() => desk.stop());
  const seen: { text: string; html: string; cvv: string }[] = [];
  desk.on('error', () => undefined);
  desk.on('stanza', (stanza) => {
    const json = stanza.getChild('event')?.getChildText('json');
    if (json) seen.push((JSON.parse(json) as { eventBody: (typeof seen)[number] }).eventBody);
  });
  await desk.start();
  const count = 50;
  for (let i = 0; i < count; i++) await desk.send(xml('message', { to: 'room@localhost', id: `m${i}` }, xml('body', {}, sentence(i))));
  await expect.poll(() => seen.length, { timeout: 5_000 }).toBe(count);
  const numbers = Array.from({ length: count }, (_, i) => i);
  expect(told.map(numberIn)).toEqual(numbers);
  expect(seen.map(({ text }) => numberIn(text))).toEqual(numbers);
  expect(seen.every(({ html, cvv }) => html === '<b>&"' && cvv === '***')).toBe(true);
  expect(leaksIn([...told, ...seen.map(({ text }) => text)].join('\n'))).toEqual([]);
  expect(sluice.refusals).toEqual([]);
});
