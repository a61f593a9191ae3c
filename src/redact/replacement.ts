/**
 * What takes the place of a finding where the policy wants more than the default mask: other digits stay in sight, or the value is truncated,
 * hashed or removed. A finding may stand in several pieces of a document; one replacement reads all of them, then writes each.
 *
 * - **mask**: as by default, with digits in sight at the beginning as well.
 * - **truncate**: what is not shown is taken out; one asterisk stays, so that what is shown on both sides does not read as one number.
 * - **hash**: letters (hash.ts); a number, and what is too short or cannot be read, is masked whole.
 * - **remove**: nothing stays; behind other text one asterisk does, so that digits before and behind it do not become one number.
 *
 * Bare numbers stay numbers (mask.ts). Where the length has been counted, the place is filled up, and truncate and remove are masks.
 */
import type { KeyObject } from 'node:crypto';
import { isLuhnValid } from '../detect/cluster.js';
import type { Located } from '../detect/view.js';
import type { Shown } from '../policy/clause.js';
import { NOTHING_SHOWN, PAN, withinReason } from '../policy/pci.js';
import { isDigit, isLetter } from '../text/ascii.js';
import { INVISIBLE, SEPARATOR } from '../text/characters.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../text/unit.js';
import { hashOf } from './hash.js';
import { ASTERISK, maskInPlace } from './mask.js';
import type { Splice } from './splice.js';
import { spliceUnits } from './units.js';

/** What the place allows for: anything shorter, only the same length, or the same length with gaps of NUL that somebody takes out. */
export type Room = 'free' | 'same' | 'gaps';

export interface Wish {
  readonly entity: string;
  readonly action: 'mask' | 'truncate' | 'hash' | 'remove';
  readonly shown: Shown;
  /** For `hash`; where it is missing, the value is masked whole. */
  readonly key?: KeyObject | undefined;
  /** Not all of the value is at hand: nothing of it is shown or hashed. */
  readonly isPartial: boolean;
  /** Other text stands right before the value. */
  readonly isBehindText: boolean;
}

type Form = Located['form'];

const ZERO = 0x30;
const SEVEN = 0x37;
const EIGHT = 0x38;
const GAP = 0;
const NONE = new Uint8Array(0);
const MARK = Uint8Array.of(ASTERISK);

export class Replacement {
  private digits = 0;
  /** Digits and letters, and whatever else is no separator. */
  private characters = 0;
  private value = '';
  /** Digits and characters of the pieces that are written. */
  private digitsWritten = 0;
  private lettersWritten = 0;
  private isBegun = false;
  private shown = NOTHING_SHOWN;
  private hash: Uint8Array | undefined;

  constructor(private readonly wish: Wish) {}

  /** A piece, in order; all are read before the first is written. */
  read(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end;) {
      const unit = readUnit(bytes, at, end, true);
      const kind = unitKind(unit);
      at += unitLength(unit);
      if (kind === SEPARATOR || kind === INVISIBLE) continue;
      this.characters++;
      if (kind < 10) this.digits++;
      this.value += kind < 10 ? String(kind) : String.fromCodePoint(unitCodePoint(unit)).toUpperCase();
    }
  }

  /** What replaces a piece, in order. */
  splices(bytes: Uint8Array, start: number, end: number, form: Form, room: Room): Splice[] {
    if (!this.isBegun) this.begin();
    const { action } = this.wish;
    const isFirst = !this.isBegun;
    this.isBegun = true;
    if (form !== 'text') return this.number(bytes, start, end, form, room);
    if (action === 'hash' && this.hash !== undefined) return [this.hashed(this.hash, bytes, start, end, room)];
    if (action === 'remove' && room !== 'same') return [filled(start, end, isFirst && this.wish.isBehindText ? MARK : NONE, room)];
    return this.judged(this.text(bytes, start, end, room), start, end);
  }

  /** Digits of a card number that stay in sight were judged with those that do not. */
  private judged(splices: Splice[], start: number, end: number): Splice[] {
    if (this.wish.entity !== PAN) return splices;
    const of = { start, end };
    return splices.map((splice) => ({ ...splice, of }));
  }

  private begin(): void {
    const { entity, action, shown, key, isPartial } = this.wish;
    if (isPartial) return;
    if (action === 'mask' || action === 'truncate') this.shown = withinReason(shown, this.digits, entity);
    if (action === 'hash' && key !== undefined) this.hash = hashOf(key, entity, this.value, this.characters);
    this.value = '';
  }

  /** As many letters as the piece has characters, so that all pieces together show the hash once. */
  private hashed(hash: Uint8Array, bytes: Uint8Array, start: number, end: number, room: Room): Splice {
    let characters = 0;
    for (let at = start; at < end;) {
      const unit = readUnit(bytes, at, end, true);
      if (unitKind(unit) !== SEPARATOR && unitKind(unit) !== INVISIBLE) characters++;
      at += unitLength(unit);
    }
    const letters = hash.subarray(this.lettersWritten, this.lettersWritten + characters);
    this.lettersWritten += characters;
    return filled(start, end, letters, room);
  }

  /** Masked or truncated: the digits in sight stay the very bytes. */
  private text(bytes: Uint8Array, start: number, end: number, room: Room): Splice[] {
    const isCut = this.wish.action === 'truncate' && room !== 'same';
    const splices: Splice[] = [];
    let isOpen = false; // nothing in sight since the last splice
    for (let at = start; at < end;) {
      const unit = readUnit(bytes, at, end, true);
      const kind = unitKind(unit);
      const next = at + unitLength(unit);
      if (this.isHidden(kind, bytes[at], next - at)) {
        const last = isCut && isOpen ? splices.pop() : undefined;
        const from = last?.start ?? at;
        splices.push(isCut ? filled(from, next, MARK, room) : { start: at, end: next, bytes: masked(room === 'free' ? 1 : next - at) });
        isOpen = true;
      } else if (kind < 10) isOpen = false;
      at = next;
    }
    return splices;
  }

  private isHidden(kind: number, byte: number, length: number): boolean {
    if (kind >= 10) return kind !== SEPARATOR && kind !== INVISIBLE && (length > 1 || isLetter(byte));
    const index = this.digitsWritten++;
    return index >= this.shown.first && index < this.digits - this.shown.last;
  }

  /** Digits of numbers that must stay numbers. In several runs, nothing is shown at their beginning. */
  private number(bytes: Uint8Array, start: number, end: number, form: Exclude<Form, 'text'>, room: Room): Splice[] {
    const { first, last } = this.shown;
    const copy = new Uint8Array(bytes.subarray(start, end));
    const isWhole = copy.length === this.digits && copy.every(isDigit);
    const visible = copy.length - last;
    if (
      isWhole &&
      this.wish.action === 'truncate' &&
      room === 'free' &&
      form !== 'digits' &&
      first === 0 &&
      last > 0 &&
      copy[visible] !== ZERO
    )
      return [{ start, end, bytes: copy.slice(visible) }];
    if (isWhole && first > 0) {
      copy.fill(EIGHT, first, visible);
      if (isLuhnValid(copy, 0, copy.length)) copy[visible - 1] = SEVEN;
      return this.judged([{ start: start + first, end: start + visible, bytes: copy.subarray(first, visible) }], start, end);
    }
    if (isWhole && first + last === 0 && form !== 'digits' && room !== 'same') return [filled(start, end, Uint8Array.of(ZERO), room)];
    const mask = { form, visibleDigits: isWhole ? last : this.lastOf(bytes, start, end) };
    return maskInPlace(copy, 0, copy.length, mask) ? [{ start, end, bytes: copy }] : spliceUnits(bytes, start, end, mask, room !== 'free');
  }

  /** How many digits at the end of a piece are among the last of the value. */
  private lastOf(bytes: Uint8Array, start: number, end: number): number {
    for (let at = start; at < end;) {
      const unit = readUnit(bytes, at, end, true);
      if (unitKind(unit) < 10) this.digitsWritten++;
      at += unitLength(unit);
    }
    return Math.max(0, this.shown.last - (this.digits - this.digitsWritten));
  }
}

const masked = (length: number): Uint8Array => new Uint8Array(length).fill(ASTERISK);

/** `bytes` in a place that may have to be filled up. */
function filled(start: number, end: number, bytes: Uint8Array, room: Room): Splice {
  if (room === 'free' || bytes.length === end - start) return { start, end, bytes };
  const all = new Uint8Array(end - start).fill(room === 'gaps' ? GAP : ASTERISK);
  all.set(bytes);
  return { start, end, bytes: all };
}
