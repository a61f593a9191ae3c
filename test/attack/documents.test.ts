/**
 * A card in a document, and documents that are not what they seem. Each goes through a real proxy, up and down: it must be refused with
 * its code and reach nobody; its benign twin (other digits, no card) must arrive with its very bytes.
 */
import type { RequestListener } from 'node:http';
import { strToU8, zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { keepForFile } from '../support/cleanup.js';
import { docx, pdf, xlsx, zip } from '../support/documents.js';
import { PAN, proxied, readBytes, withoutExchange } from '../support/proxy.js';

const SPACED = '4111 1111 1111 1111';
const utf16 = (text: string): string => `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;
/** A number of the same shape that is no card. */
const benign = (text: string): string => text.replaceAll(PAN, '9000000000000001').replaceAll(SPACED, '9000 0000 0000 0001');

interface Attack {
  readonly story: string;
  readonly type: string;
  readonly build: (swap: (text: string) => string) => Buffer;
}

const PDF = 'application/pdf';
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Ways to hide a card in a document that can be read. */
const HIDDEN: readonly Attack[] = [
  { story: 'a card on a page', type: PDF, build: (swap) => pdf(swap(`Card ${SPACED}`)) },
  { story: 'a card on a packed page', type: PDF, build: (swap) => pdf(swap(PAN), { packed: true }) },
  { story: 'a card in pieces, each set in its place', type: PDF, build: (swap) => pdf('', { packed: true, operators: `BT /F1 12 Tf 72 700 Td [(${swap(SPACED).split(' ').join(') -80 (')})] TJ ET` }) }, // prettier-ignore
  { story: 'a card in a note', type: PDF, build: (swap) => pdf('page', { note: `(${swap(PAN)})` }) },
  { story: 'a card in a note in UTF-16', type: PDF, build: (swap) => pdf('page', { note: utf16(swap(PAN)) }) },
  { story: 'a card in octal escapes', type: PDF, build: (swap) => pdf('page', { note: `(${[...swap(PAN)].map((digit) => `\\06${digit}`).join('')})` }) }, // prettier-ignore
  { story: 'a card in a form field', type: PDF, build: (swap) => pdf('page', { field: swap(PAN) }) },
  { story: 'a card in the title', type: PDF, build: (swap) => pdf('page', { title: swap(PAN) }) },
  { story: 'a card in an attachment', type: PDF, build: (swap) => pdf('page', { attached: Buffer.from(swap(PAN)) }) },
  { story: 'a card in an Office file in a PDF', type: PDF, build: (swap) => pdf('page', { attached: docx([[swap(PAN)]]) }) },
  { story: 'a card that an older revision showed', type: PDF, build: (swap) => pdf('page', { orphan: swap(`BT (${PAN}) Tj ET`) }) },
  { story: 'a card behind the end of a PDF', type: PDF, build: (swap) => Buffer.concat([pdf('page'), Buffer.from(swap(`\n${SPACED}\n`))]) },
  { story: 'a PDF that is sent without a type', type: 'application/octet-stream', build: (swap) => pdf(swap(PAN), { packed: true }) },
  { story: 'a PDF that is sent as JSON', type: 'application/json', build: (swap) => pdf(swap(PAN), { packed: true }) },
  { story: 'a PDF that is sent as a picture', type: 'image/png', build: (swap) => pdf(swap(PAN), { packed: true }) },
  { story: 'a card in a letter', type: DOCX, build: (swap) => docx([[swap(PAN)]]) },
  { story: 'a card in runs of a letter', type: DOCX, build: (swap) => docx([[swap(PAN).slice(0, 7), swap(PAN).slice(7, 8), swap(PAN).slice(8)]]) }, // prettier-ignore
  { story: 'a card in the comments of a letter', type: DOCX, build: (swap) => docx([['x']], { 'word/comments.xml': `<w:comments><w:comment w:id="1"><w:p><w:r><w:t>${swap(PAN)}</w:t></w:r></w:p></w:comment></w:comments>` }) }, // prettier-ignore
  { story: 'a card in references of characters', type: DOCX, build: (swap) => docx([[[...swap(PAN)].map((digit) => `&#x3${digit};`).join('')]]) }, // prettier-ignore
  { story: 'a card in UTF-16', type: DOCX, build: (swap) => docx([['x']], { 'word/footer1.xml': Buffer.from(`\ufeff<w:p><w:t>${swap(PAN)}</w:t></w:p>`, 'utf16le') }) }, // prettier-ignore
  { story: 'a card in an attribute', type: DOCX, build: (swap) => docx([['x']], { 'docProps/custom.xml': `<Properties><property name="${swap(PAN)}"/></Properties>` }) }, // prettier-ignore
  { story: 'a card in the shared strings', type: XLSX, build: (swap) => xlsx(['<c r="A1" t="s"><v>0</v></c>'], [swap(SPACED)]) },
  { story: 'a card as a number with an exponent', type: XLSX, build: (swap) => xlsx([`<c r="A1"><v>${swap(PAN).replace(/^(.)(\d+)$/, '$1.$2E15')}</v></c>`]) }, // prettier-ignore
  { story: 'a card as a number', type: XLSX, build: (swap) => xlsx([`<c r="A1"><v>${swap(PAN)}</v></c>`]) },
  { story: 'a card in the name of an entry', type: 'application/zip', build: (swap) => zip({ [swap(`${PAN}.txt`)]: 'x' }) },
  { story: 'a card in an archive in an archive', type: 'application/zip', build: (swap) => zip({ 'a.zip': zip({ 'b.csv': swap(`a,${PAN}`) }) }) }, // prettier-ignore
  { story: 'a PDF in an archive', type: 'application/zip', build: (swap) => zip({ 'a.pdf': pdf(swap(PAN), { packed: true }) }) },
  { story: 'an archive without a type', type: 'text/plain', build: (swap) => zip({ 'a.txt': swap(PAN) }) },
];

/** An archive after some of its bytes were changed. */
function altered(archive: Buffer, change: (archive: Buffer) => void): Buffer {
  const copy = Buffer.from(archive);
  change(copy);
  return copy;
}

const plain = zip({ 'a.txt': 'hello', 'b.txt': 'world' });
const directory = plain.indexOf('PK\x01\x02', 0, 'latin1');
const nested = (depth: number): Buffer => (depth === 0 ? zip({ 'a.txt': 'x' }) : zip({ 'a.zip': nested(depth - 1) }));
const end = plain.lastIndexOf('PK\x05\x06', undefined, 'latin1');

/** Documents that cannot be read in one way only, or not within the limits. */
const UNREADABLE: readonly (readonly [story: string, document: Buffer, code: string])[] = [
  [
    'an entry that the directory does not name',
    Buffer.concat([zip({ 'hidden.txt': 'x' }).subarray(0, 42), plain]),
    'SLUICE_DOCUMENT_UNREADABLE',
  ],
  ['a directory that names another file', altered(plain, (bytes) => bytes.write('x.txt', directory + 46)), 'SLUICE_DOCUMENT_UNREADABLE'],
  [
    'a directory that gives another length',
    altered(plain, (bytes) => bytes.writeUInt32LE(3, directory + 24)),
    'SLUICE_DOCUMENT_UNREADABLE',
  ],
  ['two entries on the same bytes', altered(plain, (bytes) => bytes.writeUInt32LE(0, plain.indexOf('PK\x01\x02', directory + 4, 'latin1') + 42)), 'SLUICE_DOCUMENT_UNREADABLE'], // prettier-ignore
  ['a wrong checksum', altered(plain, (bytes) => { bytes.writeUInt32LE(1, 14); bytes.writeUInt32LE(1, directory + 16); }), 'SLUICE_DOCUMENT_UNREADABLE'], // prettier-ignore
  ['an encrypted entry', altered(plain, (bytes) => { bytes[6] = 1; bytes[directory + 8] = 1; }), 'SLUICE_DOCUMENT_UNREADABLE'], // prettier-ignore
  ['bytes behind the end', Buffer.concat([plain, Buffer.from('more')]), 'SLUICE_DOCUMENT_UNREADABLE'],
  ['bytes between the entries and the directory', Buffer.concat([plain.subarray(0, directory), Buffer.from('more'), altered(plain.subarray(directory), (bytes) => bytes.writeUInt32LE(directory + 4, end - directory + 16))]), 'SLUICE_DOCUMENT_UNREADABLE'], // prettier-ignore
  ['an archive that is cut', plain.subarray(0, -9), 'SLUICE_DOCUMENT_UNREADABLE'],
  ['a bomb', zip({ 'a.txt': new Uint8Array(8 << 20) }), 'SLUICE_DOCUMENT_LIMIT'],
  [
    'a bomb in steps',
    zip(Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`${i}`, new Uint8Array(1 << 20)]))),
    'SLUICE_DOCUMENT_LIMIT',
  ],
  ['archives in archives in archives', nested(4), 'SLUICE_DOCUMENT_LIMIT'],
  ['more entries than the limit', zip(Object.fromEntries(Array.from({ length: 4097 }, (_, i) => [`${i}`, '']))), 'SLUICE_DOCUMENT_LIMIT'],
  ['an encrypted PDF', pdf('page', { trailer: `/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'00'.repeat(32)}> /U <${'00'.repeat(32)}> >>` }), 'SLUICE_DOCUMENT_UNREADABLE'], // prettier-ignore
  ['a PDF that is cut', pdf('page').subarray(0, 200), 'SLUICE_DOCUMENT_UNREADABLE'],
  ['nothing of a PDF but its header', Buffer.from('%PDF-1.7\n'), 'SLUICE_DOCUMENT_UNREADABLE'],
  ['a file of the old Office', Buffer.from('d0cf11e0a1b11ae1' + '00'.repeat(600), 'hex'), 'SLUICE_DOCUMENT_UNREADABLE'],
  ['a PDF behind some text', Buffer.concat([Buffer.from('{"a":1}\n'), pdf('page', { packed: true })]), 'SLUICE_DOCUMENT_UNREADABLE'],
  ['an archive behind some text', Buffer.concat([Buffer.from('{"a":1}\n'), plain]), 'SLUICE_DOCUMENT_UNREADABLE'],
  ['an unlabelled gzip stream', Buffer.from('1f8b0800000000000003', 'hex'), 'SLUICE_BINARY_REFUSED'],
];

/** One proxy for the whole file: its thread that reads documents takes longer to start than most documents to read. */
let url: string;
let answer: RequestListener;
beforeAll(async () => {
  ({ url } = await keepForFile(() => proxied((request, response) => answer(request, response))));
});

/** Sends `document` up, and has it sent down; what came back, and what arrived. */
async function bothWays(document: Buffer, type: string): Promise<{ up: Response; down: Response; arrived: Buffer | undefined }> {
  let arrived: Buffer | undefined;
  answer = (request, response) => {
    if (request.method === 'GET') response.writeHead(200, { 'content-type': type, 'content-length': document.length }).end(document);
    else
      void readBytes(request).then(
        (bytes) => {
          arrived = bytes;
          response.end('fine');
        },
        () => response.destroy(),
      );
  };
  const up = await fetch(`${url}/up`, { method: 'POST', body: document, headers: { 'content-type': type } });
  const down = await fetch(`${url}/down`);
  return { up, down, arrived };
}

async function codeOf(response: Response): Promise<string> {
  const text = await response.text();
  expect(withoutExchange(text)).not.toContain('1111');
  return (JSON.parse(text) as { error: { code: string } }).error.code;
}

describe('T59: a document with a card is refused both ways, its benign twin arrives untouched', () => {
  it.each(HIDDEN)('$story', async ({ type, build }) => {
    const { up, down, arrived } = await bothWays(
      build((text) => text),
      type,
    );
    expect([up.status, await codeOf(up), down.status, await codeOf(down)]).toEqual([403, 'SLUICE_DOCUMENT_SENSITIVE', 502, 'SLUICE_DOCUMENT_SENSITIVE']); // prettier-ignore
    expect(arrived).toBeUndefined();
    const twin = build(benign);
    const fine = await bothWays(twin, type);
    expect([await fine.up.text(), Buffer.from(await fine.down.arrayBuffer()).equals(twin), fine.arrived?.equals(twin)]).toEqual([
      'fine',
      true,
      true,
    ]);
  });
});

describe('a document that cannot be inspected is refused both ways', () => {
  it.each(UNREADABLE)('%s', async (_, document, code) => {
    const { up, down, arrived } = await bothWays(document, 'application/octet-stream');
    expect([await codeOf(up), await codeOf(down), arrived]).toEqual([code, code, undefined]);
  });
});

describe('limits', () => {
  const document = docx([['a letter']]);
  it.each([
    ['larger than a document may be', { documentBytes: document.length - 1 }, 'SLUICE_DOCUMENT_LIMIT'],
    ['slower than a document may be', { documentTimeoutMs: 1 }, 'SLUICE_DOCUMENT_LIMIT'],
    ['more than all documents may hold', { documentsHeldBytes: document.length - 1 }, 'SLUICE_OVERLOADED'],
  ])('%s', async (_, limits, code) => {
    const { url } = await proxied((_request, response) => response.end('fine'), { limits });
    const headers = { 'content-type': DOCX };
    expect(await codeOf(await fetch(url, { method: 'POST', body: document, headers }))).toBe(code);
    expect(await (await fetch(url)).text()).toBe('fine');
  });

  it('of memory that is freed with each document', async () => {
    const { url } = await proxied((request, response) => void readBytes(request).then((bytes) => response.end(String(bytes.length))), {
      limits: { documentsHeldBytes: document.length },
    });
    for (let i = 0; i < 3; i++)
      expect(await (await fetch(url, { method: 'POST', body: document, headers: { 'content-type': DOCX } })).text()).toBe(
        String(document.length),
      );
  });
});

describe('a picture is no way around', () => {
  const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  it('the signature of a PNG before JSON does not make it pass up, and the card is masked on its way down', async () => {
    const body = Buffer.concat([SIGNATURE, Buffer.from(`{"card":"${PAN}"}`)]);
    for (const type of ['application/json', 'image/png', 'application/octet-stream']) {
      const { up, down, arrived } = await bothWays(body, type);
      expect([up.status, await codeOf(up), arrived]).toEqual([415, 'SLUICE_BINARY_REFUSED', undefined]);
      expect(Buffer.from(await down.arrayBuffer()).toString('latin1')).toBe(`\x89PNG\r\n\x1a\n{"card":"************1111"}`);
    }
  });

  it('JSON that is sent as a picture is JSON', async () => {
    const { arrived, down } = await bothWays(Buffer.from(`{"card":${PAN}}`), 'image/png');
    expect([arrived?.toString(), await down.text()]).toEqual(['{"card":8888888888881111}', '{"card":8888888888881111}']);
  });

  it('an archive behind a picture is refused', async () => {
    const { up, down } = await bothWays(
      Buffer.concat([SIGNATURE, Buffer.alloc(32), Buffer.from(zipSync({ a: strToU8('x') }))]),
      'image/png',
    );
    expect([await codeOf(up), await codeOf(down)]).toEqual(['SLUICE_BINARY_REFUSED', 'SLUICE_DOCUMENT_UNREADABLE']);
  });
});
