/** Frames as RFC 6455 has them: named cases after those of the Autobahn suite, and random ones beside `ws`, each cut anywhere. */
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deflate } from '../../src/proxy/websocket-deflate.js';
import { cutAt, singleBytes } from '../support/cuts.js';
import { encode, readOurs, readTheirs, type Frame, type Setting } from '../support/frames.js';

const SERVER: Setting = { isMasked: true, messageBytes: 100_000, fragments: 50 };
const KEY = [0x37, 0xfa, 0x21, 0x3d] as const;

const masked = (...frames: Frame[]): Buffer => Buffer.concat(frames.map((frame) => encode({ key: KEY, ...frame })));
const text = (payload: string | Uint8Array): Frame => ({ opcode: 1, payload });
const rest = (payload: string | Uint8Array, fin = true): Frame => ({ opcode: 0, fin, payload });
const first = (payload: string | Uint8Array): Frame => ({ opcode: 1, fin: false, payload });
const close = (code: number, reason: string | Uint8Array = ''): Frame => ({
  opcode: 8,
  payload: Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]),
});
const A = 'x'.repeat(125);
const UTF8 = 'Hello-µ@ßöäüàá-UTF-8!! 💳';

const CASES: readonly (readonly [name: string, frames: Buffer, told: readonly string[]])[] = [
  ['1.1 empty text', masked(text('')), ['text ']],
  [
    '1.1 text of 125, 126, 127 and 128 bytes',
    masked(...[125, 126, 127, 128].map((n) => text('x'.repeat(n)))),
    [125, 126, 127, 128].map((n) => `text ${'x'.repeat(n)}`),
  ],
  [
    '1.1 text of 65,535 and 65,536 bytes',
    masked(text('x'.repeat(65_535)), text('y'.repeat(65_536))),
    [`text ${'x'.repeat(65_535)}`, `text ${'y'.repeat(65_536)}`],
  ],
  ['1.2 binary', masked({ opcode: 2, payload: Buffer.from([0, 0xff, 0xfe]) }), ['binary \u0000\u00ff\u00fe']],
  ['2.1 ping without payload', masked({ opcode: 9 }), ['ping ']],
  ['2.4 ping of 125 bytes', masked({ opcode: 9, payload: A }), [`ping ${A}`]],
  ['2.5 ping of 126 bytes', masked({ opcode: 9, payload: `${A}x` }), ['broken 1002']],
  ['2.7 pong that nobody asked for', masked({ opcode: 10, payload: 'why' }, text('a')), ['text a']],
  ['3.1 RSV3', masked({ ...text('a'), rsv: 1 }), ['broken 1002']],
  ['3.2 RSV2 behind a message', masked(text('a'), { ...text('b'), rsv: 2 }), ['text a', 'broken 1002']],
  ['3.3 RSV1 without an extension', masked({ ...text('a'), rsv: 4 }), ['broken 1002']],
  ...[3, 4, 5, 6, 7].map((opcode) => [`4.1 reserved opcode ${opcode}`, masked({ opcode }), ['broken 1002']] as const),
  ...[11, 12, 13, 14, 15].map((opcode) => [`4.2 reserved control opcode ${opcode}`, masked({ opcode }), ['broken 1002']] as const),
  ['5.1 a ping in two fragments', masked({ opcode: 9, fin: false }, rest('')), ['broken 1002']],
  ['5.3 text in two fragments', masked(first('ab'), rest('cd')), ['text abcd']],
  ['5.6 a ping between fragments', masked(first('ab'), { opcode: 9, payload: 'p' }, rest('cd')), ['ping p', 'text abcd']],
  ['5.9 a continuation of nothing', masked(rest('ab')), ['broken 1002']],
  ['5.15 a continuation behind the last fragment', masked(first('a'), rest('b'), rest('c', false)), ['text ab', 'broken 1002']],
  ['5.18 two messages at once', masked(first('a'), text('b')), ['broken 1002']],
  ['6.1 empty fragments', masked(first(''), rest('', false), rest('')), ['text ']],
  [
    '6.2 characters cut by fragments',
    masked(first(Buffer.from(UTF8).subarray(0, 7)), rest(Buffer.from(UTF8).subarray(7))),
    [`text ${Buffer.from(UTF8).toString('latin1')}`],
  ],
  ['6.3 invalid UTF-8', masked(text(Buffer.from('cebae1bdb9cf83cebcceb5eda080656469746564', 'hex'))), ['broken 1007']],
  [
    '6.3 invalid across fragments',
    masked(first(Buffer.from('cebae1bdb9cf83cebcceb5f4', 'hex')), rest(Buffer.from('908080656469746564', 'hex'))),
    ['broken 1007'],
  ],
  ['6.4 a character cut off at the end', masked(text(Buffer.from([0xf0, 0x9f, 0x92]))), ['broken 1007']],
  ['7.1 messages behind a close', masked(close(1000), text('late')), ['closed 1000 ']],
  ['7.3.1 a close without a code', masked({ opcode: 8 }), ['closed 1005 ']],
  ['7.3.2 a close of one byte', masked({ opcode: 8, payload: 'x' }), ['broken 1002']],
  ['7.3.5 a close with 123 bytes of reason', masked(close(1000, 'r'.repeat(123))), [`closed 1000 ${'r'.repeat(123)}`]],
  ['7.3.6 a close with 124 bytes of reason', masked(close(1000, 'r'.repeat(124))), ['broken 1002']],
  ['7.5 a reason that is not UTF-8', masked(close(1000, Buffer.from([0xce, 0xff]))), ['broken 1007']],
  ...[1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4401, 4999].map(
    (code) => [`7.7 close code ${code}`, masked(close(code)), [`closed ${code} `]] as const,
  ),
  ...[0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535].map(
    (code) => [`7.9 close code ${code}`, masked(close(code)), ['broken 1002']] as const,
  ),
  ['a frame that should be masked and is not', encode(text('a')), ['broken 1002']],
  ['a length that could be said shorter', masked({ ...text('ab'), extension: 8 }), ['text ab']],
  ['a 64-bit length beyond the limit', masked({ ...text(''), claims: 100_001n }), ['broken 1009']],
  ['a 64-bit length of 2^53', masked({ ...text(''), claims: 1n << 53n }), ['broken 1009']],
  ['a 64-bit length with its highest bit', masked({ ...text(''), claims: 1n << 63n }), ['broken 1009']],
  ['fragments beyond the limit in bytes', masked(first('x'.repeat(60_000)), rest('x'.repeat(40_001))), ['broken 1009']],
  ['fragments beyond their number', masked(first(''), ...Array.from({ length: 50 }, () => rest('', false))), ['broken 1008']],
  ['key of zeros', encode({ ...text('ab'), key: [0, 0, 0, 0] }), ['text ab']],
];

describe('named cases', () => {
  test.each(CASES)('%s', async (_name, frames, told) => {
    expect(readOurs(SERVER, [frames])).toEqual(told);
    if (frames.length < 1_000) expect(readOurs(SERVER, singleBytes(frames))).toEqual(told);
    expect(readOurs(SERVER, cutAt(frames, [3, 5, frames.length >> 1, frames.length - 1]))).toEqual(told);
    expect(await readTheirs(SERVER, [frames])).toEqual(told);
  });

  test('what an upstream sends must not be masked', () => {
    const upstream = { ...SERVER, isMasked: false };
    expect(readOurs(upstream, [encode(text('a'))])).toEqual(['text a']);
    expect(readOurs(upstream, [masked(text('a'))])).toEqual(['broken 1002']);
  });

  test('a length that is announced takes no memory before its bytes come', () => {
    const before = process.memoryUsage().arrayBuffers;
    const announced = masked({ ...text(''), claims: 256n << 20n }).subarray(0, 14);
    const setting = { ...SERVER, messageBytes: 1 << 30 };
    for (let n = 0; n < 100; n++) expect(readOurs(setting, [announced, Buffer.from('abc')])).toEqual([]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 << 20);
  });
});

describe('compressed messages', () => {
  const setting = { ...SERVER, isDeflating: true };
  const packed = (payload: string): Frame => ({ ...text(deflate(Buffer.from(payload))), rsv: 4 });
  const both = async (frames: Buffer) => {
    const told = readOurs(setting, [frames]);
    expect(readOurs(setting, singleBytes(frames))).toEqual(told);
    expect(await readTheirs(setting, [frames])).toEqual(told);
    return told;
  };

  test('they are inflated, and plain ones pass beside them', async () => {
    expect(await both(masked(packed('Hello'), text('plain'), packed(''), packed('Hello')))).toEqual([
      'text Hello',
      'text plain',
      'text ',
      'text Hello',
    ]);
  });

  test('fragments are inflated together', async () => {
    const wire = deflate(Buffer.from('ab'.repeat(1_000)));
    const half = wire.length >> 1;
    const frames = masked({ ...first(wire.subarray(0, half)), rsv: 4 }, rest(wire.subarray(half)));
    expect(await both(frames)).toEqual([`text ${'ab'.repeat(1_000)}`]);
  });

  test('only the first fragment may say so', async () => {
    expect(await both(masked({ ...first('a'), rsv: 4 }, { ...rest('b'), rsv: 4 }))).toEqual(['broken 1002']);
  });

  test('a bomb ends at the limit', async () => {
    const bomb = deflateRawSync(Buffer.alloc(50_000_000, 0x61));
    expect(bomb.length).toBeLessThan(SERVER.messageBytes);
    expect(readOurs(setting, [masked({ ...text(bomb), rsv: 4 })])).toEqual(['broken 1009']);
  });

  test('what is no deflate is refused', async () => {
    expect(await both(masked({ ...text(Buffer.from([0xff, 0xff, 0xff])), rsv: 4 }))).toEqual(['broken 1007']);
  });

  /** The story: a desktop's message lost its last bytes, and the CRM stored `order 482913 is paid in fp`: zlib takes the tail for letters. */
  test('what was cut short is refused and not guessed at', () => {
    const message = 'order 482913 is paid in full';
    const wire = deflate(Buffer.from(message));
    for (let length = 1; length < wire.length; length++) {
      const cut = { ...text(wire.subarray(0, length)), rsv: 4 };
      expect(readOurs(setting, [masked(cut)]), `${length} of ${wire.length} bytes`).toEqual(['broken 1007']);
    }
  });

  /** The story: a sender that ends its stream with each fragment said `Hello world`, and `Hello ` was delivered, with no sign that there was more. */
  test.each([
    ['in one frame', (one: Buffer, two: Buffer) => [{ ...text(Buffer.concat([one, two])), rsv: 4 }]],
    ['in two', (one: Buffer, two: Buffer) => [{ ...first(one), rsv: 4 }, rest(two)]],
  ])('what stands behind a last block is never left out: %s', (_, framed) => {
    const frames = framed(deflateRawSync('Hello '), deflateRawSync('world'));
    expect(readOurs(setting, [masked(...frames)])).toEqual(['broken 1007']);
  });

  test.each([
    ['a last block of its own (RFC 7692 section 7.2.3.4)', Buffer.concat([deflateRawSync('Hello'), Buffer.of(0)]), 'Hello'],
    ['a last block and nothing behind', deflateRawSync('Hello'), 'Hello'],
    [
      'two blocks (section 7.2.3.5)',
      Buffer.concat([deflate(Buffer.from('Hel')), Buffer.of(0, 0, 0xff, 0xff), deflate(Buffer.from('lo'))]),
      'Hello',
    ],
    ['stored bytes (section 7.2.3.3)', Buffer.from('000500faff48656c6c6f00', 'hex'), 'Hello'],
    ['a tail that was left where it is', Buffer.concat([deflate(Buffer.from('Hello')), Buffer.of(0, 0, 0xff, 0xff)]), 'Hello'],
    ['nothing, as a block (section 7.2.3.6)', Buffer.of(0), ''],
    ['nothing at all', Buffer.alloc(0), ''],
  ])('%s is read', async (_, wire, message) => {
    expect(await both(masked({ ...text(wire), rsv: 4 }, text('end')))).toEqual([`text ${message}`, 'text end']);
  });
});

describe('beside ws', () => {
  const payload = fc.oneof(
    { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 200 }).map((each) => Buffer.from(each)) },
    fc.uint8Array({ maxLength: 130 }).map((each) => Buffer.from(each)),
    fc.constantFrom(124, 125, 126, 127, 200, 5_000).map((length) => Buffer.alloc(length, 0x61)),
  );
  const closing = fc
    .tuple(fc.oneof(fc.constantFrom(1000, 1005, 1015, 3000, 4999, 5000), fc.nat(0xffff)), payload)
    .map(([code, reason]) => Buffer.concat([Buffer.from([code >> 8, code & 0xff]), reason.subarray(0, 123)]));
  const key = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
  /** Mostly sound, so that sequences get long before they break. */
  const frame: fc.Arbitrary<Frame> = fc.oneof(
    { weight: 12, arbitrary: fc.record({ opcode: fc.constantFrom(0, 1, 2), fin: fc.boolean(), payload, key }) },
    { weight: 6, arbitrary: fc.record({ opcode: fc.constantFrom(1, 2), payload, key }) },
    { weight: 3, arbitrary: fc.record({ opcode: fc.constantFrom(9, 10), payload: payload.map((each) => each.subarray(0, 125)), key }) },
    { weight: 1, arbitrary: fc.record({ opcode: fc.constant(8), payload: closing, key }) },
    {
      weight: 1,
      arbitrary: fc.record({ opcode: fc.nat(15), rsv: fc.nat(7), fin: fc.boolean(), payload, key: fc.option(key, { nil: undefined }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        opcode: fc.constant(1),
        payload,
        key,
        extension: fc.constant(8 as const),
        claims: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
      }),
    },
  );
  const small: Setting = { isMasked: true, messageBytes: 6_000, fragments: 6 };

  test('the same messages and the same end, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(frame, { minLength: 1, maxLength: 12 }),
        fc.array(fc.nat(20_000), { maxLength: 8 }),
        async (frames, cuts) => {
          const bytes = Buffer.concat(frames.map(encode));
          const chunks = cutAt(
            bytes,
            cuts.map((cut) => cut % (bytes.length + 1)),
          );
          const told = readOurs(small, chunks);
          expect(told).toEqual(await readTheirs(small, chunks));
          expect(readOurs(small, [bytes])).toEqual(told);
        },
      ),
      { numRuns: 1_500 },
    );
  });

  test('the same of bytes that are no frames', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 2, maxLength: 40 }), fc.boolean(), async (bytes, isMasked) => {
        const setting = { ...small, isMasked };
        expect(readOurs(setting, [bytes])).toEqual(await readTheirs(setting, [bytes]));
      }),
      { numRuns: 1_500 },
    );
  });
});
