/** Heads between HTTP/2 and HTTP/1.1: what is carried over, and what is refused because it would mean something else there. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { downgradeHead, upgradeHead } from '../../src/wire/http2.js';

const HEAD = [':method', 'POST', ':scheme', 'https', ':authority', 'crm.example', ':path', '/a?b=c'];
const downgrade = (...more: string[]) => downgradeHead([...HEAD, ...more], false, 'https');
const faultOf = (raw: readonly string[]) => downgradeHead(raw, false, 'https').fault;
const without = (name: string) => HEAD.filter((_, i) => HEAD[i - (i % 2)] !== name);
const having = (name: string, value: string) => HEAD.map((part, i) => (i % 2 === 1 && HEAD[i - 1] === name ? value : part));

describe('a request on its way down', () => {
  it('has its authority as Host and its headers in their order', () => {
    const { method, target, headers, fault } = downgrade('accept', '*/*', 'x-a', '1', 'x-a', '2');
    expect({ method, target, headers, fault }).toEqual({
      method: 'POST',
      target: '/a?b=c',
      headers: ['host', 'crm.example', 'accept', '*/*', 'x-a', '1', 'x-a', '2'],
      fault: undefined,
    });
  });

  it('gets its cookie in one piece', () => {
    expect(downgrade('cookie', 'a=1', 'accept', '*/*', 'cookie', 'b=2').headers.slice(2)).toEqual(['accept', '*/*', 'cookie', 'a=1; b=2']);
  });

  it('is chunked when its length is not told and it has a body', () => {
    expect(downgradeHead(HEAD, true, 'https').headers.slice(2)).toEqual(['transfer-encoding', 'chunked']);
    expect(downgradeHead([...HEAD, 'content-length', '3'], true, 'https').headers.slice(2)).toEqual(['content-length', '3']);
    expect(downgrade().headers).toHaveLength(2);
  });

  it('may name its host twice, if alike, and in Host alone', () => {
    expect(downgrade('host', 'CRM.example').fault).toBeUndefined();
    expect(downgrade('host', 'CRM.example').headers).toEqual(['host', 'crm.example']);
    const { headers, fault } = downgradeHead([...without(':authority'), 'host', 'h'], false, 'https');
    expect([headers, fault]).toEqual([['host', 'h'], undefined]);
  });

  it('keeps bytes beyond ASCII as they are', () => {
    expect(downgrade('x-name', 'caf\u00e9').headers.slice(2)).toEqual(['x-name', 'caf\u00e9']);
  });

  it.each([
    ['another host', [...HEAD, 'host', 'evil.example']],
    ['two hosts', [...HEAD, 'host', 'crm.example', 'host', 'crm.example']],
    ['no host', without(':authority')],
    ['an empty authority', having(':authority', '')],
    ['a user in its authority', having(':authority', 'a@crm.example')],
    ['a path in its authority', having(':authority', 'crm.example/x')],
    ['a scheme that is not the one of the connection', having(':scheme', 'http')],
    ['no path', without(':path')],
    ['an absolute path', having(':path', 'https://crm.example/')],
    ['an asterisk', having(':path', '*')],
    ['a blank in its path', having(':path', '/a HTTP/1.1')],
    ['a line break in its path', having(':path', '/a\r\nX: y')],
    ['a fragment', having(':path', '/a#b')],
    ['a blank in its method', having(':method', 'GET /x HTTP/1.1')],
    ['no method', without(':method')],
    ['a pseudo header twice', [...HEAD, ':path', '/other']],
    ['a pseudo header that does not exist', [...HEAD, ':protocol', 'websocket']],
    ['a pseudo header behind others', [...HEAD.slice(2), 'accept', '*/*', ':method', 'GET']],
    ['a colon in a name', [...HEAD, 'x:y', '1']],
    ['a line break in a name', [...HEAD, 'x\r\ny', '1']],
    ['a blank in a name', [...HEAD, 'x ', '1']],
    ['capitals in a name', [...HEAD, 'X-A', '1']],
    ['an empty name', [...HEAD, '', '1']],
    ['a line break in a value', [...HEAD, 'x', '1\r\ntransfer-encoding: chunked']],
    ['a line feed in a value', [...HEAD, 'x', '1\ny: 2']],
    ['a NUL in a value', [...HEAD, 'x', '1\0']],
    ['Connection', [...HEAD, 'connection', 'close']],
    ['Keep-Alive', [...HEAD, 'keep-alive', '1']],
    ['Proxy-Connection', [...HEAD, 'proxy-connection', 'keep-alive']],
    ['Upgrade', [...HEAD, 'upgrade', 'websocket']],
    ['HTTP2-Settings', [...HEAD, 'http2-settings', 'x']],
    ['TE for more than trailers', [...HEAD, 'te', 'gzip']],
  ])('is refused with %s', (_, raw) => {
    expect(faultOf(raw)).toBe('SLUICE_BAD_REQUEST');
  });

  it('is refused with a transfer coding, and as a tunnel', () => {
    expect(faultOf([...HEAD, 'transfer-encoding', 'chunked'])).toBe('SLUICE_TRANSFER_CODING');
    expect(faultOf(having(':method', 'CONNECT'))).toBe('SLUICE_METHOD_REFUSED');
  });

  it('never makes a head that HTTP/1.1 would read as another', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'B', ':', ' ', '\r', '\n', '\0', '\t', '-', '\u00ff', '/'), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(part, part), { maxLength: 4 }), part, (fields, path) => {
        const raw = [...having(':path', `/${path}`), ...fields.flat()];
        const { headers, target, fault } = downgradeHead(raw, false, 'https');
        if (fault !== undefined) return;
        expect(target).not.toMatch(/[\s\0]/);
        headers.forEach((text, i) => expect(text).not.toMatch(i % 2 === 0 ? /[^!#$%&'*+\-.^_`|~0-9a-z]/ : /[\r\n\0]/));
      }),
    );
  });
});

describe('an answer on its way up', () => {
  it('has names in lower case, lists as lists, and nothing about the connection', () => {
    const flat = ['Content-Type', 'text/plain', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Set-Cookie', 'a=1', 'Connection', 'close'];
    expect({ ...upgradeHead([...flat, 'Keep-Alive', 'x', 'Transfer-Encoding', 'chunked']) }).toEqual({
      'content-type': 'text/plain',
      'set-cookie': ['a=1', 'b=2', 'a=1'],
    });
  });

  it('says once what is said twice alike, and combines what is not', () => {
    const flat = ['X-Content-Type-Options', 'nosniff', 'X-Content-Type-Options', 'nosniff', 'Vary', 'A', 'Vary', 'B'];
    expect({ ...upgradeHead(flat) }).toEqual({ 'x-content-type-options': 'nosniff', vary: 'A, B' });
  });

  it('is none with a name or value that splits the head', () => {
    for (const flat of [
      ['a b', '1'],
      ['a:', '1'],
      [':status', '200'],
      ['a', '1\r\nb: 2'],
      ['a', '\0'],
      ['a', '\u0100'],
    ])
      expect(() => upgradeHead(flat)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_CHAR' }));
  });

  it('takes every name for a name', () => {
    expect(Object.keys(upgradeHead(['__proto__', '1', 'constructor', '2']))).toEqual(['__proto__', 'constructor']);
  });
});
