/**
 * The digits behind a card word, in whatever parts they come: with words, labels, turns of a chat, times, tags or fields between them; in
 * circled digits; with letters that look like digits. Reads what may be one number and leaves the judgement to spread.ts.
 */
import { isAlphanumeric, isDigit, isLetter } from '../../text/ascii.js';
import { INVISIBLE, OTHER, SEPARATOR } from '../../text/characters.js';
import { ENCLOSED, RAISED } from '../../text/enclosed.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../../text/unit.js';
import { isWordByte, wordSet } from './words.js';

const PARTS_MAX = 20;
const DIGITS_MAX = 40;
const TAG_BYTES_MAX = 40;
const ASTERISK = 0x2a;
const COLON = 0x3a;
const LESS_THAN = 0x3c;
const GREATER_THAN = 0x3e;
/** So many are a mask: what follows is the visible end of a number redacted before. */
const MASK_ASTERISKS = 3;
/** Line breaks between two parts; two turns of a chat take two. */
const LINES_MAX = 4;

/** Words that people put between the parts of a number, or between the card word and the number. Any other ends it. */
const FILLERS = wordSet(`
  number numbers no nr num is it its it's s my the this that here card cards debit credit of and then next first second third fourth last final four digits digit
  ok okay yes yeah yep right um uh erm hmm er eh so now with followed by comma dash space again got go on ahead please sure thanks continue ends ending end starts begins
  a b c d e agent customer caller user bot visa mastercard amex name value field part block group segment pan type
  och sen sedan nästa första andra tredje fjärde sista fyra siffror är mitt kort ja nummer kortnummer und dann nächste erste letzte vier ziffern ist meine karte
  et puis ensuite premier premiers suivant suivants dernier derniers quatre chiffres est oui y luego después primeros siguientes últimos cuatro son sí
  poi e primi prossimi ultimi quattro cifre sì en dan eerste volgende laatste vier cijfers og så første neste sidste siste fire cifre sitten ensimmäiset viimeiset i potem następne ostatnie cztery
  depois primeiros seguintes últimos dígitos quatro sim br p b td tr div span li strong em i u nbsp amp quot apos lt gt text insert attributes marks style bold italic underline strong true cc ccnum ccnumber cardno cardnumber cardnumberpart creditcard`);
/** Letters that look like digits. */
const DIGIT_LIKE: ReadonlyMap<number, number> = new Map(
  Object.entries({ l: 1, I: 1, '|': 1, '!': 1, O: 0, o: 0, S: 5, B: 8, Z: 2 }).map(([letter, digit]) => [letter.charCodeAt(0), digit]),
);

export class Parts {
  count = 0;
  digits = 0;
  /** Raw offsets of each part. */
  readonly starts = new Int32Array(PARTS_MAX + 1);
  readonly ends = new Int32Array(PARTS_MAX + 1);
  /** Index of the first digit of each part; behind the last part, the number of digits. */
  readonly first = new Int32Array(PARTS_MAX + 2);
  readonly values = new Uint8Array(DIGITS_MAX);
  /** Whether more than separators stands before the part. */
  readonly isApart = new Uint8Array(PARTS_MAX + 1);
  private isOpen = false;
  private hasWords = false;
  private lines = 0;
  private asterisks = 0;
  /** Behind the last word. */
  private wordEnd = -1;

  size(part: number): number {
    return this.first[part + 1] - this.first[part];
  }

  start(part: number): number {
    return this.starts[part];
  }

  end(part: number): number {
    return this.ends[part];
  }

  /** Reads parts from `from` on, to before `to`, up to the first thing that does not belong to a number. */
  read(bytes: Uint8Array, from: number, to: number): void {
    this.count = this.digits = this.lines = this.asterisks = 0;
    this.isOpen = this.hasWords = false;
    this.wordEnd = from;
    for (let at = from; at < to;) {
      const end = this.step(bytes, at, to, from);
      if (end < 0 || this.digits >= DIGITS_MAX) return;
      at = end;
    }
  }

  /** Takes one character, word, time or tag; returns the offset behind it, or -1 at the end of the number. */
  private step(bytes: Uint8Array, at: number, to: number, from: number): number {
    const byte = bytes[at];
    if (byte === LESS_THAN) return this.between(tagEnd(bytes, at, to), true);
    const timeEnd = isDigit(byte) && !this.isOpen ? endOfTime(bytes, at, to) : 0;
    if (timeEnd > 0) return this.between(timeEnd, true);
    if (isLetter(byte)) return this.word(bytes, at, to);
    const unit = readUnit(bytes, at, to, true);
    const end = at + unitLength(unit);
    const kind = unitKind(unit);
    if (unitCodePoint(unit) === LESS_THAN) return this.between(escapedTagEnd(bytes, end, to), true);
    if (kind === OTHER || kind === SEPARATOR) {
      const special = specialDigit(bytes, at, to, unitCodePoint(unit));
      if (special >= 0) return this.digit(special & 15, at, at + (special >> 4 || end - at));
    }
    if (kind < 10) return this.isOpen ? this.digit(kind, at, end) : this.opening(bytes, kind, at, end, to, from);
    if (kind === INVISIBLE) return end;
    if (kind === OTHER && isWordByte(byte)) return this.word(bytes, at, to);
    if (unitCodePoint(unit) === ASTERISK && ++this.asterisks >= MASK_ASTERISKS) return -1;
    if (byte === 0x0a && ++this.lines > LINES_MAX) return -1;
    return this.between(end, kind === OTHER);
  }

  /** A digit that may begin a part, or the number of a field. */
  private opening(bytes: Uint8Array, kind: number, at: number, end: number, to: number, from: number): number {
    if (at === this.wordEnd && at > from) return skipDigits(bytes, end, to);
    const named = at === this.wordEnd + 1 && joinsNumber(bytes[at - 1]) ? endOfName(bytes, at, to) : 0;
    return named > 0 ? this.between(named, true) : this.digit(kind, at, end);
  }

  private between(end: number, isMore: boolean): number {
    this.isOpen = false;
    if (isMore) this.hasWords = true;
    return end;
  }

  /** A filler word, the name of a speaker, or digits with letters that look like digits among them. */
  private word(bytes: Uint8Array, at: number, to: number): number {
    let end = at;
    while (end < to && isWordByte(bytes[end])) end++;
    if (this.isOpen || (end < to && isDigit(bytes[end]))) {
      const stop = this.mixed(bytes, at, to);
      if (stop > 0) return stop;
    }
    this.wordEnd = end;
    const isSpeaker = end < to && bytes[end] === COLON;
    return isSpeaker || FILLERS.has(bytes, at, end) ? this.between(end, true) : -1;
  }

  /** Letters between digits that look like digits: 41l1. Returns the offset behind the word, or 0 when it is none. */
  private mixed(bytes: Uint8Array, at: number, to: number): number {
    let end = at;
    let hasDigit = this.isOpen;
    for (; end < to && (isAlphanumeric(bytes[end]) || bytes[end] === 0x7c); end++) {
      if (isDigit(bytes[end])) hasDigit = true;
      else if (!DIGIT_LIKE.has(bytes[end])) return 0;
    }
    if (!hasDigit || end === at) return 0;
    for (let i = at; i < end; i++) this.digit(isDigit(bytes[i]) ? bytes[i] - 0x30 : (DIGIT_LIKE.get(bytes[i]) ?? 0), i, i + 1);
    return end;
  }

  private digit(value: number, start: number, end: number): number {
    if (this.digits >= DIGITS_MAX) return -1;
    if (!this.isOpen) {
      if (this.count >= PARTS_MAX) return -1;
      this.starts[this.count] = start;
      this.isApart[this.count++] = this.hasWords ? 1 : 0;
      this.isOpen = true;
      this.hasWords = false;
      this.lines = this.asterisks = 0;
    }
    this.values[this.digits++] = value;
    this.ends[this.count - 1] = end;
    this.first[this.count] = this.digits;
    return end;
  }
}

/** Behind a tag of HTML or XML, or behind the sign when it begins none. */
function tagEnd(bytes: Uint8Array, at: number, to: number): number {
  for (let end = at + 1; end < to && end < at + TAG_BYTES_MAX; end++) if (bytes[end] === 0x3e) return end + 1;
  return at + 1;
}

/** Behind a tag whose signs are escaped (&lt;b&gt;, \u003cb\u003e), or behind the sign that may begin one, at `from`, when it begins none. */
function escapedTagEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from, characters = 0; at < to && characters < TAG_BYTES_MAX; characters++) {
    const unit = readUnit(bytes, at, to, true);
    at += unitLength(unit);
    if (unitCodePoint(unit) === GREATER_THAN) return at;
  }
  return from;
}

/** Behind a time of day (09:15, 9:15:30), or 0. */
function endOfTime(bytes: Uint8Array, at: number, to: number): number {
  let end = isDigit(bytes[at + 1]) ? at + 2 : at + 1;
  const first = end;
  while (end + 2 < to && bytes[end] === COLON && isDigit(bytes[end + 1]) && isDigit(bytes[end + 2])) end += 3;
  return end > first && !(end < to && isDigit(bytes[end])) ? end : 0;
}

/** Signs between the name of a field and its number: card_1, card[1], card.1, card-1. */
const joinsNumber = (byte: number): boolean => byte === 0x5f || byte === 0x5b || byte === 0x2e || byte === 0x2d;

/** Behind the number of a field where its name ends right behind it (card_1": …), or 0. */
function endOfName(bytes: Uint8Array, at: number, to: number): number {
  const end = skipDigits(bytes, at + 1, to);
  return end > 0 && end < to && NAME_ENDS.includes(bytes[end]) ? end : 0;
}

/** Quotes and their escapes, an equals sign, a bracket. */
const NAME_ENDS: readonly number[] = [0x22, 0x27, 0x5c, 0x3d, 0x5d];

/** Behind the number of a field (card1, card12), which is no part of the value; `at` is behind its first digit. */
function skipDigits(bytes: Uint8Array, at: number, to: number): number {
  let end = at;
  while (end < to && isDigit(bytes[end])) end++;
  return end - at > 1 ? -1 : end;
}

/** First digit, code point of it, and how many follow in order: enclosed, superscript and subscript. */
const SPECIAL = [...ENCLOSED, ...RAISED] as const;

/** The digit that a special character or an escape unknown to the units stands for: value in bits 0–3, length of an escape above; or -1. */
function specialDigit(bytes: Uint8Array, at: number, to: number, codePoint: number): number {
  if (codePoint >= 0x80)
    for (const [first, from, count] of SPECIAL) if (codePoint >= from && codePoint < from + count) return first + codePoint - from;
  const isBrace = codePoint === 0x5c && bytes[at + 1] === 0x75 && bytes[at + 2] === 0x7b; // \u{34}
  const isPercent = codePoint === 0x25 && bytes[at + 1] === 0x75; // %u0034
  if (!isBrace && !isPercent) return -1;
  let end = at + (isBrace ? 3 : 2);
  while (end < to && bytes[end] === 0x30) end++;
  if (end + 2 > to || bytes[end] !== 0x33 || !isDigit(bytes[end + 1]) || (isBrace && bytes[end + 2] !== 0x7d)) return -1;
  return (bytes[end + 1] - 0x30) | ((end + (isBrace ? 3 : 2) - at) << 4);
}
