/**
 * Documents as agents really upload them: parts of a form. A part is judged by its first bytes whatever it says of itself; a document
 * with a card, or one that cannot be read, takes the whole form with it; clean ones arrive with their bytes while the fields are masked.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { docx, pdf, zip } from '../support/documents.js';
import { MASKED, PAN, uploads } from '../support/proxy.js';

interface Part {
  readonly name: string;
  readonly type?: string;
  readonly data: Buffer | string;
}

function form(parts: readonly Part[]): Buffer {
  const pieces = parts.flatMap(({ name, type, data }) => [
    Buffer.from(
      `--b0undary\r\nContent-Disposition: form-data; name="${name}"${type === undefined ? '' : `; filename="f"\r\nContent-Type: ${type}`}\r\n\r\n`,
    ),
    Buffer.from(data),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...pieces, Buffer.from('--b0undary--\r\n')]);
}

/** A drawing of many curves, whose coordinates read like cards when they are scanned as text. */
const DRAWING = pdf('', {
  operators: Array.from({ length: 500 }, (_, i) => `4${String(i).padStart(3, '0')} 1111 1111 1${(i * 7) % 1000} 5000 6000 c`).join('\n'),
});

let backend: Awaited<ReturnType<typeof uploads>>;
beforeAll(async () => void (backend = await uploads()));

async function send(
  body: Buffer,
  type = 'multipart/form-data; boundary=b0undary',
  chunked = false,
): Promise<{ answer: string; arrived: Buffer | undefined }> {
  backend.arrived = undefined;
  const init = { method: 'POST', headers: { 'content-type': type } };
  const response = await fetch(backend.url, chunked ? { ...init, body: new Blob([body]).stream(), duplex: 'half' } : { ...init, body });
  return { answer: await response.text(), arrived: backend.arrived };
}

describe('a form with a document', () => {
  it.each([
    ['a card in a PDF', { type: 'application/pdf', data: pdf(PAN, { packed: true }) }, 'SLUICE_DOCUMENT_SENSITIVE'],
    ['a card in a PDF that says it is text', { type: 'text/plain', data: pdf(PAN, { packed: true }) }, 'SLUICE_DOCUMENT_SENSITIVE'],
    ['a card in a field that is a letter', { data: docx([[PAN]]) }, 'SLUICE_DOCUMENT_SENSITIVE'],
    ['an archive with bytes behind it', { data: Buffer.concat([zip({ a: 'x' }), Buffer.from('x')]) }, 'SLUICE_DOCUMENT_UNREADABLE'],
    ['a picture', { type: 'image/png', data: Buffer.from('\x89PNG\r\n\x1a\n\0\0', 'latin1') }, 'SLUICE_BINARY_REFUSED'],
    [
      'a picture that says it is JSON',
      { type: 'application/json', data: Buffer.from('\x89PNG\r\n\x1a\n\0\0', 'latin1') },
      'SLUICE_BINARY_REFUSED',
    ],
    ['unknown binary data', { type: 'application/octet-stream', data: Buffer.from('abc\0def') }, 'SLUICE_BINARY_REFUSED'],
    ['an old Office file', { data: Buffer.from('d0cf11e0a1b11ae10000', 'hex') }, 'SLUICE_DOCUMENT_UNREADABLE'],
  ])('%s is refused', async (_, part, code) => {
    for (const chunked of [false, true]) {
      const body = form([
        { name: 'a', data: 'hello' },
        { name: 'file', ...part },
        { name: 'z', data: 'x' },
      ]);
      const { answer, arrived } = await send(body, undefined, chunked);
      expect([(JSON.parse(answer) as { error: { code: string } }).error.code, arrived]).toEqual([code, undefined]);
    }
  });

  it('clean ones arrive with their bytes, the fields around them are masked', async () => {
    for (const chunked of [false, true]) {
      for (const data of [DRAWING, docx([['hello']]), pdf('hello', { packed: true })]) {
        const parts = (card: string): Buffer => form([{ name: 'card', data: card }, { name: 'file', type: 'application/pdf', data }, { name: 'note', data: `card ${card}` }, { name: 'again', data }]); // prettier-ignore
        const { answer, arrived } = await send(parts(PAN), undefined, chunked);
        expect(answer).toBe('fine');
        expect(arrived?.equals(parts(MASKED))).toBe(true);
      }
    }
  });

  it('is known by a quoted boundary, with a preamble, without fields', async () => {
    const body = Buffer.concat([Buffer.from('preamble\r\n'), form([{ name: 'f', data: pdf(PAN, { packed: true }) }])]);
    expect((await send(body, 'multipart/form-data; charset=utf-8; boundary="b0undary"')).answer).toContain('SLUICE_DOCUMENT_SENSITIVE');
    const empty = Buffer.from('--b0undary--\r\n');
    expect((await send(empty)).arrived).toEqual(empty);
  });

  it('without a boundary is refused', async () => {
    expect((await send(form([{ name: 'f', data: pdf('x') }]), 'multipart/form-data')).answer).toContain('SLUICE_MULTIPART_MALFORMED');
  });
});
