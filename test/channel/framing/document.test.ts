/** Where the words of a body may stand. */
import { expect, it } from 'vitest';
import { documentFraming } from '../../../src/channel/framing/document.js';
import { HANDSHAKE } from '../../support/channel.js';

/** The pieces of a body, content in brackets. */
function pieces(body: string | Buffer, format: 'json' | 'auto' = 'json'): string {
  const bytes = Buffer.from(body as string);
  const cut = documentFraming(format).open(HANDSHAKE).response.read(bytes, false);
  if (typeof cut === 'string') return cut;
  return cut.pieces.map(({ start, end, kind }) => (kind === 'content' ? `[${bytes.toString('utf8', start, end)}]` : bytes.toString('utf8', start, end))).join('|'); // prettier-ignore
}

it.each([
  ['{"a":1}', '[{"a":1}]'],
  [' [1]', '[ [1]]'],
  ['"words"', '["words"]'],
  ['\ufeff{}', '\ufeff|[{}]'],
  [`)]}',\n[1]`, `)]}',\n|[[1]]`],
  ['while(1);{}', 'while(1);|[{}]'],
  ['while(1);true', 'while(1);true'],
  ['4111', '4111'],
  ['', ''],
])('%j', (body, expected) => expect(pieces(body)).toBe(expected));

it('a body that declares nothing is words where it is no JSON', () => expect(pieces('4111', 'auto')).toBe('[4111]'));

it.each([Buffer.from('{"a":1}', 'utf16le'), Buffer.from([0xff, 0xfe, 0x30]), Buffer.from('{"a":"\0"}')])('%# is not UTF-8', (body) =>
  expect(pieces(body)).toBe('SLUICE_CHARSET_UNSUPPORTED'),
);
