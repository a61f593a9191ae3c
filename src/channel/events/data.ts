/**
 * The data of a server-sent event as its receiver has it, the values of its `data` lines joined with LF (HTML Living Standard, section 9.2.6),
 * and where each byte of them stands in the event.
 */
import { dataOf, fieldOf, type Span } from '../../format/events.js';
import type { Splice } from '../../redact/splice.js';

const LINE_FEED = 0x0a;
const NONE = new Uint8Array(0);

export class EventData {
  /** What the receiver gets; empty for an event without data, and for comments. */
  readonly bytes: Uint8Array;
  private readonly values: readonly Span[];
  private readonly offsets: readonly number[];

  constructor(private readonly event: Uint8Array) {
    this.values = dataOf(event);
    this.offsets = offsetsOf(this.values);
    this.bytes = joined(event, this.values);
  }

  /** The value of the event's last `id` or `event` field; undefined without one. */
  field(name: 'id' | 'event'): string | undefined {
    const span = fieldOf(this.event, name);
    return span && Buffer.from(this.event.buffer, this.event.byteOffset + span.start, span.end - span.start).toString();
  }

  /** Replacements in the event, of those in the data. Line ends between values stay. */
  inEvent(splices: readonly Splice[]): readonly Splice[] {
    const [first] = this.values;
    if (this.values.length === 1) return first.start === 0 ? splices : splices.map((splice) => movedBy(splice, first.start));
    return splices.flatMap((splice) => this.spread(splice));
  }

  /** Replacements in the data, of those in the event. */
  inData(splices: readonly Splice[]): readonly Splice[] {
    const found: Splice[] = [];
    for (const splice of splices) {
      for (let i = this.firstBehind(splice.start, false); i < this.values.length && this.values[i].start < splice.end; i++) {
        const { start, end } = this.values[i];
        if (splice.end <= start || splice.start >= end) continue;
        const by = this.offsets[i] - start;
        found.push({ start: Math.max(splice.start, start) + by, end: Math.min(splice.end, end) + by, bytes: NONE });
      }
    }
    return found;
  }

  /** What of one replacement falls to each value: all of it to the first, where it is not as long as what it replaces. */
  private spread(splice: Splice): Splice[] {
    const isEven = splice.bytes.length === splice.end - splice.start;
    const found: Splice[] = [];
    for (let i = this.firstBehind(splice.start, true); i < this.values.length && this.offsets[i] < splice.end; i++) {
      const { start, end } = this.values[i];
      const from = this.offsets[i];
      const first = Math.max(splice.start, from);
      const behind = Math.min(splice.end, from + end - start);
      if (first >= behind) continue;
      const bytes = isEven ? splice.bytes.subarray(first - splice.start, behind - splice.start) : found.length === 0 ? splice.bytes : NONE;
      found.push({ start: start + first - from, end: start + behind - from, bytes });
    }
    return found;
  }

  /** The first value that ends behind an offset of the data, or of the event: an event may have as many values as findings. */
  private firstBehind(offset: number, isOfData: boolean): number {
    let low = 0;
    let high = this.values.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const { start, end } = this.values[middle];
      if ((isOfData ? this.offsets[middle] + end - start : end) > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Where each value begins in the data. */
function offsetsOf(values: readonly Span[]): readonly number[] {
  let from = 0;
  return values.map(({ start, end }) => {
    const offset = from;
    from += end - start + 1;
    return offset;
  });
}

const movedBy = ({ start, end, bytes }: Splice, by: number): Splice => ({ start: start + by, end: end + by, bytes });

function joined(event: Uint8Array, values: readonly Span[]): Uint8Array {
  if (values.length === 0) return NONE;
  if (values.length === 1) return event.subarray(values[0].start, values[0].end);
  const bytes = new Uint8Array(values.reduce((sum, { start, end }) => sum + end - start + 1, -1)).fill(LINE_FEED);
  let at = 0;
  for (const { start, end } of values) {
    bytes.set(event.subarray(start, end), at);
    at += end - start + 1;
  }
  return bytes;
}
