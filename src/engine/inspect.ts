/**
 * A whole message at once, for callers that put its bytes together themselves: what is found, and what to replace where. Most messages of a
 * live channel are short and clean, so those cost one scan of the kernel and no object; the others are not scanned twice for it. Long ones are
 * inspected slice by slice, so that others can have their turn between.
 */
import type { ErrorCode } from '../base/errors.js';
import { atOnce, type InTurns } from '../base/in-turns.js';
import { LIMITS } from '../base/limits.js';
import { dataOf } from '../format/events.js';
import { OPTION_FINAL, OPTION_QUOTES } from '../kernel/kernel.js';
import type { Policy } from '../policy/policy.js';
import type { Splice } from '../redact/splice.js';
import type { Effect, Inspection, MessageMeta, RedactionStream } from './api.js';
import { isSplicer, type Splicer } from './paths.js';
import { changes } from './same-length.js';
import type { StreamContext } from './stream.js';

/** Nothing was found: one for all. */
const CLEAN: Inspection = { effects: [], splices: [] };

type Open = (meta: Partial<MessageMeta>) => RedactionStream;

/** Inspects a message. Never throws: what goes wrong is a refusal. */
export function inspectWhole(
  context: StreamContext,
  open: Open,
  bytes: Uint8Array,
  meta: Partial<MessageMeta>,
  policy?: Policy,
): Inspection {
  return cleanOrFault(context, bytes, meta) ?? atOnce(inSlices(context, open, bytes, meta, policy));
}

/** The same slice by slice. What comes of it does not depend on how long a slice is. */
export function* inspectInTurns(
  context: StreamContext,
  open: Open,
  bytes: Uint8Array,
  meta: Partial<MessageMeta>,
  policy?: Policy,
  sliceBytes?: number,
): InTurns<Inspection> {
  return cleanOrFault(context, bytes, meta) ?? (yield* inSlices(context, open, bytes, meta, policy, sliceBytes));
}

/** The answer for a message that is clean or cannot be scanned; undefined where there is something to look at. */
function cleanOrFault(context: StreamContext, bytes: Uint8Array, meta: Partial<MessageMeta>): Inspection | undefined {
  try {
    return hasNoRegions(context, bytes, meta) ? CLEAN : undefined;
  } catch {
    return refused('SLUICE_ENGINE_FAILED', []);
  }
}

function* inSlices(
  context: StreamContext,
  open: Open,
  bytes: Uint8Array,
  meta: Partial<MessageMeta>,
  policy?: Policy,
  sliceBytes: number = LIMITS.liveSliceBytes,
): InTurns<Inspection> {
  try {
    const { regions = Infinity } = context.ahead.scanned ?? {};
    const isLight = regions <= sliceBytes / REGION_BYTES; // no more to do than there may be in a slice
    if (!isLight) context.ahead.scanned = undefined; // of the whole message, which is scanned in slices
    const stream = open(policy === undefined ? meta : { policy, ...meta });
    if (!isSplicer(stream)) return yield* compared(stream, bytes, isLight ? bytes.length : sliceBytes);
    return isLight ? splicedWhole(stream, bytes) : yield* spliced(stream, bytes, sliceBytes);
  } catch {
    return refused('SLUICE_ENGINE_FAILED', []);
  } finally {
    context.ahead.scanned = undefined;
  }
}

/** Bytes of a slice for each region that it may have, about. */
const REGION_BYTES = 16;

/** Formats that are read as they stand: what no region of the bytes shows is not there. */
const isPlainFormat = (format: MessageMeta['format'] | undefined): boolean =>
  format === 'auto' || format === 'json' || format === 'text' || format === undefined;

function hasNoRegions({ kernel, ruleset, ahead }: StreamContext, bytes: Uint8Array, meta: Partial<MessageMeta>): boolean {
  const { format, charset, lead, part } = meta;
  const isPlain = isPlainFormat(format) || (format === 'sse' && dataOf(bytes).length < 2); // the lines of several are joined
  if (!isPlain || charset !== undefined || lead !== undefined) return false;
  if (bytes.length > LIMITS.windowBytes || (ruleset.paths !== undefined && part !== 'head')) return false;
  const options = format === 'json' || opensJson(bytes[0]) ? OPTION_FINAL | OPTION_QUOTES : OPTION_FINAL;
  kernel.input.set(bytes);
  const regions = kernel.scan(bytes.length, 0, options, 0);
  if (regions > 0) ahead.scanned = { bytes, options, regions };
  return regions === 0;
}

const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;

/** A guess whether quotes will matter, which they do not for the number of regions: where it is wrong, the message is scanned again. */
const opensJson = (first: number): boolean => first === OPEN_BRACE || first === OPEN_BRACKET;

/** The bytes themselves where one slice holds them all: they may have been scanned ahead. */
const sliceOf = (bytes: Uint8Array, start: number, end: number): Uint8Array =>
  start === 0 && end >= bytes.length ? bytes : bytes.subarray(start, end);

function splicedWhole(stream: Splicer, bytes: Uint8Array): Inspection {
  const whole = stream.writeSplices(bytes, true);
  return whole === undefined ? refused(stream.fault, stream.told ?? []) : of(whole.effects, whole.splices);
}

function* spliced(stream: Splicer, bytes: Uint8Array, sliceBytes: number): InTurns<Inspection> {
  const effects: Effect[] = [];
  const splices: Splice[] = [];
  for (let end = sliceBytes; ; end += sliceBytes) {
    const isLast = end >= bytes.length;
    const slice = stream.writeSplices(sliceOf(bytes, end - sliceBytes, end), isLast);
    if (slice === undefined) return refused(stream.fault, toldBefore(stream.fault, effects, stream.told ?? []));
    for (const effect of slice.effects) effects.push(effect);
    for (const splice of slice.splices) splices.push(splice);
    if (isLast || slice.effects.some(isRefusal)) return of(effects, splices);
    yield;
  }
}

/**
 * Containers and binary formats have no splices of their own to offer: what came out is compared with what went in. Of those that hold all of a
 * message until its end, as binary documents do, the last slice is the whole.
 */
function* compared(stream: RedactionStream, bytes: Uint8Array, sliceBytes: number): InTurns<Inspection> {
  const effects: Effect[] = [];
  const after: Uint8Array[] = [];
  for (let end = sliceBytes; ; end += sliceBytes) {
    const slice = Uint8Array.from(bytes.subarray(end - sliceBytes, end));
    const isLast = end >= bytes.length;
    const step = isLast ? stream.end(slice) : stream.write(slice);
    const refusal = step.effects.find(isRefusal);
    if (refusal !== undefined) return of(toldBefore(refusal.code, effects, step.effects), []);
    for (const effect of step.effects) effects.push(effect);
    after.push(step.bytes);
    if (isLast) return of(effects, differences(bytes, Buffer.concat(after)));
    yield;
  }
}

const isRefusal = (effect: Effect): effect is Extract<Effect, { kind: 'refuse' }> => effect.kind === 'refuse';

/** Of faults of a message itself nothing is told that was found before, wherever it stood. */
const toldBefore = (code: ErrorCode, before: readonly Effect[], last: readonly Effect[]): readonly Effect[] =>
  code === 'SLUICE_POLICY_BLOCKED' ? [...before, ...last] : last;

const differences = (before: Uint8Array, after: Uint8Array): readonly Splice[] =>
  after.length === before.length ? changes(before, after, 0, false) : difference(before, after);

/** One replacement for all between the first and the last byte that differ. */
function difference(before: Uint8Array, after: Uint8Array): Splice[] {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let same = 0;
  while (same < most - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  return [{ start, end: before.length - same, bytes: after.slice(start, after.length - same) }];
}

function of(effects: readonly Effect[], splices: readonly Splice[]): Inspection {
  const refusal = effects.find(isRefusal);
  return refusal === undefined ? { effects, splices } : { effects, splices: [], refused: refusal.code };
}

function refused(code: ErrorCode, told: readonly Effect[]): Inspection {
  return { effects: [...told, { kind: 'refuse', code }], splices: [], refused: code };
}
