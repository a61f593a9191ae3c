/** What a detector sees: the bytes around a region, and how it answers. Findings carry positions, never values. */
import { LIMITS } from '../base/limits.js';
import { FAMILY_IBAN } from '../kernel/kernel.js';
import type { RuleClass } from './overlap.js';

/** Bytes of a message from `start` (at most `contextBytes` before the region) to `end`. */
export interface View {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** No more bytes can come behind `end`, or no more are looked at. Where it is missing or false, a long token at the end may go on. */
  readonly complete?: boolean;
  /** Views with the same serial number show the same bytes at the same offsets; missing where nothing is known of other views. */
  readonly serial?: number;
}

/** A region to look at, in offsets of the view. */
export interface Region {
  readonly start: number;
  readonly end: number;
  /** The region begins inside a JSON string. Meaningless unless `isJson`. */
  readonly inString: boolean;
  readonly isJson: boolean;
  /** Families of rules that may find something in it, as the lower and upper half of a mask; all of them where it is not known. */
  readonly families?: number;
  readonly upperFamilies?: number;
  /** Name of the column of a table whose header the view cannot hold. */
  readonly columnLabel?: string | undefined;
}

/** Whether rules of a family may find something in the region. */
export function mayFind(region: Region, family: number): boolean {
  if (region.families === undefined || region.columnLabel !== undefined) return true;
  return ((family < 32 ? region.families >>> family : (region.upperFamilies ?? 0) >>> (family - 32)) & 1) !== 0;
}

const SHAPES = -1 << (FAMILY_IBAN + 1);

/** Whether rules of any family but those of cards, telephone numbers and IBANs may. */
export function mayFindShapes(region: Region): boolean {
  return (
    region.families === undefined || region.columnLabel !== undefined || (region.families & SHAPES) !== 0 || region.upperFamilies !== 0
  );
}

/** What was found, in offsets of the view. */
export interface Located {
  readonly entity: string;
  readonly rule: string;
  /** Of the rule; it decides which of overlapping findings stays. Card data when missing. */
  readonly class?: RuleClass;
  readonly start: number;
  readonly end: number;
  /** 0–100 */
  readonly score: number;
  /**
   * A bare JSON number must stay one when it is redacted, also in percent-encoding, where white space is a plus sign; `digits` are a part of
   * one that goes on behind them, where no white space may stand. Everything else is text.
   */
  readonly form: 'text' | 'number' | 'encoded number' | 'digits';
  /** How long the words of its rule near it are: of two rules that say as much, the better named stays. */
  readonly named?: number;
  /** Nothing of it may stay visible, whatever the policy shows: its end would read as a number together with what follows. */
  readonly isWhollyHidden?: boolean;
}

/** Text before `at`, one character a byte, at most `contextBytes` long. */
export function textBefore(view: View, at: number): string {
  return latin1(view.bytes, Math.max(view.start, at - LIMITS.contextBytes), at);
}

/** Text from `at` on, one character a byte, at most `contextBytes` long. */
export function textAfter(view: View, at: number): string {
  return latin1(view.bytes, at, Math.min(view.end, at + LIMITS.contextBytes));
}

/** Text between two offsets, as far as the view shows it, one character a byte. */
export const textBetween = ({ bytes, start, end }: View, from: number, to: number): string =>
  latin1(bytes, Math.max(start, from), Math.min(end, to));

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return start < end ? Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1') : '';
}
