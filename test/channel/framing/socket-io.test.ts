import { describe, expect, test } from 'vitest';
import type { Framing, Handshake } from '../../../src/channel/framing/framing.js';
import type { Direction } from '../../../src/base/errors.js';
import { ENGINE_IO } from '../../../src/channel/framing/engine-io.js';
import { SOCKET_IO } from '../../../src/channel/framing/socket-io.js';
import { framed, handshakeOf } from '../../support/framed-channel.js';

const PAN = '4111111111111111';
const MASKED = '************1111';
const V4 = handshakeOf('/socket.io/?EIO=4&transport=websocket');
const V3 = handshakeOf('/socket.io/?EIO=3&transport=websocket');

interface Way {
  readonly framing?: Framing;
  readonly handshake?: Handshake;
  readonly direction?: Direction;
  readonly isBinary?: boolean;
}

/** What becomes of a text, or of bytes in Latin-1 with `isBinary`. */
function became(message: string, { framing = SOCKET_IO, handshake = V4, direction = 'response', isBinary = false }: Way = {}): string {
  const came = Buffer.from(message, isBinary ? 'latin1' : 'utf8');
  const left = framed(framing, handshake).pass(direction, came, isBinary);
  if (typeof left === 'string') return left;
  if (Buffer.compare(left, came) === 0) expect(left).toBe(came); // clean bytes are the very bytes
  return Buffer.from(left).toString(isBinary ? 'latin1' : 'utf8');
}

describe('the handshake', () => {
  test.each([
    ['/socket.io/?EIO=4&transport=websocket', 'websocket', 'socket.io'],
    ['/socket.io/?transport=websocket&EIO=3&sid=x', 'websocket', 'socket.io'],
    ['/chat/socket.io?EIO=4&transport=polling&t=abc', 'poll', 'socket.io'],
    ['/engine.io/?EIO=4&transport=websocket', 'websocket', 'engine.io'],
    ['/engine.io/?EIO=4&transport=polling', 'websocket', undefined],
    ['/socket.io/?EIO=4&transport=websocket', 'poll', undefined],
    ['/socket.io/?EIO=5&transport=websocket', 'websocket', undefined],
    ['/socket.io/?EIO=4&EIO=3&transport=websocket', 'websocket', undefined],
    ['/socket.io/?transport=websocket', 'websocket', undefined],
    ['/socket.io/1/websocket/x?EIO=4&transport=websocket', 'websocket', undefined],
    ['/mysocket.io/?EIO=4&transport=websocket', 'websocket', undefined],
    ['/chat?EIO=4&transport=websocket', 'websocket', undefined],
  ] as const)('%s over %s is %s', (path, carrier, name) => {
    const recognised = [SOCKET_IO, ENGINE_IO].filter((framing) => framing.recognises(handshakeOf(path, { carrier })));
    expect(recognised.map((framing) => framing.name)).toEqual(name === undefined ? [] : [name]);
  });
});

describe('packets of Socket.IO', () => {
  test.each([
    ['open', '0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}'],
    ['close', '1'],
    ['ping', '2'],
    ['pong', '3'],
    ['the probe of an upgrade', '2probe'],
    ['its answer', '3probe'],
    ['upgrade', '5'],
    ['noop', '6'],
    ['connect', '40'],
    ['connect with a token', '40{"token":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlc2lnbmF0dXJl"}'],
    ['connect to a namespace', '40/admin,{"sid":"oSO0OpakMV_3jnilAAAA"}'],
    ['connect to a namespace with a query, as revision 4 wrote it', '40/admin?token=abc,'],
    ['disconnect', '41'],
    ['disconnect from a namespace', '41/admin,'],
    ['event', '42["hello","world",{"n":12345678901234567890 , "a":1.0}]'],
    ['event with an acknowledgement', '4212["hello"]'],
    ['event in a namespace with an acknowledgement', '42/admin,12["project:delete",123]'],
    ['acknowledgement', '4312["ok"]'],
    ['acknowledgement in a namespace', '43/admin,12[]'],
    ['error', '44{"message":"Not authorized"}'],
    ['error as a string', '44"Invalid namespace"'],
    ['binary event', '451-["baz",{"_placeholder":true,"num":0}]'],
    ['binary event with several attachments', '4512-/admin,17["baz",{"_placeholder":true,"num":0}]'],
    ['binary acknowledgement', '461-/admin,456[{"_placeholder":true,"num":0}]'],
    ['nothing', ''],
    ['an empty message', '4'],
  ])('%s is untouched', (_what, message) => {
    expect(became(message)).toBe(message);
    expect(became(message, { direction: 'request', handshake: V3 })).toBe(message);
  });

  test.each([
    [`42["msg","${PAN}"]`, `42["msg","${MASKED}"]`],
    [`42["msg","pay ${PAN} now"]`, `42["msg","pay ${MASKED} now"]`],
    [`42["msg",{"text":"4111 1111 1111 1111"}]`, `42["msg",{"text":"**** **** **** 1111"}]`],
    [`4212["${PAN}"]`, `4212["${MASKED}"]`],
    [`42/admin,12["x","${PAN}"]`, `42/admin,12["x","${MASKED}"]`],
    [`43/admin,1["${PAN}"]`, `43/admin,1["${MASKED}"]`],
    [`44{"message":"${PAN} declined"}`, `44{"message":"${MASKED} declined"}`],
    [`44"${PAN}"`, `44"${MASKED}"`],
    [`451-["x","${PAN}",{"_placeholder":true,"num":0}]`, `451-["x","${MASKED}",{"_placeholder":true,"num":0}]`],
    [`40{"card":"${PAN}"}`, `40{"card":"${MASKED}"}`],
    [`42/${PAN},["x"]`, `42/${MASKED},["x"]`],
    [`2${PAN}`, `2${MASKED}`],
    [`0{"sid":"${PAN}"}`, `0{"sid":"${MASKED}"}`],
    [`4{"type":2,"nsp":"/","data":["x","${PAN}"]}`, `4{"type":2,"nsp":"/","data":["x","${MASKED}"]}`],
  ])('%s leaves as %s', (came, left) => {
    expect(became(came)).toBe(left);
  });

  test('a card in the number of an argument leaves JSON that Socket.IO takes', () => {
    const left = became(`42["pay",${PAN}]`);
    expect(left).not.toContain(PAN);
    expect(Array.isArray(JSON.parse(left.slice(2)))).toBe(true);
  });

  // An acknowledgement's number is read as a number, whatever its size: sixteen digits there are a card that reached its reader.
  test.each([
    ['a card for the number of an acknowledgement', `42${PAN}["x"]`],
    ['a number of nine digits', '42123456789["x"]'],
    ['a card behind the type, without JSON', `42${PAN}`],
    ['a card for the number of attachments', `45${PAN}-["x"]`],
    ['no hyphen behind the number of attachments', '451["x"]'],
    ['no number of attachments', '45-["x"]'],
    // JavaScript reads a space as the number 0, so it would be part of the acknowledgement's number.
    ['a space before the JSON', '42 ["x"]'],
    ['a number for JSON', '42/a,-1'],
    ['an unknown type', '47["x"]'],
    ['an unknown type of engine.io', '7["x"]'],
    ['a letter for a type', 'x["x"]'],
    ['base64 that is none', 'bAA=A'],
  ])('%s is refused', (_what, message) => {
    expect(became(message)).toBe('SLUICE_BAD_REQUEST');
  });
});

describe('what engine.io itself carries', () => {
  const handshake = handshakeOf('/engine.io/?EIO=4&transport=websocket');
  const raw = { framing: ENGINE_IO, handshake };

  test('the type of a packet is no digit of a card: neither hides it one, nor makes it one', () => {
    expect(became(`4${PAN}`, raw)).toBe(`4${MASKED}`);
    expect(became(`4${PAN.slice(1)}`, raw)).toBe(`4${PAN.slice(1)}`);
    expect(became(`4{"card":"${PAN}"}`, raw)).toBe(`4{"card":"${MASKED}"}`);
  });
});

describe('bytes', () => {
  const bytes = (content: string, type = ''): string => type + content;

  test.each([
    ['text, revision 4', V4, bytes(`{"card":"${PAN}"}`), bytes(`{"card":"${MASKED}"}`)],
    ['text, revision 3', V3, bytes(`{"card":"${PAN}"}`, '\x04'), bytes(`{"card":"${MASKED}"}`, '\x04')],
    ['a card alone, revision 3', V3, bytes(PAN, '\x04'), bytes(MASKED, '\x04')],
    ['MessagePack', V4, `\x92\x01\xb0${PAN}`, `\x92\x01\xb0${MASKED}`],
  ])('that are %s are inspected', (_what, handshake, came, left) => {
    expect(became(came, { handshake, isBinary: true })).toBe(left);
  });

  test.each([
    ['a picture', V4, '\x89PNG\r\n\x1a\n\x00\x00'],
    ['UTF-16', V4, [...PAN].join('\0')],
    ['packed decimals', V4, '\x41\x11\x11\x11\x11\x11\x11\x11'],
  ])('that are %s are refused', (_what, handshake, came) => {
    expect(became(came, { handshake, isBinary: true })).toBe('SLUICE_BINARY_MESSAGE');
  });

  test('revision 3 has a type before them', () => {
    expect(became('\x07x', { handshake: V3, isBinary: true })).toBe('SLUICE_BAD_REQUEST');
    expect(became('', { handshake: V3, isBinary: true })).toBe('SLUICE_BAD_REQUEST');
    expect(became('\x04', { handshake: V3, isBinary: true })).toBe('\x04');
  });

  test.each([
    ['revision 4', V4, 'b'],
    ['revision 3', V3, 'b4'],
  ])('in base64 are decoded: %s', (_what, handshake, mark) => {
    const base64 = (text: string): string => mark + Buffer.from(text).toString('base64');
    for (const pad of ['', 'x', 'xx', 'xxx'])
      expect(became(base64(`${pad} ${PAN} ${pad}`), { handshake })).toBe(base64(`${pad} ${MASKED} ${pad}`));
    expect(became(base64('nothing here'), { handshake })).toBe(base64('nothing here'));
    expect(became(base64('\x00\x01\x02'), { handshake })).toBe('SLUICE_BINARY_MESSAGE');
  });
});
