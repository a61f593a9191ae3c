/**
 * The thread in which documents are read: a hostile one may take time and memory here, not from other exchanges. It gets bytes and
 * limits, and answers with text or a code. It is ended from outside when it takes too long.
 */
import { parentPort } from 'node:worker_threads';
import { extract } from './extract.js';
import { Budget, DocumentFault, type DocumentLimits, type DocumentRequest, type Reading } from './layers.js';

/** What the reader sends. */
export interface Job {
  readonly document: Uint8Array;
  readonly limits: DocumentLimits;
  readonly request: DocumentRequest;
}

async function work({ document, limits, request }: Job): Promise<Reading> {
  const budget = new Budget(limits, request);
  try {
    await extract(Buffer.from(document.buffer, document.byteOffset, document.length), budget);
    return { layers: budget.layers, unseenBytes: budget.unseenBytes };
  } catch (error) {
    // the texts of other errors may hold parts of the document
    return { code: error instanceof DocumentFault ? error.code : 'SLUICE_DOCUMENT_UNREADABLE' };
  }
}

parentPort?.on('message', (job: Job) => {
  void work(job).then((reading) => parentPort?.postMessage(reading));
});
