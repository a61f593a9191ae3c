/** The table of decisions: what a body is declared as, what its first bytes show, which way it goes. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_OPAQUE, opaquePolicy } from '../../src/policy/opaque.js';
import { declaredBy, ruleOn } from '../../src/proxy/ruling.js';
import { Latecomer, type NoText } from '../../src/wire/latecomer.js';
import { magicOf } from '../../src/wire/magic.js';

/** `scan FORMAT`, with `=` where lengths are kept; a document's type; or the code of the refusal. */
function decision(contentType: string | undefined, body: string, use: 'upload' | 'asset' | 'answer', policy = DEFAULT_OPAQUE): string {
  const opening = Buffer.from(body, 'latin1');
  const declared = declaredBy(contentType);
  if (declared === undefined) return 'a charset that cannot be inspected';
  const ruling = ruleOn(declared, magicOf(opening, true) ?? 'none', opening, false, use, policy);
  if (ruling.kind === 'scan') {
    const { meta, noText, unseen } = ruling;
    const words = ['scan', meta.format, meta.keepsLength === true ? '=' : '', noText === 'nul' ? 'text' : '', unseen ?? ''];
    return words.filter((word) => word !== '').join(' ');
  }
  return ruling.kind === 'document' ? ruling.type : ruling.code;
}

const JSON_BODY = '{"a":1}';
const BODIES = {
  json: JSON_BODY,
  html: '<html>',
  text: 'hello',
  png: '\x89PNG\r\n\x1a\n',
  png_json: `\x89PNG\r\n\x1a\n${JSON_BODY}`,
  font: 'wOF2\0\x01\0\0',
  mp4: '\0\0\0\x20ftypisom',
  wasm: '\0asm\x01\0\0\0',
  gzip: '\x1f\x8b\x08\0',
  pdf: '%PDF-1.7',
  zip: 'PK\x03\x04\x14\0',
  doc: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
  msgpack: '\x81\xa1a\x01',
} as const;

const REFUSED = 'SLUICE_BINARY_REFUSED';
const ROWS: readonly (readonly [type: string | undefined, body: keyof typeof BODIES, upload: string, asset: string, answer: string])[] = [
  // what is declared is so
  ['application/json', 'json', 'scan json text', 'scan json text', 'scan json text'],
  ['text/html', 'html', 'scan html text', 'scan html text', 'scan html text'],
  ['image/png', 'png', REFUSED, 'scan text = image', 'scan text = image'],
  ['font/woff2', 'font', REFUSED, 'scan text = font', 'scan text = font'],
  ['video/mp4', 'mp4', REFUSED, 'scan text = media', 'scan text = media'],
  ['application/wasm', 'wasm', REFUSED, 'scan text = code', REFUSED],
  ['application/pdf', 'pdf', 'pdf', 'pdf', 'pdf'],
  ['application/zip', 'zip', 'zip', 'zip', 'zip'],
  ['application/msword', 'doc', 'SLUICE_DOCUMENT_UNREADABLE', 'SLUICE_DOCUMENT_UNREADABLE', 'SLUICE_DOCUMENT_UNREADABLE'],
  ['application/gzip', 'gzip', REFUSED, REFUSED, REFUSED],
  ['application/msgpack', 'msgpack', 'scan msgpack', 'scan msgpack', 'scan msgpack'],
  ['application/grpc-web+proto', 'msgpack', 'scan grpc', 'scan grpc', 'scan grpc'],
  ['application/cbor-seq', 'msgpack', 'scan text = fields', 'scan text = fields', 'scan text = fields'],
  ['image/svg+xml', 'html', 'scan xml text', 'scan xml text', 'scan xml text'],
  // nothing is declared, or nothing that says much: text that is JSON where it begins so
  [undefined, 'json', 'scan auto', 'scan auto', 'scan auto'],
  [undefined, 'text', 'scan auto', 'scan auto', 'scan auto'],
  ['application/x-unheard-of', 'text', 'scan auto', 'scan auto', 'scan auto'],
  ['application/octet-stream', 'json', 'scan auto =', 'scan auto =', 'scan auto ='],
  ['application/octet-stream', 'png', REFUSED, 'scan text = image', 'scan text = image'],
  ['application/octet-stream', 'pdf', 'pdf', 'pdf', 'pdf'],
  [undefined, 'zip', 'zip', 'zip', 'zip'],
  // what is declared is not so
  ['application/json', 'html', 'scan auto text', 'scan auto text', 'scan auto text'],
  ['text/event-stream', 'json', 'scan auto text', 'scan auto text', 'scan auto text'],
  ['text/html', 'json', 'scan html text', 'scan html text', 'scan html text'],
  ['text/csv', 'json', 'scan csv text', 'scan csv text', 'scan csv text'],
  ['application/json', 'png_json', REFUSED, 'scan json image', 'scan json image'],
  ['image/png', 'json', 'scan auto =', 'scan auto =', 'scan auto ='],
  ['image/png', 'html', 'scan auto =', 'scan auto =', 'scan auto ='],
  ['text/plain', 'pdf', 'pdf', 'pdf', 'pdf'],
  ['image/jpeg', 'zip', 'zip', 'zip', 'zip'],
  ['application/pdf', 'png', REFUSED, 'scan text = image', 'scan text = image'],
  ['application/pdf', 'text', 'scan auto', 'scan auto', 'scan auto'],
  ['application/x-protobuf', 'png', 'scan protobuf', 'scan protobuf', 'scan protobuf'],
  ['text/plain', 'doc', 'SLUICE_DOCUMENT_UNREADABLE', 'SLUICE_DOCUMENT_UNREADABLE', 'SLUICE_DOCUMENT_UNREADABLE'],
];

describe('a body declared as', () => {
  it.each(ROWS)('%s that begins like %s', (type, body, upload, asset, answer) => {
    const decisions = (['upload', 'asset', 'answer'] as const).map((use) => decision(type, BODIES[body], use));
    expect(decisions).toEqual([upload, asset, answer]);
  });
});

describe('the table of opaque content', () => {
  it('is changed row by row', () => {
    const policy = opaquePolicy({ image: { upload: 'pass' }, font: { asset: 'refuse' } });
    expect(decision('image/png', BODIES.png, 'upload', policy)).toBe('scan text = image');
    expect(decision('font/woff2', BODIES.font, 'asset', policy)).toBe(REFUSED);
    expect(decision('video/mp4', BODIES.mp4, 'upload', policy)).toBe(REFUSED);
  });
});

describe('the first bytes', () => {
  it('tell the same however they come, and are held no longer than they must', () => {
    for (const [name, body] of Object.entries(BODIES)) {
      const bytes = Buffer.from(body, 'latin1');
      const whole = magicOf(bytes, true);
      let length = 0;
      while (length <= bytes.length && magicOf(bytes.subarray(0, length), false) === undefined) length++;
      expect(magicOf(bytes.subarray(0, length), length >= bytes.length), name).toBe(whole);
      if (whole === 'none' && body !== BODIES.msgpack) expect(length, name).toBeLessThanOrEqual(2);
    }
  });
});

describe('behind the first bytes', () => {
  const late = (body: Buffer, size: number, noText: NoText | undefined): string | undefined => {
    const latecomer = new Latecomer(noText);
    for (let at = 0; at < body.length; at += size) {
      const seen = latecomer.see(body.subarray(at, at + size));
      if (seen !== undefined) return seen;
    }
    return undefined;
  };

  it.each([
    ['text', 'hello', undefined],
    ['a NUL', 'hello\0', 'binary'],
    ['a NUL far behind', `${'x'.repeat(512)}\0`, undefined],
    ['a NUL just not far behind', `${'x'.repeat(511)}\0`, 'binary'],
    ['a late PDF', `${'x'.repeat(1023)}%PDF-`, 'document'],
    ['a PDF that no reader looks for', `${'x'.repeat(1024)}%PDF-`, undefined],
    ['the end of an archive', `${'x'.repeat(5000)}PK\x05\x06`, 'document'],
  ])('%s', (_, body, expected) => {
    for (const size of [1, 2, 3, 7, 10_000]) expect(late(Buffer.from(body, 'latin1'), size, 'nul')).toBe(expected);
  });
});
