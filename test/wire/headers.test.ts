/** Header rules: what a terminating proxy keeps, drops, refuses and rewrites. */
import { describe, expect, it } from 'vitest';
import { pathOf, prefersHtml, readRequestHead, readResponseHead, underPrefix, weakenTag } from '../../src/wire/headers.js';

const VIA = '1.1 sluice-test';
const request = (...raw: string[]): ReturnType<typeof readRequestHead> => readRequestHead(['Host', 'crm.example', ...raw], VIA);
const response = (...raw: string[]): ReturnType<typeof readResponseHead> => readResponseHead(raw, VIA);

describe('a request', () => {
  it('loses hop-by-hop headers, ranges, codings and dictionaries and gains a Via; the rest stays in order and spelling', () => {
    const head = request(
      ...[
        'Cookie',
        'a=1',
        'Connection',
        'keep-alive, X-Hop',
        'X-HOP',
        '1',
        'TE',
        'trailers',
        'Trailer',
        'x',
        'Upgrade',
        'h2c',
        'Keep-Alive',
        'timeout=5',
      ],
      ...[
        'proxy-authorization',
        'x',
        'Range',
        'bytes=0-7',
        'If-Range',
        '"a"',
        'Accept-Encoding',
        'zstd',
        'Available-Dictionary',
        ':x:',
        'x-OWN',
        'caf\xe9',
      ],
    );
    expect(head.fault).toBeUndefined();
    expect(head.headers).toEqual(['Cookie', 'a=1', 'x-OWN', 'caf\xe9', 'Via', VIA]);
  });

  it.each([
    ['two Hosts', ['host', 'other.example'], 'SLUICE_BAD_REQUEST'],
    ['gzip as a transfer coding', ['Transfer-Encoding', 'gzip, chunked'], 'SLUICE_TRANSFER_CODING'],
    ['two transfer codings', ['Transfer-Encoding', 'chunked', 'transfer-encoding', 'chunked'], 'SLUICE_TRANSFER_CODING'],
    ['a list of lengths', ['Content-Length', '5, 5'], 'SLUICE_BAD_REQUEST'],
    ['both framings', ['Content-Length', '5', 'Transfer-Encoding', 'chunked'], 'SLUICE_BAD_REQUEST'],
    ['two different types', ['Content-Type', 'application/json', 'Content-Type', 'text/plain'], 'SLUICE_BAD_REQUEST'],
    ['a Connection header that strikes a header we rely on', ['Connection', 'close, Content-Encoding'], 'SLUICE_BAD_REQUEST'],
    ['our own Via', ['Via', `1.1 other, ${VIA}`], 'SLUICE_LOOP'],
  ])('with %s is refused', (_, raw, code) => {
    expect(request(...raw).fault).toBe(code);
  });

  it('keeps the Via of others', () => {
    expect(request('Via', '1.0 fred').headers).toEqual(['Via', `1.0 fred, ${VIA}`]);
  });

  it('hands digests over separately and takes our mark off conditions', () => {
    const head = request('Digest', 'sha-256=x', 'If-None-Match', 'W/"a--sluice", W/"b"', 'Content-Length', '12');
    expect(head.digests).toEqual(['Digest', 'sha-256=x']);
    expect(head.headers).toEqual(['If-None-Match', '"a", W/"b"', 'Via', VIA]);
    expect(head).toMatchObject({ marked: true, contentLength: 12 });
  });
});

describe('an answer', () => {
  it('loses what would lead around us or invite ranges, and keeps every Set-Cookie', () => {
    const head = response(
      ...[
        'Alt-Svc',
        'h3=":443"',
        'Accept-Ranges',
        'bytes',
        'Use-As-Dictionary',
        'x',
        'Set-Cookie',
        'a=1',
        'set-cookie',
        'b=2',
        'Trailer',
        'x',
      ],
    );
    expect(head.headers).toEqual(['Set-Cookie', 'a=1', 'set-cookie', 'b=2', 'Via', VIA]);
  });

  it('joins codings over several lines', () => {
    expect(response('Content-Encoding', 'gzip', 'content-encoding', 'br').contentEncoding).toBe('gzip,br');
  });

  it('has its strong tag weakened and a weak one left alone', () => {
    const tags = ['"v1"', 'W/"v1"', 'odd'].map((tag) => {
      const head = response('ETag', tag);
      weakenTag(head);
      return head.headers[1];
    });
    expect(tags).toEqual(['W/"v1--sluice"', 'W/"v1"', 'odd']);
  });
});

describe('a request target', () => {
  it('is taken in origin-form and in an absolute form that names the Host', () => {
    expect(pathOf('/a?b', 'h')).toBe('/a?b');
    expect(underPrefix('/a', '/crm')).toBe('/crm/a');
    expect(pathOf('http://H:80/a?b', 'h:80')).toBe('/a?b');
    expect(pathOf('http://h', 'h')).toBe('/');
    expect(pathOf('//elsewhere/a', 'h')).toBe('//elsewhere/a');
  });

  it('is refused when it is ambiguous', () => {
    for (const target of ['*', 'elsewhere:443', 'http://elsewhere/', 'ftp://h/', '', '/a#b'])
      expect(pathOf(target, 'h'), target).toBeUndefined();
    expect(underPrefix('/a/..', '/crm')).toBeUndefined();
    expect(underPrefix('/a/..b/...?x=/../', '/crm')).toBe('/crm/a/..b/...?x=/../');
  });
});

describe('Accept', () => {
  it('prefers a page only when it says so', () => {
    expect(prefersHtml('text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8')).toBe(true);
    for (const accept of [undefined, '*/*', 'application/json', 'application/json, text/html;q=0.5', 'text/html;q=0'])
      expect(prefersHtml(accept)).toBe(false);
  });
});
