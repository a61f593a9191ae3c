/** Long encoded bodies are decoded in pieces: a card on the edge of a piece is found, masks keep the encoding, clean bytes stay. */
import { expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { engine } from '../support/engine.js';
import { cutAt, runPieces } from '../support/cuts.js';

const CARD = '4111111111111111';
const MASKED = '************1111';
const PAGE = 'The customer asked about delivery = late, 100 % sure. "Thanks" & regards.\n'.repeat(1000).slice(0, LIMITS.transferPieceBytes);
const META = { format: 'multipart', contentType: 'multipart/mixed; boundary=b' } as const;

const quoted = (text: string): string =>
  text.replaceAll(/[=%"]/g, (sign) => `=${sign.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll(/[^=\n]{60}/g, '$&=\r\n');
const lines = (text: string): string => Buffer.from(text).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
const part = (encoding: string, body: string): string => `--b\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}\r\n--b--\r\n`;

const ENCODED: readonly (readonly [name: string, meta: object, encode: (text: string) => string])[] = [
  ['base64 in lines', META, (text) => part('base64', lines(text))],
  ['base64 in one line', META, (text) => part('base64', Buffer.from(text).toString('base64'))],
  ['quoted-printable', META, (text) => part('quoted-printable', quoted(text))],
  ['a form', { format: 'form' }, (text) => `m=${encodeURIComponent(text)}`],
];

it.each(ENCODED)('%s: a card around the edge of a piece', (_name, meta, encode) => {
  for (const shift of [-20, -9, -8, -7, 0, 40]) {
    const room = Math.floor((LIMITS.transferPieceBytes * PAGE.length) / encode(PAGE).length) + shift;
    const text = `${PAGE.slice(0, room)} ${CARD} ${PAGE}`;
    const bytes = Buffer.from(encode(text));
    const { output, effects } = runPieces(engine, meta, [bytes]);
    expect(effects.length).toBe(1);
    expect(output).toBe(encode(text.replace(CARD, MASKED)));
    expect(runPieces(engine, meta, cutAt(bytes, [1000, 65_000, 65_537, 70_001]))).toEqual({ output, effects });
  }
});

it.each(ENCODED)('%s: clean bytes stay', (_name, meta, encode) => {
  const bytes = Buffer.from(encode(PAGE.repeat(3)));
  expect(runPieces(engine, meta, [bytes]).output).toBe(bytes.toString('latin1'));
});

it('a web token is found among many openings of one', () => {
  const part64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${part64({ alg: 'HS256', typ: 'JWT' })}.${part64({ sub: 'a' })}.${'x'.repeat(43)}`;
  const openings = 'eyJhYmNk'.repeat(1500);
  for (const text of [`${openings} ${token} x`, `${token} ${openings}`]) {
    const { findings } = engine.redact(text, { format: 'text' });
    const end = text.indexOf(token) + token.length;
    expect(findings.some((finding) => finding.entity.startsWith('secret.') && finding.end === end)).toBe(true);
  }
});
