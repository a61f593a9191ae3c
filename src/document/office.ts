/** Office files (ECMA-376, ISO/IEC 26300) among archives: which entries are text, and how they read. */
import type { Entry } from './zip.js';
import { type Budget, unreadable } from './layers.js';
import { sharedStrings, sheetText, textOf } from './xml.js';

/** An archive that says it is an Office file: a content list (Open Packaging) or a media type (OpenDocument, EPUB). */
export function isOffice(entries: readonly Entry[]): boolean {
  return entries.some(({ name }) => name === '[Content_Types].xml' || name === 'mimetype');
}

/** Comments, CDATA, document types and instructions behind the first: no program writes them into its own files, and they take text apart. */
const HIDING = /<!|[^\s\ufeff][^]*<\?/;

/** Refuses Office files whose text is not XML, or is encrypted within. */
export function refuseUnreadableOffice(entries: readonly Entry[]): void {
  for (const { name, data } of entries) {
    if (/(?:^|\/)workbook\.bin$/i.test(name)) unreadable();
    if (/(?:^|\/)manifest\.xml$/i.test(name) && data.includes('encryption-data')) unreadable();
    if (/^(?:word|xl|ppt)\/.*\.xml$/i.test(name) && HIDING.test(decoded(data))) unreadable();
  }
}

/** The strings of a workbook's shared table; none in other documents. */
export function stringsOf(entries: readonly Entry[]): readonly string[] {
  return entries.filter(({ name }) => /(?:^|\/)sharedStrings\.xml$/i.test(name)).flatMap(({ data }) => sharedStrings(decoded(data)));
}

/** Markup is shown as a reader sees it, and once more as it is, for what stands in attributes. */
export function readMarkup(xml: string, strings: readonly string[], budget: Budget): void {
  budget.add(/<(?:\w+:)?sheetData\b/.test(xml) ? sheetText(xml, strings) : textOf(xml), 'body');
  if (DELETED.test(xml)) budget.add(textOf(xml.replaceAll(DELETED, '')), 'body'); // as it reads when its changes are accepted
  budget.add(xml, 'head');
}

/** Text that a tracked change takes out (ECMA-376 part 1, 17.13.5.14). */
const DELETED = /<(\w+):del\b[^>]*>[^]*?<\/\1:del>/g;

export function isMarkup(text: string): boolean {
  return /^\s*</.test(text);
}

/** The characters of a text or an XML file; a charset that is declared and unknown makes the document unreadable. */
export function decoded(data: Uint8Array): string {
  const label = markOf(data) ?? declaredCharset(data) ?? 'utf-8';
  try {
    return new TextDecoder(label, { fatal: true }).decode(data);
  } catch {
    if (label !== 'utf-8') unreadable();
    return Buffer.from(data.buffer, data.byteOffset, data.length).toString('latin1'); // an unnamed superset of ASCII
  }
}

/** UTF-16 by its mark, or by the pattern of an XML declaration without one. */
function markOf(data: Uint8Array): string | undefined {
  const [first, second] = data;
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le';
  return (first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c) ? 'utf-16be' : undefined;
}

const DECLARATION_BYTES = 256;

function declaredCharset(data: Uint8Array): string | undefined {
  const opening = Buffer.from(data.buffer, data.byteOffset, Math.min(data.length, DECLARATION_BYTES)).toString('latin1');
  return /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']/.exec(opening)?.[1];
}
