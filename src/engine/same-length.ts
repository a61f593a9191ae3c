/**
 * A stream whose replacements are as long as what they replace, as a splicer: tells what it changed by comparing what came out with what
 * went in. With gaps, a NUL that was none before stands for nothing, plain or percent-encoded, and becomes shorter by it.
 */
import type { Effect, RedactionStream } from './api.js';
import type { Splicer } from './paths.js';
import type { Splice } from '../redact/splice.js';
import { NO_BYTES } from './step.js';
import type { Spliced } from './stream.js';

export class SameLength implements Splicer {
  /** What went in and has not come out, and the offset of its first byte. */
  private source: Uint8Array = NO_BYTES;
  private begin = 0;
  readonly fault = 'SLUICE_ENGINE_FAILED';

  constructor(
    private readonly stream: RedactionStream,
    private readonly hasGaps = false,
  ) {}

  writeSplices(chunk: Uint8Array, final: boolean): Spliced {
    const went = this.source.length === 0 ? chunk : Buffer.concat([this.source, chunk]);
    const { bytes, effects } = final ? this.stream.end(chunk) : this.stream.write(chunk);
    const isRefused = effects.some((effect: Effect) => effect.kind === 'refuse');
    if (final && !isRefused && bytes.length !== went.length) throw new RangeError('a replacement has another length');
    const splices = bytes.length === 0 ? [] : changes(went, bytes, this.begin, this.hasGaps);
    this.begin += bytes.length;
    this.source = bytes.length === went.length ? NO_BYTES : new Uint8Array(went.subarray(bytes.length));
    return { released: this.begin, effects, splices };
  }
}

/** One replacement for each run of bytes that differ. */
export function changes(before: Uint8Array, after: Uint8Array, offset: number, hasGaps: boolean): Splice[] {
  const splices: Splice[] = [];
  if (Buffer.compare(before.subarray(0, after.length), after) === 0) return splices;
  for (let at = 0; at < after.length; at++) {
    if (before[at] === after[at]) continue;
    const gap = hasGaps ? gapAt(after, at) : undefined;
    if (gap !== undefined) {
      splices.push({ start: gap.start + offset, end: gap.end + offset, bytes: NO_BYTES });
      at = gap.end - 1;
      continue;
    }
    const start = at;
    while (at < after.length && before[at] !== after[at] && !(hasGaps && gapAt(after, at) !== undefined)) at++;
    splices.push({ start: start + offset, end: at + offset, bytes: after.slice(start, at) });
    at--; // where a gap begins
  }
  return splices;
}

const PERCENT = 0x25;
const ZERO = 0x30;

/** The gap to which a byte belongs that was changed: a NUL, or `%00`. */
function gapAt(bytes: Uint8Array, at: number): { start: number; end: number } | undefined {
  if (bytes[at] === 0) return { start: at, end: at + 1 };
  for (const start of [at - 1, at - 2])
    if (start >= 0 && bytes[start] === PERCENT && bytes[start + 1] === ZERO && bytes[start + 2] === ZERO) return { start, end: start + 3 };
  return undefined;
}
