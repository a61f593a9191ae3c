import { describe, expect, test } from 'vitest';
import type { Direction } from '../../../src/base/errors.js';
import { SOCKET_IO } from '../../../src/channel/framing/socket-io.js';
import { framed, handshakeOf } from '../../support/framed-channel.js';

const PAN = '4111111111111111';
const MASKED = '************1111';
const RS = '\x1e';

function became(revision: 3 | 4, body: string | Buffer, direction: Direction = 'response', encoding: BufferEncoding = 'utf8'): string {
  const handshake = handshakeOf(`/socket.io/?EIO=${revision}&transport=polling&sid=x`, { carrier: 'poll' });
  const came = Buffer.from(body);
  const left = framed(SOCKET_IO, handshake).pass(direction, came);
  if (typeof left === 'string') return left;
  if (Buffer.compare(left, came) === 0) expect(left).toBe(came); // clean bytes are the very bytes
  return Buffer.from(left).toString(encoding);
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('payloads of revision 4', () => {
  test.each([
    ['0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000}'],
    ['40{"sid":"oSO0OpakMV_3jnilAAAA"}'],
    [`42["a"]${RS}42["b"]${RS}2${RS}6`],
    [`451-["x",{"_placeholder":true,"num":0}]${RS}b${base64('hello')}`],
    [`42["Zoë 💳"]${RS}2`],
    ['ok'],
    [''],
    ['{"code":1,"message":"Session ID unknown"}'],
    ['<html><body>502 Bad Gateway</body></html>'],
  ])('%s is untouched', (body) => {
    expect(became(4, body)).toBe(body);
  });

  test.each([
    [`42["a","${PAN}"]${RS}42["${PAN}"]`, `42["a","${MASKED}"]${RS}42["${MASKED}"]`],
    // The end of one packet and the beginning of the next are no neighbours.
    [`42["a 41111111"]${RS}42["11111111 b"]`, `42["a 41111111"]${RS}42["11111111 b"]`],
    [`451-["x"]${RS}b${base64(`x${PAN}`)}${RS}42["${PAN}"]`, `451-["x"]${RS}b${base64(`x${MASKED}`)}${RS}42["${MASKED}"]`],
    [
      `b${base64(PAN)}${RS}b${base64('-')}${RS}b${base64(` ${PAN}`)}`,
      `b${base64(MASKED)}${RS}b${base64('-')}${RS}b${base64(` ${MASKED}`)}`,
    ],
    [`{"code":1,"message":"${PAN}"}`, `{"code":1,"message":"${MASKED}"}`],
  ])('%s leaves as %s', (came, left) => {
    expect(became(4, came)).toBe(left);
    if (!came.startsWith('{')) expect(became(4, came, 'request')).toBe(left);
  });

  test.each([
    ['an unknown packet', `42["a"]${RS}x`],
    ['a byte order mark, which some readers drop', `\ufeff4${PAN}`],
    ['bytes that are no UTF-8', Buffer.from(`42["a","\xff"]`, 'latin1')],
    ['an answer in a request', 'ok', 'request'],
  ] as const)('%s is refused', (_what, body, direction: Direction = 'response') => {
    expect(became(4, body, direction)).toBe('SLUICE_BAD_REQUEST');
  });

  test('bytes that cannot be inspected refuse the whole body, and the hole for binary messages is none for it', () => {
    expect(became(4, `42["${PAN}"]${RS}b${base64('\x89PNG\r\n\x1a\n\0\0')}`)).toBe('SLUICE_BINARY_REFUSED');
  });

  test('more packets than are inspected refuse the body', () => {
    expect(became(4, Array.from({ length: 10_001 }, () => '4x').join(RS))).toBe('SLUICE_MESSAGE_TOO_LARGE');
    expect(became(4, Array.from({ length: 20_000 }, () => '2').join(RS))).not.toMatch(/^SLUICE/);
  });
});

describe('payloads of revision 3', () => {
  const counted = (...packets: string[]): string => packets.map((packet) => `${packet.length}:${packet}`).join('');

  test.each([
    [counted('0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000}', '40')],
    [counted('42["Zoë 💳"]', '2')],
    [counted('42["a"]', '3probe', '6')],
    [counted('451-["x",{"_placeholder":true,"num":0}]', `b4${base64('hello')}`)],
    ['0:'],
    ['ok'],
    [''],
  ])('%s is untouched', (body) => {
    expect(became(3, body)).toBe(body);
  });

  test.each([
    [counted(`42["a","${PAN}"]`, '42["b"]'), counted(`42["a","${MASKED}"]`, '42["b"]')],
    [counted(`42["Zoë 💳 ${PAN}"]`, `42["💳${PAN}"]`), counted(`42["Zoë 💳 ${MASKED}"]`, `42["💳${MASKED}"]`)],
    [counted('42["x"]', `b4${base64(PAN)}`, `42["${PAN}"]`), counted('42["x"]', `b4${base64(MASKED)}`, `42["${MASKED}"]`)],
    // The length before a packet is no part of what follows, although it touches it: `16:4111…`.
    [counted(`4${PAN}`.slice(0, 2) + '["x"]'), counted('44["x"]')].map((text) => text.replace(/44|41/, '44')) as [string, string],
  ])('%s leaves as %s', (came, left) => {
    expect(became(3, came)).toBe(left);
    expect(became(3, came, 'request')).toBe(left);
  });

  // Digits of other scripts take several bytes and one UTF-16 unit, or two: their masks are shorter in bytes, and the count must be right.
  test.each([
    ['full-width', [...PAN].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('')],
    ['mathematical bold', [...PAN].map((digit) => String.fromCodePoint(0x1d7ce + Number(digit))).join('')],
  ])('the length is counted anew where %s digits are masked', (_what, digits) => {
    const left = became(3, counted('42["💳"]', `42["${digits}","é"]`, '2'));
    const second = left.slice(counted('42["💳"]').length);
    const [, length, rest] = /^(\d+):(.*)$/u.exec(second)!;
    expect(rest.slice(Number(length))).toBe('1:2');
    const event = JSON.parse(rest.slice(2, Number(length))) as string[];
    expect(event[0]).toMatch(/^\*{12,}/);
    expect(event[1]).toBe('é');
  });

  test.each([
    ['a length that ends within a character', '5:42💳'.replace('5', '3')],
    ['a length behind the end', '9:42["a"]'],
    ['a length that is too short', '6:42["a"]'],
    ['a length with a zero before it', '07:42["a"]'],
    ['a length in another notation', '0x7:42["a"]'],
    ['no length', ':42["a"]'],
    ['no colon', '7'],
    ['an unknown packet', '1:x'],
  ])('%s is refused', (_what, body) => {
    expect(became(3, body)).toBe('SLUICE_BAD_REQUEST');
  });

  describe('in bytes', () => {
    const packet = (kind: 0 | 1, content: string): Buffer => {
      const bytes = Buffer.from(content);
      return Buffer.concat([Buffer.of(kind, ...Array.from(String(bytes.length), Number), 0xff), bytes]);
    };
    const latin1 = (...packets: Buffer[]): string => Buffer.concat(packets).toString('latin1');

    test('lengths count bytes, in digits of one byte each', () => {
      const came = Buffer.concat([packet(0, `42["é ${PAN}"]`), packet(1, `\x04x ${PAN}`), packet(0, '2')]);
      expect(became(3, came, 'request', 'latin1')).toBe(
        latin1(packet(0, `42["é ${MASKED}"]`), packet(1, `\x04x ${MASKED}`), packet(0, '2')),
      );
    });

    test('and are counted anew where a mask is shorter', () => {
      const wide = [...PAN].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');
      const left = Buffer.from(became(3, Buffer.concat([packet(0, `42["${wide}"]`), packet(0, '2')]), 'response', 'latin1'), 'latin1');
      const mark = left.indexOf(0xff);
      const length = Number(Array.from(left.subarray(1, mark)).join(''));
      expect(left.subarray(mark + 1 + length)).toEqual(packet(0, '2'));
    });

    test.each([
      ['a kind that is none', Buffer.of(2, 1, 0xff, 0x32)],
      ['a digit that is none', Buffer.of(0, 12, 0xff, 0x32)],
      ['no end of the length', Buffer.of(0, 1, 0x32)],
      ['a length behind the end', Buffer.of(0, 9, 0xff, 0x32)],
      ['a type that is none', Buffer.of(1, 1, 0xff, 0x07)],
      ['text that is no UTF-8', Buffer.of(0, 3, 0xff, 0x34, 0x32, 0xc3)],
    ])('%s is refused', (_what, body) => {
      expect(became(3, body)).toBe('SLUICE_BAD_REQUEST');
    });
  });
});

describe('scripts and forms', () => {
  const counted = (packet: string): string => `${packet.length}:${packet}`;
  const call = (payload: string): string => `___eio[0](${JSON.stringify(payload)});`;
  const form = (payload: string): string => `d=${encodeURIComponent(payload.replaceAll('\\n', '\\\\n').replaceAll('\n', '\\n'))}`;

  test.each([call, form])('payloads in them are read as such', (wrap) => {
    const direction = wrap === call ? 'response' : 'request';
    for (const clean of ['42["a \\n b","\\"quoted\\""]', '2', '42["Zoë 💳"]'])
      expect(became(3, wrap(counted(clean)), direction)).toBe(wrap(counted(clean)));
    const cards = became(3, wrap(counted(`42["Zoë 💳 \\n ${PAN}","é"]`)), direction);
    expect(unwrapped(cards)).toBe(counted(`42["Zoë 💳 \\n ${MASKED}","é"]`));
    expect(unwrapped(became(4, wrap(`42["${PAN}"]${RS}42["b"]`), direction))).toBe(`42["${MASKED}"]${RS}42["b"]`);
  });

  /** As browsers and engine.io (transports/polling-jsonp.js) read them. */
  function unwrapped(body: string): string {
    if (body.startsWith('___eio')) return JSON.parse(/^___eio\[0\]\((.*)\);$/su.exec(body)![1]) as string;
    const value = new URLSearchParams(body).get('d')!;
    return value.replace(/(\\)?\\n/g, (match, slashes?: string) => (slashes === undefined ? '\n' : match)).replace(/\\\\n/g, '\\n');
  }

  test('lengths in them count what they stand for', () => {
    const wide = [...PAN].map((digit) => `\\uff1${digit}`).join('');
    const left = became(3, `___eio[12]("22:42[\\"${wide}\\"]1:2");`);
    expect(left).toMatch(/^___eio\[12\]\("\d+:42\[\\"\*{12,}[^"]*\\"\]1:2"\);$/);
    const [, length, packet] = /\("(\d+):(.*)1:2"\);$/.exec(left)!;
    expect((JSON.parse(`"${packet}"`) as string).length).toBe(Number(length));
  });

  test('a card written in escapes is masked', () => {
    const left = became(3, `___eio[0]("22:42[\\"\\u0034${PAN.slice(1)}\\"]")`);
    expect(left).toBe(`___eio[0]("22:42[\\"${MASKED}\\"]")`);
    expect(became(4, `d=42%5B%22%34${PAN.slice(1)}%22%5D`, 'request')).toBe(`d=42%5B%22${MASKED}%22%5D`);
  });

  test('line ends in forms are read as servers read them', () => {
    const raw = ['a\\n', 'a\\\\n', 'a\\\\\\n', '\\\\\\\\n', '\\nn', 'n\\n\\\\n'];
    for (const value of raw) {
      const left = became(4, `d=${encodeURIComponent(`42["${PAN}`)}${value}%22%5D`, 'request');
      expect(left).toBe(`d=${encodeURIComponent(`42["`)}${MASKED}${value}%22%5D`);
    }
  });

  test.each([
    ['an argument behind the string', '___eio[0]("1:2", "x");', 'response'],
    ['code behind the call', `___eio[0]("1:2");alert("${PAN}")`, 'response'],
    ['a string without end', '___eio[0]("1:2', 'response'],
    ['a string in which JSON has no such escape', '___eio[0]("1:\\x32");', 'response'],
    ['another function', 'x("1:2");', 'response'],
    ['a second field', `d=1%3A2&e=${PAN}`, 'request'],
    ['the same field again', `d=1%3A2&d=${PAN}`, 'request'],
    ['a percent sign that encodes nothing', 'd=1%3A2%', 'request'],
    ['a payload that is none', 'd=42', 'request'],
  ] as const)('%s is refused', (_what, body, direction) => {
    expect(became(3, body, direction)).toBe('SLUICE_BAD_REQUEST');
  });
});
