/**
 * Labels that lie, or are read by one reader in another way than by the next: the first character of a page, a stray semicolon in a media
 * type, the signature of a picture in front of a text must not switch off how a body is read.
 */
import { expect, it } from 'vitest';
import { DEFAULT_OPAQUE } from '../../src/policy/opaque.js';
import { declaredBy, ruleOn } from '../../src/proxy/ruling.js';
import { magicOf } from '../../src/wire/magic.js';
import { bodyTypeOf } from '../../src/wire/mediatype.js';
import { engine } from '../support/engine.js';

const CARD = '4111111111111111';
/** Each digit in an element of its own: only who reads the page as HTML sees the card. */
const SPREAD = [...CARD].map((digit) => `<i>${digit}</i>`).join('');
const redact = (format: 'html' | 'xml' | 'csv', text: string): string => engine.redact(text, { format }).output;
const opened = (text: string, type: string): unknown => {
  const opening = Buffer.from(text, 'latin1');
  const declared = declaredBy(type);
  const ruling = declared && ruleOn(declared, magicOf(opening, true) ?? 'none', opening, false, 'answer', DEFAULT_OPAQUE);
  return ruling?.kind === 'scan' ? ruling.meta.format : ruling;
};

it.each(['', '[x] ', '{x} ', '\ufeff['])('a page that begins with %j is a page', (begin) => {
  expect(redact('html', begin + SPREAD)).toBe(begin + SPREAD.replaceAll(/\d(?!(?:<\/i><i>\d){0,3}<\/i>$)/g, '*'));
});

it('JSON under the label of a page stays JSON', () => {
  expect(redact('html', ` {"a":${CARD},"b":"${CARD}"}`)).toBe(' {"a":8888888888881111,"b":"************1111"}');
  expect(redact('csv', `[${CARD}]`)).toBe('[8888888888881111]');
});

it.each(['text/html;a', 'text/html; charset=utf-8; a', 'text/html; profile=http://a.b/c', 'text/html, text/html', 'text/plain, text/html'])(
  '%s is HTML to a browser, and here',
  (type) => expect(bodyTypeOf(type).format).toBe('html'),
);

it('binary formats are what they are declared to be, whatever their lengths look like', () => {
  expect(opened('\x00\x00\x01\x00\x00', 'application/grpc')).toBe('grpc');
  expect(opened('RIFFabcdWEBP', 'application/x-protobuf')).toBe('protobuf');
  expect(bodyTypeOf('application/msgpack; x').format).toBe('msgpack');
});

it.each([
  ['text/html', 'html'],
  ['multipart/mixed; boundary=x', 'multipart'],
  ['message/rfc822', 'mail'],
  ['text/csv', 'csv'],
])('the signature of a picture before %s changes nothing', (type, format) => {
  expect(opened('GIF89a: x', type)).toBe(format);
});

it('a script is no data because another attribute says so', () => {
  expect(() => redact('html', `<script data-x=" type=application/json">var a=${CARD}</script>`)).toThrow(
    expect.objectContaining({ code: 'SLUICE_SCRIPT_SENSITIVE' }),
  );
  expect(() => redact('html', `<script type=text/javascript type=application/json>var a=${CARD}</script>`)).toThrow(
    expect.objectContaining({ code: 'SLUICE_SCRIPT_SENSITIVE' }),
  );
});

it('a quote inside a cell does not swallow the rows behind it', () => {
  expect(redact('csv', 'name,cvv\n5" pipe,123\nAnn,456\n')).toBe('name,cvv\n5" pipe,***\nAnn,***\n');
});

it('a CBOR number may have zeros before it', () => {
  const number = Buffer.from([0xc2, 0x51, ...new Array<number>(9).fill(0), 0, 0x0e, 0x9b, 0x08, 0xa5, 0x68, 0xf1, 0xc7]);
  expect(engine.redact<Uint8Array>(number, { format: 'cbor' }).findings).toHaveLength(1);
});
