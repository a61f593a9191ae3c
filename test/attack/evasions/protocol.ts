/** Evasions 55–58: framing, upgrades, methods, and bodies that scanners forget. */
import type { BodyWay, Evasion, RawWay, Standing } from './evasion.js';

const BAD = { refused: 'SLUICE_BAD_REQUEST' } as const;
const request = (name: string, lines: string, stands: Standing = BAD, twin: 'refused' | 'passes' = 'refused'): RawWay => ({
  over: 'request',
  name,
  make: (card) => lines.replaceAll('CARD', card).replace('SIZE', String(Buffer.byteLength(card))),
  stands,
  twin,
});
const HOST = 'Host: desk\r\nConnection: close\r\n';
const H2C = 'Host: desk\r\nUpgrade: h2c\r\nConnection: close, Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n';
const UPGRADE = { refused: 'SLUICE_UPGRADE_REFUSED' } as const;
const body = (name: string, type: string, make: BodyWay['make'], stands: Standing = 'masked'): BodyWay => ({
  over: 'body',
  type,
  name,
  make,
  stands,
});
const status = (code: number, reason: string): RawWay => ({
  over: 'answer',
  name: `the body of a ${code}`,
  make: (card) => `HTTP/1.1 ${code} ${reason}\r\nContent-Type: application/json\r\nContent-Length: 31\r\n\r\n{"error":"bad ${card}"}`,
  shows: (card) => `"bad ${card}"`,
  stands: 'masked',
});

export const PROTOCOL: readonly Evasion[] = [
  {
    number: 55,
    name: 'ambiguous framing',
    story: 'Two readers that disagree about where a message ends: what one scans as a body, the other runs as a request.',
    right: 'refuse',
    ways: [
      request('length and chunks', `POST / HTTP/1.1\r\n${HOST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nCARD`),
      request('two lengths', `POST / HTTP/1.1\r\n${HOST}Content-Length: SIZE\r\nContent-Length: 3\r\n\r\nCARD`),
      request('a list of lengths', `POST / HTTP/1.1\r\n${HOST}Content-Length: 3, 16\r\n\r\nCARD`),
      request('two Hosts', `GET / HTTP/1.1\r\n${HOST}Host: CARD\r\n\r\n`),
      request('absolute form with another Host', `GET http://other/CARD HTTP/1.1\r\n${HOST}\r\n`),
      request('a folded line', `GET / HTTP/1.1\r\n${HOST}X-Card: 1\r\n CARD\r\n\r\n`),
      request('a space before the colon', `GET / HTTP/1.1\r\n${HOST}X-Card : CARD\r\n\r\n`),
      request('a bare CR', `GET / HTTP/1.1\r\n${HOST}X-Card: 1\rX: CARD\r\n\r\n`),
      request('a NUL', `GET / HTTP/1.1\r\n${HOST}X-Card: \0CARD\r\n\r\n`),
      request('a chunk length with a sign', `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n+10\r\nCARD\r\n0\r\n\r\n`),
      request(
        'Connection that strikes what framing needs',
        `GET / HTTP/1.1\r\nHost: desk\r\nConnection: close, authorization\r\nX-Card: CARD\r\n\r\n`,
      ),
      {
        over: 'request',
        name: 'pipelined requests',
        make: (card) =>
          `POST /a HTTP/1.1\r\nHost: desk\r\nContent-Type: text/plain\r\nContent-Length: ${card.length}\r\n\r\n${card}GET /b HTTP/1.1\r\n${HOST}X-Card: ${card}\r\n\r\n`,
        shows: (card) => `X-Card: ${card}`,
        stands: 'masked',
      },
      {
        over: 'answer',
        name: 'an answer with length and chunks',
        make: (card) => `HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n${card}\r\n0\r\n\r\n`,
        stands: { refused: 'SLUICE_UPSTREAM_FAILED' },
        twin: 'refused',
      },
      {
        over: 'answer',
        name: 'a second answer behind the first',
        make: (card) => `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n${card}`,
        stands: 'dropped',
        twin: 'dropped',
      },
    ],
  },
  {
    number: 56,
    name: 'bogus upgrades, CONNECT, TRACE',
    story: 'After a 101 nobody scans; a tunnel carries anything.',
    right: 'refuse',
    ways: [
      request(
        'version 8',
        `GET /?x=1 HTTP/1.1\r\nHost: desk\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\nCARD`,
        UPGRADE,
      ),
      {
        over: 'request',
        name: 'h2c, with a body',
        make: (card) => `POST / HTTP/1.1\r\n${H2C}Content-Type: text/plain\r\nContent-Length: ${card.length + 5}\r\n\r\ncard ${card}`,
        shows: (card) => `card ${card}`,
        stands: 'masked',
      },
      request('h2c, and HTTP/2 behind it', `GET / HTTP/1.1\r\n${H2C}\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\nCARD`),
      request('CONNECT', 'CONNECT crm:443 HTTP/1.1\r\nHost: crm:443\r\n\r\nCARD', { refused: 'SLUICE_METHOD_REFUSED' }),
      request('TRACE', `TRACE / HTTP/1.1\r\n${HOST}X-Card: CARD\r\n\r\n`, { refused: 'SLUICE_METHOD_REFUSED' }),
      {
        over: 'upgrade answer',
        name: 'a 101 that is not one',
        make: (card) =>
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n${card}`,
        stands: { refused: 'SLUICE_UPSTREAM_FAILED' },
        twin: 'refused',
      },
      {
        over: 'answer',
        name: 'a 101 that nobody asked for',
        make: (card) => `HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n${card}`,
        stands: { refused: 'SLUICE_UPSTREAM_FAILED' },
        twin: 'refused',
      },
    ],
  },
  {
    number: 57,
    name: 'methods',
    story: 'A scanner that expects bodies of POST alone is sent one with GET.',
    right: 'mask',
    ways: [
      ...['GET', 'DELETE', 'PATCH', 'PROPFIND', 'OPTIONS'].map((method): RawWay => ({
        over: 'request',
        name: `a body of ${method}`,
        make: (card) => `${method} / HTTP/1.1\r\n${HOST}Content-Type: text/plain\r\nContent-Length: ${card.length + 5}\r\n\r\ncard ${card}`,
        shows: (card) => `card ${card}`,
        stands: 'masked',
      })),
      {
        over: 'request',
        name: 'X-HTTP-Method-Override',
        make: (card) => `POST / HTTP/1.1\r\n${HOST}X-HTTP-Method-Override: PATCH\r\nContent-Length: ${card.length}\r\n\r\n${card}`,
        shows: (card) => card,
        stands: 'masked',
      },
      request('a method that is none', `X-CARD / HTTP/1.1\r\n${HOST}\r\n`),
      request('another expectation', `POST / HTTP/1.1\r\n${HOST}Expect: x-CARD\r\nContent-Length: 1\r\n\r\n1`),
      {
        over: 'request',
        name: 'Expect: 100-continue',
        make: (card) => `POST / HTTP/1.1\r\n${HOST}Expect: 100-continue\r\nContent-Length: ${card.length}\r\n\r\n${card}`,
        shows: (card) => card,
        stands: 'masked',
      },
    ],
  },
  {
    number: 58,
    name: 'error bodies, events, lines, streams of parts, JSONP, CSV',
    story: 'Answers that are no documents of the ordinary kind.',
    right: 'mask',
    ways: [
      status(404, 'Not Found'),
      status(500, 'Oops'),
      body('server-sent events', 'text/event-stream', (card) => `event: m\ndata: {"card":"${card}"}\n\n`),
      body('an event over two lines', 'text/event-stream', (card) => `data: card ${card.slice(0, 8)}\ndata: ${card.slice(8)}\n\n`),
      body('lines of JSON', 'application/x-ndjson', (card) => `{"a":1}\n{"card":"${card}"}\n`),
      body(
        'multipart/x-mixed-replace',
        'multipart/x-mixed-replace; boundary=b',
        (card) => `--b\r\nContent-Type: text/plain\r\n\r\ncard ${card}\r\n--b--\r\n`,
      ),
      body('JSONP', 'application/javascript', (card) => `cb({"card":"${card}"});`),
      body('a guard before JSON', 'application/json', (card) => `)]}',\n{"card":${card}}`),
      body('CSV', 'text/csv', (card) => `name,card\nann,"${card}"\n`),
      body('CSV as a formula', 'text/csv', (card) => `name,card\nann,="${card}"\n`),
    ],
  },
];
