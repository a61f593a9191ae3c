/**
 * A message that is followed for rules with paths. The message itself goes to another stream as if there were no such rules, so that they only
 * add: what stands at a path is told and replaced besides. It exists only where the ruleset has such rules.
 */
import type { ErrorCode } from '../base/errors.js';
import type { PathState } from '../detect/path/automaton.js';
import type { Trace, TraceEvent } from '../detect/trace.js';
import type { OnValue, PathLexer, ValueKind } from '../format/path/lexer.js';
import { applySplices, type Splice } from '../redact/splice.js';
import { together } from '../redact/together.js';
import type { Effect, MessageMeta, RedactionStream, Step } from './api.js';
import { hideValue } from './path-mask.js';
import { severest, verdictsOf, type Verdict } from './path-policy.js';
import { EndingStream, NO_BYTES, refusalStep, stepOf } from './step.js';
import type { Spliced, StreamContext } from './stream.js';

/** Scans a message and tells what to replace in it; undefined on a fault, which `fault` names. */
export interface Splicer {
  readonly fault: ErrorCode;
  /** What was told before the fault. */
  readonly told?: readonly Effect[];
  writeSplices(chunk: Uint8Array, final: boolean): Spliced | undefined;
}

/** Containers and other charsets have no splices of their own to offer. */
export const isSplicer = (stream: RedactionStream): stream is RedactionStream & Splicer => 'writeSplices' in stream;

interface Value {
  readonly start: number;
  readonly end: number;
  readonly kind: ValueKind;
  readonly state: PathState;
}

type Found = Extract<Effect, { kind: 'finding' }>;

export class PathStream extends EndingStream implements Splicer {
  private readonly lexer: PathLexer;
  /** Values whose bytes have not left. */
  private values: Value[] = [];
  /** What the other stream found in bytes that have not left. */
  private effects: Found[] = [];
  private splices: Splice[] = [];
  private innerReleased = 0;
  /** Bytes that have not left, the offset of the first, and of what comes next. */
  private source: Uint8Array = NO_BYTES;
  private begin = 0;
  private length = 0;
  fault: ErrorCode = 'SLUICE_ENGINE_FAILED';
  told: readonly Effect[] = [];

  constructor(
    private readonly inner: Splicer,
    private readonly context: StreamContext,
    private readonly meta: MessageMeta,
    open: (onValue: OnValue) => PathLexer,
  ) {
    super();
    this.lexer = open((start, end, kind, state) => this.values.push({ start, end, kind, state }));
  }

  get held(): number {
    return this.hasEnded ? 0 : this.source.length;
  }

  /** As the other stream does; undefined on a fault, after which the stream is dead. */
  writeSplices(chunk: Uint8Array, final: boolean): Spliced | undefined {
    if (this.hasEnded) return undefined;
    const spliced = this.attempt(chunk, final);
    this.hasEnded = final || typeof spliced === 'string';
    if (typeof spliced === 'string') {
      this.fault = spliced;
      return undefined;
    }
    this.keep(chunk, spliced.released);
    return spliced;
  }

  protected step(chunk: Uint8Array, final: boolean): Step {
    const spliced = this.attempt(chunk, final);
    if (typeof spliced === 'string') {
      this.hasEnded = true;
      this.source = NO_BYTES;
      return refusalStep(spliced, this.told);
    }
    const { released, effects, splices } = spliced;
    const bytes = this.leaving(chunk, released, splices);
    this.keep(chunk, released);
    return stepOf(bytes, effects);
  }

  /** What may leave, with its replacements. Without any, and with nothing held, these are the very bytes that came. */
  private leaving(chunk: Uint8Array, released: number, splices: readonly Splice[]): Uint8Array {
    const { begin, source } = this;
    const count = released - begin;
    if (source.length === 0 && count === chunk.length && splices.length === 0) return chunk;
    const bytes = source.length === 0 ? chunk : Buffer.concat([source, chunk.subarray(0, Math.max(0, count - source.length))]);
    if (splices.length === 0) return bytes.subarray(0, count);
    return applySplices(bytes, 0, count, splices.map(({ start, end, bytes: by }) => ({ start: start - begin, end: end - begin, bytes: by }))); // prettier-ignore
  }

  private keep(chunk: Uint8Array, released: number): void {
    const { source, begin } = this;
    const count = released - begin;
    this.begin = released;
    if (count >= source.length)
      this.source = count - source.length === chunk.length ? NO_BYTES : new Uint8Array(chunk.subarray(count - source.length));
    else this.source = Buffer.concat([source.subarray(count), chunk]);
  }

  /** Whatever goes wrong inside is an answer, not an exception. */
  private attempt(chunk: Uint8Array, final: boolean): Spliced | ErrorCode {
    try {
      return this.scan(chunk, final);
    } catch {
      return 'SLUICE_ENGINE_FAILED';
    }
  }

  private scan(chunk: Uint8Array, final: boolean): Spliced | ErrorCode {
    const { lexer } = this;
    if (chunk.length > 0) lexer.feed(chunk, this.length);
    this.length += chunk.length;
    if (final) lexer.end(this.length);
    if (lexer.fault !== undefined) return lexer.fault;
    const spliced = this.inner.writeSplices(chunk, final);
    if (spliced === undefined) {
      const { fault, told = [] } = this.inner;
      this.told = fault === 'SLUICE_POLICY_BLOCKED' ? [...this.effects, ...told] : [];
      return fault;
    }
    for (const effect of spliced.effects) {
      if (effect.kind === 'refuse') {
        this.told = effect.code === 'SLUICE_POLICY_BLOCKED' ? this.effects : [];
        return effect.code;
      }
      this.effects.push(effect);
    }
    this.splices.push(...spliced.splices);
    this.innerReleased = spliced.released;
    const isIdle = this.values.length === 0 && lexer.heldFrom === Infinity;
    return isIdle ? this.takeAll(spliced.released) : this.take(this.settled(final), chunk);
  }

  /** No value is near: all that the other stream found may leave. */
  private takeAll(released: number): Spliced {
    const { effects, splices } = this;
    this.effects = [];
    this.splices = [];
    return { released, effects, splices };
  }

  /** The offset before which all is known and nothing is cut in two. */
  private settled(final: boolean): number {
    let to = Math.min(this.innerReleased, final ? Infinity : this.lexer.heldFrom);
    const stretches = [...this.values, ...this.effects.map(({ finding }) => finding), ...this.splices];
    for (let isStable = false; !isStable;) {
      isStable = true;
      for (const { start, end } of stretches) {
        if (start >= to || end <= to) continue;
        to = start;
        isStable = false;
      }
    }
    return to;
  }

  private take(to: number, chunk: Uint8Array): Spliced | ErrorCode {
    const isDue = ({ end }: { end: number }): boolean => end <= to;
    const values = this.values.filter(isDue);
    const effects = this.effects.filter(({ finding }) => isDue(finding));
    const splices = this.splices.filter(isDue);
    this.values = this.values.slice(values.length);
    this.effects = this.effects.filter(({ finding }) => !isDue(finding));
    this.splices = this.splices.slice(splices.length);
    const told = values.flatMap((value) => this.tell(value));
    const blocked = told.find(({ action }) => action === 'block');
    if (blocked !== undefined) {
      this.told = inOrder([...told, ...effects]).filter(({ finding }) => finding.start <= blocked.finding.start);
      return 'SLUICE_POLICY_BLOCKED';
    }
    const own = this.hide(values, chunk);
    return {
      released: to,
      effects: told.length === 0 ? effects : inOrder([...told, ...effects]),
      splices: own.length === 0 ? splices : together(own, splices),
    };
  }

  private tell({ start, end, state }: Value): Found[] {
    return this.verdictsOn(state).flatMap(({ rule, entity, score, decision: { action } }): Found[] => {
      if (action === 'allow') return [];
      if (this.meta.trace !== undefined) this.explain(this.meta.trace, { rule, start, end }, score, state);
      return [{ kind: 'finding', finding: { entity, rule, start, end, score }, action }];
    });
  }

  private verdictsOn(state: PathState): Verdict[] {
    return verdictsOf(state, this.meta.policy ?? this.context.policy, this.meta.direction);
  }

  /** Tells the path that leads to a value, as the rule writes it: the names of the document say more than they should. */
  private explain(trace: Trace, at: Pick<TraceEvent, 'rule' | 'start' | 'end'>, score: number, state: PathState): void {
    trace({ ...at, step: 'place', ok: true, detail: `stands at or below ${state.pathsOf(at.rule).join(' and ')}` });
    trace({ ...at, step: 'score', ok: true, detail: `${score}: the place alone decides` });
    trace({ ...at, step: 'found', ok: true });
  }

  private hide(values: readonly Value[], chunk: Uint8Array): Splice[] {
    if (values.length === 0) return [];
    const { begin, source } = this;
    const bytes = source.length === 0 ? chunk : Buffer.concat([source, chunk]);
    const keepsLength = this.meta.keepsLength === true;
    return values.flatMap(({ start, end, kind, state }) => {
      const verdict = severest(this.verdictsOn(state));
      if (verdict === undefined) return [];
      const { action, key } = verdict.decision;
      const hiding = { action, entity: verdict.entity, key: key === undefined ? undefined : this.context.keys.get(key), keepsLength };
      return [hideValue(bytes, start - begin, end - begin, kind, begin, hiding)];
    });
  }
}

function inOrder(found: Found[]): Found[] {
  return found.sort((a, b) => a.finding.start - b.finding.start || a.finding.end - b.finding.end);
}
