/** Real documents for tests: PDF written by hand, Office files and archives zipped as programs do. */
import { deflateSync } from 'node:zlib';
import { strToU8, zipSync, type Zippable } from 'fflate';

export interface PdfOptions {
  /** Packs the content stream. */
  readonly packed?: boolean;
  /** Contents of a note on the page, as PDF syntax: `(text)` or `<hex>`. */
  readonly note?: string;
  /** Value of a form field. */
  readonly field?: string;
  /** Title in the document's properties. */
  readonly title?: string;
  /** A file attached to the document. */
  readonly attached?: Uint8Array;
  /** Further objects, each behind its number. */
  readonly orphan?: string;
  /** Further entries of the trailer. */
  readonly trailer?: string;
  /** Operators of the page in place of showing `text`. */
  readonly operators?: string;
}

/** A PDF of one page (ISO 32000-2, annex H.2) that shows `text`. */
export function pdf(text: string, options: PdfOptions = {}): Buffer {
  const content = Buffer.from(options.operators ?? `BT /F1 12 Tf 72 700 Td (${text}) Tj ET`, 'latin1');
  const annotations: string[] = [];
  if (options.note !== undefined) annotations.push(`<< /Type /Annot /Subtype /Text /Rect [10 10 30 30] /Contents ${options.note} >>`);
  if (options.field !== undefined) annotations.push(`<< /Type /Annot /Subtype /Widget /FT /Tx /T (card) /V (${options.field}) /Rect [10 40 90 60] >>`); // prettier-ignore
  const names =
    options.attached === undefined
      ? ''
      : '/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (a.txt) /EF << /F 8 0 R >> >>] >> >>';
  const form = options.field === undefined ? '' : '/AcroForm << /Fields [7 0 R] >>';
  const objects: (readonly [number, Buffer])[] = [
    [1, Buffer.from(`<< /Type /Catalog /Pages 2 0 R ${names} ${form} >>`)],
    [2, Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>')],
    [3, Buffer.from(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Annots [${annotations.length > 0 ? '7 0 R' : ''}] >>`)], // prettier-ignore
    [4, stream(content, options.packed === true)],
    [5, Buffer.from('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>')],
    [6, Buffer.from(`<< /Title (${options.title ?? 'Letter'}) >>`)],
  ];
  if (annotations[0] !== undefined) objects.push([7, Buffer.from(annotations[0])]);
  if (options.attached !== undefined) objects.push([8, stream(Buffer.from(options.attached), true)]);
  if (options.orphan !== undefined) objects.push([9, stream(Buffer.from(options.orphan, 'latin1'), true)]);
  return assembled(objects, options.trailer ?? '');
}

function stream(data: Buffer, packed: boolean): Buffer {
  const body = packed ? deflateSync(data) : data;
  const head = `<< /Length ${body.length}${packed ? ' /Filter /FlateDecode' : ''} >>\nstream\n`;
  return Buffer.concat([Buffer.from(head), body, Buffer.from('\nendstream')]);
}

function assembled(objects: readonly (readonly [number, Buffer])[], trailer: string): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  const offsets = new Map<number, number>();
  let at = parts[0]?.length ?? 0;
  const push = (part: Buffer): void => {
    parts.push(part);
    at += part.length;
  };
  for (const [number, body] of objects) {
    offsets.set(number, at);
    push(Buffer.concat([Buffer.from(`${number} 0 obj\n`), body, Buffer.from('\nendobj\n')]));
  }
  const size = Math.max(...offsets.keys()) + 1;
  const rows = Array.from({ length: size }, (_, number) => {
    const offset = offsets.get(number);
    return offset === undefined ? '0000000000 65535 f \n' : `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const start = at;
  push(
    Buffer.from(
      `xref\n0 ${size}\n${rows.join('')}trailer\n<< /Size ${size} /Root 1 0 R /Info 6 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

/** A ZIP archive, packed; text is UTF-8. */
export function zip(files: Readonly<Record<string, string | Uint8Array>>, level: 0 | 6 = 6): Buffer {
  const entries: Zippable = {};
  for (const [name, data] of Object.entries(files)) entries[name] = typeof data === 'string' ? strToU8(data) : data;
  return Buffer.from(zipSync(entries, { level }));
}

const TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>';
const WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

/** A letter whose paragraphs are given as their runs. */
export function docx(paragraphs: readonly (readonly string[])[], more: Readonly<Record<string, string | Uint8Array>> = {}): Buffer {
  const body = paragraphs
    .map((runs) => `<w:p>${runs.map((run) => `<w:r><w:rPr><w:b/></w:rPr><w:t>${run}</w:t></w:r>`).join('')}</w:p>`)
    .join('');
  return zip({ '[Content_Types].xml': TYPES, 'word/document.xml': `<?xml version="1.0"?><w:document ${WORD}><w:body>${body}</w:body></w:document>`, ...more }); // prettier-ignore
}

/** A workbook of one row of cells, in SpreadsheetML. */
export function xlsx(cells: readonly string[], strings: readonly string[] = []): Buffer {
  return zip({
    '[Content_Types].xml': TYPES,
    'xl/sharedStrings.xml': `<sst count="${strings.length}">${strings.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`,
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData><row r="1">${cells.join('')}</row></sheetData></worksheet>`,
  });
}
