/** Bodies of every kind through the inspection, cut anywhere: the same bytes or the same refusal; binary formats keep their lengths. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Effect } from '../../src/engine/api.js';
import type { OpaqueUse } from '../../src/policy/opaque.js';
import { docx, pdf } from '../support/documents.js';
import { documents, inspected, inspectionOf } from '../support/inspection.js';

const PAN = '4111111111111111';
afterAll(() => documents.close());

/** What leaves, or the code of the refusal. */
async function through(body: Buffer, type: string | undefined, use: OpaqueUse, cuts: readonly number[] = []): Promise<Buffer | string> {
  const shared = inspected(use);
  const inspection = inspectionOf(type, shared);
  const codeOf = (effects: readonly Effect[]): string | undefined => effects.flatMap((effect) => (effect.kind === 'refuse' ? [effect.code] : []))[0]; // prettier-ignore
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const cut of [...cuts, body.length].map((at) => Math.min(at, body.length)).sort((a, b) => a - b)) {
    const step = inspection.write(Buffer.from(body.subarray(from, cut)));
    const code = codeOf(step.effects);
    if (code !== undefined) return code;
    parts.push(Buffer.from(step.bytes));
    from = cut;
  }
  const last = inspection.end();
  const code = codeOf(last.effects) ?? codeOf(await shared.custody.judge());
  return code ?? Buffer.concat([...parts, last.bytes]);
}

const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), Buffer.alloc(40), Buffer.from(`tEXt ${PAN} end`)]);
const part = (data: Buffer | string): Buffer => Buffer.concat([Buffer.from('--b\r\nA: b\r\n\r\n'), Buffer.from(data), Buffer.from('\r\n')]);
const form = (...parts: readonly (Buffer | string)[]): Buffer => Buffer.concat([...parts.map(part), Buffer.from('--b--\r\n')]);
const BODIES: readonly (readonly [type: string | undefined, body: Buffer])[] = [
  ['application/json', Buffer.from(`{"card":"${PAN}","n":1}`)],
  ['application/json', Buffer.from(`<p>${PAN}</p>`)],
  [undefined, Buffer.from(`\ufeff{"card":${PAN}}`)],
  ['image/png', png],
  ['text/plain', png],
  ['text/plain', Buffer.from(`hello\0${PAN} `)],
  ['application/octet-stream', docx([['hello']])],
  ['application/pdf', pdf(PAN)],
  ['multipart/form-data; boundary=b', form('', PAN, '--bb', `card ${PAN}`)],
  ['multipart/form-data; boundary=b', form(PAN, docx([['hello']]), `card ${PAN}`)],
  ['multipart/form-data; boundary=b', form(PAN, docx([[PAN]]))],
  ['multipart/form-data; boundary=b', form(PAN, `${'x'.repeat(511)}\0`)],
  ['multipart/form-data; boundary=b', form(PAN, `${'x'.repeat(512)}\0`, PAN)],
  ['multipart/form-data; boundary=b', form(PAN, png)],
  ['text/plain', Buffer.concat([Buffer.from('x\n'), pdf('x')])],
];

describe('a body that is cut', () => {
  it('leaves as the whole one, or is refused like it', async () => {
    for (const [type, body] of BODIES) {
      for (const use of ['upload', 'asset', 'answer'] as const) {
        const whole = await through(body, type, use);
        await fc.assert(
          fc.asyncProperty(fc.array(fc.nat(body.length), { maxLength: 6 }), async (cuts) => {
            expect(await through(body, type, use, cuts)).toEqual(whole);
          }),
          { numRuns: 15 },
        );
        const bytewise = Array.from({ length: Math.min(body.length, 40) }, (_, at) => at);
        expect(await through(body, type, use, bytewise)).toEqual(whole);
      }
    }
  });
});

/** Hand-made messages: fields with their lengths before them, numbers around. */
const length8 = (head: number, text: string): Buffer => Buffer.concat([Buffer.of(head, Buffer.byteLength(text)), Buffer.from(text)]);
const FULLWIDTH = [...PAN].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');
const ARABIC = [...PAN].map((digit) => String.fromCodePoint(0x660 + Number(digit))).join('');
const INTEGERS = Buffer.from('cf000e9aff5e5871c7cb40d5555555555555', 'hex');

describe.each([
  [
    'application/x-protobuf',
    (text: string) =>
      Buffer.concat([
        Buffer.from('0896011d', 'hex'),
        Buffer.of(1, 2, 3, 4),
        length8(0x12, text),
        Buffer.from('18808080801021', 'hex'),
        INTEGERS.subarray(0, 8),
      ]),
  ],
  [
    'application/msgpack',
    (text: string) =>
      Buffer.concat([Buffer.from('83a16ecd1092a174', 'hex'), length8(0xd9, text), Buffer.from('a169', 'hex'), INTEGERS.subarray(0, 9)]),
  ],
  [
    'application/cbor',
    (text: string) =>
      Buffer.concat([Buffer.from('a3616e1910926174', 'hex'), length8(0x78, text), Buffer.from('61691b000e9aff5e5871c7', 'hex')]),
  ],
] as const)('%s', (type, message) => {
  it.each([
    ['digits', `card ${PAN} end`, 'card ************1111 end'],
    ['digits of three bytes each', `card ${FULLWIDTH} end`, `card ${'*'.repeat(36)}${FULLWIDTH.slice(12)} end`],
    ['digits of two bytes each', `card ${ARABIC} end`, `card ${'*'.repeat(24)}${ARABIC.slice(12)} end`],
    ['JSON in a field', `{"card":${PAN}}`, '{"card":8888888888881111}'],
    ['nothing', 'hello', 'hello'],
  ])('%s: the text is masked, its length and every other byte stay', async (_, text, masked) => {
    for (const use of ['upload', 'answer'] as const) expect(await through(message(text), type, use)).toEqual(message(masked));
  });
});

describe('unknown binary data', () => {
  it('is refused on its way up and as the answer to a write, passes as an asset, and is masked there', async () => {
    const body = Buffer.from(`\x01\0${PAN}\0`, 'latin1');
    expect(await through(body, 'application/octet-stream', 'upload')).toBe('SLUICE_BINARY_REFUSED');
    expect(await through(body, undefined, 'answer')).toBe('SLUICE_BINARY_REFUSED');
    expect(await through(body, 'application/octet-stream', 'asset')).toEqual(Buffer.from('\x01\0************1111\0', 'latin1'));
  });
});
