/**
 * The text of a PDF: pages, annotations, form fields, outline, properties, scripts, attachments. Encrypted and damaged ones are unreadable:
 * readers mend a damaged file each in its own way, so what one of them shows is not what another does.
 */
import { getDocumentProxy } from 'unpdf';
import { type Budget, DocumentFault, beyondLimit, unreadable } from './layers.js';
import { addStreamStrings } from './pdf-strings.js';

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;

/** Adds the text of a PDF to the budget; `attached` reads what is attached to it. Throws `DocumentFault`. */
export async function readPdf(data: Buffer, budget: Budget, attached: (file: Buffer) => Promise<void>): Promise<void> {
  addStreamStrings(data, budget); // first: what unpacks to too much never gets into the hands of the library
  const pdf = await open(data);
  try {
    if (pdf.numPages > budget.limits.documentPages) beyondLimit();
    for (let number = 1; number <= pdf.numPages; number++) await readPage(pdf, number, budget);
    await readRest(pdf, budget, attached);
  } catch (error) {
    if (error instanceof DocumentFault) throw error;
    unreadable();
  } finally {
    await pdf.destroy();
  }
}

async function open(data: Buffer): Promise<Pdf> {
  try {
    const options = { stopAtErrors: true, verbosity: 0, isEvalSupported: false, disableFontFace: true, useSystemFonts: false };
    return await getDocumentProxy(new Uint8Array(data), options); // a copy: it is handed over for good
  } catch {
    return unreadable();
  }
}

async function readPage(pdf: Pdf, number: number, budget: Budget): Promise<void> {
  const page = await pdf.getPage(number);
  const { items } = await page.getTextContent();
  let [joined, spaced] = ['', ''];
  for (const item of items) {
    if (!('str' in item)) continue;
    joined += item.str + (item.hasEOL ? '\n' : '');
    spaced += item.str + (item.hasEOL ? '\n' : ' ');
  }
  budget.add(joined, 'body');
  // a number whose groups are set apart by their places alone
  if (spaced !== joined) budget.add(spaced, 'body');
  budget.add(stringsOf(await page.getAnnotations({ intent: 'any' })), 'body');
  budget.add(stringsOf(await page.getJSActions()), 'body');
  page.cleanup();
}

async function readRest(pdf: Pdf, budget: Budget, attached: (file: Buffer) => Promise<void>): Promise<void> {
  const { info, metadata } = await pdf.getMetadata();
  const encryption: unknown = 'EncryptFilterName' in info ? info.EncryptFilterName : null;
  if (encryption !== null && encryption !== undefined) unreadable();
  budget.add(stringsOf(info), 'body');
  budget.add(stringsOf(metadataText(metadata)), 'head');
  budget.add(stringsOf(await pdf.getOutline()), 'body');
  budget.add(stringsOf(await pdf.getFieldObjects()), 'body');
  budget.add(stringsOf(await pdf.getJSActions()), 'body');
  const files: unknown = await pdf.getAttachments();
  for (const file of Object.values(files ?? {}) as { readonly content?: Uint8Array; readonly filename?: string }[]) {
    budget.entry();
    budget.add(file.filename ?? '', 'body');
    const content = Buffer.from(file.content ?? []);
    budget.unpacked(content.length);
    await attached(content);
  }
}

/** The XMP packet as it stands. */
function metadataText(metadata: unknown): unknown {
  const raw = metadata as { readonly getRaw?: () => unknown } | null;
  return raw?.getRaw?.();
}

const DEPTH_MAX = 8;

/** All strings in a value, a line each. */
function stringsOf(value: unknown, depth = 0): string {
  if (typeof value === 'string') return `${value}\n`;
  if (typeof value !== 'object' || value === null || depth > DEPTH_MAX || ArrayBuffer.isView(value)) return '';
  const parts = value instanceof Map ? [...value.values()] : Object.values(value);
  return parts.map((part: unknown) => stringsOf(part, depth + 1)).join('');
}
