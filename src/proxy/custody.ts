/**
 * The documents of one message (PDF, Office files, archives), in its body or in parts of it. From the first one on, nothing of the message
 * leaves before all of them have been read and scanned. Documents keep their bytes, or the message is refused: a mask inside would break them.
 * A message whose verdict comes from another process, or in turns, waits here, too.
 */
import type { Direction, ErrorCode } from '../base/errors.js';
import type { DocumentReader, Hold } from '../document/reader.js';
import type { Effect, Engine, RedactionStream, Step } from '../engine/api.js';
import { NO_BYTES, NOTHING } from '../engine/step.js';
import type { ProxyLimits } from './options.js';
import type { Reckoning } from './reckoning.js';

export interface CustodyOptions {
  readonly engine: Engine;
  readonly direction: Direction;
  readonly documents: DocumentReader;
  readonly limits: ProxyLimits;
  readonly reckoning: Reckoning;
  /** Kinds of opaque content that an archive may hold: those that would pass by themselves. */
  readonly passing: readonly string[];
}

interface Held {
  readonly type: 'pdf' | 'zip';
  readonly bytes: Buffer;
}

/** Characters that are scanned before other exchanges get their turn. */
const TURN_CHARACTERS = 32_768;

export class Custody {
  readonly #options: CustodyOptions;
  #hold: Hold | undefined;
  #documents: Held[] = [];
  #expected: Promise<Step> | undefined;
  #giveUp: () => void = () => undefined;
  #kept: Uint8Array[] = [];
  #keptBytes = 0;
  #isHolding = false;
  #isOver = false;

  constructor(options: CustodyOptions) {
    this.#options = options;
  }

  /** True from the first document on: what leaves the engine goes to `keep`. */
  get isHolding(): boolean {
    return this.#isHolding;
  }

  get keptBytes(): number {
    return this.#keptBytes;
  }

  /** A stream for one document: it lets out its bytes as they come, into custody. */
  take(type: 'pdf' | 'zip'): RedactionStream {
    this.#isHolding = true;
    const { engine, direction, limits } = this.#options;
    return new DocumentCopy(type, engine, direction, limits, (bytes) => this.#documents.push({ type, bytes }));
  }

  /** The last step of the message, which is still to come: nothing leaves before. `giveUp` is called when nobody waits for it any more. */
  expect(step: Promise<Step>, giveUp: () => void): void {
    this.#isHolding = true;
    this.#expected = step;
    this.#giveUp = giveUp;
  }

  /** Keeps bytes that may leave when the documents are judged; a code when there is no room for them. */
  keep(bytes: Uint8Array): ErrorCode | undefined {
    this.#kept.push(bytes);
    this.#keptBytes += bytes.length;
    if (this.#keptBytes > this.#options.limits.documentBytes) return 'SLUICE_DOCUMENT_LIMIT';
    this.#hold ??= this.#options.documents.hold();
    return this.#hold.grow(bytes.length) ? undefined : 'SLUICE_OVERLOADED';
  }

  /** Reads and scans the documents. The effects tell whether `kept` may leave. */
  async judge(): Promise<readonly Effect[]> {
    const { documents, passing, reckoning } = this.#options;
    const effects: Effect[] = this.#expected === undefined ? [] : [...(await this.#keepExpected(this.#expected))];
    for (let next = this.#documents.shift(); next !== undefined; next = this.#documents.shift()) {
      const { type, bytes } = next;
      const reading = await documents.read(bytes, { type, passing }, () => !this.#isOver);
      if (this.#isOver) return [];
      if ('code' in reading) return [...effects, { kind: 'refuse', code: reading.code }];
      reckoning.unseen(Math.min(bytes.length, reading.unseenBytes), 'document');
      for (const { text, part } of reading.layers) {
        effects.push(...(await this.#scanText(text, part)));
        if (this.#isOver || effects.some(({ kind }) => kind === 'refuse')) return effects;
      }
    }
    return effects;
  }

  async #keepExpected(expected: Promise<Step>): Promise<readonly Effect[]> {
    const { bytes, effects } = await expected;
    const code = this.#isOver ? undefined : this.keep(bytes);
    return code === undefined ? effects : [...effects, { kind: 'refuse', code }];
  }

  /** All that was kept, which is free with it. */
  release(): readonly Uint8Array[] {
    const kept = this.#kept;
    this.destroy();
    return kept;
  }

  /** Gives up; what was held is free. */
  destroy(): void {
    this.#isOver = true;
    this.#giveUp();
    this.#documents = [];
    this.#kept = [];
    this.#keptBytes = 0;
    this.#hold?.release();
  }

  /** Text by turns, so that a long one does not keep other exchanges waiting. */
  async #scanText(text: string, part: 'body' | 'head'): Promise<readonly Effect[]> {
    const { engine, direction } = this.#options;
    const stream = engine.open({ format: 'text', direction, part });
    const effects: Effect[] = [];
    for (let at = 0; at < text.length;) {
      const end = at + TURN_CHARACTERS;
      const next = isLowSurrogate(text.charCodeAt(end)) ? end + 1 : end;
      effects.push(...judged(stream.write(Buffer.from(text.slice(at, next)))));
      at = next;
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#isOver || effects.some(({ kind }) => kind === 'refuse')) return effects;
    }
    effects.push(...judged(stream.end()));
    return effects;
  }
}

/** One document on its way into custody: copied, its raw bytes scanned where these say something. */
class DocumentCopy implements RedactionStream {
  readonly held = 0;
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #isOver = false;
  /**
   * The bytes of an archive as they are: its names, comments and what is not packed. Of these only card data counts. Those of a PDF are
   * not scanned so, because the coordinates of a drawing read like anything: its reader takes out what may be text.
   */
  readonly #raw: RedactionStream | undefined;

  constructor(
    type: Held['type'],
    engine: Engine,
    direction: Direction,
    private readonly limits: ProxyLimits,
    private readonly done: (bytes: Buffer) => void,
  ) {
    if (type === 'zip') this.#raw = engine.open({ format: 'text', direction, part: 'head' });
  }

  write(chunk: Uint8Array): Step {
    if (this.#isOver || chunk.length === 0) return NOTHING;
    this.#bytes += chunk.length;
    if (this.#bytes > this.limits.documentBytes) return this.#leave([{ kind: 'refuse', code: 'SLUICE_DOCUMENT_LIMIT' }]);
    this.#chunks.push(chunk);
    return this.#leave(this.#raw === undefined ? [] : judged(this.#raw.write(chunk)), chunk);
  }

  end(chunk: Uint8Array = NO_BYTES): Step {
    const { bytes, effects } = this.write(chunk);
    if (this.#isOver) return { bytes, effects };
    const step = this.#leave([...effects, ...(this.#raw === undefined ? [] : judged(this.#raw.end()))], bytes);
    if (this.#isOver) return step;
    this.#isOver = true;
    this.done(Buffer.concat(this.#chunks, this.#bytes));
    this.#chunks = [];
    return step;
  }

  #leave(effects: readonly Effect[], bytes: Uint8Array = NO_BYTES): Step {
    if (!effects.some(({ kind }) => kind === 'refuse')) return { bytes, effects };
    this.#isOver = true;
    this.#chunks = [];
    return { bytes: NO_BYTES, effects };
  }
}

/** Findings that the policy would change refuse the message; others are only told. */
function judged({ effects }: Step): readonly Effect[] {
  const found: Effect[] = [];
  for (const effect of effects) {
    if (effect.kind === 'refuse') return [...found, effect];
    const isLeft = effect.action === 'observe' || effect.action === 'allow';
    found.push(isLeft ? effect : { ...effect, action: 'block' });
    if (!isLeft) return [...found, { kind: 'refuse', code: 'SLUICE_DOCUMENT_SENSITIVE' }];
  }
  return found;
}

/** A digit of the upper planes is two units, which must not be parted. */
function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
