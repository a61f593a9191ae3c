/**
 * A multipart body: its text passes through the engine, its documents are inspected like bodies of their own and keep their bytes.
 * To the engine a document is a run of letters of the same length, so that nothing in it is masked.
 */
import type { ErrorCode } from '../base/errors.js';
import type { Hold } from '../document/reader.js';
import type { Effect, RedactionStream, Step } from '../engine/api.js';
import { DocumentBody, type DocumentBodyOptions } from './document-body.js';
import { PartGate, type PartJudge } from './part-gate.js';
import type { BodyStream } from './redaction.js';

export interface FormBodyOptions extends Omit<DocumentBodyOptions, 'type'> {
  readonly boundary: string;
  readonly judge: PartJudge;
}

const NO_BYTES = new Uint8Array(0);
const FILLER = 0x78; // x

export class FormBody implements BodyStream {
  readonly #options: FormBodyOptions;
  readonly #gate: PartGate;
  /** Masks keep their length, so that documents stay where they are. */
  readonly #stream: RedactionStream;
  readonly #hold: Hold;
  #isOver = false;

  constructor(options: FormBodyOptions) {
    this.#options = options;
    this.#gate = new PartGate(options.boundary, options.judge);
    this.#stream = options.engine.open({ format: 'auto', direction: options.direction, ownsChunks: true, keepsLength: true });
    this.#hold = options.documents.hold();
  }

  get held(): number {
    return this.#gate.held + this.#stream.held;
  }

  write(chunk: Uint8Array): Step {
    const passed = this.#take(chunk, false);
    return typeof passed === 'string' ? this.#refuse(passed) : this.#stream.write(passed);
  }

  end(chunk: Uint8Array): Step | Promise<Step> {
    const passed = this.#take(chunk, true);
    if (typeof passed === 'string') return this.#refuse(passed);
    return this.#gate.isHolding ? this.#endLate(passed) : this.#stream.end(passed);
  }

  destroy(): void {
    this.#isOver = true;
    this.#hold.release();
  }

  #take(chunk: Uint8Array, final: boolean): Buffer | ErrorCode {
    const passed = this.#gate.take(chunk, final);
    if (typeof passed === 'string' || !this.#gate.isHolding) return passed;
    if (this.#gate.held > this.#options.limits.documentBytes) return 'SLUICE_DOCUMENT_LIMIT';
    return this.#hold.grow(chunk.length) ? passed : 'SLUICE_OVERLOADED';
  }

  async #endLate(held: Buffer): Promise<Step> {
    const effects: Effect[] = [];
    for (const { type, start, end } of this.#gate.documents) {
      const step = await new DocumentBody({ ...this.#options, type }).end(held.subarray(start, end));
      effects.push(...step.effects);
      if (this.#isOver || step.effects.some(({ kind }) => kind === 'refuse')) return { bytes: NO_BYTES, effects };
    }
    const filled = Buffer.from(held);
    for (const { start, end } of this.#gate.documents) filled.fill(FILLER, start, end);
    const before = this.#stream.held;
    const { bytes, effects: last } = this.#stream.end(filled);
    effects.push(...last);
    this.destroy();
    if (last.some(({ kind }) => kind === 'refuse')) return { bytes: NO_BYTES, effects };
    if (bytes.length !== before + held.length) return this.#refuse('SLUICE_ENGINE_FAILED'); // the documents would not be where they were
    const output = Buffer.from(bytes);
    for (const { start, end } of this.#gate.documents) held.copy(output, before + start, start, end);
    return { bytes: output, effects };
  }

  #refuse(code: ErrorCode): Step {
    this.destroy();
    return { bytes: NO_BYTES, effects: [{ kind: 'refuse', code }] };
  }
}
