/** Words, tokens and @ signs by plain means: every byte is asked whether one begins there. */
import type { KernelTables, KernelWord } from '../kernel.js';
import {
  ATOM_BYTES_MAX, CONTEXT_AFTER, CONTEXT_BEFORE, FAMILY_IBAN, IBAN_BYTES_MIN, JOINT, LITERAL_REACH, NUMBERS_APART, NUMBERS_KEPT, NUMBERS_MAX, NUMBERS_MIN, REASON_AT,
  REASON_LITERAL, REASON_SPOKEN, REASON_TOKEN, REGION_LITERAL_SHIFT, TOKEN_BYTES_MAX, TOKEN_ROW_BYTES_MAX,
} from '../layout.js'; // prettier-ignore
import {
  anchorOf,
  beginsWordAt,
  endsWordAt,
  escapedLength,
  isEscapeLetter,
  isAlphanumeric,
  isAtom,
  isDigit,
  isLetter,
  wordLength,
} from '../letters.js';
import { isInUuid } from '../uuid.js';
import type { ContextWord, Region } from './region.js';

export interface WordScan {
  readonly regions: readonly Region[];
  readonly contextWords: readonly ContextWord[];
  /** First offset that must be kept because spoken digits may go on, or the length. */
  readonly open: number;
}

const IBAN = 1n << BigInt(FAMILY_IBAN);
const EVERY_FAMILY = (1n << 63n) - 1n;

/** A word that is found by fewer letters must be a word of just so many. */
const LONG_LETTERS = 4;

const beginningAt = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] | 0x20) << 8) | ((at + 1 < bytes.length ? bytes[at + 1] : 0) | 0x20);

interface Anchored {
  readonly word: KernelWord;
  /** What stands before the anchor, the nearest first, and what stands from there on. */
  readonly before: Uint8Array;
  readonly behind: Uint8Array;
  /** Letters of the word it is found by, when they must be all of it. */
  readonly first: number | undefined;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

export class WordScanner {
  /** Words by the first two bytes, folded, of the first word in them. */
  private readonly byBeginning = new Map<number, Anchored[]>();

  constructor(private readonly tables: KernelTables) {
    for (const word of tables.words) {
      const { anchor, length } = anchorOf(word.bytes) ?? { anchor: 0, length: 1 };
      const first = length < LONG_LETTERS ? length : undefined;
      const beginning = beginningAt(word.bytes, anchor);
      const before = Uint8Array.from(word.bytes.subarray(0, anchor)).reverse(); // a copy: the tables are everybody's
      const anchored = { word, before, behind: word.bytes.subarray(anchor), first };
      this.byBeginning.set(beginning, [...(this.byBeginning.get(beginning) ?? []), anchored]);
    }
  }

  scan(bytes: Uint8Array, from: number, final: boolean): WordScan {
    const base = Math.max(0, from - CONTEXT_BEFORE);
    const regions: Region[] = [];
    const contextWords: ContextWord[] = [];
    const numbers: Span[] = [];
    for (let at = base; at < bytes.length; at++) {
      if (!beginsWordAt(bytes, at, base)) continue;
      for (const { word, start, end } of this.wordsAt(bytes, at, base)) {
        if (word.use.kind === 'context') contextWords.push({ at, families: word.use.families });
        else if (word.use.kind === 'literal') {
          const flags = REASON_LITERAL | (word.use.number << REGION_LITERAL_SHIFT);
          if (end >= from && !isInUuid(bytes, start, end)) regions.push({ start: end, end: end + LITERAL_REACH, flags });
        } else if (start >= from) numbers.push({ start, end });
      }
    }
    const spoken = sequences(numbers, bytes.length, final);
    regions.push(...spoken.regions, ...this.tokens(bytes, from, final, contextWords));
    if (this.tables.addresses) regions.push(...addresses(bytes, from));
    return { regions, contextWords, open: spoken.open };
  }

  private wordsAt(bytes: Uint8Array, at: number, base: number): (Span & { word: KernelWord })[] {
    const known = this.byBeginning.get(beginningAt(bytes, at));
    if (known === undefined) return [];
    const length = wordLength(bytes, at, base);
    const isLone = length === 1 && !isEscapeLetter(bytes, at, base);
    return known.flatMap((anchored) => {
      const { word, first } = anchored;
      if (first === undefined ? isLone : length !== first) return [];
      const end = placeBehind(bytes, at, anchored);
      if (end === undefined || (word.whole && !endsWordAt(bytes, end))) return [];
      const start = placeBefore(bytes, at, anchored);
      return start === undefined ? [] : [{ word, start, end }];
    });
  }

  private tokens(bytes: Uint8Array, from: number, final: boolean, contextWords: readonly ContextWord[]): Region[] {
    const regions: Region[] = [];
    const isKnown = (end: number): boolean => final || end + CONTEXT_AFTER <= bytes.length;
    for (let start = from; start < bytes.length; start++) {
      if (!isAlphanumeric(bytes[start]) || (start > 0 && isAlphanumeric(bytes[start - 1]))) continue;
      let end = start;
      while (end < bytes.length && isAlphanumeric(bytes[end])) end++;
      const begin = start + escapedLength(bytes, start);
      const token = bytes.subarray(begin, end);
      if (
        token.length < 2 ||
        token.length > TOKEN_BYTES_MAX ||
        (end === bytes.length && !final) ||
        !token.some(isDigit) ||
        !token.some(isLetter)
      )
        continue;
      if (isInTimestamp(bytes, begin, end) || isInUuid(bytes, begin, end)) continue;
      const near = isKnown(end) ? familiesNear(contextWords, begin, end) : EVERY_FAMILY;
      const families = this.familiesOf(token, near);
      if ((families & ~this.tables.lookAlikes) !== 0n) regions.push({ start: begin, end, flags: REASON_TOKEN, families });
    }
    return regions;
  }

  /** Families for which a token may be a value where the words of some are near. */
  private familiesOf(token: Uint8Array, near: bigint): bigint {
    const iban = this.mayBeIban(token) ? IBAN : 0n;
    if (token.length > TOKEN_ROW_BYTES_MAX) return iban;
    const rows = this.tables.tokens.filter(
      (row) => row.length === token.length && token.every((byte, at) => ((isDigit(byte) ? row.letters : row.digits) & (1 << at)) === 0),
    );
    return rows.reduce((families, row) => families | (row.needsContext ? row.families & near : row.families), iban);
  }

  private mayBeIban(token: Uint8Array): boolean {
    if (token.length !== 4 && token.length < IBAN_BYTES_MIN) return false;
    const country = String.fromCharCode(token[0] & 0xdf, token[1] & 0xdf);
    return (
      isLetter(token[0]) && isLetter(token[1]) && isDigit(token[2]) && isDigit(token[3]) && this.tables.ibanCountries.includes(country)
    );
  }
}

/** Whether a token is the 22T14 of 2026-11-22T14:39 (RFC 3339). */
function isInTimestamp(bytes: Uint8Array, start: number, end: number): boolean {
  return start >= 8 && /^\d{4}-\d\d-\d\dT\d\d:$/.test(latin1(bytes, start - 8, end + 1));
}

function familiesNear(words: readonly ContextWord[], start: number, end: number): bigint {
  const near = words.filter(({ at }) => at >= start - CONTEXT_BEFORE && at < end + CONTEXT_AFTER);
  return near.reduce((families, word) => families | word.families, 0n);
}

/** Where a word begins whose anchor is at `at`, if what comes before the anchor stands there. */
function placeBefore(bytes: Uint8Array, at: number, { word, before }: Anchored): number | undefined {
  let start = at;
  for (const expected of before) {
    const size = expected === JOINT ? jointBefore(bytes, start) : start > 0 && isSame(bytes[start - 1], expected, word) ? 1 : undefined;
    if (size === undefined) return undefined;
    start -= size;
  }
  return start < 0 ? undefined : start;
}

function placeBehind(bytes: Uint8Array, at: number, { word, behind }: Anchored): number | undefined {
  let end = at;
  for (const expected of behind) {
    const size = expected === JOINT ? jointAt(bytes, end) : end < bytes.length && isSame(bytes[end], expected, word) ? 1 : undefined;
    if (size === undefined) return undefined;
    end += size;
  }
  return end;
}

function isSame(byte: number, expected: number, { exact }: KernelWord): boolean {
  const folds = exact !== true && expected >= 0x61 && expected <= 0x7a;
  return (folds ? byte | 0x20 : byte) === expected;
}

/** Bytes of the joint that begins at an offset or ends there, 0 at a hump of camel case. */
function jointAt(bytes: Uint8Array, at: number): number | undefined {
  const found = /^(?:[ +\-._]{1,2}|%20)/.exec(latin1(bytes, at, at + 3));
  return found?.[0].length ?? (isHump(bytes, at) ? 0 : undefined);
}

function jointBefore(bytes: Uint8Array, at: number): number | undefined {
  const found = /(?:[ +\-._]{1,2}|%20)$/.exec(latin1(bytes, Math.max(0, at - 3), at));
  return found?.[0].length ?? (isHump(bytes, at) ? 0 : undefined);
}

const latin1 = (bytes: Uint8Array, start: number, end: number): string => String.fromCharCode(...bytes.subarray(start, end));
const isHump = (bytes: Uint8Array, at: number): boolean => at > 0 && /^[a-z][A-Z]/.test(latin1(bytes, at - 1, at + 1));

/** Number words that stand close together. */
function sequences(numbers: readonly Span[], length: number, final: boolean): { regions: Region[]; open: number } {
  const regions: Region[] = [];
  let sequence: Span[] = [];
  const report = (): void => {
    regions.push({ start: sequence[0].start, end: sequence[sequence.length - 1].end, flags: REASON_SPOKEN });
  };
  const close = (): void => {
    if (sequence.length >= NUMBERS_MIN) report();
    sequence = [];
  };
  for (const number of numbers) {
    const last = sequence.at(-1);
    if (last !== undefined && number.start < last.end) continue;
    if (last !== undefined && number.start - last.start > NUMBERS_APART) close();
    sequence.push(number);
    if (sequence.length < NUMBERS_MAX) continue;
    report();
    sequence = sequence.slice(-NUMBERS_KEPT);
  }
  const last = sequence.at(-1);
  if (!final && last !== undefined && length - last.start <= NUMBERS_APART) return { regions, open: sequence[0].start };
  close();
  return { regions, open: length };
}

/** Bytes of an @ sign, which a form writes as %40, or 0. */
function atSignBytes(bytes: Uint8Array, at: number): number {
  if (bytes[at] === 0x40) return 1;
  return bytes[at] === 0x25 && bytes[at + 1] === 0x34 && bytes[at + 2] === 0x30 ? 3 : 0;
}

function addresses(bytes: Uint8Array, from: number): Region[] {
  const regions: Region[] = [];
  for (let at = from; at < bytes.length; at++) {
    const end = at + atSignBytes(bytes, at);
    if (end === at) continue;
    let start = at;
    while (start > Math.max(0, at - ATOM_BYTES_MAX) && isAtom(bytes[start - 1]) && bytes[start - 1] !== 0x40) start--;
    const next = end < bytes.length ? bytes[end] : 0;
    if (start < at && start >= from && (isAlphanumeric(next) || next >= 0x80)) regions.push({ start, end, flags: REASON_AT });
  }
  return regions;
}
