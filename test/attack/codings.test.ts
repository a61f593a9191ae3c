/**
 * Attacks with content codings. The story of all of them: what Sluice reads and what the reader behind it reads must be the same
 * bytes. A sender who makes the two differ – by a coding that only one side undoes, by room beside the content, by bytes behind it,
 * by a body that never ends – gets a card past the scanner or the scanner out of the way.
 */
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { HAS_ZSTD } from '../../src/wire/zstd.js';
import { TAKES_ALL, ask, coded, inChunks, zstd } from '../support/coded.js';
import { MASKED, PAN, eventually, proxied, speak, startProxy, backend } from '../support/proxy.js';

const JSON_CLEAN = Buffer.from(`{"text":"${'nothing to see here '.repeat(20)}"}`);
const ACCEPT = { 'accept-encoding': TAKES_ALL };
const TYPE = { 'content-type': 'application/json' };

/** Sends `body` under `coding` up and down, with and without a length: no card reaches either side and each way ends as `judge` says. */
async function bothWays(
  coding: string,
  body: Buffer,
  judge: (outcome: { body: Buffer; code: string }, way: string) => void,
): Promise<void> {
  const { port, seen } = await coded({ coding, coded: body });
  for (const path of ['/length', '/chunks']) {
    const down = await ask(port, path, { headers: ACCEPT });
    expect(down.body.includes(PAN), `down ${path}`).toBe(false);
    judge({ body: down.body, code: codeOf(down.body) }, `down ${path}`);
  }
  for (const sent of [body, inChunks(body)]) {
    const before = seen.length;
    const up = await ask(port, '/length', { headers: { ...TYPE, 'content-encoding': coding }, body: sent });
    const reached = seen.slice(before).at(-1)?.body ?? Buffer.alloc(0);
    expect(reached.includes(PAN), 'up').toBe(false);
    judge({ body: reached, code: reached.length > 0 ? '' : codeOf(up.body) }, 'up');
  }
}

function codeOf(body: Buffer): string {
  return /SLUICE_[A-Z_]+/.exec(body.toString('latin1'))?.[0] ?? '';
}

/** A gzip member with optional fields in its header (RFC 1952 section 2.3.1). */
function gzipWith(flag: number, field: Buffer, content: Buffer): Buffer {
  const plain = gzipSync(content);
  return Buffer.concat([plain.subarray(0, 3), Buffer.from([flag]), plain.subarray(4, 10), field, plain.subarray(10)]);
}

/** A brotli stream with a metadata block before its content (RFC 7932 section 9.2). */
function brotliWithMetadata(metadata: Buffer, content: Buffer): Buffer {
  // WBITS 16 in one bit (0); ISLAST 0; MNIBBLES 3 (11); reserved 0; MSKIPBYTES 1 (01); MSKIPLEN-1 in eight bits; then whole bytes
  const header = 0b0_01_0_11_0_0 | ((metadata.length - 1) << 7);
  // a last block without content would be enough; uncompressed: ISLAST 0, MNIBBLES 4 (00), MLEN-1 in 16 bits, ISUNCOMPRESSED 1
  const block = ((content.length - 1) << 3) | (1 << 19);
  return Buffer.concat([
    Buffer.from([header & 0xff, header >> 8]),
    metadata,
    Buffer.from([block & 0xff, (block >> 8) & 0xff, (block >> 16) & 0xff]),
    content,
    Buffer.from([0b11]),
  ]);
}

describe('room beside the content', () => {
  // The content is clean, so the coded bytes would leave as they came – with the card in clear in a field that no decoder shows.
  it.each([
    ['file name', gzipWith(0x08, Buffer.from(`${PAN}\0`), JSON_CLEAN)],
    ['comment', gzipWith(0x10, Buffer.from(`${PAN}\0`), JSON_CLEAN)],
    ['extra field', gzipWith(0x04, Buffer.concat([Buffer.from([PAN.length, 0]), Buffer.from(PAN)]), JSON_CLEAN)],
    [
      'file name of a second, empty member',
      Buffer.concat([gzipSync(JSON_CLEAN), gzipWith(0x08, Buffer.from(`${PAN}\0`), Buffer.alloc(0))]),
    ],
    ['file name of a first, empty member', Buffer.concat([gzipWith(0x08, Buffer.from(`${PAN}\0`), Buffer.alloc(0)), gzipSync(JSON_CLEAN)])],
  ])('the %s of gzip never leaves: the content is sent instead', async (_, body) => {
    await bothWays('gzip', body, (outcome, way) => expect(outcome.body.equals(JSON_CLEAN), way).toBe(true));
  });

  it('the file name of a gzip inside a gzip never leaves', async () => {
    const body = gzipSync(gzipWith(0x08, Buffer.from(`${PAN}\0`), JSON_CLEAN));
    await bothWays('gzip, gzip', body, (outcome, way) => expect(outcome.body.equals(JSON_CLEAN), way).toBe(true));
  });

  it('a metadata block of brotli never leaves with a card, and leaves without one', async () => {
    const dirty = brotliWithMetadata(Buffer.from(` ${PAN} `), JSON_CLEAN);
    await bothWays('br', dirty, (outcome, way) => expect(outcome.body.equals(JSON_CLEAN), way).toBe(true));
    await bothWays('gzip, br', brotliWithMetadata(Buffer.from(` ${PAN} `), gzipSync(JSON_CLEAN)), (outcome, way) =>
      expect(outcome.body.equals(JSON_CLEAN), way).toBe(true),
    );
    const clean = brotliWithMetadata(Buffer.from(' nothing '), JSON_CLEAN);
    await bothWays('br', clean, (outcome, way) => expect(outcome.body.equals(clean), way).toBe(true));
  });

  it('a skippable frame of zstd is refused', async ({ skip }) => {
    skip(!HAS_ZSTD, 'runtime: no zstd before Node 22.15');
    const skippable = Buffer.concat([Buffer.from([0x50, 0x2a, 0x4d, 0x18, PAN.length, 0, 0, 0]), Buffer.from(PAN)]);
    for (const body of [Buffer.concat([skippable, zstd(JSON_CLEAN)]), Buffer.concat([zstd(JSON_CLEAN), skippable])])
      await bothWays('zstd', body, (outcome, way) => expect(outcome.code, way).toBe('SLUICE_CODING_CORRUPT'));
  });
});

describe('bytes behind the content', () => {
  // Decoders stop at the end of the coded content; a reader that is more curious finds a card in clear behind it.
  const packed: readonly (readonly [string, string, Buffer])[] = [
    ['gzip', 'gzip', gzipSync(JSON_CLEAN)],
    ['br', 'br', brotliCompressSync(JSON_CLEAN)],
    ['deflate', 'deflate', deflateSync(JSON_CLEAN)],
    ['raw deflate', 'deflate', deflateRawSync(JSON_CLEAN)],
    ['gzip in gzip', 'gzip, gzip', gzipSync(Buffer.concat([gzipSync(JSON_CLEAN), Buffer.from(PAN)]))],
  ];
  it.each(packed)('are refused: %s', async (name, coding, body) => {
    const long = name === 'gzip in gzip' ? body : Buffer.concat([body, Buffer.from(PAN)]);
    await bothWays(coding, long, (outcome, way) => expect(outcome.code, way).toBe('SLUICE_CODING_CORRUPT'));
  });

  it('are read when they are a second member of gzip, as its readers do (RFC 1952 section 2.2), also with a card cut in two', async () => {
    const text = `{"card":"${PAN}"}`;
    const body = Buffer.concat([gzipSync(text.slice(0, 15)), gzipSync(''), gzipSync(text.slice(15))]);
    await bothWays('gzip', body, (outcome, way) => expect(outcome.body.toString(), way).toBe(text.replace(PAN, MASKED)));
  });
});

describe('labels that lie', () => {
  it.each([
    ['br called gzip', 'gzip', brotliCompressSync(JSON_CLEAN), 'SLUICE_CODING_CORRUPT'],
    ['gzip called br', 'br', gzipSync(JSON_CLEAN), 'SLUICE_CODING_CORRUPT'],
    ['plain text called gzip', 'gzip', Buffer.from(`{"card":"${PAN}"}`), 'SLUICE_CODING_CORRUPT'],
    ['one gzip called two', 'gzip, gzip', gzipSync(JSON_CLEAN), 'SLUICE_CODING_CORRUPT'],
    ['gzip with a wrong checksum', 'gzip', Buffer.concat([gzipSync(JSON_CLEAN).subarray(0, -8), Buffer.alloc(8)]), 'SLUICE_CODING_CORRUPT'],
    ['gzip cut short', 'gzip', gzipSync(JSON_CLEAN).subarray(0, -1), 'SLUICE_CODING_CORRUPT'],
    ['a dictionary that nobody has', 'deflate', deflateSync(JSON_CLEAN, { dictionary: Buffer.from('nothing') }), 'SLUICE_CODING_CORRUPT'],
    ['four codings', 'gzip, gzip, gzip, gzip', gzipSync(gzipSync(gzipSync(gzipSync(JSON_CLEAN)))), 'SLUICE_CODING_UNSUPPORTED'],
    ['an unknown coding in the stack', 'gzip, rot13, br', brotliCompressSync(JSON_CLEAN), 'SLUICE_CODING_UNSUPPORTED'],
    ['a dictionary transport', 'dcb', brotliCompressSync(JSON_CLEAN), 'SLUICE_CODING_UNSUPPORTED'],
    ['SDCH', 'sdch, gzip', gzipSync(JSON_CLEAN), 'SLUICE_CODING_UNSUPPORTED'],
    ['a coding with a parameter', 'gzip;q=0', gzipSync(JSON_CLEAN), 'SLUICE_CODING_UNSUPPORTED'],
  ])('%s is refused', async (_, coding, body, code) => {
    await bothWays(coding, body, (outcome, way) => expect(outcome.code, way).toBe(code));
  });

  it('two Content-Encoding headers count as one list, in upper case and with identity and empty items between', async () => {
    const body = gzipSync(deflateSync(`{"card":"${PAN}"}`));
    const upstream = await backend((_, response) => {
      response
        .writeHead(
          200,
          ['Content-Type', 'application/json', 'Content-Encoding', ' DEFLATE, identity', 'Content-Encoding', ', ,X-GZip'].flat(),
        )
        .end(body);
    });
    const { port } = await startProxy(upstream.url);
    expect((await ask(port, '/', { headers: ACCEPT })).body.toString()).toBe(`{"card":"${MASKED}"}`);
  });

  it('a refused coding names those that are understood (RFC 9110 section 15.5.16)', async () => {
    const { port } = await proxied((_, response) => response.end());
    const { status, headers } = await ask(port, '/', { headers: { 'content-encoding': 'dcz' }, body: Buffer.from('x') });
    expect(status).toBe(415);
    expect(headers['accept-encoding']).toMatch(/^gzip, br, (zstd, )?deflate$/);
  });

  it('gzip as a transfer coding is refused in both directions, where it would hide the body from the scanner', async () => {
    const { port } = await proxied((_, response) => response.end());
    const body = gzipSync(PAN);
    for (const coding of ['gzip, chunked', 'chunked, gzip', 'x-gzip']) {
      const { text } = await speak(
        port,
        `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: ${coding}\r\n\r\n${body.toString('latin1')}`,
      );
      expect(text, coding).toMatch(/^HTTP\/1\.1 (400|501) /);
    }
  });
});

describe('bombs', () => {
  // A few kilobytes that unpack to gigabytes take the memory or the time that the others need; the judge is the ratio, then the size.
  const spaces = Buffer.alloc(24 << 20, ' ');
  const empties = Buffer.concat(Array.from({ length: 50_000 }, () => gzipSync('', { level: 0 })));

  const bombs: readonly (readonly [name: string, coding: string, body: Buffer])[] = [
    ['gzip', 'gzip', gzipSync(spaces)],
    ['br', 'br', brotliCompressSync(spaces, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })],
    ['deflate', 'deflate', deflateSync(spaces)],
    ['gzip in gzip', 'gzip, gzip', gzipSync(gzipSync(spaces))],
    [
      'br in gzip in deflate',
      'br, gzip, deflate',
      deflateSync(gzipSync(brotliCompressSync(spaces, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }))),
    ],
    ['gzip of many members', 'gzip', Buffer.concat(Array.from({ length: 24 }, () => gzipSync(spaces.subarray(0, 1 << 20))))],
    ...(HAS_ZSTD ? ([['zstd', 'zstd', zstd(spaces)]] as const) : []),
  ];

  it.each(bombs)('%s is stopped by its ratio, and the next exchange works', async (_, coding, body) => {
    const { port, observer } = await coded({ coding, coded: body });
    const up = await ask(port, '/length', { headers: { ...TYPE, 'content-encoding': coding }, body }).catch(() => undefined);
    if (up !== undefined) expect(codeOf(up.body)).toBe('SLUICE_CODING_BOMB');
    const down = await ask(port, '/length', { headers: ACCEPT }).catch(() => undefined);
    expect(down?.complete === true && down.status === 200).toBe(false);
    await eventually(() => observer.refusals.filter((code) => code === 'SLUICE_CODING_BOMB').length === 2);
    expect(observer.scannedBytes).toBeLessThan(16 << 20);
    expect((await ask(port, '/', { headers: { ...TYPE }, body: JSON_CLEAN })).status).toBe(200);
  });

  it('of a modest ratio is stopped by its size', async () => {
    const limits = { codingDecodedBytes: 200_000 };
    const body = gzipSync(Buffer.from(Array.from({ length: 60_000 }, (_, i) => `line ${i.toString(36)}`).join('\n')));
    const { port } = await proxied((request, response) => request.resume().on('end', () => response.end()), { limits });
    for (const sent of [body, inChunks(body)]) {
      const answer = await ask(port, '/', { headers: { 'content-encoding': 'gzip' }, body: sent });
      expect(codeOf(answer.body)).toBe('SLUICE_CODING_BOMB');
    }
    expect(LIMITS.codingDecodedBytes).toBeGreaterThan(limits.codingDecodedBytes);
  });

  it('of nothing – fifty thousand empty members – is an empty body', async () => {
    const { port, seen } = await coded({ coding: 'identity', coded: Buffer.from('{}') });
    await ask(port, '/length', { headers: { ...TYPE, 'content-encoding': 'gzip' }, body: empties });
    expect(seen.at(-1)?.body).toHaveLength(0);
    expect(seen.at(-1)?.headers).not.toHaveProperty('content-encoding');
  });
});
