/**
 * One body between its coding and the engine: its first bytes are held until they tell what it is, then it is scanned as it passes,
 * collected as a document, or refused. To the body's redaction it is a stream like the engine's own.
 */
import type { ErrorCode } from '../base/errors.js';
import type { DocumentReader } from '../document/reader.js';
import type { Effect, Engine, RedactionStream, Step } from '../engine/api.js';
import type { OpaquePolicy, OpaqueUse } from '../policy/opaque.js';
import { Latecomer } from '../wire/latecomer.js';
import { magicOf } from '../wire/magic.js';
import { DocumentBody } from './document-body.js';
import { FormBody } from './form-body.js';
import type { ProxyLimits } from './options.js';
import type { PartJudge } from './part-gate.js';
import type { BodyStream } from './redaction.js';
import { type Declared, ruleOn, ruleOnLate } from './ruling.js';

export interface InspectionOptions {
  readonly engine: Engine;
  readonly declared: Declared;
  readonly use: OpaqueUse;
  readonly opaque: OpaquePolicy;
  readonly documents: DocumentReader;
  readonly limits: ProxyLimits;
}

const NO_BYTES = new Uint8Array(0);
const NOTHING: Step = { bytes: NO_BYTES, effects: [] };

export class Inspection implements BodyStream {
  readonly #options: InspectionOptions;
  /** The first bytes, until they tell. */
  #opening: Uint8Array = NO_BYTES;
  #stream: RedactionStream | undefined;
  /** A document, or a body with parts that may be documents. */
  #document: DocumentBody | FormBody | undefined;
  #latecomer: Latecomer | undefined;
  #isRefused = false;

  constructor(options: InspectionOptions) {
    this.#options = options;
  }

  get held(): number {
    return this.#stream?.held ?? this.#document?.held ?? this.#opening.length;
  }

  write(chunk: Uint8Array): Step {
    const step = this.#take(chunk, false);
    return step instanceof Promise ? NOTHING : step; // only the end of a document takes its time
  }

  end(chunk: Uint8Array = NO_BYTES): Step | Promise<Step> {
    return this.#take(chunk, true);
  }

  destroy(): void {
    this.#document?.destroy();
  }

  #take(chunk: Uint8Array, final: boolean): Step | Promise<Step> {
    if (this.#isRefused) return NOTHING;
    let bytes = chunk;
    if (this.#stream === undefined && this.#document === undefined) {
      bytes = this.#opening.length === 0 ? chunk : Buffer.concat([this.#opening, chunk]);
      const code = this.#settle(bytes, final);
      if (code !== undefined) return this.#refuse(code);
      if (this.#stream === undefined && this.#document === undefined) {
        this.#opening = Buffer.from(bytes);
        return NOTHING;
      }
      this.#opening = NO_BYTES;
    }
    if (this.#document !== undefined) return final ? this.#document.end(bytes) : this.#document.write(bytes);
    return this.#scan(bytes, final);
  }

  /** Decides by the first bytes, if they tell; a code when the body is refused. */
  #settle(opening: Uint8Array, final: boolean): ErrorCode | undefined {
    const { engine, declared, use, opaque, documents, limits } = this.#options;
    const magic = magicOf(opening, final);
    if (magic === undefined) return undefined;
    const ruling = ruleOn(declared, magic, opening, use, opaque);
    const direction = use === 'upload' ? 'request' : 'response';
    const passing = Object.entries(opaque).flatMap(([kind, row]) => (row[use] === 'pass' ? [kind] : []));
    const shared = { engine, direction, documents, limits, passing } as const;
    if (ruling.kind === 'refuse') return ruling.code;
    if (ruling.kind === 'document') this.#document = new DocumentBody({ ...shared, type: ruling.type });
    else if (declared.dress === 'multipart' && declared.boundary !== undefined) {
      this.#document = new FormBody({ ...shared, boundary: declared.boundary, judge: this.#judge() });
    } else {
      this.#stream = engine.open({ format: ruling.format, direction, ownsChunks: true, keepsLength: ruling.keepsLength });
      if (ruling.watch) this.#latecomer = new Latecomer();
    }
    return undefined;
  }

  /** Parts are judged like bodies without a type: what they say of themselves is not believed. */
  #judge(): PartJudge {
    const { use, opaque } = this.#options;
    return {
      forbidsBinary: opaque.binary[use] === 'refuse',
      rule: (opening, final) => {
        const magic = magicOf(opening, final);
        return magic && ruleOn({ format: 'auto', dress: 'text' }, magic, opening, use, opaque);
      },
    };
  }

  #scan(bytes: Uint8Array, final: boolean): Step {
    const { use, opaque } = this.#options;
    const late = bytes.length === 0 ? undefined : this.#latecomer?.see(bytes);
    const code = late === undefined ? undefined : ruleOnLate(late, use, opaque);
    if (code !== undefined) return this.#refuse(code);
    if (this.#stream === undefined) return NOTHING;
    return final ? this.#stream.end(bytes) : this.#stream.write(bytes);
  }

  #refuse(code: ErrorCode): Step {
    this.#isRefused = true;
    const effect: Effect = { kind: 'refuse', code };
    return { bytes: NO_BYTES, effects: [effect] };
  }
}
