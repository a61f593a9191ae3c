/**
 * The mirror of ranges: a number is sent up in two requests, half in each, and the upstream puts them together. No piece shows it, so
 * pieces are refused; an upload that is whole, and the question how far one got, pass.
 */
import { describe, expect, it } from 'vitest';
import { PAN, proxied, read } from '../support/proxy.js';

const HALF = PAN.slice(0, 8);

async function answersTo(headers: Record<string, string>, body: string, passes = false): Promise<string> {
  const { url } = await proxied((request, response) => void read(request).then((text) => response.end(`got ${text}`)), {
    opaque: passes ? { binary: { upload: 'pass' } } : {},
  });
  const response = await fetch(url, { method: 'PUT', headers, body });
  const text = await response.text();
  return response.ok ? text : (JSON.parse(text) as { error: { code: string } }).error.code;
}

const PIECES: readonly (readonly [story: string, headers: Record<string, string>])[] = [
  ['the first half', { 'content-range': 'bytes 0-7/16' }],
  ['the second half', { 'content-range': 'bytes 8-15/16' }],
  ['a piece of nobody knows how much', { 'content-range': 'bytes 0-7/*' }],
  ['a range in other words', { 'content-range': 'items 1' }],
  ['a piece of tus', { 'upload-offset': '8', 'content-type': 'application/offset+octet-stream' }],
  ['an offset of Google', { 'x-goog-upload-offset': '8' }],
  ['a range of WebDAV', { 'x-update-range': 'bytes=8-15' }],
  ['a range of Azure', { 'x-ms-range': 'bytes=0-7' }],
  ['chunks of S3 without a content coding', { 'x-amz-decoded-content-length': '8' }],
];

const WHOLE: readonly (readonly [story: string, headers: Record<string, string>, body: string])[] = [
  ['all of it', { 'content-range': 'bytes 0-7/8' }, HALF],
  ['an upload of tus from its beginning', { 'upload-offset': '0' }, HALF],
  ['the question how far it got', { 'content-range': 'bytes */16' }, ''],
];

describe('an upload in pieces', () => {
  it.each(PIECES)('%s is refused, unless binary uploads pass', async (_, headers) => {
    expect(await answersTo(headers, HALF)).toBe('SLUICE_PIECE_REFUSED');
    expect(await answersTo(headers, HALF, true)).toBe(`got ${HALF}`);
  });

  it.each(WHOLE)('%s passes', async (_, headers, body) => {
    expect(await answersTo(headers, body)).toBe(`got ${body}`);
  });
});
