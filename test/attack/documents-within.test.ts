/**
 * Documents where nobody looks for them at once: in base64 in an e-mail, in a part of a batch, behind a content coding, under a type that
 * says something else. And the other way round: text that only looks like binary data must still be read as the text it is.
 */
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { docx, pdf, zip } from '../support/documents.js';
import { MASKED, PAN, type Recorder, proxied, uploads } from '../support/proxy.js';

interface Sent {
  readonly code: string;
  readonly arrived: Buffer | undefined;
}

let backend: Awaited<ReturnType<typeof uploads>>;
beforeAll(async () => void (backend = await uploads()));

async function send(body: Buffer, type: string | undefined, coding?: string): Promise<Sent> {
  backend.arrived = undefined;
  const headers = {
    ...(type === undefined ? {} : { 'content-type': type }),
    ...(coding === undefined ? {} : { 'content-encoding': coding }),
  };
  const text = await (await fetch(backend.url, { method: 'POST', body, headers })).text();
  return { code: text === 'fine' ? text : (JSON.parse(text) as { error: { code: string } }).error.code, arrived: backend.arrived };
}

/** One part, its content in base64 in lines of 76 as mail programs write it. */
const attached = (data: Buffer, head = 'Content-Type: application/octet-stream'): Buffer =>
  Buffer.from(
    `--b\r\n${head}\r\nContent-Transfer-Encoding: base64\r\n\r\n${data.toString('base64').replaceAll(/.{76}/g, '$&\r\n')}\r\n--b--\r\n`,
  );
const mail = (body: Buffer): Buffer =>
  Buffer.concat([Buffer.from('Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n'), body]);
const batch = (data: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from('--b\r\nContent-Type: application/http\r\n\r\nPOST /f HTTP/1.1\r\nContent-Type: application/pdf\r\n\r\n'),
    data,
    Buffer.from('\r\n--b--\r\n'),
  ]);

const MIXED = 'multipart/mixed; boundary=b';
const SHAPES: readonly (readonly [story: string, type: string, build: (data: Buffer) => Buffer])[] = [
  ['in base64 in a part', MIXED, (data) => attached(data)],
  ['in base64 in a part that says it is text', MIXED, (data) => attached(data, 'Content-Type: text/plain')],
  ['attached to an e-mail', 'message/rfc822', (data) => mail(attached(data))],
  ['in a request of a batch', MIXED, batch],
];

describe.each(SHAPES)('a document %s', (_, type, build) => {
  it('with a card takes the message with it, a clean one arrives with its bytes', async () => {
    for (const make of [(text: string) => pdf(text, { packed: true }), (text: string) => docx([[text]])]) {
      for (const coding of [undefined, 'gzip']) {
        const dress = (body: Buffer): Buffer => (coding === undefined ? body : gzipSync(body));
        const bad = await send(dress(build(make(PAN))), type, coding);
        expect([bad.code, bad.arrived]).toEqual(['SLUICE_DOCUMENT_SENSITIVE', undefined]);
        const clean = dress(build(make('hello')));
        const good = await send(clean, type, coding);
        expect([good.code, good.arrived?.equals(clean)]).toEqual(['fine', true]);
      }
    }
  });

  it('of unknown bytes, a picture, or what cannot be read is refused', async () => {
    const png = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
    const unknown = Buffer.from(Array.from({ length: 600 }, (_unused, at) => (at * 7919 + 1) % 256));
    const codes = [];
    for (const data of [png, unknown, zip({ 'a.txt': 'x' }).subarray(0, -4)]) codes.push((await send(build(data), type)).code);
    expect(codes).toEqual(['SLUICE_BINARY_REFUSED', 'SLUICE_BINARY_REFUSED', 'SLUICE_DOCUMENT_UNREADABLE']);
  });
});

describe('text that looks like binary data', () => {
  const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
  it.each([
    ['UTF-16 without a mark or a type', undefined],
    ['UTF-16 as unknown data', 'application/octet-stream'],
    ['UTF-16 as a picture', 'image/png'],
    ['UTF-16 as JSON', 'application/json'],
  ])('%s is masked in UTF-16', async (_, type) => {
    for (const swap of [false, true]) {
      const dress = (text: string): Buffer => (swap ? utf16(text).swap16() : utf16(text));
      const { code, arrived } = await send(dress(`{"card":"${PAN}"}`), type);
      expect([code, arrived?.equals(dress(`{"card":"${MASKED}"}`))]).toEqual(['fine', true]);
    }
  });

  it('a Russian word that begins like the sound of a film is a word', async () => {
    const body = (card: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xf1, 0xed, 0xee]), Buffer.from(`: ${card}`)]);
    const { code, arrived } = await send(body(PAN), 'text/plain; charset=windows-1251');
    expect([code, arrived?.equals(body(MASKED))]).toEqual(['fine', true]);
  });
});

describe('the ledger', () => {
  const PNG = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), Buffer.alloc(500)]);
  const UNKNOWN = Buffer.concat([Buffer.from('begins like text'), Buffer.alloc(500, 1)]);

  async function fetched(body: Buffer, type: string, sizes: readonly number[]): Promise<Recorder> {
    const { url, observer } = await proxied((_request, response) => {
      response.writeHead(200, { 'content-type': type });
      for (let at = 0, i = 0; at < body.length; at += sizes[i++ % sizes.length] ?? 1)
        response.write(body.subarray(at, at + (sizes[i % sizes.length] ?? 1)));
      response.end();
    });
    await (await fetch(url)).arrayBuffer();
    return observer;
  }

  it.each([
    ['a picture', PNG, 'image/png', { image: PNG.length }],
    ['unknown data', UNKNOWN, 'application/octet-stream', { binary: UNKNOWN.length }],
    ['unknown data that is declared as sound', UNKNOWN, 'audio/x-unknown', { media: UNKNOWN.length }],
    ['text that is declared as a picture', Buffer.from('x'.repeat(700)), 'image/png', {}],
    ['protobuf', Buffer.from('0896011d01020304', 'hex'), 'application/x-protobuf', {}],
    ['binary items without a reader', UNKNOWN, 'application/cbor-seq', { fields: UNKNOWN.length }],
    ['a picture in a part', Buffer.concat([Buffer.from('--b\r\nA: b\r\n\r\n'), PNG, Buffer.from('\r\n--b\r\nA: b\r\n\r\nhello\r\n--b--')]), MIXED, { image: PNG.length }],
    ['a picture in a letter', docx([['hello']], { 'word/media/a.png': PNG }), 'application/pdf', { document: PNG.length }],
  ])('tells each byte of %s once', async (_, body, type, unseen) => {
    for (const sizes of [[body.length], [1, 3, 200], [511]]) {
      const { scannedBytes, unscannedBytes } = await fetched(body, type, sizes);
      expect(unscannedBytes).toEqual(unseen);
      const told = Object.values(unscannedBytes).reduce((sum, bytes) => sum + bytes, scannedBytes);
      expect(told).toBe(body.length);
    }
  }); // prettier-ignore
});
