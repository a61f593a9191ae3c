/** Media types and charsets: which body is read how, and which is not read at all. */
import { describe, expect, it } from 'vitest';
import { declaredCharset } from '../../src/wire/charset.js';
import { bodyTypeOf } from '../../src/wire/mediatype.js';

describe('Content-Type', () => {
  it.each([
    ['application/json', 'json'],
    ['application/json; charset=utf-8', 'json'],
    ['Application/Vnd.API+JSON', 'json'],
    ['text/json', 'json'],
    ['application/x-ndjson', 'ndjson'],
    ['text/event-stream;charset=UTF-8', 'sse'],
    ['application/msgpack', 'msgpack'],
    ['application/vnd.api+cbor', 'cbor'],
    ['application/x-protobuf; messageType="x.y"', 'protobuf'],
    ['application/grpc-web+json', 'grpc'],
    ['application/grpc-web-text+proto', 'grpc-text'],
    ['application/cbor-seq', 'auto'],
    ['text/html', 'auto'],
    ['application/octet-stream', 'auto'],
    ['nonsense', 'auto'],
  ])('%s is read as %s', (contentType, format) => {
    expect(bodyTypeOf(contentType)).toMatchObject({ format });
  });

  it('absent means that the bytes decide', () => {
    expect(bodyTypeOf(undefined)).toMatchObject({ format: 'auto', charset: undefined });
  });

  it.each([
    ['application/json; charset=utf-16', 'utf-16'],
    ['application/json; charset="UTF-16LE"', 'utf-16le'],
    ['application/json', undefined],
    ['text/plain; charset=us-ascii; charset=UTF8', 'utf-8'],
    ['text/plain; charset=latin1', 'windows-1252'],
    ['text/plain; charset= x-sjis ', 'shift_jis'],
    ["text/plain; charset*=utf-8''x", 'refused'],
    ['text/html; charset=utf-8; charset=utf-16', 'refused'],
    ['text/plain; charset=utf-7', 'refused'],
    ['text/plain; charset=utf-32', 'refused'],
    ['text/plain; broken charset = ibm037 ;;', 'refused'],
    ['text/plain; charset=', 'refused'],
    ['text/plain; charset="utf-16', 'utf-16'],
    ['text/plain; charset=iso-2022-kr', 'refused'],
    ['text/plain; charset=hz-gb-2312', 'refused'],
  ])('%s declares %s', (contentType, charset) => {
    expect(declaredCharset(contentType)).toBe(charset);
    expect(bodyTypeOf(contentType).charset).toBe(charset);
  });

  it.each([
    ['text/html', 'html'],
    ['application/soap+xml', 'xml'],
    ['text/xml; charset=utf-8', 'xml'],
    ['application/json', undefined],
  ])('%s may declare a charset as %s', (contentType, markup) => {
    expect(bodyTypeOf(contentType).markup).toBe(markup);
  });
});
