/**
 * Multipart bodies that two readers cut differently. The story is the same in each: the sender writes a body that Sluice would read as one
 * harmless part and the CRM as another, with a card in it. Where readers are known to differ nothing is forwarded.
 */
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import type { ErrorCode } from '../../src/base/errors.js';
import { partPolicyOf } from '../../src/proxy/inspection.js';
import { engine } from '../support/engine.js';
import { inspected } from '../support/inspection.js';

const FORM = 'multipart/form-data; boundary=b';
const CARD = '4111111111111111';

/** The code that refuses a body, given whole and byte by byte. */
function refusal(body: string, contentType = FORM): ErrorCode | undefined {
  const bytes = Buffer.from(body, 'latin1');
  const codes = [bytes.length, 1].map((size) => {
    const stream = engine.open({ format: 'multipart', contentType, partPolicy: partPolicyOf(inspected('upload')) });
    const steps = [];
    for (let at = 0; at < bytes.length; at += size) steps.push(stream.write(bytes.subarray(at, at + size)));
    steps.push(stream.end());
    return steps.flatMap(({ effects }) => effects).find((effect) => effect.kind === 'refuse')?.code;
  });
  expect(codes[1]).toBe(codes[0]);
  return codes[0];
}

/** What leaves of a body, one character a byte. */
function sent(body: string): string {
  const stream = engine.open({ format: 'multipart', contentType: FORM, partPolicy: partPolicyOf(inspected('upload')) });
  return Buffer.from(stream.end(Buffer.from(body, 'latin1')).bytes).toString('latin1');
}

const part = (head: string, content = 'x'): string => `--b\r\n${head}\r\n\r\n${content}\r\n--b--\r\n`;
const SOUND = part('Content-Disposition: form-data; name="a"');

it('a sound body passes', () => expect(refusal(SOUND)).toBeUndefined());

describe('the boundary in the head', () => {
  it.each([
    ['is missing', 'multipart/form-data'],
    ['is empty', 'multipart/form-data; boundary='],
    ['is named twice: readers take the first or the last', 'multipart/form-data; boundary=b; boundary=c'],
    ['is named twice, once encoded', "multipart/form-data; boundary=b; boundary*=utf-8''c"],
    ['comes in pieces', 'multipart/form-data; boundary*0=b; boundary*1=c'],
    ['has 71 characters', `multipart/form-data; boundary=${'b'.repeat(71)}`],
    ['has an escape in its quotes', 'multipart/form-data; boundary="\\b"'],
    ['has an open quote', 'multipart/form-data; boundary="b'],
    ['ends in a space', 'multipart/form-data; boundary="b "'],
    ['stands in the second of two types', 'text/plain, multipart/form-data; boundary=b'],
    ['is followed by another type', 'multipart/form-data; boundary=b, text/plain'],
  ])('%s', (_, contentType) => expect(refusal(SOUND, contentType)).toBe('SLUICE_MULTIPART_MALFORMED'));

  it('is a card number: masked in the head, it would not be the one in the body', () => {
    expect(refusal(SOUND.replaceAll('--b', `--${CARD}`), `multipart/form-data; boundary=${CARD}`)).toBe('SLUICE_MULTIPART_AMBIGUOUS');
  });
});

describe('the boundary in the body', () => {
  it.each([
    ['more behind it on its line', '--b\r\nA: b\r\n\r\nx\r\n--bc\r\n--b--\r\n', 'AMBIGUOUS'],
    ['one dash behind it', '--b\r\nA: b\r\n\r\nx\r\n--b-\r\n--b--\r\n', 'AMBIGUOUS'],
    ['more behind the last one', '--b\r\nA: b\r\n\r\nx\r\n--b--c\r\n', 'AMBIGUOUS'],
    ['LF before it where others have CRLF', '--b\r\nA: b\r\n\r\nx\n--b\r\n\r\ny\r\n--b--\r\n', 'AMBIGUOUS'],
    ['LF behind it where others have CRLF', '--b\r\nA: b\r\n\r\nx\r\n--b\nA: b\r\n\r\ny\r\n--b--\r\n', 'AMBIGUOUS'],
    ['CR alone before it', '--b\r\nA: b\r\n\r\nx\r--b\r\n\r\ny\r\n--b--\r\n', 'AMBIGUOUS'],
    ['another one behind the last', `${SOUND}--b\r\nA: b\r\n\r\n${CARD}\r\n--b--\r\n`, 'AMBIGUOUS'],
    ['none at all', 'a=1', 'MALFORMED'],
    ['no body at all', '', 'MALFORMED'],
    ['no last one', '--b\r\nA: b\r\n\r\nx\r\n', 'MALFORMED'],
    ['the last one cut short', '--b\r\nA: b\r\n\r\nx\r\n--b-', 'MALFORMED'],
    ['endless padding', `--b${' '.repeat(LIMITS.boundaryPaddingBytes + 1)}\r\nA: b\r\n\r\nx\r\n--b--`, 'MALFORMED'],
    ['a part without a head', '--b\r\n--b--\r\n', 'MALFORMED'],
    ['a part without its empty line', '--b\r\nA: b\r\n--b--\r\n', 'MALFORMED'],
  ])('%s', (_, body, code) => expect(refusal(body)).toBe(`SLUICE_MULTIPART_${code}`));
});

describe('the head of a part', () => {
  const base64 = Buffer.from(CARD).toString('base64');
  it.each([
    ['says its type twice', 'Content-Type: text/plain\r\nContent-Type: application/json', 'MULTIPART_MALFORMED'],
    ['says its encoding twice', 'Content-Transfer-Encoding: 8bit\r\nContent-Transfer-Encoding: base64', 'MULTIPART_MALFORMED'],
    ['has a line that is no field', 'Content-Type text/plain', 'MULTIPART_MALFORMED'],
    ['has a space before the colon', 'Content-Transfer-Encoding : base64', 'MULTIPART_MALFORMED'],
    ['begins with a continuation', ' Content-Transfer-Encoding: base64', 'MULTIPART_MALFORMED'],
    ['hides a field behind LF alone', 'A: b\nContent-Transfer-Encoding: base64', 'MULTIPART_MALFORMED'],
    ['hides a field behind CR alone', 'A: b\rContent-Transfer-Encoding: base64', 'MULTIPART_MALFORMED'],
    ['is longer than any', `A: ${'b'.repeat(LIMITS.partHeadBytes)}`, 'MULTIPART_MALFORMED'],
    [
      'gives the pieces of a name out of order',
      'Content-Disposition: form-data; name=a; filename*1="11111111"; filename*0="41111111"',
      'MULTIPART_AMBIGUOUS',
    ],
    ['names an encoding that is unknown', 'Content-Transfer-Encoding: x-uuencode', 'PART_UNSUPPORTED'],
    ['names a content coding', 'Content-Encoding: gzip', 'CODING_UNSUPPORTED'],
    ['names a charset that cannot be read', 'Content-Type: text/plain; charset=utf-7', 'CHARSET_UNSUPPORTED'],
    ['names such a charset in an encoded word', 'Subject: =?UTF-7?Q?+ADQ-?=', 'CHARSET_UNSUPPORTED'],
    ['encodes parts', 'Content-Type: multipart/mixed; boundary=c\r\nContent-Transfer-Encoding: base64', 'MULTIPART_AMBIGUOUS'],
    ['has no boundary for its parts', 'Content-Type: multipart/mixed', 'MULTIPART_MALFORMED'],
    ['is cut by two line ends', 'A: b\n', 'MULTIPART_MALFORMED'],
  ])('%s', (_, head, code) => expect(refusal(part(head, base64))).toBe(`SLUICE_${code}`));

  it('names the charset of all fields in one of them (RFC 7578, 4.6)', () => {
    expect(refusal(part('Content-Disposition: form-data; name="_charset_"', 'utf-7'))).toBe('SLUICE_CHARSET_UNSUPPORTED');
    expect(refusal(part('Content-Disposition: form-data; name="_charset_"', 'utf-8'))).toBeUndefined();
  });
});

describe('encoded parts', () => {
  const coded = (content: string): ErrorCode | undefined => refusal(part('Content-Transfer-Encoding: base64', content));
  it('a card in the open under base64 is one to those who do not decode', () => expect(coded(CARD)).toBe('SLUICE_MULTIPART_AMBIGUOUS'));
  it.each(['NDEx!MTEx', 'NDEx====', 'NDE=MTEx', 'N'])('%s is no base64: some readers skip, some stop', (content) => {
    expect(coded(content)).toBe('SLUICE_PART_UNSUPPORTED');
  });
  it.each(['iso-8859-1', 'shift_jis'])('a named field in %s is read as such, and keeps a length that was counted', (charset) => {
    const head = `Content-Disposition: form-data; name="card"\r\nContent-Type: text/plain; charset=${charset}\r\nContent-Length: 20`;
    const body = part(head, `&#52;${CARD.slice(1)}`);
    expect(refusal(body)).toBeUndefined();
    expect(sent(body)).not.toContain(CARD.slice(1));
    expect(sent(body)).toHaveLength(body.length);
  });
  it('UTF-16 in a part is read as such', () => {
    const wide = [...` card ${CARD} `].map((unit) => `${unit}\x00`).join('');
    expect(refusal(part('A: b', wide))).toBeUndefined();
    expect(sent(part('A: b', wide))).not.toContain([...CARD].map((digit) => `${digit}\x00`).join(''));
  });
});

describe('embedded HTTP', () => {
  const http = (message: string): ErrorCode | undefined =>
    refusal(part('Content-Type: application/http', message), 'multipart/mixed; boundary=b');
  it('a card in the URL of a request', () => expect(http(`GET /a?card=${CARD} HTTP/1.1\r\nA: b\r\n\r\n`)).toBe('SLUICE_URL_SENSITIVE'));
  it('chunks', () => expect(http('POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n')).toBe('SLUICE_TRANSFER_CODING'));
  it('no request line', () => expect(http('\r\nPOST /a HTTP/1.1\r\n\r\n')).toBe('SLUICE_MULTIPART_MALFORMED'));
});

it('parts within parts beyond the depth', () => {
  let body = 'x';
  for (let depth = LIMITS.containerDepth + 1; depth >= 1; depth--) {
    const head = depth > LIMITS.containerDepth ? 'A: b' : `Content-Type: multipart/mixed; boundary=b${depth + 1}.`;
    body = `--b${depth}.\r\n${head}\r\n\r\n${body}\r\n--b${depth}.--`;
  }
  expect(refusal(body, 'multipart/mixed; boundary=b1.')).toBe('SLUICE_NESTING_TOO_DEEP');
});
