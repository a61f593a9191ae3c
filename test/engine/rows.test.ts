/**
 * The story: somebody pasted a column of card numbers into a chat, eight thousand of them with nothing but spaces between. Each may begin in the one
 * before, as far as the kernel can tell, so the whole row was held back, and the message refused when it was longer than what the kernel holds.
 */
import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import type { Format, RedactionStream } from '../../src/engine/api.js';
import { applySplices } from '../../src/redact/splice.js';
import { engine } from '../support/engine.js';

/** What comes, what leaves, and cards in it. */
const ROWS: readonly [string, string, number][] = [
  ['4111 1111 1111 1111 ', '**** **** **** 1111 ', 1],
  ['4111-1111-1111-1111-', '****-****-****-1111-', 1],
  ['3782 822463 10005 ', '**** ****** *0005 ', 1], // regions of the kernel end inside of these
  ['4111 1111 1111 1111 3782 822463 10005 ', '**** **** **** 1111 **** ****** *0005 ', 2],
];
const BYTES = 2.5 * LIMITS.windowBytes;

/** What leaves of a message that comes in pieces, and the most that was held back. */
function cut(stream: RedactionStream, message: Buffer, pieceBytes: number): { text: string; held: number; refused: boolean } {
  const left: Uint8Array[] = [];
  let [held, refused] = [0, false];
  for (let at = 0; at < message.length; at += pieceBytes) {
    const { bytes, effects } = stream.write(Uint8Array.from(message.subarray(at, at + pieceBytes)));
    refused ||= effects.some(({ kind }) => kind === 'refuse');
    left.push(bytes);
    held = Math.max(held, stream.held);
  }
  left.push(stream.end().bytes);
  return { text: Buffer.concat(left).toString('latin1'), held, refused };
}

describe('a row of numbers longer than what the kernel holds', () => {
  for (const [row, masked, cards] of ROWS) {
    const times = Math.ceil(BYTES / row.length);
    const message = Buffer.from(row.repeat(times));
    test.each<[Format, number]>([
      ['text', 977],
      ['text', 4096],
      ['auto', 16_384],
      ['html', 16_384],
      ['text', message.length],
    ])(`is masked, and held back in part only: "${row}" as %s in pieces of %i`, (format, pieceBytes) => {
      const { text, held, refused } = cut(engine.open({ format }), message, pieceBytes);
      expect(refused).toBe(false);
      expect(text === masked.repeat(times)).toBe(true);
      expect(held).toBeLessThan(LIMITS.windowBytes);
    });

    test(`is masked in a message of a live channel: "${row}"`, () => {
      const { splices, effects, refused } = engine.inspect(message, { format: 'text' });
      expect(refused).toBeUndefined();
      expect(Buffer.from(applySplices(message, 0, message.length, splices)).toString() === masked.repeat(times)).toBe(true);
      expect(effects).toHaveLength(times * cards);
    });
  }

  test('other findings in and behind it are those of a short one', () => {
    const rest = ' and the cvc is 123, mail anna@example.com';
    const row = '3782 822463 10005 '.repeat(20);
    const tail = (text: string): string => text.slice(-(row.length + rest.length));
    const short = tail(cut(engine.open({ format: 'text' }), Buffer.from(row + rest), 4096).text);
    const long = cut(engine.open({ format: 'text' }), Buffer.from(row.repeat(500) + rest), 4096).text;
    expect(tail(long)).toBe(short);
  });
});

/** Whether numbers in a list are masked with eights, to stay numbers, once depended on where the piece began in which they came. */
describe('a list of bare numbers outside of JSON', () => {
  const rows = ['378282246310005,', '4111111111111111,', '[378282246310005, 4111111111111111],', '{"a":378282246310005},'];
  const heads = ['', 'x [', 'data: [1,', 'hello {"a":['];
  test.each(rows.flatMap((row) => heads.map((head) => [head, row] as const)))('looks the same however it is cut: %s%s', (head, row) => {
    const message = Buffer.from(head + row.repeat(Math.ceil(2_000 / row.length)));
    for (const format of ['text', 'auto', 'html'] as const) {
      const whole = cut(engine.open({ format }), message, message.length).text;
      for (const pieceBytes of [1, 7, 16, 131, 500]) expect(cut(engine.open({ format }), message, pieceBytes).text).toBe(whole);
    }
  });
});
