/** One message being redacted: records are cut off, scanned, and what leaves is put together again. */
import { LIMITS } from '../base/limits.js';
import { shifted } from '../detect/trace.js';
import type { Located } from '../detect/view.js';
import { EventSegmenter, LineSegmenter, type Segmenter } from '../format/segments.js';
import { EventSniffer, Sniffer } from '../format/sniff.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Policy } from '../policy/policy.js';
import { mask } from '../redact/mask.js';
import { applySplices, cutSplices, type Splice } from '../redact/splice.js';
import type { Ruleset } from '../ruleset/compile.js';
import type { Effect, Format, MessageMeta, RedactionStream, Step } from './api.js';
import { Scanner } from './scanner.js';

/** What the streams of one engine share. */
export interface StreamContext {
  readonly kernel: Kernel;
  readonly ruleset: Ruleset;
  readonly policy: Policy;
}

const NO_EFFECTS: readonly Effect[] = [];
const NOTHING: Step = { bytes: new Uint8Array(0), effects: NO_EFFECTS };

export class Stream implements RedactionStream {
  private scanner: Scanner;
  private sniffer: Sniffer | EventSniffer | undefined;
  private readonly segmenter: Segmenter | undefined;
  /** Effects of the step at hand. */
  private effects: Effect[] = [];
  /** Splices of bytes that have not left, in message offsets. */
  private splices: Splice[] = [];
  /** Offset of the record at hand in the message, and bytes of it so far. */
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
    this.scanner = this.openRecord();
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
    return hasWorked ? { effects: this.effects, splices: this.splices } : undefined;
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
    });
    if (hasWorked) return { bytes, effects: this.effects.length === 0 ? NO_EFFECTS : this.effects };
    this.hasEnded = true;
    return { bytes: NOTHING.bytes, effects: [{ kind: 'refuse', code: 'SLUICE_ENGINE_FAILED' }] };
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

  /** What leaves, from message offset `from` on: of what was held before and of the chunk, with its splices. */
  private release(held: Uint8Array, chunk: Uint8Array, from: number): Uint8Array {
    const length = this.released - from;
    const splices = this.takeSplices();
    if (held.length === 0 && splices.length === 0) return length === chunk.length ? chunk : chunk.subarray(0, length);
    const source = held.length === 0 ? chunk : Buffer.concat([held, chunk.subarray(0, Math.max(0, length - held.length))]);
    if (splices.length === 0) return source.subarray(0, length);
    const shifted = splices.map((splice) => shift(splice, -from));
    const mayPatch = this.meta.ownsChunks && source === chunk && shifted.every(({ start, end, bytes }) => end - start === bytes.length);
    if (!mayPatch) return applySplices(source, 0, length, shifted);
    for (const { start, bytes } of shifted) chunk.set(bytes, start);
    return chunk.subarray(0, length);
  }

  private takeSplices(): Splice[] {
    if (this.splices.length === 0) return this.splices;
    const [ready, behind] = cutSplices(this.splices, this.released);
    this.splices = behind;
    return ready;
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
      (located, bytes, offset) => this.redact(located, bytes, offset),
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

  /** Decides on a finding, notes the effect and the splices. */
  private redact(located: Located, bytes: Uint8Array, offset: number): void {
    const { entity, rule, score } = located;
    const decision = this.context.policy.decide(entity, rule, this.meta.direction, this.meta.part);
    if (decision.action === 'allow') return;
    const by = this.recordOffset + offset;
    const finding = { entity, rule, start: by + located.start, end: by + located.end, score };
    this.effects.push({ kind: 'finding', finding, action: decision.action });
    if (decision.action === 'observe') return;
    const visibleDigits = located.isWhollyHidden === true ? 0 : decision.visibleDigits;
    for (const splice of mask(bytes, located, visibleDigits)) this.splices.push(shift(splice, by));
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
