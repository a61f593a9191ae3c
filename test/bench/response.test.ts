import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResponseReader } from '../../bench/load/response.js';

const BODY = 'seven bytes and more';
const plain = (body = BODY) => `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const chunked = (...parts: string[]) =>
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('')}0\r\n\r\n`;

/** What reading `text` in these pieces comes to: how many responses ended, and what was wrong. */
function read(text: string, cuts: readonly number[] = []): { ended: number; problem: string | undefined } {
  const reader = new ResponseReader({ status: 200, body: Buffer.from(BODY) });
  const bytes = Buffer.from(text);
  let ended = 0;
  let from = 0;
  for (const to of [...cuts, bytes.length]) {
    const piece = bytes.subarray(from, to);
    // the generator reads into a buffer that is larger than what has come
    const buffer = Buffer.concat([piece, Buffer.from('\r\n\r\n')]);
    if (reader.push(buffer, piece.length)) ended += 1;
    from = to;
  }
  return { ended, problem: reader.problem };
}

const GOOD = [
  ['a length', plain()],
  ['chunks', chunked('seven bytes', ' and more')],
  ['a chunk with an extension', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n14;x=y\r\nseven bytes and more\r\n0\r\n\r\n'],
  ['trailers', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n14\r\nseven bytes and more\r\n0\r\nEtag: x\r\n\r\n'],
] as const;

describe('the reader of the load generator', () => {
  it.each(GOOD)('takes %s, cut anywhere', (_, text) => {
    expect(read(text)).toEqual({ ended: 1, problem: undefined });
    for (let cut = 1; cut < text.length; cut++) expect(read(text, [cut])).toEqual({ ended: 1, problem: undefined });
    const every = Array.from({ length: text.length - 1 }, (_unused, i) => i + 1);
    expect(read(text, every)).toEqual({ ended: 1, problem: undefined });
  });

  it('takes one response after the other', () => {
    const both = GOOD.map(([, text]) => text);
    expect(read(both.join(''), [both[0].length, both[0].length + both[1].length, both.slice(0, 3).join('').length])).toEqual({
      ended: 4,
      problem: undefined,
    });
  });

  it.each([
    ['another status', plain().replace('200', '502'), 'status 502'],
    ['another byte', plain(BODY.replace('more', 'Tore')), 'a body with other bytes in 0-20'],
    ['a body that is too short', plain(BODY.slice(0, -1)), 'a body of 19 bytes'],
    ['a body that is too long', plain(`${BODY}!`), 'a body with other bytes in 0-21'],
    ['bytes after the response', `${plain()}HTTP`, 'bytes after the response'],
    ['no framing', plain().replace('Content-Length', 'X-Length'), 'neither a length nor chunks'],
    ['both framings', chunked(BODY).replace('\r\n\r\n', '\r\nContent-Length: 20\r\n\r\n'), 'both a length and chunks'],
    ['a chunk that is longer than it says', chunked(BODY).replace('14\r\n', '13\r\n'), 'a chunk that is longer than it says'],
  ])('refuses %s', (_, text, problem) => {
    expect(read(text)).toEqual({ ended: 0, problem });
  });

  it('never calls a changed body right, however it is cut', () => {
    fc.assert(
      fc.property(fc.nat(BODY.length - 1), fc.array(fc.integer({ min: 1, max: 80 })), fc.boolean(), (at, places, isChunked) => {
        const changed = `${BODY.slice(0, at)}\0${BODY.slice(at + 1)}`;
        const cuts = [...new Set(places)].sort((a, b) => a - b);
        expect(read(isChunked ? chunked(changed) : plain(changed), cuts).problem).toMatch(/^a body with other bytes/);
      }),
    );
  });

  it('knows a response that has begun', () => {
    const reader = new ResponseReader({ status: 200, body: Buffer.from(BODY) });
    expect(reader.isInside).toBe(false);
    reader.push(Buffer.from('HTTP'), 4);
    expect(reader.isInside).toBe(true);
  });
});
