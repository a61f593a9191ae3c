/**
 * Scans one record — a message, a line, an event — as it comes in, and says how much of it may leave. Bytes are held back until no
 * finding can begin in them; what a finding says never depends on how the bytes were cut, because it is made only when all it may look
 * at is there: `contextBytes` before the region and as many behind it, or the end, and when all it may overlap has been judged with it.
 */
import { LIMITS } from '../base/limits.js';
import { detect } from '../detect/detect.js';
import { withoutOverlaps } from '../detect/overlap.js';
import { shifted, type Trace } from '../detect/trace.js';
import type { Located, Region, View } from '../detect/view.js';
import { OPTION_FINAL, OPTION_QUOTES, REASON_DIGITS, REGION_FIELDS, REGION_IN_STRING, type Kernel } from '../kernel/kernel.js';
import type { Ruleset } from '../ruleset/compile.js';
import { inTheirForms } from './forms.js';
import { earliestStart, inOrder } from './regions.js';

/** Told of each finding as it is made, in order. `located` and `bytes` count from `offset` in the record. */
export type OnFinding = (located: Located, bytes: Uint8Array, offset: number) => void;

/** The last scan of the kernel, where it was made to see whether there is anything in a whole message: the message's own need not be made again. */
export interface Ahead {
  scanned?: { readonly bytes: Uint8Array; readonly options: number; readonly regions: number } | undefined;
}

const EMPTY = Buffer.alloc(0);
/** Behind so many bytes that are held back, new ones wait until they are this part of them. */
const WAITING_FROM_BYTES = 512;
const WAITING_PART = 4;
/** Findings in a row are held back together as long as they take no more bytes: what comes of them is the same, and most rows are short. */
const CHAIN_BYTES = 32_768;
/** Scans so far: what detectors know of one says nothing of the next, as scanners share the kernel's memory. */
let scans = 0;

/** A finding of the scan at hand. */
interface Candidate {
  readonly located: Located;
  /** First offset from which its region can be found again, and the last from which it surely is. */
  readonly earliest: number;
  readonly again: number;
  readonly regionEnd: number;
  readonly isDigits: boolean;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

export class Scanner {
  /** The last bytes that left, for context, then those held back. */
  private tail: Buffer = EMPTY;
  /** Where the tail stands, with room behind it while chunks wait. */
  private room: Buffer = EMPTY;
  /** How much of the tail the last scan has seen: behind it are chunks that wait. */
  private seen = 0;
  /** How much of the tail is context: behind it the next scan looks for regions. */
  private context = 0;
  /** How much of the tail has left: less than the context where a finding reaches behind that. */
  private left = 0;
  /** Findings that reach behind the context. Their regions are not looked for again. */
  private pending: readonly Candidate[] = [];
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
    /** Told of candidates in offsets of the record. */
    private readonly trace?: Trace,
    private readonly ahead: Ahead = {},
  ) {}

  /** The bytes held back. */
  get held(): Buffer {
    return this.tail.length === this.left ? EMPTY : this.tail.subarray(this.left);
  }

  /** Takes in at most `windowBytes`; returns how many bytes may leave now. With `final` the record ends here and all of it leaves. */
  push(chunk: Uint8Array, final: boolean): number {
    if (!final && this.waits(chunk)) return 0;
    const hasRoom = this.tail.length === this.seen || this.tail.length + chunk.length <= this.kernel.input.length;
    return hasRoom ? this.advance(chunk, final) : this.advance(EMPTY, false) + this.advance(chunk, final);
  }

  /** Scans what is held back, what waits, and the chunk. */
  private advance(chunk: Uint8Array, final: boolean): number {
    const { kernel, tail, left } = this;
    const length = tail.length + chunk.length;
    if (length > kernel.input.length) throw new RangeError('more bytes held back than the limits allow');
    const count = this.scan(chunk, length, (final ? OPTION_FINAL : 0) | (this.mayBeJson ? OPTION_QUOTES : 0));
    const open = final ? length : kernel.openOffset();
    const { judged, release } =
      count + this.pending.length === 0 ? { judged: open, release: open } : this.examine(count, length, open, final);
    if (!final) this.keep(judged, release, length);
    return release - left;
  }

  /**
   * Keeps a chunk that is short beside what is held back already, unscanned: all of that would be scanned again with it. So what a long stretch
   * without an end costs does not depend on how small the chunks are in which it comes.
   */
  private waits(chunk: Uint8Array): boolean {
    const { tail } = this;
    const length = tail.length + chunk.length;
    const held = this.seen - this.left;
    if (held < WAITING_FROM_BYTES || length - this.seen > held / WAITING_PART || length > this.kernel.input.length) return false;
    if (length > this.room.length) {
      this.room = Buffer.allocUnsafe(length + Math.ceil(held / WAITING_PART));
      this.room.set(tail);
    }
    this.room.set(chunk, tail.length);
    this.tail = this.room.subarray(0, length);
    return true;
  }

  /** Number of regions in what is held back and the chunk, which are `length` bytes together. */
  private scan(chunk: Uint8Array, length: number, options: number): number {
    const { kernel, tail, ahead, state } = this;
    const { scanned } = ahead;
    scans++;
    ahead.scanned = undefined;
    if (scanned?.bytes === chunk && scanned.options === options && tail.length === 0 && state === 0) return scanned.regions;
    kernel.input.set(tail);
    kernel.input.set(chunk, tail.length);
    return kernel.scan(length, this.context, options, state);
  }

  /** Makes the findings of all regions that can be judged. */
  private examine(count: number, length: number, open: number, final: boolean): Examined {
    const { regions, input } = this.kernel;
    const order = inOrder(regions, count);
    const candidates = [...this.pending];
    let release = open;
    let digitsTo = this.coveredTo - this.offset;
    for (const { located, isDigits } of candidates) if (isDigits) digitsTo = Math.max(digitsTo, located.end);
    for (let i = 0; i < count; i++) {
      const at = order[i] * REGION_FIELDS;
      const start = regions[at];
      if (start >= release && !(final && start === length)) break; // what is behind a literal may be the end
      const flags = regions[at + 2];
      const isDigits = (flags & REASON_DIGITS) !== 0;
      const covered = isDigits ? digitsTo : this.coveredTo - this.offset;
      const found = this.judge(at, length, final, covered);
      if (found?.length === 0) continue;
      const earliest = earliestStart(this.ruleset.literals, input, start, flags, this.context);
      if (found === undefined) {
        release = Math.min(release, earliest);
        continue;
      }
      for (const located of found) {
        const again = isDigits ? Math.max(earliest, Math.min(start, covered, located.start)) : earliest; // what is found already begins no other
        candidates.push({ located, earliest, again, regionEnd: Math.min(regions[at + 1], length), isDigits });
        if (isDigits) digitsTo = Math.max(digitsTo, located.end);
      }
    }
    return candidates.length === 0 ? { judged: release, release } : this.settle(candidates, release);
  }

  /** Tells the findings that nothing can overlap any more. */
  private settle(candidates: readonly Candidate[], limit: number): Examined {
    if (this.pending.length === 0) {
      const release = settled(candidates, limit, ({ earliest, located }) => ({ start: earliest, end: located.end }));
      if (limit - release > CHAIN_BYTES) return this.settleChain(candidates, limit);
      this.report(candidates.filter(({ earliest }) => earliest < release));
      return { judged: release, release };
    }
    return this.settleChain(candidates, limit);
  }

  /**
   * In a long row of numbers each region begins in what was found in the one before, and the row would be held back whole until it ends. There, regions
   * are done with one by one; a finding that reaches into the next waits for what is found there.
   */
  private settleChain(candidates: readonly Candidate[], limit: number): Examined {
    const judged = settled(candidates, limit, ({ again, regionEnd }) => ({ start: again, end: regionEnd }));
    const known = candidates.filter(({ again }) => again < judged);
    const release = settled(known, judged, spanOf);
    this.pending = known.filter((candidate) => spanOf(candidate).start >= release);
    this.report(known.filter((candidate) => spanOf(candidate).start < release));
    return { judged, release };
  }

  /** Findings of the kernel's region at index `at`; undefined when bytes behind it are missing. */
  private judge(at: number, length: number, final: boolean, coveredTo: number): readonly Located[] | undefined {
    const { regions } = this.kernel;
    const start = regions[at];
    const end = regions[at + 1];
    const flags = regions[at + 2];
    const viewEnd = end + LIMITS.contextBytes;
    if (viewEnd > length && !final) return undefined;
    const region = {
      start,
      end,
      inString: (flags & REGION_IN_STRING) !== 0,
      isJson: this.offset + start >= this.jsonFrom,
      families: regions[at + 3],
      upperFamilies: regions[at + 4],
    };
    const found = this.look(region, flags, Math.min(viewEnd, length), final && viewEnd >= length, coveredTo);
    if (found !== undefined) return found;
    const longEnd = start + LIMITS.longFindingBytes;
    return this.look(region, flags, Math.min(longEnd, length), final || longEnd <= length, coveredTo);
  }

  private look(region: Region, flags: number, end: number, complete: boolean, coveredTo: number): readonly Located[] | undefined {
    const start = Math.max(0, region.start - LIMITS.contextBytes);
    const view: View = { bytes: this.kernel.input, start, end, complete, serial: scans };
    const found = detect(this.ruleset, view, region, flags & ~REGION_IN_STRING, coveredTo, this.trace && shifted(this.trace, this.offset));
    return found === undefined || found.length === 0 ? found : inTheirForms(view, region, found, this.offset === 0);
  }

  /** Tells findings, without those that overlap weightier ones or what has been told before. */
  private report(candidates: readonly Candidate[]): void {
    const { input } = this.kernel;
    const found: Located[] = [];
    for (const { located, earliest } of candidates) {
      const first = Math.max(earliest, this.coveredTo - this.offset);
      if (located.end <= first) continue;
      found.push(located.start >= first ? located : { ...located, start: first });
    }
    for (const located of resolve(found)) {
      if (located.start < this.left) throw new RangeError('a finding begins in bytes that have left');
      this.coveredTo = this.offset + located.end;
      this.onFinding(located, input, this.offset);
    }
  }

  /** Keeps what is held back and the context before it. */
  private keep(judged: number, release: number, length: number): void {
    this.state = this.kernel.stateAt(judged);
    const start = Math.max(0, Math.min(release, judged - LIMITS.contextBytes));
    this.tail = this.room = Buffer.from(this.kernel.input.subarray(start, length));
    this.seen = this.tail.length;
    this.context = judged - start;
    this.left = release - start;
    this.offset += start;
    this.pending = this.pending.map((candidate) => moved(candidate, -start));
  }
}

/** What has been judged of the bytes at hand, and how many of them may leave. */
interface Examined {
  /** Offset from which on regions have to be looked for again. */
  readonly judged: number;
  readonly release: number;
}

/** What a candidate may take: nothing of what stands before its region. */
const spanOf = ({ located, earliest }: Candidate): Span => ({ start: Math.max(located.start, earliest), end: located.end });

function moved({ located, earliest, again, regionEnd, isDigits }: Candidate, by: number): Candidate {
  const { start, end } = located;
  const there = { ...located, start: start + by, end: end + by };
  return { located: there, earliest: earliest + by, again: again + by, regionEnd: regionEnd + by, isDigits };
}

/** The last offset up to a limit that lies in no span of a candidate. */
function settled(candidates: readonly Candidate[], limit: number, span: (candidate: Candidate) => Span): number {
  let settledTo = limit;
  for (let isStable = false; !isStable;) {
    isStable = true;
    for (let i = candidates.length - 1; i >= 0; i--) {
      const { start, end } = span(candidates[i]);
      if (start >= settledTo || end <= settledTo) continue;
      settledTo = start;
      isStable = false;
    }
  }
  return settledTo;
}

/** Findings in order, without overlaps: those that touch each other are weighed together. */
function resolve(found: Located[]): readonly Located[] {
  found.sort((a, b) => a.start - b.start || a.end - b.end);
  const kept: Located[] = [];
  for (let first = 0; first < found.length;) {
    let next = first + 1;
    for (let { end } = found[first]; next < found.length && found[next].start < end; next++) end = Math.max(end, found[next].end);
    if (next === first + 1) kept.push(found[first]);
    else kept.push(...withoutOverlaps(found.slice(first, next)));
    first = next;
  }
  return kept;
}
