/**
 * Scans a document whose format says more of it than its bytes: markup and tables. The bytes are scanned like those of any record, so that
 * nothing passes unseen, and beside them the format's own reading of them; findings of both are put in order when neither can add to them.
 * Where the format forbids a change, a finding is told as locked.
 */
import type { ErrorCode } from '../base/errors.js';
import type { Located } from '../detect/view.js';
import { EDITABLE, type Lexer, type Reading } from '../format/lexer.js';
import { byteBeforeInMarkup, Overlay, type Placed } from './overlay.js';
import type { OnFinding, Scanner } from './scanner.js';

type Open = (onFinding: OnFinding) => Scanner;

/** Stands for the beginning of what readers see in one piece. */
const OPENING = 0x22;
/** Score of a number that lost digits. */
const SCORE_LOSSY = 50;

export class StructuredScanner implements Reading {
  private readonly raw: Scanner;
  private readonly overlay: Overlay;
  /** Bytes that have not left. */
  private bytes: Buffer = Buffer.alloc(0);
  /** Bytes so far; those that may leave; those of which the raw findings are all made. */
  private length = 0;
  private released = 0;
  private rawReleased = 0;
  private ofRaw: Placed[] = [];
  private ofReading: Placed[] = [];
  /** Where zones begin, and of which kind they are: the first so many. */
  private zoneStarts = new Float64Array(256);
  private zoneKinds = new Uint8Array(256).fill(EDITABLE);
  private zones = 1;

  constructor(
    private readonly lexer: Lexer,
    open: Open,
    private readonly lossyRule: { readonly entity: string; readonly rule: string },
    private readonly onFinding: (placed: Placed) => void,
  ) {
    this.raw = open((located, bytes, offset) => this.note(located, bytes, offset));
    this.overlay = new Overlay(open, (placed) => this.ofReading.push(placed));
  }

  get held(): Buffer {
    return this.bytes;
  }

  get fault(): ErrorCode | undefined {
    return this.lexer.fault;
  }

  /** Takes in at most `windowBytes`; returns how many bytes may leave now. */
  push(chunk: Uint8Array, final: boolean): number {
    this.overlay.begin();
    this.lexer.feed(chunk, this.length, this);
    if (this.fault !== undefined) return 0; // whatever else stands there, however much of it has come
    if (final) this.overlay.cut();
    this.overlay.flush();
    return this.take(chunk, final);
  }

  /** Takes in what stands before the document and labels it: the format's reading of the document begins behind it. */
  readLead(lead: Uint8Array): number {
    return this.take(lead, false);
  }

  private take(chunk: Uint8Array, final: boolean): number {
    this.rawReleased += this.raw.push(chunk, final);
    this.length += chunk.length;
    const to = this.settled(Math.min(this.rawReleased, this.overlay.heldFrom, final ? Infinity : this.lexer.heldFrom, this.length));
    this.report(to);
    const count = to - this.released;
    this.released = to;
    this.bytes =
      count >= this.bytes.length
        ? Buffer.from(chunk.subarray(count - this.bytes.length))
        : Buffer.concat([this.bytes, chunk]).subarray(count);
    this.forgetZones();
    return count;
  }

  copy(bytes: Uint8Array, start: number, end: number, offset: number): void {
    this.overlay.copy(bytes, start, end, offset);
  }

  insert(ascii: Uint8Array, offset: number): void {
    this.overlay.insert(ascii, offset);
  }

  cut(): void {
    this.overlay.cut();
  }

  zone(offset: number, kind: number): void {
    const at = this.zones++;
    if (at === this.zoneStarts.length) this.growZones();
    this.zoneStarts[at] = offset;
    this.zoneKinds[at] = kind;
  }

  lossy(start: number, end: number): void {
    const located = { ...this.lossyRule, start, end, score: SCORE_LOSSY, form: 'text' as const };
    this.ofReading.push({ located, before: undefined, start, end, isLossy: true });
  }

  private note(located: Located, bytes: Uint8Array, offset: number): void {
    const start = located.start + offset;
    const end = located.end + offset;
    this.ofRaw.push({ located, before: byteBeforeInMarkup(located, bytes, offset), start, end, isLocked: this.isLocked(start, end) });
  }

  private isLocked(start: number, end: number): boolean {
    let at = this.zoneAt(start);
    for (; at < this.zones && this.zoneStarts[at] < end; at++) if (this.zoneKinds[at] !== EDITABLE) return true;
    return false;
  }

  /** The offset before which all is known and no finding is cut in two. */
  private settled(limit: number): number {
    if (this.ofRaw.length === 0 && this.ofReading.length === 0) return limit;
    const fromBehind = [...this.ofRaw, ...this.ofReading].sort((a, b) => b.start - a.start); // so none has to be looked at twice
    let to = limit;
    for (const { start, end } of fromBehind) if (start < to && end > to) to = start;
    return to;
  }

  private report(to: number): void {
    if (this.ofRaw.length === 0 && this.ofReading.length === 0) return;
    const isDue = ({ end }: Placed): boolean => end <= to;
    const due = merged(this.ofRaw.filter(isDue), this.ofReading.filter(isDue));
    this.ofRaw = this.ofRaw.filter((placed) => !isDue(placed));
    this.ofReading = this.ofReading.filter((placed) => !isDue(placed));
    for (const placed of due) this.onFinding(placed);
  }

  /** The zone in which an offset lies. */
  private zoneAt(offset: number): number {
    let low = 0;
    let high = this.zones - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.zoneStarts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private growZones(): void {
    const [starts, kinds] = [this.zoneStarts, this.zoneKinds];
    this.zoneStarts = new Float64Array(2 * starts.length);
    this.zoneStarts.set(starts);
    this.zoneKinds = new Uint8Array(2 * kinds.length);
    this.zoneKinds.set(kinds);
  }

  private forgetZones(): void {
    const first = this.zoneAt(this.released);
    if (first === 0) return;
    this.zoneStarts.copyWithin(0, first, this.zones);
    this.zoneKinds.copyWithin(0, first, this.zones);
    this.zones -= first;
  }
}

/** Findings of both readings in order. Of two that overlap the one that holds the other stays; where neither does, each keeps what is its own. */
function merged(ofRaw: readonly Placed[], ofReading: readonly Placed[]): Placed[] {
  const swallowedRaws = new Set<Placed>();
  const kept: Placed[] = [];
  const told = new Map<Placed, Placed>();
  for (const placed of ofReading) {
    const pieces = placed.pieces ?? [placed];
    const touching = between(ofRaw, placed.start, placed.end).filter(
      (raw) => !swallowedRaws.has(raw) && pieces.some(({ start, end }) => raw.start < end && raw.end > start),
    );
    const holder = touching.find((raw) => raw.start <= placed.start && raw.end >= placed.end);
    if (holder?.start === placed.start) told.set(holder, { ...holder, beforeInReading: placed.before ?? OPENING });
    if (holder !== undefined) continue;
    const isSwallowed = (raw: Placed): boolean => raw.start >= placed.start && raw.end <= placed.end && raw.isLocked !== true;
    const others = touching.filter((raw) => !isSwallowed(raw));
    for (const raw of touching) if (isSwallowed(raw)) swallowedRaws.add(raw);
    kept.push(others.length === 0 ? placed : without(placed, others));
  }
  const raws = swallowedRaws.size === 0 ? ofRaw : ofRaw.filter((raw) => !swallowedRaws.has(raw));
  return [...raws.map((raw) => told.get(raw) ?? raw), ...kept].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Those of some findings, in order and apart from each other, that reach into a stretch of the document: few of many. */
function between(findings: readonly Placed[], start: number, end: number): readonly Placed[] {
  let low = 0;
  let high = findings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (findings[middle].end > start) high = middle;
    else low = middle + 1;
  }
  let behind = low;
  while (behind < findings.length && findings[behind].start < end) behind++;
  return findings.slice(low, behind);
}

/** A finding without what others have of it. */
function without(placed: Placed, others: readonly Placed[]): Placed {
  let pieces = placed.pieces ?? [];
  for (const { start, end } of others) {
    pieces = pieces.flatMap((piece) => {
      if (end <= piece.start || start >= piece.end) return [piece];
      const before = { ...piece, end: start, digitsBehind: Infinity };
      const behind = { ...piece, start: end };
      return [before, behind].filter((part) => part.start < part.end);
    });
  }
  return { ...placed, pieces };
}
