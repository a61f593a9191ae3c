/** The text layer of real documents, taken out by the real worker. */
import { deflateSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import type { Reading } from '../../src/document/layers.js';
import { DocumentReader } from '../../src/document/reader.js';
import { docx, pdf, xlsx, zip } from '../support/documents.js';

const reader = new DocumentReader(LIMITS);
afterAll(() => reader.close());

const TEXT = 'The quick brown fox 31415';

async function textOf(document: Buffer, type: 'pdf' | 'zip', part?: 'body' | 'head'): Promise<string> {
  const reading = await reader.read(document, { type, passing: [] });
  if ('code' in reading) return reading.code;
  return reading.layers
    .filter((layer) => part === undefined || layer.part === part)
    .map(({ text }) => text)
    .join('\n');
}

describe('the text of a PDF', () => {
  it.each([
    ['in a plain stream', pdf(TEXT)],
    ['in a packed stream', pdf(TEXT, { packed: true })],
    ['in a note', pdf('page', { note: `(${TEXT})` })],
    ['in a note in UTF-16', pdf('page', { note: `<feff${Buffer.from(TEXT, 'utf16le').swap16().toString('hex')}>` })],
    ['in a form field', pdf('page', { field: TEXT })],
    ['in its properties', pdf('page', { title: TEXT })],
    ['in a file attached to it', pdf('page', { attached: Buffer.from(TEXT) })],
    ['in a packed attachment', pdf('page', { attached: docx([[TEXT]]) })],
    ['in a stream that no page shows', pdf('page', { orphan: `BT (${TEXT}) Tj ET` })],
    [
      'in an array with spaces between',
      pdf('', { packed: true, operators: 'BT /F1 12 Tf 72 700 Td [(The quick brown ) -5 (fox 3) 2 (1415)] TJ ET' }),
    ],
  ])('%s', async (_, document) => {
    expect(await textOf(document, 'pdf')).toContain(TEXT);
  });
});

describe('the text of an Office file', () => {
  it('joins the runs of a paragraph and parts paragraphs', async () => {
    const text = await textOf(docx([['The qui', 'ck brown fox 31', '415'], ['next']]), 'zip', 'body');
    expect(text).toContain(`${TEXT}\nnext`);
  });

  it('puts shared strings in their cells and writes numbers out', async () => {
    const cells = [
      '<c r="A1" t="s"><v>1</v></c>',
      '<c r="B1"><v>4.111111111111111E15</v></c>',
      '<c r="C1" t="inlineStr"><is><t>inline</t></is></c>',
    ];
    expect(await textOf(xlsx(cells, ['first', TEXT]), 'zip', 'body')).toContain(`${TEXT}\t4111111111111111\tinline\t`);
  });

  it('reads an archive in an archive', async () => {
    expect(await textOf(zip({ 'a.zip': zip({ 'b.txt': TEXT }) }), 'zip', 'body')).toBe(TEXT);
  });
});

describe('a hostile PDF', () => {
  /** A stream object that no page needs to show. */
  const withStream = (dictionary: string, data: Buffer): Buffer =>
    Buffer.concat([
      pdf('page'),
      Buffer.from(`\n9 0 obj\n<< ${dictionary} /Length ${data.length} >>\nstream\n`),
      data,
      Buffer.from('\nendstream\nendobj\n'),
    ]);
  const bomb = deflateSync(Buffer.alloc(LIMITS.documentUnpackedBytes + 1));

  it.each([
    ['that unpacks to too much', '/Filter /FlateDecode', bomb, 'SLUICE_DOCUMENT_LIMIT'],
    ['that says it is a picture and unpacks to too much', '/Subtype /Image /Filter /FlateDecode', bomb, 'SLUICE_DOCUMENT_LIMIT'],
    ['that is packed twice', '/Filter [/FlateDecode /FlateDecode]', deflateSync(bomb), 'SLUICE_DOCUMENT_UNREADABLE'],
  ])('with a stream %s is refused before the library unpacks it', async (_, dictionary, data, code) => {
    expect(await textOf(withStream(dictionary, data), 'pdf')).toBe(code);
  });

  it('does not harm the next document', async () => {
    expect(await textOf(pdf(TEXT), 'pdf')).toContain(TEXT);
  });
});

describe('documents that wait', () => {
  const request = { type: 'zip', passing: [] } as const;
  const codeOf = async (reading: Promise<Reading>): Promise<string> => {
    const done = await reading;
    return 'code' in done ? done.code : 'read';
  };

  it('are refused beyond a number, after a time, and passed over when nobody waits for them', async () => {
    const few = new DocumentReader({ ...LIMITS, documentQueueEntries: 2 });
    const document = docx([[TEXT]]);
    const first = codeOf(few.read(document, request));
    const left = codeOf(few.read(document, request, () => false));
    const third = codeOf(few.read(document, request));
    expect(await codeOf(few.read(document, request))).toBe('SLUICE_OVERLOADED');
    expect([await first, await left, await third]).toEqual(['read', 'SLUICE_OVERLOADED', 'read']);
    await few.close();
    const hasty = new DocumentReader({ ...LIMITS, documentWaitMs: 0 });
    const [begun, late] = [codeOf(hasty.read(document, request)), codeOf(hasty.read(document, request))];
    expect([['read', 'SLUICE_OVERLOADED'].includes(await begun), await late]).toEqual([true, 'SLUICE_OVERLOADED']);
    await hasty.close();
  });
});
