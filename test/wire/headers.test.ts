/** Header rules: what a terminating proxy keeps, drops, refuses and rewrites. */
import { describe, expect, it } from 'vitest';
import { pathOf, prefersHtml, readRequestHead, readResponseHead, underPrefix } from '../../src/wire/headers.js';

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

  it('hands digests over separately, T33', () => {
    const head = request(
      'Digest',
      'sha-256=x',
      'X-Amz-Checksum-CRC32C',
      'AAAA',
      'x-goog-hash',
      'crc32c=AAAA',
      'Want-Repr-Digest',
      'sha-256=9',
    );
    expect(head.digests).toEqual(['Digest', 'sha-256=x', 'X-Amz-Checksum-CRC32C', 'AAAA', 'x-goog-hash', 'crc32c=AAAA']);
    expect(head.headers).toEqual(['Want-Repr-Digest', 'sha-256=9', 'Via', VIA]);
  });

  it('is read with what hops before us claim apart, in hyphens or underscores, T54', () => {
    const head = request(
      'X-Forwarded-For',
      '1',
      'x_forwarded_host',
      '2',
      'FORWARDED',
      '3',
      'X-Real-IP',
      '4',
      'X-Original-URL',
      '/5',
      'X_Real',
      '6',
    );
    expect(head.headers).toEqual(['X_Real', '6', 'Via', VIA]);
    expect(head.claims?.filter((_, at) => at % 2 === 1)).toEqual(['1', '2', '3', '4', '/5']);
  });

  it.each([
    ['Authorization', 'AWS4-HMAC-SHA256 Credential=x', true],
    ['Authorization', 'Bearer AWS4-HMAC-SHA256', false],
    ['Authorization', 'OAuth 00D30000000abcd', false],
    ['X-Hub-Signature-256', 'sha256=00', true],
    ['X-Shopify-Hmac-Sha256', 'x', true],
    ['x-jws-signature', 'a..b', true],
    ['Signature-Input', 'sig=("@method")', true],
    ['Accept-Signature', 'sig=("@method")', false],
    ['X-Designature', 'x', false],
  ])('with %s: %s is signed: %s, T34', (name, value, signed) => expect(request(name, value).isSigned).toBe(signed));
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

  it('finds its tag when headers before it are struck', () => {
    const head = response('X-Hop', '1', 'ETag', '"a"', 'Connection', 'x-hop');
    expect(head.headers[head.tagAt]).toBe('"a"');
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
