/** One message being redacted: records are cut off, scanned, and what leaves is put together again. */
import { LIMITS } from '../base/limits.js';
import { shifted } from '../detect/trace.js';
import type { Located } from '../detect/view.js';
import { EventSegmenter, LineSegmenter, type Segmenter } from '../format/segments.js';
import { EventSniffer, Sniffer } from '../format/sniff.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Policy } from '../policy/policy.js';
import type { Mask } from '../redact/mask.js';
import { applyMasks, splicesOf, type Splice } from '../redact/splice.js';
import type { Ruleset } from '../ruleset/compile.js';
import type { Effect, Format, MessageMeta, RedactionStream, Step } from './api.js';
import { Scanner } from './scanner.js';

/** What the streams of one engine share. */
export interface StreamContext {
  readonly kernel: Kernel;
  readonly ruleset: Ruleset;
  readonly policy: Policy;
}

/** What one step found, in offsets of the message. */
export interface Spliced {
  /** Offset behind what may leave. All splices so far lie before it. */
  readonly released: number;
  readonly effects: readonly Effect[];
  readonly splices: readonly Splice[];
}

const NO_EFFECTS: readonly Effect[] = [];
const NOTHING: Step = { bytes: new Uint8Array(0), effects: NO_EFFECTS };

export class Stream implements RedactionStream {
  private scanner: Scanner;
  private sniffer: Sniffer | EventSniffer | undefined;
  private readonly segmenter: Segmenter | undefined;
  /** Effects of the step at hand. */
  private effects: Effect[] = [];
  /** What the step at hand masks, in message offsets: nothing is found before all of it may leave. */
  private masks: Mask[] = [];
  /** Offset of the record at hand in the message, negative with a lead, and bytes of it so far. */
  private recordOffset = 0;
  private recordLength = 0;
  /** Message offset behind what has left. */
  private released = 0;
  private hasEnded = false;

  constructor(
    private readonly context: StreamContext,
    private readonly meta: MessageMeta,
  ) {
    this.segmenter = segmenterOf(meta.format);
    const lead = Buffer.from(meta.lead ?? '');
    this.recordOffset = -lead.length;
    this.released = -lead.length;
    this.scanner = this.openRecord();
    if (lead.length > 0) this.readLead(lead);
  }

  get held(): number {
    return this.hasEnded ? 0 : this.scanner.held.length;
  }

  write(chunk: Uint8Array): Step {
    if (this.hasEnded || chunk.length === 0) return NOTHING;
    return this.step(chunk, false);
  }

  end(chunk: Uint8Array = NOTHING.bytes): Step {
    if (this.hasEnded) return NOTHING;
    const step = this.step(chunk, true);
    this.hasEnded = true;
    return step;
  }

  /** For a caller that has the whole message: scans it and returns effects and splices instead of bytes; undefined on a fault. */
  scanWhole(message: Uint8Array): { effects: readonly Effect[]; splices: readonly Splice[] } | undefined {
    const hasWorked = this.attempt(() => this.scan(message, true));
    this.hasEnded = true;
    return hasWorked ? { effects: this.effects, splices: splicesOf(message, this.masks, this.meta.keepsLength) } : undefined;
  }

  /**
   * Scans like `write` and `end`, and tells what to replace instead of putting bytes together: for a caller whose bytes are others than
   * those scanned. Undefined on a fault, after which the stream is dead.
   */
  writeSplices(chunk: Uint8Array, final: boolean): Spliced | undefined {
    if (this.hasEnded) return undefined;
    this.effects = [];
    const { held } = this.scanner;
    const from = this.released;
    const hasWorked = this.attempt(() => this.scan(chunk, final));
    this.hasEnded = final || !hasWorked;
    if (!hasWorked) return undefined;
    const { effects } = this;
    const released = Math.max(0, this.released); // the lead is no part of the message
    const masks = this.takeMasks();
    if (masks.length === 0) return { released, effects, splices: [] };
    const shiftedMasks = masks.map((mask) => ({ ...mask, start: mask.start - from, end: mask.end - from }));
    const splices = splicesOf(Buffer.concat([held, chunk]), shiftedMasks, this.meta.keepsLength);
    return { released, effects, splices: splices.map(({ start, end, bytes }) => ({ start: start + from, end: end + from, bytes })) };
  }

  /** Runs one step; an internal fault refuses the message, it never passes bytes. */
  private step(chunk: Uint8Array, final: boolean): Step {
    this.effects = [];
    let { bytes } = NOTHING;
    const hasWorked = this.attempt(() => {
      const { held } = this.scanner;
      const from = this.released;
      this.scan(chunk, final);
      bytes = this.release(held, chunk, from);
      if (from < 0) bytes = bytes.subarray(Math.min(-from, this.released - from));
    });
    if (hasWorked) return { bytes, effects: this.effects.length === 0 ? NO_EFFECTS : this.effects };
    this.hasEnded = true;
    return { bytes: NOTHING.bytes, effects: [{ kind: 'refuse', code: 'SLUICE_ENGINE_FAILED' }] };
  }

  /** Scans what stands before the message, at negative offsets. It is never let out. */
  private readLead(lead: Uint8Array): void {
    this.recordLength = lead.length;
    if (this.meta.format === 'json') this.scanner.jsonFrom = lead.length;
    this.released += this.scanner.push(lead, false);
  }

  /** Whatever goes wrong inside is an answer, not an exception: the caller refuses the message. */
  private attempt(work: () => void): boolean {
    try {
      work();
      return true;
    } catch {
      return false;
    }
  }

  /** What leaves, from message offset `from` on: of what was held before and of the chunk, masked. */
  private release(held: Uint8Array, chunk: Uint8Array, from: number): Uint8Array {
    const length = this.released - from;
    const masks = this.takeMasks();
    const isWhole = held.length === 0 && length === chunk.length;
    if (masks.length === 0 && held.length === 0) return isWhole ? chunk : chunk.subarray(0, length);
    const keepsLength = this.meta.keepsLength === true;
    if (held.length === 0 && this.meta.ownsChunks) return applyMasks(isWhole ? chunk : chunk.subarray(0, length), from, masks, keepsLength);
    const output = Buffer.allocUnsafe(length); // every byte is written here
    const fromHeld = Math.min(held.length, length);
    output.set(held.subarray(0, fromHeld));
    output.set(chunk.subarray(0, length - fromHeld), fromHeld);
    return applyMasks(output, from, masks, keepsLength);
  }

  private takeMasks(): readonly Mask[] {
    const { masks } = this;
    if (masks.length > 0) this.masks = [];
    return masks;
  }

  private scan(chunk: Uint8Array, final: boolean): void {
    let from = 0;
    if (this.segmenter !== undefined) {
      for (let end = this.segmenter.next(chunk, 0); end !== -1; end = this.segmenter.next(chunk, end)) {
        this.scanRecord(chunk.subarray(from, end), true);
        this.recordOffset += this.recordLength;
        this.scanner = this.openRecord();
        from = end;
      }
    }
    if (from < chunk.length || final) this.scanRecord(from === 0 ? chunk : chunk.subarray(from), final);
  }

  /** Scans a part of one record, window by window; with `final` the record ends with it. */
  private scanRecord(part: Uint8Array, final: boolean): void {
    if (this.sniffer !== undefined) this.sniff(part, final);
    this.recordLength += part.length;
    let at = 0;
    for (; part.length - at > LIMITS.windowBytes; at += LIMITS.windowBytes) {
      this.released += this.scanner.push(part.subarray(at, at + LIMITS.windowBytes), false);
    }
    this.released += this.scanner.push(at === 0 ? part : part.subarray(at), final);
  }

  private openRecord(): Scanner {
    const { kernel, ruleset } = this.context;
    const { trace } = this.meta;
    const scanner = new Scanner(
      kernel,
      ruleset,
      (located, _bytes, offset) => this.redact(located, offset),
      trace && shifted(trace, this.recordOffset),
    );
    this.recordLength = 0;
    this.sniffer = snifferOf(this.meta.format);
    if (this.meta.format === 'json') scanner.jsonFrom = 0;
    scanner.mayBeJson = this.meta.format !== 'text';
    return scanner;
  }

  private sniff(part: Uint8Array, final: boolean): void {
    const begun = this.sniffer?.feed(part);
    const sniffed = begun ?? (final ? this.sniffer?.end() : undefined);
    if (sniffed === undefined) return;
    this.sniffer = undefined;
    if (sniffed.kind === 'json') this.scanner.jsonFrom = this.recordLength + sniffed.at + (begun === undefined ? part.length : 0);
    else this.scanner.mayBeJson = false;
  }

  /** Decides on a finding, notes the effect and the mask. */
  private redact(located: Located, offset: number): void {
    const { entity, rule, score, form, isWhollyHidden } = located;
    const { direction, part } = this.meta;
    const { action, visibleDigits } = this.context.policy.decide(entity, rule, direction, part);
    if (action === 'allow') return;
    const by = this.recordOffset + offset;
    const start = Math.max(0, located.start + by);
    const end = located.end + by;
    if (end <= 0) return; // of the lead, which was judged where it stands
    this.effects.push({ kind: 'finding', finding: { entity, rule, start, end, score }, action });
    if (action !== 'observe') this.masks.push({ start, end, form, visibleDigits: isWhollyHidden === true ? 0 : visibleDigits });
  }
}

function segmenterOf(format: Format): Segmenter | undefined {
  if (format === 'sse') return new EventSegmenter();
  return format === 'ndjson' ? new LineSegmenter() : undefined;
}

function snifferOf(format: Format): Sniffer | EventSniffer | undefined {
  if (format === 'sse') return new EventSniffer();
  return format === 'auto' || format === 'ndjson' ? new Sniffer() : undefined;
}
