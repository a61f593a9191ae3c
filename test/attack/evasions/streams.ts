/** Evasions 47–54: media types that lie, lengths, cuts, ranges, and WebSocket messages. */
import { gzipSync } from 'node:zlib';
import { docx, pdf } from '../../support/documents.js';
import {
  type BodyWay,
  type Evasion,
  type FrameStep,
  type FrameWay,
  type Make,
  type RawWay,
  type Standing,
  each,
  grouped,
} from './evasion.js';

const DOCUMENT = { refused: 'SLUICE_DOCUMENT_SENSITIVE' } as const;
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const body = (name: string, type: string | undefined, make: Make, stands: Standing = 'masked'): BodyWay => ({
  over: 'body',
  ...(type !== undefined && { type }),
  name,
  make,
  stands,
});
const frames = (
  name: string,
  of: (card: string) => readonly FrameStep[],
  stands: Standing = 'masked',
  twin?: 'dropped' | 'refused',
): FrameWay => ({
  over: 'websocket',
  name,
  frames: of,
  stands,
  ...(twin !== undefined && { twin }),
});
const document = (card: string): string => `{"text":"a card ${card} here"}`;
const fragments = (pieces: readonly string[]): FrameStep[] => pieces.map((data, at) => ({ data, fin: at === pieces.length - 1 }));
const BINARY = { refused: 'SLUICE_BINARY_MESSAGE' } as const;

const TYPES: readonly Evasion[] = [
  {
    number: 47,
    name: 'media types that lie',
    story: 'A scanner that inspects listed types only is told that the document is a picture.',
    right: 'mask or refuse',
    ways: [
      body('JSON called a picture', 'image/png', document),
      body('JSON as octet-stream', 'application/octet-stream', document),
      body('no type', undefined, document),
      body('a type that is none', 'nonsense', document),
      {
        over: 'request',
        name: 'two types',
        make: (card) =>
          `POST / HTTP/1.1\r\nHost: desk\r\nConnection: close\r\nContent-Type: image/png\r\nContent-Type: application/json\r\nContent-Length: ${document(card).length}\r\n\r\n${document(card)}`,
        stands: { refused: 'SLUICE_BAD_REQUEST' },
        twin: 'refused',
      },
    ],
  },
  {
    number: 48,
    name: 'PDF, Office, pictures, gRPC',
    story: 'Formats with text in a compression of their own.',
    right: 'mask or refuse',
    ways: [
      body('a PDF', 'application/pdf', (card) => pdf(`card ${card}`), DOCUMENT),
      body('an Office file', DOCX, (card) => docx([['card ', card.slice(0, 8), card.slice(8)]]), DOCUMENT),
      body('a text field of protobuf', 'application/grpc', (card) => Buffer.from(`\0\0\0\0\x14\n\x10${card}\x10\x01`, 'latin1')),
    ],
  },
  {
    number: 49,
    name: 'a card beyond any buffer',
    story: 'Inspection of the first so many bytes is the classic of firewalls.',
    right: 'mask',
    ways: [{ ...body('past 11 MB', 'text/plain', (card) => `${'lorem ipsum dolor\n'.repeat(650_000)}card ${card}`), only: 'response' }],
  },
  {
    number: 50,
    name: 'splits',
    story: 'The number lies across two reads, two chunks, two packets.',
    right: 'mask',
    ways: [
      body('in the middle of the body', 'text/plain', (card) => `${'x'.repeat(500)} ${card} ${'x'.repeat(498)}`),
      ...[1, 3, 8].map((size): RawWay => ({
        over: 'answer',
        name: `chunks of ${size}`,
        make: (card) =>
          `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n${chunks(`card ${card} here`, size)}`,
        stands: 'masked',
      })),
    ],
  },
  {
    number: 51,
    name: 'ranges',
    story: 'Two requests for half a document each, and the card is on both sides of the cut.',
    right: 'drop',
    ways: [
      {
        over: 'request',
        name: 'Range is not passed on',
        make: (card) => `GET / HTTP/1.1\r\nHost: desk\r\nConnection: close\r\nRange: bytes=0-7\r\nX-Customer: ${card}\r\n\r\n`,
        shows: () => 'X-Customer',
        stands: 'masked',
      },
      {
        over: 'answer',
        name: 'a partial answer',
        make: (card) => `HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-7/16\r\nContent-Length: 16\r\n\r\n${card}`,
        stands: { refused: 'SLUICE_UPSTREAM_FAILED' },
        twin: 'refused',
      },
      {
        over: 'answer',
        name: 'pieces as parts',
        make: (card) => {
          const parts = [card.slice(0, 8), card.slice(8)].map((half) => `--b\r\n\r\n${half}\r\n`).join('');
          const length = parts.length + '--b--\r\n'.length;
          return `HTTP/1.1 200 OK\r\nContent-Type: multipart/byteranges; boundary=b\r\nContent-Length: ${length}\r\n\r\n${parts}--b--\r\n`;
        },
        stands: { refused: 'SLUICE_UPSTREAM_FAILED' },
        twin: 'refused',
      },
    ],
  },
];

const MESSAGES: readonly Evasion[] = [
  {
    number: 52,
    name: 'WebSocket fragments and binary messages',
    story: 'A message in pieces, with pings between them, or called binary.',
    right: 'mask',
    ways: [
      frames('a message', (card) => [{ data: document(card) }]),
      frames('a fragment a character', (card) => fragments([...`card ${card}`])),
      frames('empty fragments between', (card) => fragments([...card].flatMap((c) => [c, '']))),
      frames('a ping between', (card) => [{ data: card.slice(0, 8), fin: false }, { ping: '' }, { data: card.slice(8), fin: true }]),
      frames('text called binary', (card) => [{ data: document(card), binary: true }]),
      {
        over: 'upgrade answer',
        name: 'an extension that nobody asked for',
        make: (card) =>
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Extensions: x-${card}\r\n\r\n`,
        stands: { refused: 'SLUICE_UPSTREAM_FAILED' },
        twin: 'refused',
      },
    ],
  },
  {
    number: 53,
    name: 'WebSocket: beside the messages',
    story: 'Pings, pongs and last words carry text, too, and so does the handshake.',
    right: 'mask',
    ways: [
      frames('the payload of a ping', (card) => [{ ping: `card ${card}` }], 'dropped', 'dropped'),
      frames('the payload of a pong', (card) => [{ pong: `card ${card}` }], 'dropped', 'dropped'),
      frames('the reason of a close', (card) => [{ close: `card ${card}` }]),
      frames('the reason of a close, in groups', (card) => [{ close: `card ${grouped(card, ' - ')}` }]),
      {
        over: 'header',
        header: 'Sec-WebSocket-Protocol',
        only: 'request',
        name: 'a subprotocol',
        make: (card) => `chat, v${card}`,
        stands: 'masked',
      },
      {
        over: 'header',
        header: 'Sec-WebSocket-Extensions',
        only: 'request',
        name: 'an extension',
        make: (card) => `x-${card}`,
        stands: 'dropped',
        twin: 'dropped',
      },
      {
        over: 'upgrade answer',
        name: 'headers and reason of a no',
        make: (card) => `HTTP/1.1 403 card ${card}\r\nX-Why: ${card}\r\nContent-Length: 16\r\n\r\n${card}`,
        shows: (card) => `X-Why: ${card}`,
        stands: 'masked',
      },
    ],
  },
  {
    number: 54,
    name: 'WebSocket: framings within messages',
    story: 'socket.io glues a digit to the payload, STOMP a NUL, SignalR a record separator; binary messages hide the rest.',
    right: 'mask or refuse',
    ways: [
      frames('socket.io', (card) => [{ data: `42["message",{"card":"${card}"}]` }]),
      frames('engine.io, a digit glued to the number', (card) => [{ data: `4${card}` }]),
      frames('STOMP', (card) => [{ data: `MESSAGE\ndestination:/q\n\ncard ${card}\0` }]),
      frames('SignalR', (card) => [{ data: `{"type":1,"arguments":["${card}"]}\u001e` }]),
      frames('gzip', (card) => [{ data: gzipSync(card), binary: true }], BINARY, 'refused'),
      frames('UTF-16', (card) => [{ data: Buffer.from(card, 'utf16le'), binary: true }], BINARY, 'refused'),
      frames(
        'packed digits',
        (card) => [
          {
            data: Buffer.from(
              each(card, (c) => String.fromCharCode(c.charCodeAt(0) & 15)),
              'latin1',
            ),
            binary: true,
          },
        ],
        BINARY,
        'refused',
      ),
    ],
  },
];

function chunks(text: string, size: number): string {
  const pieces = text.match(new RegExp(`.{1,${size}}`, 'gs')) ?? [];
  return `${pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join('')}0\r\n\r\n`;
}

export const STREAMS: readonly Evasion[] = [...TYPES, ...MESSAGES];
