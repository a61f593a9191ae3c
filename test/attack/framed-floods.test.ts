/**
 * The story: a megabyte is what one message may have, and what a framing finds in it is inspected piece by piece. Fifty thousand header lines of STOMP,
 * each with a card in it, held up all agents of a process for minutes; user properties of MQTT and lists of Bayeux messages for half a minute. Only
 * engine.io and SignalR counted what they cut. Where so many pieces were added up at once, the connection ended with a fault of ours.
 */
import { expect, test } from 'vitest';
import { COMETD } from '../../src/channel/framing/cometd.js';
import { ENGINE_IO } from '../../src/channel/framing/engine-io.js';
import type { Framing } from '../../src/channel/framing/framing.js';
import { MQTT } from '../../src/channel/framing/mqtt.js';
import { SIGNALR } from '../../src/channel/framing/signalr.js';
import { STOMP } from '../../src/channel/framing/stomp.js';
import { XMPP } from '../../src/channel/framing/xmpp.js';
import { framed, handshakeOf } from '../support/framed-channel.js';

const CARD = '4111111111111111';
const MASKED = '************1111';
const TIMES = 50_000;

/** CONNECT of MQTT 3.1.1 without anything. */
const CONNECT = Buffer.from('100c00044d515454040000000000', 'hex');
/** PUBLISH of `x` to the topic `t`. */
const PUBLISH = Buffer.from('300400017478', 'hex');

const FLOODS: readonly (readonly [name: string, framing: Framing, messages: readonly (string | Buffer)[]])[] = [
  ['header lines of STOMP', STOMP, [`SEND\n${`a:${CARD}\n`.repeat(TIMES)}\n\0`]],
  ['header lines of STOMP, a quarter of a million', STOMP, [`SEND\n${'a:b\n'.repeat(250_000)}\n\0`]],
  ['frames of STOMP', STOMP, ['SEND\n\nx\0'.repeat(TIMES)]],
  ['packets of MQTT', MQTT, [CONNECT, Buffer.concat(Array.from({ length: TIMES }, () => PUBLISH))]],
  ['messages of Bayeux', COMETD, [`[${`{"channel":"/a","data":"${CARD}"},`.repeat(20_000)}{"channel":"/b"}]`]],
  ['stanzas of XMPP with JSON in them', XMPP, [`<message>${`<b>{"a":"${CARD}"}</b>`.repeat(20_000)}</message>`]],
  ['records of SignalR', SIGNALR, ['{"type":1}\x1e'.repeat(TIMES)]],
];

test.each(FLOODS)('a message of too many %s is refused before it is inspected', (_, framing, messages) => {
  const channel = framed(framing, handshakeOf('/'));
  const answers = messages.map((message) => channel.pass('request', Buffer.from(message), typeof message !== 'string'));
  expect(answers.at(-1)).toBe('SLUICE_MESSAGE_TOO_LARGE');
});

/** What is no piece by itself may be as many as fit. */
test.each([
  ['escapes in a header of STOMP', STOMP, `SEND\na:${'\\c'.repeat(250_000)}${CARD}\n\n\0`],
  ['heart-beats of STOMP', STOMP, `${'\n'.repeat(500_000)}SEND\n\n${CARD}\0`],
  ['references in JSON within XMPP', XMPP, `<a>{&quot;a&quot;:[${'&quot;&quot;,'.repeat(70_000)}&quot;${CARD}&quot;]}</a>`],
  ['pings of SignalR', SIGNALR, `${'{"type":6}\x1e'.repeat(TIMES)}{"type":1,"arguments":["${CARD}"]}\x1e`],
  ['strings in a packet of engine.io', ENGINE_IO, `4[${'"a",'.repeat(200_000)}"${CARD}"]`],
])('one with many %s passes, its card masked', (_, framing, message) => {
  const left = framed(framing, handshakeOf('/?EIO=4&transport=websocket')).pass('request', Buffer.from(message));
  expect(Buffer.from(left).toString() === message.replace(CARD, MASKED)).toBe(true);
});
