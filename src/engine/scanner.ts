/**
 * Scans one record — a message, a line, an event — as it comes in, and says how much of it may leave. Bytes are held back until no
 * finding can begin in them; what a finding says never depends on how the bytes were cut, because it is made only when all it may look
 * at is there: `contextBytes` before the region and as many behind it, or the end.
 */
import { LIMITS } from '../base/limits.js';
import { detect } from '../detect/detect.js';
import type { Located, View } from '../detect/view.js';
import { OPTION_FINAL, OPTION_QUOTES, REGION_IN_STRING, type Kernel } from '../kernel/kernel.js';
import type { Ruleset } from '../ruleset/compile.js';

/** Told of each finding as it is made, in order. `located` and `bytes` count from `offset` in the record. */
export type OnFinding = (located: Located, bytes: Uint8Array, offset: number) => void;

const EMPTY = Buffer.alloc(0);

interface KernelRegion {
  readonly start: number;
  readonly end: number;
  readonly flags: number;
}

export class Scanner {
  /** The last bytes that left, for context, then those held back. */
  private tail: Buffer = EMPTY;
  /** How much of the tail is context. */
  private context = 0;
  /** Offset of the tail in the record. */
  private offset = 0;
  private state = 0;
  /** Record offset behind the findings so far. */
  private coveredTo = 0;
  /** Record offset from which on the record is JSON: there, bare numbers must stay numbers. */
  jsonFrom = Infinity;
  /** Follow quotes; needed from the first byte of what may turn out to be JSON. */
  mayBeJson = true;

  constructor(
    private readonly kernel: Kernel,
    private readonly ruleset: Ruleset,
    private readonly onFinding: OnFinding,
  ) {}

  /** The bytes held back. */
  get held(): Buffer {
    return this.tail.subarray(this.context);
  }

  /** Takes in at most `windowBytes`; returns how many bytes may leave now. With `final` the record ends here and all of it leaves. */
  push(chunk: Uint8Array, final: boolean): number {
    const { kernel, tail, context } = this;
    const length = tail.length + chunk.length;
    if (length > kernel.input.length) throw new RangeError('more bytes held back than the limits allow');
    kernel.input.set(tail);
    kernel.input.set(chunk, tail.length);
    const options = (final ? OPTION_FINAL : 0) | (this.mayBeJson ? OPTION_QUOTES : 0);
    const count = kernel.scan(length, context, options, this.state);
    const open = final ? length : kernel.openOffset();
    const release = count === 0 ? open : this.examine(count, length, open, final);
    if (!final) this.keep(release, length);
    return release - context;
  }

  /** Makes the findings of all regions that can be judged; returns the offset up to which bytes may leave. */
  private examine(count: number, length: number, open: number, final: boolean): number {
    for (const { start, end, flags } of this.regions(count)) {
      if (start >= open) break;
      const viewEnd = end + LIMITS.contextBytes;
      if (viewEnd > length && !final) return start;
      const view = { bytes: this.kernel.input, start: Math.max(0, start - LIMITS.contextBytes), end: Math.min(viewEnd, length) };
      this.detectIn(view, start, end, flags);
    }
    return open;
  }

  /** The kernel's regions in order of their start; what a word announces goes before the number that follows it. */
  private regions(count: number): KernelRegion[] {
    const { regions } = this.kernel;
    const list: KernelRegion[] = [];
    for (let i = 0; i < count * 3; i += 3) list.push({ start: regions[i], end: regions[i + 1], flags: regions[i + 2] });
    return list.sort((a, b) => a.start - b.start || b.flags - a.flags);
  }

  private detectIn(view: View, start: number, end: number, flags: number): void {
    const region = { start, end, inString: (flags & REGION_IN_STRING) !== 0, isJson: this.offset + start >= this.jsonFrom };
    for (const located of detect(this.ruleset, view, region, flags & ~REGION_IN_STRING, this.coveredTo - this.offset)) {
      if (located.start < this.context) throw new RangeError('a finding begins in bytes that have left');
      this.coveredTo = this.offset + located.end;
      this.onFinding(located, view.bytes, this.offset);
    }
  }

  /** Keeps what is held back and the context before it. */
  private keep(release: number, length: number): void {
    this.state = this.kernel.stateAt(release);
    const start = Math.max(0, release - LIMITS.contextBytes);
    this.tail = Buffer.from(this.kernel.input.subarray(start, length));
    this.context = release - start;
    this.offset += start;
  }
}
