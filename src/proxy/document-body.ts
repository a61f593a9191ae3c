/**
 * A PDF, an Office file or an archive on its way: collected to a limit, its bytes scanned as they come, its text scanned when it is whole.
 * It leaves with its original bytes, or not at all: a mask inside would break it.
 */
import type { Direction, ErrorCode } from '../base/errors.js';
import type { DocumentReader, Hold } from '../document/reader.js';
import type { Effect, Engine, RedactionStream, Step } from '../engine/api.js';
import type { ProxyLimits } from './options.js';
import type { BodyStream } from './redaction.js';

export interface DocumentBodyOptions {
  readonly engine: Engine;
  readonly direction: Direction;
  readonly type: 'pdf' | 'zip';
  readonly documents: DocumentReader;
  readonly limits: ProxyLimits;
  /** Kinds of opaque content that an archive may hold: those that would pass by themselves. */
  readonly passing: readonly string[];
}

const NO_BYTES = new Uint8Array(0);
const NOTHING: Step = { bytes: NO_BYTES, effects: [] };
/** Characters that are scanned before other exchanges get their turn. */
const TURN_CHARACTERS = 32_768;

export class DocumentBody implements BodyStream {
  readonly #options: DocumentBodyOptions;
  readonly #hold: Hold;
  /**
   * The bytes of an archive as they are: its names, comments and what is not packed. Of these only card data counts. Those of a PDF are
   * not scanned so, because the coordinates of a drawing read like anything: its reader takes out what may be text.
   */
  readonly #raw: RedactionStream | undefined;
  #chunks: Uint8Array[] = [];
  #isOver = false;
  size = 0;

  constructor(options: DocumentBodyOptions) {
    this.#options = options;
    this.#hold = options.documents.hold();
    if (options.type === 'zip') this.#raw = options.engine.open({ format: 'text', direction: options.direction, part: 'head' });
  }

  get held(): number {
    return this.size;
  }

  write(chunk: Uint8Array): Step {
    if (this.#isOver || chunk.length === 0) return NOTHING;
    this.size += chunk.length;
    if (this.size > this.#options.limits.documentBytes) return this.#refuse('SLUICE_DOCUMENT_LIMIT');
    if (!this.#hold.grow(chunk.length)) return this.#refuse('SLUICE_OVERLOADED');
    this.#chunks.push(chunk);
    return this.#judge(this.#raw?.write(chunk) ?? NOTHING);
  }

  async end(last: Uint8Array): Promise<Step> {
    const begun = this.write(last);
    if (this.#isOver) return begun;
    const raw = this.#judge(this.#raw?.end() ?? NOTHING);
    if (this.#isOver) return raw;
    const document = Buffer.concat(this.#chunks, this.size);
    this.#chunks = [];
    const effects: Effect[] = [...begun.effects, ...raw.effects];
    const { documents, type, passing } = this.#options;
    const reading = await documents.read(document, { type, passing });
    if (this.#isOver) return NOTHING;
    if ('code' in reading) return this.#refuse(reading.code);
    for (const { text, part } of reading.layers) {
      const found = await this.#scanText(text, part);
      effects.push(...found.effects);
      if (this.#isOver) return { bytes: NO_BYTES, effects };
    }
    this.destroy();
    return { bytes: document, effects };
  }

  /** Gives up; what was held is free. */
  destroy(): void {
    this.#isOver = true;
    this.#chunks = [];
    this.#hold.release();
  }

  /** Text by turns, so that a long one does not keep other exchanges waiting. */
  async #scanText(text: string, part: 'body' | 'head'): Promise<Step> {
    const stream = this.#options.engine.open({ format: 'text', direction: this.#options.direction, part });
    const effects: Effect[] = [];
    for (let at = 0; at < text.length;) {
      const end = at + TURN_CHARACTERS;
      const next = isLowSurrogate(text.charCodeAt(end)) ? end + 1 : end;
      effects.push(...this.#judge(stream.write(Buffer.from(text.slice(at, next)))).effects);
      at = next;
      if (this.#isOver) return { bytes: NO_BYTES, effects };
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#isOver) return { bytes: NO_BYTES, effects };
    }
    effects.push(...this.#judge(stream.end()).effects);
    return { bytes: NO_BYTES, effects };
  }

  /** Findings that the policy would change refuse the document; others are only told. Bytes never leave here. */
  #judge(step: Step): Step {
    const effects: Effect[] = [];
    for (const effect of step.effects) {
      if (effect.kind === 'refuse') return this.#refuse(effect.code);
      const isLeft = effect.action === 'observe' || effect.action === 'allow';
      effects.push(isLeft ? effect : { ...effect, action: 'block' });
      if (!isLeft) return this.#refuse('SLUICE_DOCUMENT_SENSITIVE', effects);
    }
    return { bytes: NO_BYTES, effects };
  }

  #refuse(code: ErrorCode, before: readonly Effect[] = []): Step {
    this.destroy();
    return { bytes: NO_BYTES, effects: [...before, { kind: 'refuse', code }] };
  }
}

/** A digit of the upper planes is two units, which must not be parted. */
function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
