/** STOMP 1.0 to 1.2: frames in, frames out; several in a message, one over several; what readers may see differently is refused. */
import { Parser } from '@stomp/stompjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/base/limits.js';
import { STOMP } from '../../../src/channel/framing/stomp.js';
import { cutAt } from '../../support/cuts.js';
import { handshake, Wire } from '../../support/framing.js';
import { leaksIn } from '../../support/leaks.js';

const CARD = '4111 1111 1111 1111';
const MASKED = '**** **** **** 1111';

describe('STOMP', () => {
  it('is recognised by its subprotocols', () => {
    for (const subprotocol of ['v10.stomp', 'v11.stomp', 'v12.stomp', 'stomp'])
      expect(STOMP.recognises(handshake({ subprotocol }))).toBe(true);
    expect(STOMP.recognises(handshake({ subprotocol: 'mqtt' }))).toBe(false);
    expect(STOMP.recognises(handshake())).toBe(false);
  });

  it.each([
    ['a body that ends with NUL', `SEND\ndestination:/a\n\n${CARD}\0`, `SEND\ndestination:/a\n\n${MASKED}\0`],
    ['JSON', `SEND\ncontent-type:application/json\n\n{"cvv":"123"}\0`, `SEND\ncontent-type:application/json\n\n{"cvv":"***"}\0`],
    ['a body with a length', `MESSAGE\ncontent-length:19\n\n${CARD}\0`, `MESSAGE\ncontent-length:19\n\n${MASKED}\0`],
    ['a length in bytes, not characters', `SEND\ncontent-length:22\n\n€${CARD}\0`, `SEND\ncontent-length:22\n\n\xe2\x82\xac${MASKED}\0`],
    [
      'a number that keeps its length',
      'SEND\ncontent-length:18\n\n{"cvv":123,"a":10}\0',
      'SEND\ncontent-length:18\n\n{"cvv":0  ,"a":10}\0',
    ],
    ['a body with NUL in it', `SEND\ncontent-length:24\n\nabc\0 ${CARD}\0`, `SEND\ncontent-length:24\n\nabc\0 ${MASKED}\0`],
    ['line ends of CR LF', `SEND\r\na:b\r\n\r\n${CARD}\0`, `SEND\r\na:b\r\n\r\n${MASKED}\0`],
    ['a header', `SEND\ncard:4111111111111111\nid:7\n\n\0`, `SEND\ncard:************1111\nid:7\n\n\0`],
    ['a code behind its name', 'SEND\ncvv:123\n\n\0', 'SEND\ncvv:***\n\n\0'],
    ['escapes between groups', 'SEND\nx:4111\\c1111\\c1111\\c1111\\n\n\n\0', 'SEND\nx:****\\c****\\c****\\c1111\\n\n\n\0'],
    ['no escapes in CONNECT', 'CONNECT\npasscode:a\\cb\\zc\n\n\0', 'CONNECT\npasscode:a\\cb\\zc\n\n\0'],
    [
      'several frames, heart-beats between',
      `\n\nSEND\n\n${CARD}\0\n\r\nSEND\n\n${CARD}\0\n`,
      `\n\nSEND\n\n${MASKED}\0\n\r\nSEND\n\n${MASKED}\0\n`,
    ],
    ['a heart-beat', '\n', '\n'],
    ['a heart-beat with CR', '\r\n', '\r\n'],
    ['nothing', '', ''],
  ])('redacts %s', (_, message, expected) => {
    expect(new Wire(STOMP).shown('request', message)).toBe(expected);
    expect(new Wire(STOMP).shown('response', Buffer.from(message))).toBe(expected);
  });

  it.each([
    ['an unknown command', 'HELLO\n\n\0', 'SLUICE_BAD_REQUEST'],
    ['no command', 'x'.repeat(20), 'SLUICE_BAD_REQUEST'],
    ['a header without a colon', 'SEND\nheader\n\n\0', 'SLUICE_BAD_REQUEST'],
    ['two lengths', 'SEND\ncontent-length:1\ncontent-length:1\n\na\0', 'SLUICE_BAD_REQUEST'],
    ['a length that is no number', 'SEND\ncontent-length:1a\n\na\0', 'SLUICE_BAD_REQUEST'],
    ['a length with white space', 'SEND\ncontent-length: 1\n\na\0', 'SLUICE_BAD_REQUEST'],
    ['a length in another case', 'SEND\nContent-Length:1\n\na\0', 'SLUICE_BAD_REQUEST'],
    ['no NUL behind the body', 'SEND\ncontent-length:1\n\nab\0', 'SLUICE_BAD_REQUEST'],
    ['CR within a line', 'SEND\na:b\rc\n\n\0', 'SLUICE_BAD_REQUEST'],
    ['NUL in the head', 'SEND\na:b\0\n\n\0', 'SLUICE_BAD_REQUEST'],
    ['NUL before the head has ended', 'SEND\na:b\0', 'SLUICE_BAD_REQUEST'],
    ['a body of packed decimals', 'SEND\ncontent-length:8\n\nA\x11\x11\x11\x11\x11\x11\x11\0', 'SLUICE_BINARY_MESSAGE'],
    ['a body in UTF-16', 'SEND\ncontent-length:8\n\n4\x001\x001\x001\x00\0', 'SLUICE_BINARY_MESSAGE'],
    ['a frame beyond the limit', `SEND\ncontent-length:${LIMITS.framingPacketBytes}\n\na`, 'SLUICE_MESSAGE_TOO_LARGE'],
  ])('refuses %s', (_, message, code) => {
    expect(new Wire(STOMP).shown('request', message)).toBe(code);
  });

  it('holds a frame until it is whole', () => {
    const wire = new Wire(STOMP);
    expect(wire.shown('request', `SEND\n\nfirst\0SEND\ncontent-length:19\n\n4111 1111`)).toBe('SEND\n\nfirst\0');
    expect(wire.shown('request', ' 1111 ')).toBe('');
    expect(wire.shown('request', '1111\0\n')).toBe(`SEND\ncontent-length:19\n\n${MASKED}\0\n`);
  });

  it('holds text for text, and bytes for bytes', () => {
    const wire = new Wire(STOMP);
    wire.pass('request', Buffer.from('SEND\n\n\xe2', 'latin1'));
    expect(wire.shown('request', 'a\0')).toBe('SLUICE_BAD_REQUEST');
  });

  it('holds no more than a frame may have', () => {
    const wire = new Wire(STOMP);
    let answer = wire.shown('request', 'SEND\n\n');
    for (let i = 0; i < 20 && answer === ''; i++) answer = wire.shown('request', 'a'.repeat(65_536));
    expect(answer).toBe('SLUICE_MESSAGE_TOO_LARGE');
  });
});

/** Frames as clients and servers write them, with cards in headers and bodies. */
const text = fc.constantFrom(
  'hello',
  CARD,
  '4111111111111111',
  '{"card":"5555 5555 5555 4444"}',
  '{"n":4111111111111111}',
  '2223-0031-2200-3222',
  'åäö €',
  'order 12',
);
const header = fc.tuple(
  fc.constantFrom('id', 'destination', 'x-note', 'receipt'),
  fc.constantFrom('1', '/queue/a', 'card 4111\\c1111\\c1111\\c1111', 'a\\nb\\\\'),
);
const frame = fc
  .record({
    command: fc.constantFrom('SEND', 'MESSAGE', 'RECEIPT'),
    headers: fc.array(header, { maxLength: 3 }),
    body: text,
    hasLength: fc.boolean(),
    end: fc.constantFrom('', '\n', '\r\n'),
  })
  .map(({ command, headers, body, hasLength, end }) => {
    const length = hasLength ? `content-length:${Buffer.byteLength(body)}\n` : '';
    return `${command}\n${headers.map(([name, value]) => `${name}:${value}\n`).join('')}${length}\n${body}\0${end}`;
  });

/** What the client library reads. */
function parsed(bytes: Uint8Array): { command: string; headers: string[][]; body: string }[] {
  const frames: { command: string; headers: string[][]; body: string }[] = [];
  const parser = new Parser(
    (raw) => frames.push({ command: raw.command ?? '', headers: raw.headers, body: Buffer.from(raw.binaryBody ?? []).toString() }),
    () => undefined,
  );
  parser.parseChunk(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer);
  return frames;
}

describe('any cut', () => {
  it('gives what the uncut stream gives, which the client library reads: as many frames, no card, clean ones untouched', () => {
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 5 }), fc.array(fc.nat(), { maxLength: 8 }), (frames, cuts) => {
        const message = Buffer.from(frames.join(''));
        const uncut = new Wire(STOMP).pass('request', message);
        if (typeof uncut === 'string') throw new Error(uncut);
        const wire = new Wire(STOMP);
        const out = cutAt(message, cuts.map((cut) => cut % (message.length + 1))).map((piece) => wire.pass('request', piece) as Uint8Array); // prettier-ignore
        expect(Buffer.concat(out).toString('latin1')).toBe(Buffer.from(uncut).toString('latin1'));
        const [before, after] = [parsed(message), parsed(uncut)];
        expect(after.map(({ command }) => command)).toEqual(before.map(({ command }) => command));
        expect(leaksIn(JSON.stringify(after).replaceAll('\\\\c', ':').replaceAll(':', '-'))).toEqual([]);
        for (const [i, one] of before.entries()) if (!/\d{4}/.test(JSON.stringify(one))) expect(after[i]).toEqual(one);
      }),
      { numRuns: 100 },
    );
  });

  it('is taken byte by byte without holding up what is whole', () => {
    const message = Buffer.from(`\nSEND\ncontent-length:19\n\n${CARD}\0\r\nSEND\n\n${CARD}\0\n`);
    const wire = new Wire(STOMP);
    const out = Array.from(message, (_, at) => wire.pass('request', message.subarray(at, at + 1)) as Uint8Array);
    expect(Buffer.concat(out).toString()).toBe(`\nSEND\ncontent-length:19\n\n${MASKED}\0\r\nSEND\n\n${MASKED}\0\n`);
    expect(out.at(-1)).toHaveLength(1);
  });
});
