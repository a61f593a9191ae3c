/** Evasions 39–51: content codings, charsets, media types, lengths and cuts. Attacks on them in depth: codings.test.ts, charsets.test.ts. */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { type BodyWay, type Evasion, type Make, type Standing, each } from './evasion.js';

const JSON_TYPE = 'application/json';
const document = (card: string): string => `{"text":"a card ${card} here"}`;
const coded = (name: string, coding: string, pack: (body: Buffer) => Buffer, stands: Standing = 'masked', twin?: 'refused'): BodyWay => ({
  over: 'body',
  type: JSON_TYPE,
  coding,
  name,
  make: (card) => pack(Buffer.from(document(card))),
  stands,
  ...(twin !== undefined && { twin }),
});
const typed = (name: string, type: string | undefined, make: Make, stands: Standing = 'masked', twin?: 'refused'): BodyWay => ({
  over: 'body',
  ...(type !== undefined && { type }),
  name,
  make,
  stands,
  ...(twin !== undefined && { twin }),
});
const CORRUPT = { refused: 'SLUICE_CODING_CORRUPT' } as const;
const UNSUPPORTED = { refused: 'SLUICE_CODING_UNSUPPORTED' } as const;
const BAD_CHARSET = { refused: 'SLUICE_CHARSET_UNSUPPORTED' } as const;
const BINARY = { refused: 'SLUICE_BINARY_REFUSED' } as const;
const nulled: Make = (card) => `a card in here ${[...card].join('\0')}`;
const wide = (text: string): Buffer => Buffer.from(text, 'utf16le');
const utf32 = (text: string): Buffer => Buffer.concat([...text].map((c) => Buffer.from([c.charCodeAt(0), 0, 0, 0])));

const PACKED: readonly Evasion[] = [
  {
    number: 39,
    name: 'gzip, deflate, br',
    story: 'A proxy that does not unpack sees noise and lets it pass.',
    right: 'mask',
    ways: [
      coded('gzip', 'gzip', (body) => gzipSync(body)),
      coded('deflate', 'deflate', (body) => deflateSync(body)),
      coded('raw deflate', 'deflate', (body) => deflateRawSync(body)),
      coded('br', 'br', (body) => brotliCompressSync(body)),
    ],
  },
  {
    number: 40,
    name: 'stacked codings',
    story: 'Packed twice, or under an old name, the body is no longer recognised.',
    right: 'mask or refuse',
    ways: [
      coded('gzip, gzip', 'gzip, gzip', (body) => gzipSync(gzipSync(body))),
      { ...coded('x-gzip', 'x-gzip', (body) => gzipSync(body)), only: 'request' },
      { ...coded('identity, gzip', 'identity, gzip', (body) => gzipSync(body)), only: 'request' },
      coded('deflate, br, gzip', 'deflate, br, gzip', (body) => gzipSync(brotliCompressSync(deflateSync(body)))),
      coded('four deep', 'gzip, gzip, gzip, gzip', (body) => gzipSync(gzipSync(gzipSync(gzipSync(body)))), UNSUPPORTED, 'refused'),
    ],
  },
  {
    number: 41,
    name: 'codings that lie',
    story: 'The label says one thing, the bytes are another; what the decoder skips, the reader shows.',
    right: 'refuse',
    ways: [
      coded('unknown', 'rot13', (body) => body, UNSUPPORTED, 'refused'),
      coded('plain under a label', 'gzip', (body) => body, CORRUPT, 'refused'),
      coded('br called gzip', 'gzip', (body) => brotliCompressSync(body), CORRUPT, 'refused'),
      coded('truncated', 'gzip', (body) => gzipSync(body).subarray(0, -9), CORRUPT, 'refused'),
      {
        over: 'body',
        type: 'text/plain',
        coding: 'gzip',
        name: 'bytes behind the end',
        make: (card) => Buffer.concat([gzipSync('hello'), Buffer.from(card)]),
        stands: CORRUPT,
        twin: 'refused',
      },
      {
        ...coded('several members', 'gzip', (body) => Buffer.concat([gzipSync(body.subarray(0, 20)), gzipSync(body.subarray(20))])),
        twin: 'unpacked',
      },
      {
        over: 'body',
        type: 'application/json',
        name: 'gzip as JSON without a label',
        make: (card) => gzipSync(document(card)),
        stands: BINARY,
        twin: 'refused',
      },
      {
        over: 'body',
        type: 'application/octet-stream',
        name: 'gzip as octet-stream without a label',
        make: (card) => gzipSync(document(card)),
        stands: BINARY,
        twin: 'refused',
      },
    ],
  },
  {
    number: 42,
    name: 'compression bombs',
    story: 'A few kilobytes that unpack to gigabytes take the memory that everybody else needs.',
    right: 'refuse',
    ways: [
      {
        ...coded(
          '8 MB of spaces',
          'gzip',
          (body) => gzipSync(Buffer.concat([Buffer.alloc(8 << 20, ' '), body])),
          { refused: 'SLUICE_CODING_BOMB' },
          'refused',
        ),
      },
    ],
  },
  {
    number: 43,
    name: 'gzip as transfer coding',
    story: 'Node takes it and hands over bytes that are still packed.',
    right: 'refuse',
    ways: [
      {
        over: 'request',
        name: 'of a request',
        make: (card) => {
          const packed = gzipSync(document(card));
          return Buffer.concat([
            Buffer.from(
              `POST / HTTP/1.1\r\nHost: desk\r\nConnection: close\r\nTransfer-Encoding: gzip, chunked\r\n\r\n${packed.length.toString(16)}\r\n`,
            ),
            packed,
            Buffer.from('\r\n0\r\n\r\n'),
          ]);
        },
        stands: { refused: 'SLUICE_TRANSFER_CODING' },
        twin: 'refused',
      },
      {
        over: 'answer',
        name: 'of an answer',
        make: (card) => Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n'), gzipSync(document(card))]),
        stands: { refused: 'SLUICE_TRANSFER_CODING' },
        twin: 'refused',
      },
    ],
  },
];

const CHARSETS: readonly Evasion[] = [
  {
    number: 44,
    name: 'UTF-16 and UTF-32',
    story: 'A byte of nothing between every two digits.',
    right: 'mask or refuse',
    ways: [
      typed('UTF-16 by label', 'text/plain; charset=utf-16le', (card) => wide(`card ${card} here`)),
      typed('UTF-16 by mark', 'text/plain', (card) => Buffer.concat([Buffer.from([0xff, 0xfe]), wide(`card ${card} here`)])),
      typed('big-endian by mark', 'application/json', (card) => Buffer.concat([Buffer.from([0xfe, 0xff]), wide(document(card)).swap16()])),
      typed('UTF-16 without either', 'application/json', (card) => wide(document(card))),
      typed('UTF-32 by label', 'text/plain; charset=utf-32', (card) => utf32(`card ${card} here`), BAD_CHARSET, 'refused'),
      typed('UTF-32 by mark', 'text/plain', (card) => utf32(`\ufeff${card}`).fill(0xfe, 1, 2), BAD_CHARSET, 'refused'),
    ],
  },
  {
    number: 45,
    name: 'UTF-7, EBCDIC, unknown charsets',
    story: 'A charset that the reader knows and the scanner does not.',
    right: 'refuse',
    ways: [
      typed('UTF-7', 'text/html; charset=utf-7', (card) => `<p>${each(card, (c) => `+ADQ-${c}`)}</p>`, BAD_CHARSET, 'refused'),
      typed(
        'EBCDIC',
        'text/plain; charset=cp037',
        (card) =>
          Buffer.from(
            each(card, (c) => String.fromCharCode(0xc0 + c.charCodeAt(0))),
            'latin1',
          ),
        BAD_CHARSET,
        'refused',
      ),
      typed('unknown', 'text/plain; charset=x-none', (card) => card, BAD_CHARSET, 'refused'),
      typed('two that differ', 'text/plain; charset=utf-8; charset=utf-16', (card) => card, BAD_CHARSET, 'refused'),
    ],
  },
  {
    number: 46,
    name: 'overlong UTF-8, invalid bytes, NUL',
    story: 'Bytes that one reader drops, one replaces, and one stops at.',
    right: 'mask or refuse',
    ways: [
      { ...typed('NUL between digits, up', 'text/plain', nulled, BINARY, 'refused'), only: 'request' },
      { ...typed('NUL between digits, down', 'text/plain', nulled), only: 'response' },
      typed('an invalid byte', 'text/plain', (card) => Buffer.from(`card ${card.slice(0, 8)}\xff${card.slice(8)}`, 'latin1')),
      typed('invalid bytes between all digits', 'text/plain', (card) => Buffer.from(`card ${[...card].join('\xfe')}`, 'latin1')),
      typed(
        'overlong digits',
        'text/plain',
        (card) =>
          Buffer.from(
            each(card, (c) => `\xc0${String.fromCharCode(0x80 | (c.charCodeAt(0) & 0x3f))}`),
            'latin1',
          ),
        { leaks: 'no reader since 2003 takes them for digits; they end a number for all others' },
      ),
    ],
  },
];

export const CODINGS: readonly Evasion[] = [...PACKED, ...CHARSETS];
