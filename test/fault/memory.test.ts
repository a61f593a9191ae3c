/**
 * Constant memory: a body of any size passes through the real proxy in a resident set that does not grow with it, and its first byte leaves
 * long before its last byte is there. Each body is made while it is sent, so that nobody else holds it either.
 */
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { createGzip } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { PAN, proxied } from '../support/proxy.js';

const MIB = 1 << 20;
/** Beyond what sockets, decoders and the garbage of one collection take. */
const GROWTH_MAX = 64 * MIB;
const ENOUGH_BYTES = 16 * MIB;

/** A body of `bytes` and a bit more: the beginning, one part again and again, the end with a card in it. */
interface Source {
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly start: string;
  readonly part: string;
  readonly end: string;
  readonly coding?: 'gzip';
}

const record = '{"note":"text without a finding, and then some","n":12345}';
const field = 'note=text+without+a+finding%2C+and+then+some&';
const formHead = '--b\r\nContent-Disposition: form-data; name="note"\r\n\r\n';

const SOURCES: readonly Source[] = [
  { name: '1 GiB of JSON', type: 'application/json', bytes: 1024 * MIB, start: '[', part: `${record},`, end: `{"card":"${PAN}"}]` },
  { name: '128 MiB of NDJSON', type: 'application/x-ndjson', bytes: 128 * MIB, start: '', part: `${record}\n`, end: `{"card":"${PAN}"}\n` },
  { name: '128 MiB of text', type: 'text/plain', bytes: 128 * MIB, start: '', part: 'text without a finding, and then some\n', end: `card ${PAN}\n` },
  { name: '128 MiB of gzip', type: 'application/json', bytes: 128 * MIB, start: '[', part: `${record},`, end: `{"card":"${PAN}"}]`, coding: 'gzip' },
  { name: '32 MiB of a form', type: 'application/x-www-form-urlencoded', bytes: 32 * MIB, start: '', part: field, end: `card=${PAN}` },
  {
    name: '128 MiB of multipart, one part',
    type: 'multipart/form-data; boundary=b',
    bytes: 128 * MIB,
    start: formHead,
    part: 'text without a finding, and then some\r\n',
    end: `card ${PAN}\r\n--b--\r\n`,
  },
]; // prettier-ignore

/** Parts of one write. */
const WRITE_BYTES = 64 * 1024;

/** Sends the body as fast as it is taken; tells how much of it is sent. */
function send(source: Source, response: ServerResponse, sent: (bytes: number) => void): void {
  const { start, part, end, type, coding, bytes } = source;
  const block = Buffer.from(part.repeat(Math.ceil(WRITE_BYTES / part.length)));
  response.writeHead(200, { 'content-type': type, ...(coding === undefined ? {} : { 'content-encoding': coding }) });
  const gzip = coding === undefined ? undefined : createGzip({ level: 1 });
  gzip?.pipe(response);
  const target = gzip ?? response;
  target.write(start);
  let count = 0;
  const more = (): void => {
    while (count < bytes) {
      count += block.length;
      sent(count);
      if (!target.write(block)) return void target.once('drain', more);
    }
    target.end(end);
  };
  more();
}

describe('memory stays constant', () => {
  it.each(SOURCES.map((source) => [source.name, source] as const))('%s', { timeout: 300_000 }, async (_, source) => {
    let sent = 0;
    const { port } = await proxied((_request, response) => send(source, response, (bytes) => (sent = bytes)));
    let received = 0;
    let sentAtFirst = 0;
    let tail = '';
    let lowest = 0;
    let highest = 0;
    const take = (chunk: Buffer): void => {
      if (received === 0) sentAtFirst = sent;
      received += chunk.length;
      tail = (tail + chunk.toString('latin1', Math.max(0, chunk.length - 80))).slice(-80);
      const { rss } = process.memoryUsage;
      // What the first megabytes take, code, buffers and the young garbage of a decoder, is no growth.
      if (received < ENOUGH_BYTES) lowest = rss();
      else if (received % MIB < chunk.length) highest = Math.max(highest, rss());
    };
    await new Promise<void>((resolve, reject) => {
      const read = (response: IncomingMessage): void =>
        void response.on('data', take).on('end', resolve).on('error', reject).on('aborted', () => reject(new Error('broken off'))); // prettier-ignore
      httpRequest({ port, headers: { 'accept-encoding': 'gzip' } }, read)
        .on('error', reject)
        .end();
    });
    expect(received).toBe(source.start.length + sent + source.end.length);
    expect(sentAtFirst).toBeLessThan(source.bytes / 2);
    expect(tail).toContain('************1111');
    expect(tail).not.toContain(PAN);
    expect(highest - lowest).toBeLessThan(GROWTH_MAX);
  });
});
