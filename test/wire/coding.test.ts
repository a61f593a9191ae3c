/** Content codings: every accepted one is undone exactly, everything else is refused, and a bomb is stopped in bounded memory. */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { type Coding, Decoder, codingsOf } from '../../src/wire/coding.js';
import { openWhole } from '../../src/wire/whole.js';
import type { ErrorCode } from '../../src/base/errors.js';

const BODY = Buffer.from(`{"card":"4111111111111111","text":"${'lorem ipsum '.repeat(300)}"}`);

const CODED: readonly [name: string, codings: readonly Coding[], coded: Buffer][] = [
  ['gzip', ['gzip'], gzipSync(BODY)],
  ['gzip of several members', ['gzip'], Buffer.concat([gzipSync(BODY.subarray(0, 9)), gzipSync(BODY.subarray(9))])],
  ['br', ['br'], brotliCompressSync(BODY)],
  ['deflate with its zlib header', ['deflate'], deflateSync(BODY)],
  ['deflate without it', ['deflate'], deflateRawSync(BODY)],
  ['stored deflate without header', ['deflate'], deflateRawSync(BODY, { level: 0 })],
  ['gzip twice', ['gzip', 'gzip'], gzipSync(gzipSync(BODY))],
  ['br over gzip over deflate', ['br', 'gzip', 'deflate'], brotliCompressSync(gzipSync(deflateSync(BODY)))],
];

/** The content, when it can be had in one go. */
function decodeWhole(codings: readonly Coding[], coded: Buffer): Uint8Array | ErrorCode | undefined {
  const opened = openWhole(codings, coded);
  return typeof opened === 'object' ? opened.bytes : opened;
}

/** Runs the streaming decoder over chunks of `cut` bytes, pausing after every output when told to. */
async function decode(codings: readonly Coding[], coded: Buffer, cut: number, lazy = false): Promise<Buffer | string> {
  return new Promise((resolve) => {
    const parts: Uint8Array[] = [];
    let writable = (): void => undefined;
    const decoder: Decoder = new Decoder(codings, LIMITS, {
      data: (chunk) => {
        parts.push(chunk);
        if (lazy) setImmediate(() => decoder.resume());
        return !lazy;
      },
      drain: () => writable(),
      end: () => resolve(Buffer.concat(parts)),
      fail: resolve,
    });
    void (async () => {
      for (let at = 0; at < coded.length; at += cut) {
        if (!decoder.write(coded.subarray(at, at + cut))) await new Promise<void>((resume) => (writable = resume));
      }
      decoder.end();
    })();
  });
}

describe.each(CODED)('%s', (_, codings, coded) => {
  it('is undone in one go, and however it is cut', async () => {
    expect(decodeWhole(codings, coded)).toEqual(BODY);
    for (const cut of [1, 2, 3, 7, 64, coded.length]) expect(await decode(codings, coded, cut), `cut ${cut}`).toEqual(BODY);
  });

  it('is undone when its reader stops after every chunk', async () => {
    expect(await decode(codings, coded, 11, true)).toEqual(BODY);
  });

  it('is refused when cut short at any of its last bytes', async () => {
    for (const missing of [1, 2, 5, coded.length - 1]) {
      const short = coded.subarray(0, coded.length - missing);
      expect(decodeWhole(codings, short), `whole, ${missing} missing`).toBe('SLUICE_CODING_CORRUPT');
      expect(await decode(codings, short, 10), `${missing} missing`).toBe('SLUICE_CODING_CORRUPT');
    }
  });

  it('is refused when other bytes follow, in the same chunk or later', async () => {
    for (const garbage of ['4111111111111111', '\0\0\0\0', '\x1f\x8b garbage']) {
      const long = Buffer.concat([coded, Buffer.from(garbage, 'latin1')]);
      expect(decodeWhole(codings, long)).toBe('SLUICE_CODING_CORRUPT');
      for (const cut of [1, coded.length, long.length]) {
        expect(await decode(codings, long, cut), `${garbage.length} bytes, cut ${cut}`).toBe('SLUICE_CODING_CORRUPT');
      }
    }
  });
});

describe('decoding', () => {
  it('takes an empty body for an empty body under any coding', async () => {
    expect(decodeWhole(['gzip'], Buffer.alloc(0))).toHaveLength(0);
    expect(await decode(['br', 'gzip'], Buffer.alloc(0), 1)).toHaveLength(0);
  });

  it('refuses what was never coded', async () => {
    for (const coding of ['gzip', 'br', 'deflate'] as const) {
      expect(decodeWhole([coding], BODY), coding).toBe('SLUICE_CODING_CORRUPT');
      expect(await decode([coding], BODY, 100), coding).toBe('SLUICE_CODING_CORRUPT');
    }
  });

  it('stops a bomb by its ratio, also one that goes off in the middle of a stack', async () => {
    const zeros = Buffer.alloc(16 << 20);
    const bombs: readonly [readonly Coding[], Buffer][] = [
      [['gzip'], gzipSync(zeros)],
      [['br'], brotliCompressSync(zeros)],
      [['gzip', 'gzip'], gzipSync(gzipSync(zeros))],
    ];
    for (const [codings, bomb] of bombs) {
      expect(await decode(codings, bomb, 65_536), codings.join()).toBe('SLUICE_CODING_BOMB');
      expect(decodeWhole(codings, bomb), codings.join()).toBeUndefined(); // too large for one go: the stream judges
    }
  });
});

describe('Content-Encoding', () => {
  it('names the codings in the order in which they are undone', () => {
    expect(codingsOf(undefined, 3)).toEqual([]);
    expect(codingsOf('', 3)).toEqual([]);
    expect(codingsOf('identity', 3)).toEqual([]);
    expect(codingsOf(' GZip ', 3)).toEqual(['gzip']);
    expect(codingsOf('x-gzip', 3)).toEqual(['gzip']);
    expect(codingsOf('deflate, identity,, br', 3)).toEqual(['br', 'deflate']);
  });

  it('is refused when a coding is unknown or the stack too deep', () => {
    for (const value of ['zstd', 'compress', 'gzip, dcb', 'gzip;q=1', 'gzip gzip', 'aes128gcm'])
      expect(codingsOf(value, 3), value).toBeUndefined();
    expect(codingsOf('gzip,gzip,gzip', 3)).toHaveLength(3);
    expect(codingsOf('gzip,gzip,gzip,gzip', 3)).toBeUndefined();
  });
});
