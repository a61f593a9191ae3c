/**
 * The core: bytes in, bytes and effects out. Synchronous and free of I/O — no socket, clock, file, randomness or promise —
 * so that every test is a table and every bug a replay. It must not know what carries the messages.
 */
import type { KeyObject } from 'node:crypto';
import { SluiceError } from '../base/errors.js';
import { loadKernel, type KernelKind } from '../kernel/kernel.js';
import { defaultPolicy, type Mode, type Policy } from '../policy/policy.js';
import { applySplices, type Splice } from '../redact/splice.js';
import { spliceText, unitOffsets } from '../redact/strings.js';
import type { Ruleset } from '../ruleset/compile.js';
import type { Engine, Finding, MessageMeta, Redacted, RedactionStream } from './api.js';
import { EventStream } from './events.js';
import { OpeningStream } from './opening.js';
import { hostOf, openContainer } from './container/body.js';
import { followed, followedForm } from './follow.js';
import { inspectInTurns, inspectWhole } from './inspect.js';
import { isSplicer, type Splicer } from './paths.js';
import { Stream, type StreamContext } from './stream.js';

export interface EngineOptions {
  readonly rules: Ruleset;
  /** `observe` reports findings and changes nothing. Default `enforce`. */
  readonly mode?: Mode;
  /** Default: SIMD where the runtime has it. */
  readonly kernel?: KernelKind;
  /** Secret keys by name, for policies that hash. What names a key that is missing here is masked whole. */
  readonly keys?: ReadonlyMap<string, KeyObject>;
}

/** All that is known of a message. Written out, because a spread costs as much as scanning a short line, and every stream begins here. */
function metaOf(known: Partial<MessageMeta>): MessageMeta {
  return {
    policy: known.policy,
    format: known.format ?? 'auto',
    direction: known.direction ?? 'response',
    ownsChunks: known.ownsChunks ?? false,
    part: known.part ?? 'body',
    charset: known.charset,
    contentType: known.contentType,
    partPolicy: known.partPolicy,
    keepsLength: known.keepsLength,
    hasGaps: known.hasGaps,
    lead: known.lead,
    field: known.field,
    trace: known.trace,
  };
}

/** An engine with its own kernel memory. Streams of one engine may be open side by side; none of it is shared between threads. */
export function createEngine(options: EngineOptions): Engine {
  const mode = options.mode ?? 'enforce';
  const context: StreamContext = {
    kernel: loadKernel(options.rules.tables, options.kernel),
    ruleset: options.rules,
    policy: defaultPolicy(mode, options.rules.actions),
    keys: options.keys ?? NO_KEYS,
    ahead: {},
  };
  const single = (meta: MessageMeta): RedactionStream & Splicer => followed(new Stream(context, meta), context, meta);
  const leaf = (meta: MessageMeta): RedactionStream => {
    const plain = (): RedactionStream & Splicer =>
      meta.format === 'sse' ? new EventStream(single({ ...meta, lead: undefined })) : single(meta); // a name before a stream labels none of its events
    return meta.charset === undefined ? plain() : new OpeningStream(meta.charset, plain);
  };
  const host = hostOf(leaf, (form, meta) => followedForm(form, context, meta));
  const open = (known: Partial<MessageMeta> = {}): RedactionStream => {
    const meta = metaOf(known);
    const container = isContainer(meta.format) ? openContainer(host, meta, 1) : undefined;
    if (typeof container === 'string') throw new SluiceError(container); // a message that is one container is never too deep
    return container ?? host.leaf(meta);
  };
  return {
    snapshot: {
      id: `${options.rules.id}-${mode}`,
      kernel: context.kernel.kind,
      hasPaths: options.rules.paths !== undefined,
      isEnforced: mode === 'enforce',
    },
    open,
    inspect: (bytes, meta = {}, policy?) => inspectWhole(context, open, bytes, meta, policy),
    inspectInTurns: (bytes, meta = {}, policy?) => inspectInTurns(context, open, bytes, meta, policy),
    cardAction: (direction, policy = context.policy) =>
      policy.decide('card.pan', options.rules.card.pan.id, direction, 'body', SURE).action,
    redact: <T extends string | Uint8Array>(input: T, meta?: Partial<MessageMeta>): Redacted<T> => {
      const stream = open(typeof input === 'string' ? { ...meta, charset: undefined } : meta);
      if (!isSplicer(stream)) return redactAny(stream, input);
      return (typeof input === 'string' ? redactText(stream, input) : redactBytes(stream, input)) as Redacted<T>;
    },
  };
}

/** Score of what is beyond doubt. */
const SURE = 100;

const NO_KEYS: ReadonlyMap<string, KeyObject> = new Map();

/** Engines under policies, so that the same two are one: callers remember by the engine what it has judged. */
const governed = new WeakMap<Engine, WeakMap<Policy, Engine>>();

/** The same engine, under a policy: what is asked of it is decided by that, unless a message brings its own. */
export function underPolicy(engine: Engine, policy: Policy): Engine {
  const known = governed.get(engine) ?? new WeakMap<Policy, Engine>();
  governed.set(engine, known);
  const made = known.get(policy) ?? {
    snapshot: engine.snapshot,
    open: (meta) => engine.open({ policy, ...meta }),
    redact: (input, meta) => engine.redact(input, { policy, ...meta }),
    inspect: (bytes, meta, other = policy) => engine.inspect(bytes, meta, other),
    inspectInTurns: (bytes, meta, other = policy) => engine.inspectInTurns(bytes, meta, other),
    cardAction: (direction, other = policy) => engine.cardAction(direction, other),
  };
  known.set(policy, made);
  return made;
}

interface Whole {
  readonly findings: Finding[];
  readonly splices: readonly Splice[];
}

function isContainer(format: MessageMeta['format']): boolean {
  return format === 'multipart' || format === 'mail' || format === 'http';
}

/** Containers and other charsets have no splices of their own to offer: their streams put the bytes together. Throws the code where one refuses. */
function redactAny<T extends string | Uint8Array>(stream: RedactionStream, input: T): Redacted<T> {
  const { bytes, effects } = stream.end(typeof input === 'string' ? Buffer.from(input) : input);
  const findings: Finding[] = [];
  for (const effect of effects) {
    if (effect.kind === 'refuse') throw new SluiceError(effect.code);
    findings.push(effect.finding);
  }
  if (findings.length === 0) return { output: input, findings };
  if (typeof input !== 'string') return { output: bytes as T, findings };
  const toUnits = unitOffsets(input);
  const inUnits = findings.map((finding) => ({ ...finding, start: toUnits(finding.start), end: toUnits(finding.end) }));
  return { output: Buffer.from(bytes).toString() as T, findings: inUnits };
}

/** Throws what a stream would refuse with: the caller has no bytes to hold back. */
function scanWhole(stream: Splicer, message: Uint8Array): Whole {
  const whole = stream.writeSplices(message, true);
  if (whole === undefined) throw new SluiceError(stream.fault);
  const { effects, splices } = whole;
  return { findings: effects.flatMap((effect) => (effect.kind === 'finding' ? [effect.finding] : [])), splices };
}

function redactBytes(stream: Splicer, input: Uint8Array): Redacted<Uint8Array> {
  const { findings, splices } = scanWhole(stream, input);
  return { output: splices.length === 0 ? input : applySplices(input, 0, input.length, splices), findings };
}

function redactText(stream: Splicer, input: string): Redacted<string> {
  const { findings, splices } = scanWhole(stream, Buffer.from(input));
  if (findings.length === 0) return { output: input, findings };
  const toUnits = unitOffsets(input);
  return {
    output: spliceText(input, splices, toUnits),
    findings: findings.map((finding) => ({ ...finding, start: toUnits(finding.start), end: toUnits(finding.end) })),
  };
}
