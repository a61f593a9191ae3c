/** Content codings: every accepted one is undone exactly, everything else is refused, and a bomb is stopped in bounded memory. */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { type Coding, Decoder, codingsOf } from '../../src/wire/coding.js';
import { HAS_ZSTD } from '../../src/wire/zstd.js';
import { zstd } from '../support/coded.js';
import { openWhole } from '../../src/wire/whole.js';
import type { ErrorCode } from '../../src/base/errors.js';

const BODY = Buffer.from(`{"card":"4111111111111111","text":"${'lorem ipsum '.repeat(300)}"}`);

const CODED: readonly (readonly [name: string, codings: readonly Coding[], coded: Buffer])[] = [
  ['gzip', ['gzip'], gzipSync(BODY)],
  ['gzip of several members', ['gzip'], Buffer.concat([gzipSync(BODY.subarray(0, 9)), gzipSync(BODY.subarray(9))])],
  ['br', ['br'], brotliCompressSync(BODY)],
  ['deflate with its zlib header', ['deflate'], deflateSync(BODY)],
  ['deflate without it', ['deflate'], deflateRawSync(BODY)],
  ['stored deflate without header', ['deflate'], deflateRawSync(BODY, { level: 0 })],
  ['gzip twice', ['gzip', 'gzip'], gzipSync(gzipSync(BODY))],
  ['br over gzip over deflate', ['br', 'gzip', 'deflate'], brotliCompressSync(gzipSync(deflateSync(BODY)))],
  ...(HAS_ZSTD
    ? ([
        ['zstd', ['zstd'], zstd(BODY)],
        ['zstd over gzip', ['zstd', 'gzip'], zstd(gzipSync(BODY))],
      ] as const)
    : []),
];

/** The content, when it can be had in one go. */
function decodeWhole(codings: readonly Coding[], coded: Buffer): Uint8Array | ErrorCode | undefined {
  const opened = openWhole(codings, coded, LIMITS.codingDecodedBytes);
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

describe('zstd', () => {
  const several = (): Buffer => Buffer.concat([zstd(BODY.subarray(0, 9)), zstd(BODY.subarray(9))]);

  it('of several frames is undone by the stream, however it is cut', async ({ skip }) => {
    skip(!HAS_ZSTD, 'runtime: no zstd before Node 22.15');
    const frames = several();
    expect(decodeWhole(['zstd'], frames)).toBeUndefined();
    for (const cut of [1, 2, 3, 5, 10, frames.length]) expect(await decode(['zstd'], frames, cut), `cut ${cut}`).toEqual(BODY);
  });

  it('with a skippable frame, a dictionary, a reserved block or a window beyond 8 MiB is refused', async ({ skip }) => {
    skip(!HAS_ZSTD, 'runtime: no zstd before Node 22.15');
    const frames = several();
    const skippable = Buffer.concat([Buffer.from([0x50, 0x2a, 0x4d, 0x18, 16, 0, 0, 0]), Buffer.from('4111111111111111')]);
    const window = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 14 << 3, 1, 0, 0]);
    const dictionary = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1, 0, 1, 1, 0, 0]);
    const reserved = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 7, 0, 0]);
    for (const body of [Buffer.concat([skippable, frames]), Buffer.concat([frames, skippable]), window, dictionary, reserved]) {
      for (const cut of [1, 7, body.length]) expect(await decode(['zstd'], body, cut)).toBe('SLUICE_CODING_CORRUPT');
      expect(decodeWhole(['zstd'], body)).toBe('SLUICE_CODING_CORRUPT');
    }
  });
});

describe('coded bytes that hold nothing beside the content', () => {
  const isBare = (codings: readonly Coding[], coded: Buffer): boolean | undefined => {
    const opened = openWhole(codings, coded, LIMITS.codingDecodedBytes);
    return typeof opened === 'object' ? opened.isBare : undefined;
  };

  it('are one gzip member without optional fields, deflate, br and zstd', () => {
    for (const [name, codings, coded] of CODED) expect(isBare(codings, coded), name).toBe(name !== 'gzip of several members');
  });

  it('are not a gzip member with a name, a comment, an extra field or any other flag', () => {
    const plain = gzipSync(BODY);
    const fields: readonly [flag: number, field: Buffer][] = [
      [0x08, Buffer.from('4111111111111111\0')],
      [0x10, Buffer.from('4111111111111111\0')],
      [0x04, Buffer.concat([Buffer.from([16, 0]), Buffer.from('4111111111111111')])],
      [0x01, Buffer.alloc(0)],
    ];
    for (const [flag, field] of fields) {
      const coded = Buffer.concat([plain.subarray(0, 3), Buffer.from([flag]), plain.subarray(4, 10), field, plain.subarray(10)]);
      expect(decodeWhole(['gzip'], coded), `flag ${flag}`).toEqual(BODY);
      expect(isBare(['gzip'], coded), `flag ${flag}`).toBe(false);
      expect(isBare(['gzip', 'gzip'], gzipSync(coded)), `flag ${flag}, inside`).toBe(false);
    }
  });

  it('are refused when their checksum or their length is wrong', async () => {
    for (const at of [-1, -8]) {
      const damaged = gzipSync(BODY);
      damaged[damaged.length + at] ^= 1;
      expect(decodeWhole(['gzip'], damaged)).toBe('SLUICE_CODING_CORRUPT');
      expect(await decode(['gzip'], damaged, 100)).toBe('SLUICE_CODING_CORRUPT');
    }
  });
});

describe('decoding', () => {
  it('takes an empty body for an empty body under any coding', async () => {
    expect(decodeWhole(['gzip'], Buffer.alloc(0))).toHaveLength(0);
    expect(await decode(['br', 'gzip'], Buffer.alloc(0), 1)).toHaveLength(0);
    expect(decodeWhole(['gzip', 'gzip'], gzipSync(''))).toHaveLength(0);
    expect(await decode(['gzip', 'gzip'], gzipSync(''), 1)).toHaveLength(0);
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
    for (const value of [...(HAS_ZSTD ? [] : ['zstd']), 'compress', 'gzip, dcb', 'gzip;q=1', 'gzip gzip', 'aes128gcm'])
      expect(codingsOf(value, 3), value).toBeUndefined();
    expect(codingsOf('gzip,gzip,gzip', 3)).toHaveLength(3);
    expect(codingsOf('gzip,gzip,gzip,gzip', 3)).toBeUndefined();
  });
});
