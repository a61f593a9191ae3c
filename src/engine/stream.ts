/** One message being redacted: records are cut off, scanned, and what leaves is put together again. */
import { LIMITS } from '../base/limits.js';
import type { Located } from '../detect/view.js';
import { EventSegmenter, LineSegmenter, type Segmenter } from '../format/segments.js';
import { EventSniffer, Sniffer } from '../format/sniff.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Policy } from '../policy/policy.js';
import { mask } from '../redact/mask.js';
import type { Splice } from '../redact/splice.js';
import type { Ruleset } from '../ruleset/compile.js';
import type { Effect, Format, MessageMeta, RedactionStream, Step } from './api.js';
import { Scanner } from './scanner.js';

/** What the streams of one engine share. */
export interface StreamContext {
  readonly kernel: Kernel;
  readonly ruleset: Ruleset;
  readonly policy: Policy;
}

const NOTHING = new Uint8Array(0);
const NO_EFFECTS: readonly Effect[] = [];
const ENDED: Step = { bytes: NOTHING, effects: NO_EFFECTS };

export class Stream implements RedactionStream {
  private scanner: Scanner;
  private sniffer: Sniffer | EventSniffer | undefined;
  private readonly segmenter: Segmenter | undefined;
  private effects: Effect[] = [];
  /** Splices of this step in message offsets, for callers that apply them themselves. */
  splices: Splice[] = [];
  /** Offset of the record at hand in the message. */
  private recordOffset = 0;
  private recordLength = 0;
  private hasEnded = false;

  constructor(
    private readonly context: StreamContext,
    private readonly meta: MessageMeta,
  ) {
    this.segmenter = segmenterOf(meta.format);
    this.scanner = this.openRecord();
  }

  get held(): number {
    return this.hasEnded ? 0 : this.scanner.held;
  }

  write(chunk: Uint8Array): Step {
    if (this.hasEnded) return ENDED;
    return this.step(() => this.writeRecords(chunk));
  }

  end(): Step {
    if (this.hasEnded) return ENDED;
    const step = this.step(() => this.scanner.push(NOTHING, true));
    this.hasEnded = true;
    return step;
  }

  /** Runs one step; an internal fault refuses the message, it never passes bytes. */
  private step(work: () => Uint8Array): Step {
    this.effects = [];
    this.splices = [];
    try {
      const bytes = work();
      return { bytes, effects: this.effects.length === 0 ? NO_EFFECTS : this.effects };
    } catch {
      this.hasEnded = true;
      return { bytes: NOTHING, effects: [{ kind: 'refuse', code: 'SLUICE_ENGINE_FAILED' }] };
    }
  }

  private writeRecords(chunk: Uint8Array): Uint8Array {
    if (this.segmenter === undefined) return this.writeRecord(chunk, false);
    const outputs: Uint8Array[] = [];
    let from = 0;
    for (let end = this.segmenter.next(chunk, 0); end !== -1; end = this.segmenter.next(chunk, end)) {
      outputs.push(this.writeRecord(chunk.subarray(from, end), true));
      this.recordOffset += this.recordLength;
      this.scanner = this.openRecord();
      from = end;
    }
    if (from < chunk.length) outputs.push(this.writeRecord(chunk.subarray(from), false));
    return join(outputs, chunk);
  }

  /** Scans a part of one record, window by window; with `final` the record ends with it. */
  private writeRecord(part: Uint8Array, final: boolean): Uint8Array {
    if (this.sniffer !== undefined) this.sniff(part);
    this.recordLength += part.length;
    if (part.length <= LIMITS.windowBytes) return this.scanner.push(part, final);
    const outputs: Uint8Array[] = [];
    for (let at = 0; at < part.length; at += LIMITS.windowBytes) {
      const end = Math.min(at + LIMITS.windowBytes, part.length);
      outputs.push(this.scanner.push(part.subarray(at, end), final && end === part.length));
    }
    return join(outputs, part);
  }

  private openRecord(): Scanner {
    const { kernel, ruleset } = this.context;
    const scanner = new Scanner(kernel, ruleset, (located, bytes, offset) => this.redact(located, bytes, offset));
    this.recordLength = 0;
    this.sniffer = snifferOf(this.meta.format);
    scanner.isJson = this.meta.format === 'json';
    scanner.mayBeJson = this.meta.format !== 'text';
    return scanner;
  }

  private sniff(part: Uint8Array): void {
    const sniffed = this.sniffer?.feed(part);
    if (sniffed === undefined) return;
    this.sniffer = undefined;
    this.scanner.isJson = sniffed === 'json';
    this.scanner.mayBeJson = sniffed === 'json';
  }

  /** Decides on a finding, notes the effect and returns its splices in record offsets. */
  private redact(located: Located, bytes: Uint8Array, offset: number): Splice[] {
    const { entity, rule, score } = located;
    const decision = this.context.policy.decide(entity, this.meta.direction);
    const message = this.recordOffset + offset;
    const finding = { entity, rule, start: message + located.start, end: message + located.end, score };
    this.effects.push({ kind: 'finding', finding, action: decision.action });
    if (decision.action === 'observe') return [];
    const splices = mask(bytes, located, decision.visibleDigits);
    for (const splice of splices) this.splices.push(shift(splice, message));
    return splices.map((splice) => shift(splice, offset));
  }
}

function shift({ start, end, bytes }: Splice, by: number): Splice {
  return { start: start + by, end: end + by, bytes };
}

function segmenterOf(format: Format): Segmenter | undefined {
  if (format === 'sse') return new EventSegmenter();
  return format === 'ndjson' ? new LineSegmenter() : undefined;
}

function snifferOf(format: Format): Sniffer | EventSniffer | undefined {
  if (format === 'sse') return new EventSniffer();
  return format === 'auto' || format === 'ndjson' ? new Sniffer() : undefined;
}

/** Joins outputs; when they are the pieces of `source` in order, the source itself (or its part) is returned and nothing is copied. */
function join(outputs: readonly Uint8Array[], source: Uint8Array): Uint8Array {
  if (outputs.length === 1) return outputs[0];
  let length = 0;
  let isUntouched = true;
  for (const output of outputs) {
    isUntouched &&= output.buffer === source.buffer && output.byteOffset === source.byteOffset + length;
    length += output.length;
  }
  if (isUntouched) return length === source.length ? source : source.subarray(0, length);
  const joined = new Uint8Array(length);
  let at = 0;
  for (const output of outputs) {
    joined.set(output, at);
    at += output.length;
  }
  return joined;
}


