/**
 * One body between its coding and the engine, or one part of a body between its container and the engine: its first bytes are held until
 * they tell what it is, then it is scanned as it passes, copied as a document, or refused. It is a stream like the engine's own.
 */
import type { ErrorCode } from '../base/errors.js';
import type { Effect, PartPolicy, RedactionStream, Step } from '../engine/api.js';
import { explainsNuls } from '../engine/opening.js';
import { NO_BYTES, NOTHING, refusalStep } from '../engine/step.js';
import type { OpaquePolicy, OpaqueUse } from '../policy/opaque.js';
import { BINARY_SPAN_BYTES, Latecomer } from '../wire/latecomer.js';
import { magicOf } from '../wire/magic.js';
import type { Custody } from './custody.js';
import type { MaskWatch } from './mask-watch.js';
import type { Reckoning } from './reckoning.js';
import { type Declared, declaredBy, isContainer, type Known, ruleOn, ruleOnLate, type Scan } from './ruling.js';

/** What the body and the parts of one message share. */
export interface Inspected {
  readonly use: OpaqueUse;
  readonly opaque: OpaquePolicy;
  readonly custody: Custody;
  readonly reckoning: Reckoning;
  /** Reads the masks of a body or part; undefined where they are nobody's concern. */
  readonly masks: (() => MaskWatch) | undefined;
}

export class Inspection implements RedactionStream {
  /** The first bytes, until they tell. */
  #opening: Uint8Array = NO_BYTES;
  #stream: RedactionStream | undefined;
  #latecomer: Latecomer | undefined;
  #masks: MaskWatch | undefined;
  /** A mask that is written back was told. */
  #isTold = false;
  #unseen: Scan['unseen'];
  /** Bytes behind the opening that are not told to the ledger, because they may still show what they are; undefined: no more are. */
  #untoldBytes: number | undefined;
  #isRefused = false;

  constructor(
    private readonly inspected: Inspected,
    private readonly declared: Declared,
    /** Opens the engine's stream. */
    private readonly open: (known: Known) => RedactionStream,
  ) {}

  get held(): number {
    return this.#stream?.held ?? this.#opening.length;
  }

  write(chunk: Uint8Array): Step {
    return chunk.length === 0 ? NOTHING : this.#take(chunk, false);
  }

  end(chunk: Uint8Array = NO_BYTES): Step {
    return this.#take(chunk, true);
  }

  #take(chunk: Uint8Array, final: boolean): Step {
    if (this.#isRefused) return NOTHING;
    if (this.#stream !== undefined) return this.#pass(this.#stream, chunk, final);
    const opening = this.#opening.length === 0 ? chunk : Buffer.concat([this.#opening, chunk]);
    const settled = this.#settle(opening, final);
    if (typeof settled === 'string') return this.#refuse(settled);
    if (settled === undefined) {
      this.#opening = Uint8Array.from(opening);
      this.inspected.reckoning.undecidedBytes = opening.length;
      return NOTHING;
    }
    this.#opening = NO_BYTES;
    this.#stream = settled;
    return this.#pass(settled, opening, final);
  }

  /** Decides by the first bytes, if they tell: the stream that takes them, or why the body is refused. */
  #settle(opening: Uint8Array, final: boolean): RedactionStream | ErrorCode | undefined {
    const { declared } = this;
    const { use, opaque, custody } = this.inspected;
    const magic = magicOf(opening, final);
    const explained = explainsNuls(opening, declared.charset, final);
    if (magic === undefined || (magic === 'none' && explained === undefined)) return undefined;
    const ruling = ruleOn(declared, magic, opening, explained === true, use, opaque);
    if (ruling.kind === 'refuse') return ruling.code;
    if (ruling.kind === 'document') return custody.take(ruling.type);
    if (ruling.watch) this.#latecomer = new Latecomer(ruling.noText);
    this.#unseen = ruling.unseen;
    // the parts of a container are read one by one, and pictures hold asterisks by chance
    if (!isContainer(ruling.meta.format) && ruling.unseen === undefined) this.#masks = this.inspected.masks?.();
    if (ruling.noText !== undefined) this.#untoldBytes = 0;
    return this.open(ruling.meta);
  }

  #pass(stream: RedactionStream, bytes: Uint8Array, final: boolean): Step {
    const { use, opaque } = this.inspected;
    const late = this.#latecomer?.see(bytes, final);
    const code = late === undefined ? undefined : ruleOnLate(late, this.declared, use, opaque);
    if (code !== undefined) return this.#refuse(code);
    if (late === 'binary') this.#unseen = this.declared.kind;
    const written = this.#masks?.came(bytes, final);
    if (written === 'block') return this.#refuse('SLUICE_MASK_WRITTEN', [writtenMask('block')]);
    this.#reckon(bytes.length, final);
    const step = final ? stream.end(bytes) : stream.write(bytes);
    this.#masks?.left(step.bytes, final, step.effects.length > 0);
    if (written === undefined || this.#isTold) return step;
    this.#isTold = true;
    return { bytes: step.bytes, effects: [writtenMask('observe'), ...step.effects] };
  }

  #reckon(bytes: number, final: boolean): void {
    const { reckoning } = this.inspected;
    const untold = (this.#untoldBytes ?? 0) + bytes;
    const isOpen = this.#untoldBytes !== undefined && this.#unseen === undefined && untold < BINARY_SPAN_BYTES && !final;
    this.#untoldBytes = isOpen ? untold : undefined;
    reckoning.undecidedBytes = isOpen ? untold : 0;
    if (this.#unseen !== undefined) reckoning.unseen(untold, this.#unseen);
  }

  #refuse(code: ErrorCode, told: readonly Effect[] = []): Step {
    this.#isRefused = true;
    this.inspected.reckoning.undecidedBytes = 0;
    return refusalStep(code, told);
  }
}

/** Counted like what rules find; where it stands is nobody's concern. */
const writtenMask = (action: 'block' | 'observe'): Effect => ({
  kind: 'finding',
  finding: { entity: 'mask', rule: 'mask.written', start: 0, end: 0, score: 100 },
  action,
});

/** Judges each part of a container like a whole body of its type and its first bytes. */
export function partPolicyOf(inspected: Inspected): PartPolicy {
  return ({ contentType }) => {
    const declared = declaredBy(contentType);
    if (declared === undefined) return 'SLUICE_CHARSET_UNSUPPORTED';
    const { format, charset } = declared;
    return { meta: { format, charset }, through: (open) => new Inspection(inspected, declared, open) };
  };
}
