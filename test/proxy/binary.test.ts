/** Binary bodies through the proxy, written and read by other people's code. */
import { decode, encode } from '@msgpack/msgpack';
import { describe, expect, it } from 'vitest';
import { MASKED, PAN, proxied } from '../support/proxy.js';

const TYPE = { 'content-type': 'application/msgpack' };

describe('MessagePack', () => {
  it('of an answer arrives as the same values with its cards masked', async () => {
    const { url } = await proxied((_request, response) => {
      response.writeHead(200, TYPE);
      response.end(encode({ pan: PAN, number: Number(PAN), name: 'x' }));
    });
    const answer = await fetch(url);
    expect(decode(await answer.arrayBuffer())).toEqual({ pan: MASKED, number: 8888888888881111, name: 'x' });
  });

  it('that is cut short is refused', async () => {
    const { url, observer } = await proxied((_request, response) => {
      response.writeHead(200, TYPE);
      response.end(Buffer.from('a5ff', 'hex'));
    });
    expect((await fetch(url)).status).toBe(502);
    expect(observer.refusals).toEqual(['SLUICE_BINARY_MALFORMED']);
  });
});
