/** Which bodies hide their content, by their first bytes and their declared type. */
import { describe, expect, it } from 'vitest';
import { opaqueKind } from '../../src/wire/opaque.js';

const of = (type: string | undefined, opening: string): string | undefined => opaqueKind(type, Buffer.from(opening, 'latin1'));

describe('opaqueKind', () => {
  it.each([
    ['image/png', '\x89PNG\r\n\x1a\n\0\0\0\r', 'image'],
    ['text/plain', '\x89PNG\r\n\x1a\n\0\0\0\r', 'image'],
    [undefined, 'GIF89a\x01\0\x01\0', 'image'],
    ['image/webp', 'RIFF\x10\0\0\0WEBPVP8 ', 'image'],
    ['application/pdf', '%PDF-1.7\n%\xe2', 'document'],
    ['application/octet-stream', '%PDF-1.7\n%\xe2', 'document'],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'PK\x03\x04\x14\0', 'document'],
    ['application/json', 'PK\x03\x04\x14\0', 'archive'],
    ['application/octet-stream', '\x1f\x8b\x08\0', 'archive'],
    ['video/mp4', '\0\0\0\x20ftypisom', 'media'],
    ['audio/x-unknown', '\x00\x01\x02', 'media'],
    ['font/woff2', 'wOF2\0\x01\0\0', 'font'],
  ])('%s: %j is %s', (type, opening, expected) => {
    expect(of(type, opening)).toBe(expected);
  });

  it.each([
    ['image/png', '{"card":"4111'],
    ['image/svg+xml', '<svg xmlns="h'],
    ['application/pdf', 'not found'],
    ['application/json', '{"a":1}'],
    ['text/plain', 'Gerda Riffel'],
    ['text/plain', 'RIFF, WAVE and so on'],
    [undefined, 'caf\xe9'],
    [undefined, ''],
  ])('%s: %j is seen', (type, opening) => {
    expect(of(type, opening)).toBeUndefined();
  });
});
