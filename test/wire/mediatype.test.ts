/** Media types and charsets: which body is read how, and which is not read at all. */
import { describe, expect, it } from 'vitest';
import { OpeningGuard, isInspectableCharset } from '../../src/wire/charset.js';
import { bodyTypeOf } from '../../src/wire/mediatype.js';

describe('Content-Type', () => {
  it.each([
    ['application/json', 'json'],
    ['application/json; charset=utf-8', 'json'],
    ['Application/Vnd.API+JSON', 'json'],
    ['text/json', 'json'],
    ['application/x-ndjson', 'ndjson'],
    ['text/event-stream;charset=UTF-8', 'sse'],
    ['text/html', 'html'],
    ['application/soap+xml', 'xml'],
    ['text/csv', 'csv'],
    ['application/json-seq', 'json-seq'],
    ['application/octet-stream', 'auto'],
    ['nonsense', 'auto'],
  ])('%s is read as %s', (contentType, format) => {
    expect(bodyTypeOf(contentType)).toMatchObject({ format, inspectable: true });
  });

  it('absent means that the bytes decide', () => {
    expect(bodyTypeOf(undefined)).toMatchObject({ format: 'auto', inspectable: true });
  });

  it.each([
    'application/json; charset=utf-16',
    'application/json; charset="UTF-16LE"',
    "text/plain; charset*=utf-8''x",
    'text/html; charset=utf-8; charset=utf-16',
    'text/plain; charset=utf-7',
    'text/plain; broken charset = ibm037 ;;',
    'text/plain; charset=',
    'text/plain; charset="utf-16',
  ])('%s cannot be inspected', (contentType) => {
    expect(bodyTypeOf(contentType).inspectable).toBe(false);
  });
});

describe('charsets', () => {
  it('accepts the supersets of ASCII that it knows, by any of their names', () => {
    for (const label of [undefined, 'utf-8', 'UTF8', ' us-ascii ', 'latin1', 'ISO-8859-1', 'windows-1252'])
      expect(isInspectableCharset(label)).toBe(true);
    for (const label of ['utf-16', 'utf-32', 'utf-7', 'ebcdic', 'shift_jis', 'iso-2022-jp', ''])
      expect(isInspectableCharset(label)).toBe(false);
  });
});

describe('the first bytes of a body', () => {
  /** Feeds the bytes one at a time, as the worst network would. */
  const foreign = (bytes: Buffer, textual: boolean): boolean => {
    const guard = new OpeningGuard(textual);
    return [...bytes].some((byte) => guard.foreign(Buffer.of(byte)));
  };
  const wide = Buffer.from('{"card":"4111111111111111"}', 'utf16le');

  it('betray UTF-16 and UTF-32 by their mark', () => {
    for (const mark of [
      [0xff, 0xfe],
      [0xfe, 0xff],
      [0, 0, 0xfe, 0xff],
      [0xff, 0xfe, 0, 0],
    ]) {
      expect(foreign(Buffer.concat([Buffer.from(mark), wide]), false)).toBe(true);
    }
  });

  it('betray unmarked UTF-16 by its pattern, whatever the type says', () => {
    expect(foreign(wide, false)).toBe(true);
    expect(foreign(Buffer.from(wide).swap16(), false)).toBe(true);
    expect(foreign(Buffer.from('"\0\0\0x\0\0\0', 'latin1'), true)).toBe(true);
  });

  it('let text and ordinary binary data pass', () => {
    for (const text of [
      '{"a":1}',
      '\xef\xbb\xbf{}',
      '1',
      '',
      '\x89PNG\r\n\x1a\n\0\0',
      '\0\0\x01\0',
      'GIF89a',
      '%PDF-1.7',
      'PK\x03\x04',
      '\xff\xd8\xff\xe0\0\x10JFIF',
      'RIFF\0\0',
    ]) {
      expect(foreign(Buffer.from(text, 'latin1'), false), JSON.stringify(text)).toBe(false);
    }
  });
});
