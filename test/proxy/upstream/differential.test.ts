/**
 * The lean reader of answers against Node's own client (llhttp), over answers that are drawn at random, bent out of shape and cut
 * anywhere: what Node refuses the lean reader refuses, and what the lean reader accepts both read alike. The lean reader may be
 * stricter. `SLUICE_SEED=random` draws other answers.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lengthOfAnswer, readLean, readNode } from '../../support/answers.js';
import { cutAt } from '../../support/cuts.js';

const crlf = fc.oneof(
  { weight: 30, arbitrary: fc.constant('\r\n') },
  { weight: 1, arbitrary: fc.constantFrom('\n', '\r', '\r\r\n', '\n\r\n', '\r\n ') },
);

const statusLine = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('HTTP/1.1 200 OK', 'HTTP/1.1 404 Not Found', 'HTTP/1.1 200', 'HTTP/1.1 500 ', 'HTTP/1.1 299 caf\xe9') },
  { weight: 4, arbitrary: fc.constantFrom('HTTP/1.1 204 No Content', 'HTTP/1.1 304 Not Modified', 'HTTP/1.0 200 OK') },
  { weight: 1, arbitrary: fc.constantFrom('HTTP/1.1 2000 OK', 'HTTP/1.1  200 OK', 'HTTP/2.0 200 OK', 'http/1.1 200 OK', 'HTTP/1.1 20', 'ICY 200 OK') },
); // prettier-ignore

const ordinary = fc.constantFrom('Content-Type: text/plain', 'X: ', 'x-y: a, b', 'Set-Cookie: a=b', 'Connection: close', 'Connection: keep-alive', 'Keep-Alive: timeout=5', 'Date: \tnow\t'); // prettier-ignore
const framing = fc.constantFrom('Content-Length: 5', 'Content-Length: 0', 'content-length:\t5 ', 'Content-Length: 11', 'Transfer-Encoding: chunked', 'transfer-encoding: CHUNKED'); // prettier-ignore
const odd = fc.constantFrom(
  'Content-Length: 5, 5', 'Content-Length: +5', 'Content-Length: 5 5', 'Content-Length: 99999999999999999999', 'Content-Length : 5', 'Content-Length:',
  'Transfer-Encoding: gzip, chunked', 'Transfer-Encoding: chunked, chunked', 'Transfer-Encoding: identity', 'Transfer-Encoding: xchunked', 'Transfer-Encoding : chunked',
  'Transfer-Encoding:\x0bchunked', ' folded', '\tfolded', 'no colon', ': no name', 'X\0: y', 'X: \0', 'X: \x7f', 'X\x80: y', 'Upgrade: h2c', 'Content-Length: 0x5', 'Trailer: X',
); // prettier-ignore

const field = fc.oneof({ weight: 6, arbitrary: ordinary }, { weight: 5, arbitrary: framing }, { weight: 2, arbitrary: odd });

const chunkSize = fc.oneof({ weight: 12, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom('', '0x5', '-1', '5 ', ' 5', 'FFFFFFFFFFFFFFFF', '00000000000000005', 'g') }); // prettier-ignore
const extension = fc.oneof({ weight: 6, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constantFrom(';a', ';a=b', ';a="b;c"', ';', ' ;a', ';a\0', ';\t') }); // prettier-ignore

const chunk = fc.tuple(fc.string({ minLength: 1, maxLength: 9 }).map((text) => text.replace(/[^ -~]/g, '.')), chunkSize, extension, crlf, crlf).map(
  ([text, size, more, first, second]) => `${size ?? text.length.toString(16)}${more}${first}${text}${second}`,
); // prettier-ignore

const lastChunk = fc.constantFrom('0\r\n\r\n', '0\r\n\r\n', '0\r\n\r\n', '000\r\n\r\n', '0;x\r\n\r\n', '0\r\nX: y\r\n\r\n', '0\r\nContent-Length: 5\r\n\r\n', '0\r\n X\r\n\r\n', '0\r\n', '', '0\n\n'); // prettier-ignore

const body = fc.oneof(
  fc.constantFrom('hello', 'hello world', '', 'hell', 'hello and more', 'HTTP/1.1 200 OK\r\n\r\n'),
  fc.tuple(fc.array(chunk, { maxLength: 4 }), lastChunk).map(([chunks, last]) => chunks.join('') + last),
);

const interim = fc.oneof({ weight: 8, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constantFrom('HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n') }); // prettier-ignore

const answer = fc.tuple(interim, statusLine, crlf, fc.array(fc.tuple(field, crlf), { maxLength: 5 }), crlf, body).map(
  ([before, line, end, fields, empty, rest]) => before + line + end + fields.map((pair) => pair.join('')).join('') + empty + rest,
); // prettier-ignore

/** Changes at single places: a character left out, put in or replaced by one that parsers stumble over. */
const slip = fc.tuple(
  fc.nat(),
  fc.constantFrom('', '\r', '\n', '\r\n', '\0', ' ', '\t', ':', ';', ',', '0', '5', 'a', '\x80', '\x7f'),
  fc.boolean(),
);
const slips = fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(slip, { minLength: 1, maxLength: 2 }) });

const bent = fc.tuple(answer, slips).map(([text, changes]) =>
  changes.reduce((so, [at, character, replace]) => {
    const place = at % (so.length + 1);
    return so.slice(0, place) + character + so.slice(place + (replace || character === '' ? 1 : 0));
  }, text),
);

describe('over answers drawn at random', () => {
  it('accepts nothing that Node refuses, and reads what it accepts as Node does', async () => {
    let accepted = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(bent, fc.array(fc.nat(400), { maxLength: 5 }), fc.boolean(), async (text, offsets, isHead) => {
        const bytes = Buffer.from(text, 'latin1');
        const pieces = cutAt(bytes, offsets.map((at) => Math.min(at, bytes.length))).map((piece) => Buffer.from(piece)); // prettier-ignore
        const lean = readLean(pieces, { isHead, closes: true });
        const node = await readNode([bytes.subarray(0, lengthOfAnswer(bytes, isHead))], isHead);
        expect(lean.outcome).toBeDefined();
        if (lean.outcome === 'refused') {
          refused++;
          return;
        }
        accepted++;
        expect({ ...node, outcome: node.outcome === 'complete' }).toEqual({ ...lean, outcome: true });
      }),
      { numRuns: 1500 },
    );
    // both kinds are drawn often enough to mean something
    expect(Math.min(accepted, refused)).toBeGreaterThan(300);
  });

  it('reads the same however they are cut', () => {
    fc.assert(
      fc.property(bent, fc.array(fc.nat(400), { maxLength: 8 }), fc.boolean(), (text, offsets, isHead) => {
        const bytes = Buffer.from(text, 'latin1');
        const pieces = cutAt(bytes, offsets.map((at) => Math.min(at, bytes.length))).map((piece) => Buffer.from(piece)); // prettier-ignore
        const whole = readLean([bytes], { isHead, closes: true });
        const cut = readLean(pieces, { isHead, closes: true });
        // whether more has come behind an answer is only known when it has come
        const blurred = ({ outcome }: { outcome: string | undefined }) => (outcome === 'reusable' ? 'complete' : outcome);
        expect({ ...cut, outcome: blurred(cut) }).toEqual({ ...whole, outcome: blurred(whole) });
      }),
      { numRuns: 2500 },
    );
  });
});
