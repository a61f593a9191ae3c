/**
 * The reader of answers, byte by byte. Attack stories: an upstream, or somebody on the way to it, that frames an answer so that two
 * readers see two answers; a head that never ends; chunks whose sizes overflow; a cut that looks like an end.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Reading, type ReadingOptions, readLean } from '../../support/answers.js';

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;

/** Reads `text` whole, byte by byte and cut in two at every place; all must agree. */
function read(text: string, options: ReadingOptions = {}): Reading {
  const bytes = Buffer.from(text, 'latin1');
  const whole = readLean([bytes], options);
  expect(readLean([...bytes].map((byte) => Buffer.of(byte)), options)).toEqual(whole); // prettier-ignore
  for (let cut = 1; cut < bytes.length; cut++) {
    expect(readLean([bytes.subarray(0, cut), bytes.subarray(cut)], options)).toEqual(whole);
  }
  return whole;
}

describe('an answer', () => {
  it.each<[string, string, string, Reading['outcome'], ReadingOptions?]>([
    ['with a length', `${OK}Content-Length: 5\r\n\r\nhello`, 'hello', 'reusable'],
    ['with no length but that of nothing', `${OK}content-length:0\r\n\r\n`, '', 'reusable'],
    ['with zeros before its length and space behind', `${OK}CONTENT-LENGTH: \t005  \r\n\r\nhello`, 'hello', 'reusable'],
    ['without a reason', 'HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n', '', 'reusable'],
    ['with an empty reason', 'HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n', '', 'reusable'],
    ['in chunks', `${CHUNKED}5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`, 'hello world', 'reusable'],
    ['in chunks with zeros, capitals and extensions', `${CHUNKED}00A;a=b;c="d\te"\r\n0123456789\r\n0;x\r\n\r\n`, '0123456789', 'reusable'],
    ['with trailers, which are dropped', `${CHUNKED}1\r\nx\r\n0\r\nX-Card: none\r\nX-Other:\r\n\r\n`, 'x', 'reusable'],
    ['to HEAD, of a length', `${OK}Content-Length: 5\r\n\r\n`, '', 'reusable', { isHead: true }],
    ['to HEAD, in chunks', CHUNKED, '', 'reusable', { isHead: true }],
    ['204', 'HTTP/1.1 204 No Content\r\n\r\n', '', 'reusable'],
    ['304 of a length', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n', '', 'reusable'],
    ['204 of a length', 'HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n', '', 'complete'],
    ['304 in chunks', 'HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n', '', 'complete'],
    ['behind others of 1xx', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${OK}Content-Length: 1\r\n\r\nx`, 'x', 'reusable'], // prettier-ignore
    ['that closes', `${OK}Connection: Foo, Close\r\nContent-Length: 1\r\n\r\nx`, 'x', 'complete'],
    ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx', 'x', 'complete'],
    ['up to the end of the connection', `${OK}\r\nall of it`, 'all of it', 'complete', { closes: true }],
    ['up to the end, with nothing', `${OK}\r\n`, '', 'complete', { closes: true }],
    ['that is not over yet', `${OK}\r\nso far`, 'so far', undefined],
  ])('%s is read', (_, text, body, outcome, options) => {
    expect(read(text, options)).toMatchObject({ body, outcome });
  });

  it('keeps its lines as they are', () => {
    const { headers, status } = read(
      `HTTP/1.1 201 Caf\xe9\tx\r\nX-Name:  caf\xe9 \x80\xff \t\r\nx-name:\r\nSet-Cookie: a=b; c, d\r\nContent-Length: 0\r\n\r\n`,
    );
    expect(status).toBe(201);
    expect(headers).toEqual(['X-Name', 'caf\xe9 \x80\xff', 'x-name', '', 'Set-Cookie', 'a=b; c, d', 'Content-Length', '0']);
  });
});

const LENGTH = 'Content-Length: 5\r\n';

describe('refused is', () => {
  it.each<[string, string, ReadingOptions?]>([
    ['a length beside chunks', `${OK}${LENGTH}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['chunks beside a length', `${OK}Transfer-Encoding: chunked\r\n${LENGTH}\r\n0\r\n\r\n`],
    ['a second length, though the same', `${OK}${LENGTH}${LENGTH}\r\nhello`],
    ['a list of lengths', `${OK}Content-Length: 5, 5\r\n\r\nhello`],
    ['a length with a sign', `${OK}Content-Length: +5\r\n\r\nhello`],
    ['a length below nothing', `${OK}Content-Length: -5\r\n\r\nhello`],
    ['a length of sixteen digits', `${OK}Content-Length: 0000000000000005\r\n\r\nhello`],
    ['a length in hexadecimal', `${OK}Content-Length: 0x5\r\n\r\nhello`],
    ['a length with a tab behind it', `${OK}Content-Length: 5\t\r\n\r\nhello`],
    ['an empty length', `${OK}Content-Length:\r\n\r\n`],
    ['gzip as a transfer coding', `${OK}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
    ['identity as a transfer coding', `${OK}Transfer-Encoding: identity\r\n\r\nx`],
    ['chunked with a parameter', `${OK}Transfer-Encoding: chunked;x=y\r\n\r\n0\r\n\r\n`],
    ['chunked twice', `${OK}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['chunked with a vertical tab', `${OK}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n`],
    ['chunks of HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a line that ends in LF', `${OK}X: y\nContent-Length: 0\r\n\r\n`],
    ['a head that ends in LF', `HTTP/1.1 200 OK\nContent-Length: 0\n\n`],
    ['CR in a value', `${OK}X: y\rz\r\nContent-Length: 0\r\n\r\n`],
    ['NUL in a value', `${OK}X: y\0z\r\nContent-Length: 0\r\n\r\n`],
    ['DEL in a value', `${OK}X: y\x7fz\r\nContent-Length: 0\r\n\r\n`],
    ['a folded line', `${OK}X: y\r\n z\r\nContent-Length: 0\r\n\r\n`],
    ['space before the colon', `${OK}Content-Length : 5\r\n\r\nhello`],
    ['space before the name', `${OK} Content-Length: 5\r\n\r\nhello`],
    ['a line without colon', `${OK}Content-Length\r\n\r\nhello`],
    ['a line without name', `${OK}: 5\r\n\r\nhello`],
    ['a name that is no token', `${OK}X(y): 5\r\nContent-Length: 0\r\n\r\n`],
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
    ['HTTP/2 as text', 'HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n'],
    ['HTTP/1.2', 'HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n'],
    ['a status of four digits', 'HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n'],
    ['a status beyond 599', 'HTTP/1.1 600 OK\r\nContent-Length: 0\r\n\r\n'],
    ['a status below 100', 'HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n'],
    ['a status with a sign', 'HTTP/1.1 +20 OK\r\nContent-Length: 0\r\n\r\n'],
    ['two spaces before the status', 'HTTP/1.1  200 OK\r\nContent-Length: 0\r\n\r\n'],
    ['a tab behind the status', 'HTTP/1.1 200\tOK\r\nContent-Length: 0\r\n\r\n'],
    ['an empty line before the answer', `\r\n${OK}Content-Length: 0\r\n\r\n`],
    ['switching protocols', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n'],
    ['the fifth head of 1xx', `${'HTTP/1.1 102 Processing\r\n\r\n'.repeat(5)}${OK}Content-Length: 0\r\n\r\n`],
    ['a chunk without size', `${CHUNKED}\r\n0\r\n\r\n`],
    ['a chunk size that is none', `${CHUNKED}xyz\r\n`],
    ['a chunk size with a sign', `${CHUNKED}+5\r\nhello\r\n0\r\n\r\n`],
    ['a chunk size with 0x', `${CHUNKED}0x5\r\nhello\r\n0\r\n\r\n`],
    ['a chunk size that overflows', `${CHUNKED}FFFFFFFFFFFFFFFFF\r\nhello`],
    ['a chunk size of thirteen digits', `${CHUNKED}0000000000005\r\nhello\r\n0\r\n\r\n`],
    ['space behind a chunk size', `${CHUNKED}5 \r\nhello\r\n0\r\n\r\n`],
    ['a chunk size that ends in LF', `${CHUNKED}5\nhello\r\n0\r\n\r\n`],
    ['a chunk size that ends in CR', `${CHUNKED}5\rhello\r\n0\r\n\r\n`],
    ['an extension with LF in it', `${CHUNKED}5;a\nb\r\nhello\r\n0\r\n\r\n`],
    ['an extension without a name', `${CHUNKED}5;\r\nhello\r\n0\r\n\r\n`],
    ['an extension with a tab for a name', `${CHUNKED}5;\t\r\nhello\r\n0\r\n\r\n`],
    ['an extension with an open quote', `${CHUNKED}5;a="b\r\nhello\r\n0\r\n\r\n`],
    ['more extensions than allowed', `${CHUNKED}5;${'x'.repeat(40)}\r\nhello\r\n0;${'x'.repeat(40)}\r\n\r\n`],
    ['a chunk longer than its size', `${CHUNKED}5\r\nhello!\r\n0\r\n\r\n`],
    ['a chunk that ends in LF', `${CHUNKED}5\r\nhello\n0\r\n\r\n`],
    ['a length among the trailers', `${CHUNKED}0\r\nContent-Length: 5\r\n\r\n`],
    ['a coding among the trailers', `${CHUNKED}0\r\nTransfer-Encoding: chunked\r\n\r\n`],
    ['a trailer that ends in LF', `${CHUNKED}0\r\nX: y\n\r\n`],
    ['a trailer that is folded', `${CHUNKED}0\r\nX: y\r\n z\r\n\r\n`],
    ['longer trailers than allowed', `${CHUNKED}0\r\nX: ${'y'.repeat(5000)}\r\n\r\n`],
    ['an end in the middle of a head', 'HTTP/1.1 200 O', { closes: true }],
    ['an end before the head', '', { closes: true }],
    ['an end in the middle of a body', `${OK}${LENGTH}\r\nhell`, { closes: true }],
    ['an end in the middle of a chunk', `${CHUNKED}5\r\nhell`, { closes: true }],
    ['an end between chunks', `${CHUNKED}5\r\nhello\r\n`, { closes: true }],
    ['an end in the last chunk', `${CHUNKED}5\r\nhello\r\n0\r\n`, { closes: true }],
    ['under TLS, a body that only the end of the connection ends', `${OK}\r\nx`, { closes: true, secure: true }],
  ])('%s', (_, text, options) => {
    expect(read(text, options).outcome).toBe('refused');
  });

  it('a head longer than allowed, before it has come to its end', () => {
    const long = `${OK}X: ${'y'.repeat(200)}`;
    expect(read(long, { limits: { headBytes: 128 } }).outcome).toBe('refused');
    expect(read(`${long}\r\n\r\n`, { limits: { headBytes: 128 } }).outcome).toBe('refused');
    const exact = `${OK}Content-Length: 0\r\n\r\n`;
    expect(read(exact, { limits: { headBytes: exact.length } }).outcome).toBe('reusable');
    expect(read(exact, { limits: { headBytes: exact.length - 1 } }).outcome).toBe('refused');
  });
});

describe('bytes behind an answer', () => {
  it.each([
    ['with a length', `${OK}Content-Length: 2\r\n\r\nok`],
    ['in chunks', `${CHUNKED}2\r\nok\r\n0\r\n\r\n`],
    ['without a body', 'HTTP/1.1 204 No Content\r\n\r\n'],
  ])('%s are not part of it, and the connection is not used again', (_, text) => {
    const all = Buffer.from(`${text}HTTP/1.1 200 OK\r\n\r\n`);
    expect(readLean([all]).outcome).toBe('complete');
    expect(readLean([all]).body).toBe(readLean([Buffer.from(text)]).body);
  });
});

it('takes pauses anywhere, and gives what it would have given without', () => {
  const answers = [`${OK}Content-Length: 11\r\n\r\nhello world`, `${CHUNKED}5\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\nX: y\r\n\r\n`];
  fc.assert(
    fc.property(
      fc.constantFrom(...answers),
      fc.array(fc.nat(80), { maxLength: 12 }),
      fc.infiniteStream(fc.boolean()),
      (answer, at, rooms) => {
        const bytes = Buffer.from(answer, 'latin1');
        const cuts = [0, ...at.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const pieces = cuts.slice(1).map((cut, i) => bytes.subarray(cuts[i], cut));
        const reading = readLean(pieces, { room: () => rooms.next().value === true });
        expect(reading).toMatchObject({ status: 200, body: 'hello world', outcome: 'reusable' });
      },
    ),
  );
});
