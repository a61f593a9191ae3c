/**
 * Streams of server-sent events: each event is judged whole and leaves whole, whatever its lines end in and however it is cut; a comment or the LF of
 * a cut CRLF waits for nothing. Stories: an upstream that breaks a card number over two `data` lines, which its receiver joins; one that
 * sends an event without end.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { engine } from '../support/engine.js';
import { cutAt, runPieces, runRefused, singleBytes } from '../support/cuts.js';

const SSE = { format: 'sse' } as const;
const PAN = '4111 1111 1111 1111';

/** What leaves with each write. */
function steps(pieces: readonly string[]): string[] {
  const stream = engine.open(SSE);
  return pieces.map((piece) => Buffer.from(stream.write(Buffer.from(piece)).bytes).toString());
}

describe('what leaves when', () => {
  it.each([
    ['an event leaves with its empty line, not before', ['data: a\n', 'id: 1\n', '\n'], ['', '', 'data: a\nid: 1\n\n']],
    ['an event that ends with a number is not held back', [`data: ${PAN}\n\n`], ['data: **** **** **** 1111\n\n']],
    ['a second event waits for its own end', ['data: a\n\ndata: b', '\n\n'], ['data: a\n\n', 'data: b\n\n']],
    ['a comment between events leaves at once', [':ka\n', ':', 'ka\r', '\n:ka\r\n'], [':ka\n', '', ':ka\r', '\n:ka\r\n']],
    ['a comment within an event stays where it is', ['data: a\n', ':ka\n', '\n'], ['', '', 'data: a\n:ka\n\n']],
    ['the LF of a cut CRLF leaves at once', ['data: a\r\n\r', '\n', 'data: b\r\n\r\n'], ['data: a\r\n\r', '\n', 'data: b\r\n\r\n']],
    ['CR alone ends lines', ['data: a\r\rdata: b\r', '\r'], ['data: a\r\r', 'data: b\r\r']],
    ['mixed line ends', ['data: a\r\n\ndata: b\n\r', 'data: c\r\n\r\n'], ['data: a\r\n\ndata: b\n\r', 'data: c\r\n\r\n']],
    ['empty lines before and between', ['\n', '\r\n', 'data: a\n\n', '\n'], ['\n', '\r\n', 'data: a\n\n', '\n']],
  ])('%s', (_, pieces, expected) => expect(steps(pieces)).toEqual(expected));

  it('what has no end leaves inspected with the end of the stream', () => {
    expect(runPieces(engine, SSE, [Buffer.from(`data: a\n\ndata: ${PAN}`)]).output).toBe('data: a\n\ndata: **** **** **** 1111');
  });
});

describe('data of several lines', () => {
  it.each([
    ['in the middle of a group', 'data: card 4111 11\ndata: 11 1111 1111\n\n', 'data: card **** **\ndata: ** **** 1111\n\n'],
    [
      'a digit a line',
      `${[...'4111111111111111'].map((digit) => `data: ${digit}\n`).join('')}\n`,
      `${'data: *\n'.repeat(12)}${'data: 1\n'.repeat(4)}\n`,
    ],
    ['with other fields between', 'data: 4111 1111\nid: 3\n:x\ndata: 1111 1111\n\n', 'data: **** ****\nid: 3\n:x\ndata: **** 1111\n\n'],
    ['an empty line between', 'data: 4111 1111\ndata\ndata: 1111 1111\n\n', 'data: **** ****\ndata\ndata: **** 1111\n\n'],
    ['behind a byte order mark', '\ufeffdata: 4111 1111\ndata: 1111 1111\n\n', '\ufeffdata: **** ****\ndata: **** 1111\n\n'],
    ['a word, and its number on the next line', 'data: CVV:\ndata: 123\n\n', 'data: CVV:\ndata: ***\n\n'],
    ['fields of other names are not joined', 'data: 4111 1111\ndatas: 1111 1111\nDATA: 1111 1111\n\n', undefined],
    ['events are not joined', 'data: 4111 1111\n\ndata: 1111 1111\n\n', undefined],
  ])('%s', (_, input, expected = input) => {
    const bytes = Buffer.from(input);
    const whole = runPieces(engine, SSE, [bytes]);
    expect(Buffer.from(whole.output, 'latin1').toString()).toBe(expected);
    expect(runPieces(engine, SSE, singleBytes(bytes))).toEqual(whole);
    for (let at = 1; at < bytes.length; at++) expect(runPieces(engine, SSE, cutAt(bytes, [at]))).toEqual(whole);
  });

  it('longer than a window of the kernel', () => {
    const text = 'x'.repeat(50);
    const lines = Array.from({ length: 4_000 }, (_, i) => `data: ${i % 1000 === 0 ? '4111 1111' : i % 1000 === 1 ? '1111 1111' : text}\n`);
    const { output } = runPieces(engine, SSE, [Buffer.from(`${lines.join('')}\n`)]);
    expect(output.match(/\*{4} \*{4}\ndata: \*{4} 1111/g)).toHaveLength(4);
    expect(output).toHaveLength(lines.join('').length + 1);
  });
});

it('is the same however it is cut', () => {
  const line = fc.constantFrom('data: 4111 1111', 'data:1111 1111', 'data', ': 5555 5555', 'id: 4111111111111111', 'event: x', '', '', 'data: {"a":', 'data: 4111111111111111}', 'data: pin', 'data: 1234'); // prettier-ignore
  const end = fc.constantFrom('\n', '\r', '\r\n');
  const stream = fc.array(fc.tuple(line, end), { maxLength: 24 }).map((lines) => Buffer.from(lines.flat().join('')));
  const property = fc.property(stream, fc.array(fc.nat(300), { maxLength: 6 }), (bytes, cuts) => {
    const whole = runPieces(engine, SSE, [bytes]);
    expect(runPieces(engine, SSE, cutAt(bytes, cuts.map((cut) => cut % (bytes.length + 1))))).toEqual(whole); // prettier-ignore
    expect(runPieces(engine, SSE, singleBytes(bytes))).toEqual(whole);
    expect(whole.output).toHaveLength(bytes.length);
  });
  fc.assert(property, { numRuns: 400 });
});

describe('an event without end', () => {
  const story = (length: number): Buffer => Buffer.from(`data: ${PAN}\n\ndata: ${'x'.repeat(length - 8)}\n\ndata: ${PAN}\n\n`);

  it('passes up to the limit', () => {
    const { output } = runPieces(engine, SSE, [story(LIMITS.eventBytes)]);
    expect(output.match(/\*{4} 1111/g)).toHaveLength(2);
  });

  it.each([1_000, 65_536, Infinity])('refuses the stream beyond it, in pieces of %d bytes', (size) => {
    const bytes = story(LIMITS.eventBytes + 1);
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
    expect(runRefused(engine, SSE, size === Infinity ? [bytes] : pieces)).toEqual(['card.pan', 'SLUICE_MESSAGE_TOO_LARGE']);
  });

  it('in other charsets as well', () => {
    const bytes = Buffer.from(`data: ${'x'.repeat(LIMITS.eventBytes)}`, 'utf16le');
    expect(runRefused(engine, { ...SSE, charset: { declared: 'utf-16le', textual: true, markup: undefined } }, [bytes])).toEqual([
      'SLUICE_MESSAGE_TOO_LARGE',
    ]);
  });
});

it('a number over two lines is found in UTF-16', () => {
  const bytes = Buffer.from('data: 4111 1111\ndata: 1111 1111\n\n', 'utf16le');
  const masked = runPieces(
    engine,
    { ...SSE, charset: { declared: 'utf-16le', textual: true, markup: undefined } },
    singleBytes(bytes),
  ).output;
  expect(Buffer.from(masked, 'latin1').toString('utf16le')).toBe('data: **** ****\ndata: **** 1111\n\n');
});
