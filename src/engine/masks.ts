/**
 * Finds masks such as redaction leaves them, in the bytes of a message as they pass: a desktop that writes back what it was shown would put
 * them in the place of the value. What counts is the look alone; whether a mask is one of ours is the caller's question. It reads bytes that
 * no engine has changed, cut anywhere, and never changes them.
 */
import { WRITTEN_BYTES, maskText } from './mask-text.js';

/** Longest mask in bytes, percent-encoded and with its separators, and what must be seen on both sides of it. */
const REACH_BYTES = 256;
/** Of a field's name, so much is looked at. */
const NAME_CHARACTERS = 48;
/** Masks that one message is read for; behind them it is not read any more. */
const MASKS_MAX = 4_096;

const ASTERISK = 0x2a;
const PERCENT = 0x25;
const EIGHTS = Buffer.from('88888');
const ENCODED = [Buffer.from('%2A'), Buffer.from('%2a')];
const CARD = { least: 12, most: 19 };
/** Fewest digits of a bare number that is taken for a masked card. */
const LEAST_NUMBER = 14;

export class MaskReader {
  /** End of what was read, and whether anything stood before it. */
  #tail: Buffer = NO_TAIL;
  /** So far into the text of the tail, masks have been told: a character that is written in several gets shorter when its last one comes. */
  #told = 0;
  /** Whether the tail may belong to a mask. */
  #mayHold = false;
  #isBehind: boolean;
  #count = 0;

  /** `isBehind`: other bytes of the message stand before the first that are seen. */
  constructor(isBehind = false) {
    this.#isBehind = isBehind;
  }

  /** The masks that are whole with these bytes and were not before, in order, each as it is written without encoding. */
  see(bytes: Uint8Array, final: boolean): readonly string[] {
    if (this.#count >= MASKS_MAX || (bytes.length === 0 && !final)) return NONE;
    const chunk = asBuffer(bytes);
    const isPlain = !this.#mayHold && !mayHold(chunk) && !this.#mayHoldAcross(chunk);
    if (isPlain && final) return NONE;
    // of what holds nothing no more is joined than is kept
    const behind = isPlain && chunk.length >= REACH_BYTES;
    const window = behind || this.#tail.length === 0 ? chunk : Buffer.concat([this.#tail, chunk]);
    const text = isPlain ? '' : maskText(window);
    const found = isPlain ? NONE : this.#read(text, final);
    const from = Math.max(0, window.length - REACH_BYTES);
    this.#isBehind ||= from > 0 || (behind && this.#tail.length > 0);
    this.#tail = Buffer.from(window.subarray(from));
    this.#told = isPlain ? 0 : Math.max(this.#told, text.length - EDGE.end) - (from > 0 ? text.length - maskText(this.#tail).length : 0);
    this.#mayHold = !isPlain && mayHold(this.#tail);
    return found;
  }

  /** What neither the tail nor the chunk shows, but both together. */
  #mayHoldAcross(chunk: Buffer): boolean {
    return this.#tail.length > 0 && mayHold(Buffer.concat([this.#tail.subarray(-HINT_BYTES), chunk.subarray(0, HINT_BYTES)]));
  }

  #read(text: string, final: boolean): readonly string[] {
    if (!HINT.test(text)) return NONE;
    const found: string[] = [];
    for (const { start, end, mask } of masksIn(text)) {
      // what touches the edge may be the rest of something longer
      if ((start < EDGE.start && this.#isBehind) || (end > text.length - EDGE.end && !final) || end <= this.#told) continue;
      found.push(mask);
    }
    this.#count += found.length;
    return found;
  }
}

const NONE: readonly string[] = [];
const NO_TAIL = Buffer.alloc(0);
/** Longest hint of a mask, less one byte. */
const HINT_BYTES = 4;

/** What may be the rest of a character, or of a mask, that began before; and what may be the beginning of one that goes on. */
const EDGE = { start: 3, end: WRITTEN_BYTES };

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

/** Nearly every message has neither an asterisk nor five eights, and is not looked at any further. */
function mayHold(window: Buffer): boolean {
  return (
    window.includes(ASTERISK) ||
    window.includes(EIGHTS) ||
    (window.includes(PERCENT) && ENCODED.some((asterisk) => window.includes(asterisk)))
  );
}

interface Seen {
  readonly start: number;
  readonly end: number;
  readonly mask: string;
}

/** What every mask has, and scripts with comments, style sheets and Markdown mostly have not. */
const HINT = /\*(?:[\s()./_:|~'`\\,;^+-]{0,4}\*){3}|\d{6}\*|\*\d{4}|8{5}/;
/** Groups of asterisks and digits with single separators between them. */
const STRETCH = /[\d*]+(?:[ ./_-][\d*]+)*/g;
/** Such groups with other separators, or several, but the same between all of them. */
const ODD_STRETCH = /(?<![\d*])[\d*]+((?![ ./_-][\d*])[\s./_:|~'`\\,;^+-]{1,4})[\d*]+(?:\1[\d*]+)+/g;
/** A bare number whose hidden digits are eights, the last of them perhaps a seven. */
const NUMBER = /(?<![\d.*])((?:\d{6})?8{4,14}[78]\d{4})(?:\.0+)?(?![\d*]|\.\d)/g;
/** Such a number as it is written with an exponent. */
const SCIENTIFIC = /(?<![\d.*])(\d)\.(\d{9,18})e\+?(\d\d)(?![\d.*])/gi;
/** A whole value of nothing but asterisks: between quotes, tags or the signs of a form, or all of a part. */
const VALUE = /(?<=^|["'=>])[ (]?\*[* ()./-]{3,80}(?=["'&<]|\\+["'u]|$)/g;

function masksIn(text: string): readonly Seen[] {
  const masks: Seen[] = [];
  for (const { 0: stretch, index } of text.matchAll(STRETCH)) if (stretch.includes('*')) masks.push(...inStretch(stretch, index));
  for (const { 0: stretch, index } of text.matchAll(ODD_STRETCH)) if (stretch.includes('*')) masks.push(...inOddStretch(stretch, index));
  const starts = new Set(masks.map(({ start }) => start));
  for (const { 1: digits = '', index } of text.matchAll(NUMBER)) if (isMaskedNumber(digits)) masks.push(seen(digits, index));
  for (const { 0: number, 1: first = '', 2: rest = '', 3: exponent, index } of text.matchAll(SCIENTIFIC))
    if (rest.length <= Number(exponent) && isMaskedNumber((first + rest).padEnd(Number(exponent) + 1, '0')))
      masks.push(seen(number, index));
  for (const { 0: value, index } of text.matchAll(VALUE)) {
    if (starts.has(index) || !isHiddenValue(value)) continue;
    if (!isTyped(text.slice(Math.max(0, index - NAME_CHARACTERS), index))) masks.push(seen(value, index));
  }
  return masks.sort((a, b) => a.start - b.start);
}

const seen = (mask: string, start: number): Seen => ({ start, end: start + mask.length, mask });

/**
 * The check digit of ours is wrong. Eights in the middle of an arbitrary number are too common, so what stands before them must begin like a card; those
 * of toll-free telephones with an extension are shorter than cards are today.
 */
function isMaskedNumber(digits: string): boolean {
  if (digits.length < LEAST_NUMBER || digits.length > CARD.most || hasCheckDigit(digits)) return false;
  return /^8{7}/.test(digits) || (digits.length === 16 && /^[2-6]\d{5}8{5}[78]/.test(digits));
}

function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    sum += i % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 === 0;
}

/** Nine asterisks and more, or four and more in groups with signs between them as in dates and identifiers; wildcards have single ones. */
function isHiddenValue(value: string): boolean {
  const asterisks = value.split('*').length - 1;
  return asterisks >= 9
    ? !RATING.test(value)
    : asterisks >= 4 && /\*[./-]\*/.test(value) && !/(?<!\*)\*(?!\*)/.test(value) && !RATING.test(value);
}

/** So many stars of five. */
const RATING = /^\*{1,5}\/\*{5}$/;

/** Forms show a row of asterisks for a password that they keep: that is their own mask, and they know it. */
const SECRET = /pass|pwd|pin\b|secret|token|key|credential|kennwort|contrase|confirm/i;
/** People draw lines of asterisks in what they write, and search for anything. */
const FREE =
  /(?:^|[^a-z])(?:q|query|search\w*|find|filter\w*|term|pattern|glob|include|exclude|path|ip|cron|notes?|body|text|comments?|message|subject|description|content|html|markdown|md)\\*["']?\s*[:=>]\s*\\*["']?$/i;
/** So do their editors, whose lines are paragraphs. */
const PARAGRAPH = /<(?:p|br|div|b|strong|em|i|u|center|li|h\d)\b[^<>]*>$/i;

/** What stands before a row of asterisks tells that it stands there in its own right. */
function isTyped(before: string): boolean {
  const name = before.slice(
    Math.max(before.lastIndexOf(','), before.lastIndexOf('{'), before.lastIndexOf('&'), before.lastIndexOf('<')) + 1,
  );
  return SECRET.test(name) || FREE.test(name) || PARAGRAPH.test(before);
}

interface Group {
  readonly text: string;
  readonly start: number;
  /** What stands between it and the next. */
  readonly sign: string;
}

function groupsOf(stretch: string, start: number): readonly Group[] {
  return [...stretch.matchAll(/([\d*]+)([^\d*]*)/g)].map(({ 1: text = '', 2: sign = '', index }) => ({ text, sign, start: start + index }));
}

function* inStretch(stretch: string, start: number): Generator<Seen> {
  const groups = groupsOf(stretch, start);
  for (let i = 0; i < groups.length; i++) {
    const { text, start: at } = groups[i];
    if (!text.includes('*')) continue;
    if (isMaskedRun(text)) yield seen(text, at);
    const last = lastOf(groups, i);
    if (last > i) {
      const mask = grouped(groups, i, last);
      if (mask !== undefined) yield mask;
    }
    i = last;
  }
}

/** `****  ****  ****  1111`, `****:******:*0005`: what stands in lists and tables as well must show four digits of as many as cards have today. */
function* inOddStretch(stretch: string, start: number): Generator<Seen> {
  const groups = groupsOf(stretch, start);
  const first = groups.findIndex(({ text }) => text.includes('*'));
  const mask = grouped(groups, first, lastOf(groups, first));
  if (mask === undefined) return;
  const all = shownBefore(groups, first) + mask.mask.replace(/[^\d*]/g, '').length;
  if (all >= LEAST_NUMBER && shownAtEnd(mask.mask) === 4) yield mask;
}

/** `************1111`, `411111******1111`, `411111*1111`, `*****6789`. */
function isMaskedRun(text: string): boolean {
  const match = /^(\d{0,8})(\*+)(\d{0,4})$/.exec(text);
  if (match === null) return false;
  const [first, hidden, last] = [match[1] ?? '', match[2] ?? '', match[3] ?? ''].map(({ length }) => length) as [number, number, number];
  const all = first + hidden + last;
  if (first === 6 || first === 8) return last === 4 && (hidden === 1 || (hidden >= 4 && all <= CARD.most));
  if (first !== 0 || all > CARD.most) return false;
  return (hidden >= 8 && last > 0) || (hidden >= 5 && last === 4);
}

/** The last of the groups that belong to that at `first`: those with asterisks, and what stays of the number behind them. */
function lastOf(groups: readonly Group[], first: number): number {
  let last = first;
  while (groups[last + 1]?.text.includes('*') === true) last++;
  if (/\d$/.test(groups[last].text)) return last;
  for (let digits = 0; last + 1 < groups.length; last++) {
    digits += groups[last + 1].text.length;
    if (digits > 4) break;
  }
  return last;
}

/** `**** **** **** 1111`, `4111 11** **** 1111`, `***-**-6789`, `***-**-****`. */
function grouped(groups: readonly Group[], first: number, last: number): Seen | undefined {
  const members = groups.slice(first, last + 1);
  const text = members.map((group, i) => (i === members.length - 1 ? group.text : group.text + group.sign)).join('');
  const hidden = text.split('*').length - 1;
  const before = shownBefore(groups, first);
  const all = before + members.reduce((sum, group) => sum + group.text.length, 0);
  if (hidden < 4 || members.some((group) => group.text.length > 7)) return undefined;
  const visible = shownAtEnd(text);
  const isCard = members.length >= 3 && all >= CARD.least && all <= CARD.most && visible > 0;
  const isIdentifier =
    all >= 9 && all <= CARD.most && (visible === 0 || visible === 4) && /^[\d*]+(?:[./-][\d*]+)+$/.test(text) && !RATING.test(text);
  return isCard || isIdentifier ? seen(text, members[0].start) : undefined;
}

const shownAtEnd = (mask: string): number => mask.slice(mask.lastIndexOf('*') + 1).replace(/\D/g, '').length;

/** Digits of a group that is shown whole before the first that is hidden, where that one begins with digits. */
function shownBefore(groups: readonly Group[], first: number): number {
  const before = groups[first - 1]?.text ?? '';
  return before.length === 4 && /^\d\d/.test(groups[first].text) ? before.length : 0;
}
