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
const NO_BYTES: Step = { bytes: NOTHING, effects: NO_EFFECTS };

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
  /** Something was replaced in this step. */
  private hasSpliced = false;

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
    if (this.hasEnded) return NO_BYTES;
    return chunk.length === 0 ? NO_BYTES : this.step(() => this.writeRecords(chunk));
  }

  end(): Step {
    if (this.hasEnded) return NO_BYTES;
    const step = this.step(() => this.scanner.push(NOTHING, true));
    this.hasEnded = true;
    return step;
  }

  /** Runs one step; an internal fault refuses the message, it never passes bytes. */
  private step(work: () => Uint8Array): Step {
    this.effects = [];
    this.splices = [];
    this.hasSpliced = false;
    try {
      const bytes = work();
      return { bytes, effects: this.effects.length === 0 ? NO_EFFECTS : this.effects };
    } catch {
      this.hasEnded = true;
      return { bytes: NOTHING, effects: [{ kind: 'refuse', code: 'SLUICE_ENGINE_FAILED' }] };
    }
  }

  private writeRecords(chunk: Uint8Array): Uint8Array {
    const isFresh = this.scanner.held === 0;
    const outputs: Uint8Array[] = [];
    if (this.segmenter === undefined) this.writeRecord(chunk, false, outputs);
    else this.writeSegments(this.segmenter, chunk, outputs);
    if (outputs.length === 1) return outputs[0];
    // Nothing held before, nothing replaced: what leaves is a part of the chunk itself.
    if (!isFresh || this.hasSpliced) return Buffer.concat(outputs);
    return this.scanner.held === 0 ? chunk : chunk.subarray(0, chunk.length - this.scanner.held);
  }

  private writeSegments(segmenter: Segmenter, chunk: Uint8Array, outputs: Uint8Array[]): void {
    let from = 0;
    for (let end = segmenter.next(chunk, 0); end !== -1; end = segmenter.next(chunk, end)) {
      this.writeRecord(chunk.subarray(from, end), true, outputs);
      this.recordOffset += this.recordLength;
      this.scanner = this.openRecord();
      from = end;
    }
    if (from < chunk.length) this.writeRecord(chunk.subarray(from), false, outputs);
  }

  /** Scans a part of one record, window by window; with `final` the record ends with it. */
  private writeRecord(part: Uint8Array, final: boolean, outputs: Uint8Array[]): void {
    if (this.sniffer !== undefined) this.sniff(part);
    this.recordLength += part.length;
    for (let at = 0; at < part.length; at += LIMITS.windowBytes) {
      const end = at + LIMITS.windowBytes;
      outputs.push(this.scanner.push(end >= part.length ? part.subarray(at) : part.subarray(at, end), final && end >= part.length));
    }
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
    this.hasSpliced = true;
    const splices = mask(bytes, located, located.isWhollyHidden === true ? 0 : decision.visibleDigits);
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
