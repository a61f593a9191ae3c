/** One message being redacted: records are cut off, scanned, and what leaves is put together again. */
import { SluiceError, type ErrorCode } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { shifted } from '../detect/trace.js';
import type { Located } from '../detect/view.js';
import { dataOf, EventLexer } from '../format/events.js';
import type { Lexer } from '../format/lexer.js';
import { MarkupLexer } from '../format/markup.js';
import { EventSegmenter, LineSegmenter, ValueSegmenter, type Segmenter } from '../format/segments.js';
import { LineSniffer } from '../format/line-sniff.js';
import { EventSniffer, Sniffer } from '../format/sniff.js';
import { TableLexer } from '../format/table.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Decision, Policy } from '../policy/policy.js';
import type { Mask } from '../redact/mask.js';
import { applyMasks, moved, splicesOf, type Splice } from '../redact/splice.js';
import type { Ruleset } from '../ruleset/compile.js';
import type { Effect, Format, MessageMeta, Step } from './api.js';
import { namedBy } from './names.js';
import { byteBefore, type Placed } from './overlay.js';
import { type Ahead, Scanner, type OnFinding } from './scanner.js';
import { EndingStream, NO_BYTES, refusalStep, stepOf } from './step.js';
import { StructuredScanner } from './structured.js';
import { replacementOf, type Keys } from './wish.js';

/** What the streams of one engine share. */
export interface StreamContext {
  readonly kernel: Kernel;
  readonly ruleset: Ruleset;
  /** For messages that bring none. */
  readonly policy: Policy;
  readonly keys: Keys;
  readonly ahead: Ahead;
}

/** What one step found, in offsets of the message. */
export interface Spliced {
  /** Offset behind what may leave. All splices so far lie before it. */
  readonly released: number;
  readonly effects: readonly Effect[];
  readonly splices: readonly Splice[];
}

export class Stream extends EndingStream {
  private scanner: Scanner | StructuredScanner;
  /** Why the message is refused, once something inside has failed. */
  private refusal: ErrorCode = 'SLUICE_ENGINE_FAILED';
  private sniffer: Sniffer | LineSniffer | EventSniffer | undefined;
  private readonly segmenter: Segmenter | undefined;
  private readonly policy: Policy;
  /** Effects of the step at hand. */
  private effects: Effect[] = [];
  /** What the step at hand masks, in message offsets: nothing is found before all of it may leave. */
  private masks: Mask[] = [];
  /** Offset of the record at hand in the message, negative with a lead, and bytes of it so far. */
  private recordOffset = 0;
  private recordLength = 0;
  /** Message offset behind what has left. */
  private released = 0;
  /** The scanner of a markup document or a table of which it is not known yet whether it is JSON all the same. */
  private unjudged: Scanner | undefined;

  constructor(
    private readonly context: StreamContext,
    private readonly meta: MessageMeta,
  ) {
    super();
    this.policy = meta.policy ?? context.policy;
    this.segmenter = segmenterOf(meta.format);
    const lead = meta.lead === undefined ? NO_BYTES : Buffer.from(meta.lead);
    this.recordOffset = -lead.length;
    this.released = -lead.length;
    this.scanner = this.openRecord();
    if (lead.length > 0) this.readLead(lead);
  }

  get held(): number {
    return this.hasEnded ? 0 : this.scanner.held.length;
  }

  /** Why `writeSplices` answered undefined. */
  get fault(): ErrorCode {
    return this.refusal;
  }

  /** What was found before the policy blocked the message; of other faults nothing is told. */
  get told(): readonly Effect[] {
    return this.refusal === 'SLUICE_POLICY_BLOCKED' ? this.effects : [];
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
    const { keepsLength, hasGaps } = this.meta;
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const shiftedMasks = masks.map((mask) => ({ ...mask, start: mask.start - from, end: mask.end - from }));
    const splices = splicesOf(bytes, shiftedMasks, keepsLength, hasGaps);
    return { released, effects, splices: splices.map((splice) => moved(splice, from)) };
  }

  /** Runs one step; an internal fault refuses the message, it never passes bytes. */
  protected step(chunk: Uint8Array, final: boolean): Step {
    this.effects = [];
    let bytes: Uint8Array = NO_BYTES;
    const hasWorked = this.attempt(() => {
      const { held } = this.scanner;
      const from = this.released;
      this.scan(chunk, final);
      bytes = this.release(held, chunk, from);
      if (from < 0) bytes = bytes.subarray(Math.min(-from, this.released - from));
    });
    if (hasWorked) return stepOf(bytes, this.effects);
    this.hasEnded = true;
    return refusalStep(this.refusal, this.told);
  }

  /** Scans what stands before the message, at negative offsets. It is never let out. */
  private readLead(lead: Uint8Array): void {
    this.recordLength = lead.length;
    if (this.scanner instanceof StructuredScanner) {
      this.released += this.scanner.readLead(lead);
      return;
    }
    if (this.meta.format === 'json' || this.meta.format === 'json-seq') this.scanner.jsonFrom = lead.length;
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
    const { keepsLength, hasGaps, ownsChunks } = this.meta;
    if (held.length === 0 && ownsChunks) return applyMasks(isWhole ? chunk : chunk.subarray(0, length), from, masks, keepsLength, hasGaps);
    const output = Buffer.allocUnsafe(length); // every byte is written here
    const fromHeld = Math.min(held.length, length);
    output.set(held.subarray(0, fromHeld));
    output.set(chunk.subarray(0, length - fromHeld), fromHeld);
    return applyMasks(output, from, masks, keepsLength, hasGaps);
  }

  private takeMasks(): readonly Mask[] {
    const { masks } = this;
    if (masks.length > 0) this.masks = [];
    return this.scanner instanceof StructuredScanner ? masks.sort((a, b) => a.start - b.start) : masks; // findings in pieces may enclose others
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
    if (this.meta.format === 'sse') this.joinData(part);
    if (this.sniffer !== undefined) this.sniff(part, final);
    if (this.unjudged !== undefined) this.judge(this.unjudged, part);
    this.recordLength += part.length;
    let at = 0;
    for (; part.length - at > LIMITS.windowBytes; at += LIMITS.windowBytes) {
      this.released += this.scanner.push(part.subarray(at, at + LIMITS.windowBytes), false);
    }
    this.released += this.scanner.push(at === 0 ? part : part.subarray(at), final);
    if (this.scanner instanceof StructuredScanner && this.scanner.fault !== undefined) this.refuse(this.scanner.fault);
  }

  private refuse(code: ErrorCode): never {
    this.refusal = code;
    throw new SluiceError(code);
  }

  /** Events come whole: see events.ts. One whose value takes several lines is read once more with these joined. */
  private joinData(event: Uint8Array): void {
    const values = dataOf(event);
    if (values.length < 2) return;
    const isJson = new EventSniffer().feed(event)?.kind === 'json';
    this.scanner = this.openStructured(new EventLexer(values), isJson);
  }

  private openRecord(): Scanner | StructuredScanner {
    this.recordLength = 0;
    this.sniffer = snifferOf(this.meta.format);
    const lexer = lexerOf(this.meta.format, this.context.ruleset);
    if (lexer !== undefined) return this.openStructured(lexer);
    const scanner = this.openScanner((located, bytes, offset) => this.redact(placedAt(located, bytes, offset)));
    if (this.meta.format === 'json' || this.meta.format === 'json-seq') scanner.jsonFrom = 0;
    scanner.mayBeJson = this.meta.format !== 'text';
    return scanner;
  }

  private openScanner(onFinding: OnFinding, trace = this.meta.trace): Scanner {
    const { kernel, ruleset, ahead } = this.context;
    return new Scanner(kernel, ruleset, onFinding, trace && shifted(trace, this.recordOffset), ahead);
  }

  /** Traces tell of the bytes as they stand; the format's own reading of them has other offsets. `isJson`: both are known to be, or not to be. */
  private openStructured(lexer: Lexer, isJson?: boolean): StructuredScanner {
    let { trace } = this.meta;
    let isRaw = true; // the first is that of the bytes as they stand
    const open = (onFinding: OnFinding): Scanner => {
      const scanner = this.openScanner(onFinding, trace);
      trace = undefined;
      scanner.mayBeJson = isJson ?? isRaw;
      if (isJson === true) scanner.jsonFrom = 0;
      if (isRaw && isJson === undefined) this.unjudged = scanner;
      isRaw = false;
      return scanner;
    };
    const lossyRule = { entity: 'card.pan', rule: this.context.ruleset.card.pan.id };
    return new StructuredScanner(lexer, open, lossyRule, (placed) => this.redact(placed));
  }

  /** JSON under a label of markup or of a table is read as that, for who believes the label; its bare numbers stay numbers, for who does not. */
  private judge(raw: Scanner, part: Uint8Array): void {
    const first = part.find((byte) => byte > SPACE && byte < MARK);
    if (first === undefined) return;
    raw.mayBeJson = JSON_OPENERS.has(first);
    if (raw.mayBeJson) raw.jsonFrom = 0;
    this.unjudged = undefined;
  }

  private sniff(part: Uint8Array, final: boolean): void {
    if (this.scanner instanceof StructuredScanner) return;
    const begun = this.sniffer?.feed(part);
    const sniffed = begun ?? (final ? this.sniffer?.end() : undefined);
    if (sniffed === undefined) return;
    this.sniffer = undefined;
    if (sniffed.kind === 'json') this.scanner.jsonFrom = this.recordLength + sniffed.at + (begun === undefined ? part.length : 0);
    else this.scanner.mayBeJson = false;
  }

  /** Decides on a finding, in offsets of the record; notes the effect and the masks. */
  private redact(placed: Placed): void {
    const { located, start, end, isLocked, isLossy } = placed;
    const { entity, rule, score } = located;
    const { direction, part } = this.meta;
    const decision = this.policy.decide(entity, rule, direction, part, score);
    const { action } = decision;
    if (action === 'allow') return;
    const by = this.recordOffset;
    if (end + by <= 0) return; // of the lead, which was judged where it stands
    const isMasked = action !== 'observe' && isLossy !== true && isLocked !== true;
    const finding = { entity, rule, start: Math.max(0, start + by), end: end + by, score };
    if (action === 'block' && isLossy !== true) {
      this.effects.push({ kind: 'finding', finding, action });
      this.refuse('SLUICE_POLICY_BLOCKED');
    }
    if (isLocked === true && action !== 'observe' && entity.startsWith(CARD_DATA)) this.refuse('SLUICE_SCRIPT_SENSITIVE');
    this.effects.push({ kind: 'finding', finding, action: isMasked ? action : 'observe' });
    if (isMasked) this.replace(placed, decision);
  }

  private replace(placed: Placed, decision: Decision): void {
    const { located, start, end, pieces } = placed;
    const { form, isWhollyHidden } = located;
    const by = this.recordOffset;
    const visible = isWhollyHidden === true ? 0 : decision.visibleDigits;
    const replacement = replacementOf(decision, placed, by, this.meta.format, this.context.keys);
    for (const piece of pieces ?? [{ start, end, digitsBehind: 0 }]) {
      if (piece.end + by <= 0) continue;
      const visibleOfPiece = Math.max(0, visible - piece.digitsBehind);
      this.masks.push({ start: Math.max(0, piece.start + by), end: piece.end + by, form, visibleDigits: visibleOfPiece, replacement });
    }
  }
}

const SPACE = 0x20;
/** The first byte of a byte order mark, and whatever else is not ASCII. */
const MARK = 0x80;
const JSON_OPENERS: ReadonlySet<number> = new Set(Buffer.from('{['));

/** What cannot be changed and must not pass. */
const CARD_DATA = 'card.';

function placedAt(located: Located, bytes: Uint8Array, offset: number): Placed {
  return { located, before: byteBefore(located, bytes, offset), start: located.start + offset, end: located.end + offset };
}

function lexerOf(format: Format, ruleset: Ruleset): Lexer | undefined {
  if (format === 'html' || format === 'xml') return new MarkupLexer(format === 'html');
  return format === 'csv' ? new TableLexer(namedBy(ruleset)) : undefined;
}

function segmenterOf(format: Format): Segmenter | undefined {
  if (format === 'sse') return new EventSegmenter();
  if (format === 'json-seq') return new ValueSegmenter();
  return format === 'ndjson' ? new LineSegmenter() : undefined;
}

function snifferOf(format: Format): Sniffer | LineSniffer | EventSniffer | undefined {
  if (format === 'sse') return new EventSniffer();
  if (format === 'ndjson') return new LineSniffer();
  return format === 'auto' ? new Sniffer() : undefined;
}
