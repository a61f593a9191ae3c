/**
 * The text of a document, with what is packed and attached in it. Pure: bytes in, layers out, within a budget. It runs in the worker;
 * nothing here may log or keep a value.
 */
import { Latecomer } from '../wire/latecomer.js';
import { magicOf } from '../wire/magic.js';
import { type Budget, DocumentFault, unreadable } from './layers.js';
import { decoded, isMarkup, isOffice, readMarkup, refuseUnreadableOffice, stringsOf } from './office.js';
import { readPdf } from './pdf.js';
import { entriesOf } from './zip.js';

/** Where a piece of a document stands. */
interface Place {
  readonly depth: number;
  /** In an Office file, whose pictures, fonts and printer settings are part of it. */
  readonly isOffice: boolean;
  readonly strings: readonly string[];
}

/** Adds all text of a document to the budget's layers. Throws `DocumentFault`. */
export async function extract(document: Buffer, budget: Budget): Promise<void> {
  const { type } = budget.request;
  if (magicOf(document, true) !== type) unreadable();
  await readPiece(document, { depth: 0, isOffice: false, strings: [] }, budget);
}

async function readPiece(data: Buffer, place: Place, budget: Budget): Promise<void> {
  budget.enter(place.depth);
  const magic = magicOf(data, true) ?? 'none';
  switch (magic) {
    case 'zip':
      return readArchive(data, place.depth, budget);
    case 'pdf':
      return readPdf(data, budget, (attached) => readPiece(attached, { depth: place.depth + 1, isOffice: false, strings: [] }, budget));
    case 'compound':
    case 'archive':
      return unreadable();
    case 'none':
      readText(data, place, budget);
      return undefined;
    default:
      if (!place.isOffice && !budget.request.passing.includes(magic)) throw new DocumentFault('SLUICE_BINARY_REFUSED');
      budget.unseenBytes += data.length;
      budget.add(data.toString('latin1'), 'head');
  }
}

async function readArchive(archive: Buffer, depth: number, budget: Budget): Promise<void> {
  const entries = [...entriesOf(archive, budget)];
  const office = isOffice(entries);
  if (office) refuseUnreadableOffice(entries);
  const strings = office ? stringsOf(entries) : [];
  for (const { data } of entries) await readPiece(data, { depth: depth + 1, isOffice: office, strings }, budget);
}

function readText(data: Buffer, { isOffice: office, strings }: Place, budget: Budget): void {
  const isMarked = (data[0] === 0xff && data[1] === 0xfe) || (data[0] === 0xfe && data[1] === 0xff);
  const late = new Latecomer(isMarked ? undefined : 'nul').see(data);
  if (late === 'document') unreadable();
  const isWide = data[0] === 0x3c || data[1] === 0x3c; // XML in UTF-16 without a mark
  if (late === 'binary' && !isWide) {
    if (!office && !budget.request.passing.includes('binary')) throw new DocumentFault('SLUICE_BINARY_REFUSED');
    addBinary(data, budget);
    return;
  }
  const text = decoded(data);
  if (isMarkup(text)) readMarkup(text, strings, budget);
  else budget.add(text, 'body');
}

/** Settings of printers, fonts without a signature: text in one byte or two, at either parity. */
function addBinary(data: Buffer, budget: Budget): void {
  budget.unseenBytes += data.length;
  budget.add(data.toString('latin1'), 'head');
  budget.add(data.toString('utf16le'), 'head');
  budget.add(data.subarray(1).toString('utf16le'), 'head');
}
