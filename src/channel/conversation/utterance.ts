/**
 * From a text to what a conversation is told of it, and back from the answer to what is masked:
 *
 *     const read = reader.readUtterance(bytes, start, end, hidden);   // raw bytes of the text, escapes and all
 *     const [verdict] = await conversations.judge([utteranceOf(read, said)]);
 *     const spans = maskedSpans(read, verdict);                       // raw offsets, in order, disjoint
 *     const splices = maskingSplices(bytes, spans, keepsLength);
 *
 * Digits are written in any script, in any escape, with anything between that cannot be seen, or said in words; a masked digit that is said
 * takes its whole word with it. What the message's own findings hide (`hidden`) is told as such and never masked twice.
 */
import { isDigit } from '../../text/ascii.js';
import { splicesOf, type Splice } from '../../redact/splice.js';
import { Lexicon } from '../../spoken/lexicon.js';
import type { PlacedRule } from '../../ruleset/rule.js';
import type { Utterance, Verdict } from './api.js';
import { decode, type Decoded } from './decoded.js';
import { exemptIn } from './exempt.js';
import { referencesIn } from './references.js';
import { Glance } from './glance.js';
import { SpokenDigitReader } from './spoken.js';
import { TopicWords } from './words.js';

/** Raw bytes, from and to. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Digits of a text, and where they stand. */
export interface ReadText extends Pick<Utterance, 'digits' | 'starts' | 'exempt' | 'hidden' | 'hasPaymentWords'> {
  readonly doubts: Uint8Array;
  readonly asks: number;
  /** Raw offsets of the character or words of each digit. */
  readonly from: Int32Array;
  readonly to: Int32Array;
}

type Columns = Omit<ReadText, 'hasPaymentWords' | 'asks'>;

/** What the place of a text tells: see Utterance. */
export type Speaker = Pick<Utterance, 'conversation' | 'author' | 'id' | 'isDraft' | 'isStrict'>;

/** A digit with its place. */
interface Digit {
  readonly value: number;
  readonly from: number;
  readonly to: number;
  readonly isStart: boolean;
  readonly isExempt: boolean;
  readonly doubt: number;
}

export class UtteranceReader {
  readonly #spoken: SpokenDigitReader;
  readonly #glance: Glance;

  /** `languages`: of number words; those understood by default unless given. */
  constructor(rules: readonly PlacedRule[], languages?: readonly string[]) {
    const lexicon = new Lexicon(languages);
    this.#spoken = new SpokenDigitReader(lexicon);
    this.#glance = new Glance(lexicon, new TopicWords(rules));
  }

  /** Reads the text between two offsets. `hidden`: what findings hide of it, in order and disjoint. */
  readUtterance(bytes: Uint8Array, start: number, end: number, hidden: readonly Span[] = []): ReadText {
    const glance = this.#glance;
    glance.look(bytes, start, end);
    let decoded: Decoded | undefined;
    if (!glance.isPlain) {
      decoded = decode(bytes, start, end);
      const plain = Buffer.from(decoded.text);
      glance.look(plain, 0, plain.length);
    }
    const { hasPaymentWords, asks, hasDigits, hasNumberWords, isNothingElse } = glance;
    if (!hasDigits && !hasNumberWords && !isNothingElse) return { ...WITHOUT_DIGITS, hasPaymentWords, asks };
    decoded ??= decode(bytes, start, end);
    const said = hasNumberWords || isNothingElse ? this.#spoken.read(bytes, start, end, decoded, isNothingElse) : [];
    return { ...columnsOf(merged(writtenDigits(decoded), said), hidden), hasPaymentWords, asks };
  }
}

const NONE = new Uint8Array(0);
const NOWHERE = new Int32Array(0);
const WITHOUT_DIGITS: Columns = { digits: NONE, starts: NONE, exempt: NONE, hidden: NONE, doubts: NONE, from: NOWHERE, to: NOWHERE };

function columnsOf(digits: readonly Digit[], hidden: readonly Span[]): Columns {
  return {
    digits: Uint8Array.from(digits, ({ value }) => value),
    starts: Uint8Array.from(digits, ({ isStart }) => (isStart ? 1 : 0)),
    exempt: Uint8Array.from(digits, ({ isExempt }) => (isExempt ? 1 : 0)),
    hidden: hiddenFlags(digits, hidden),
    doubts: Uint8Array.from(digits, ({ doubt }) => doubt),
    from: Int32Array.from(digits, ({ from }) => from),
    to: Int32Array.from(digits, ({ to }) => to),
  };
}

/** What is asked of the conversation. */
export function utteranceOf(read: ReadText, speaker: Speaker): Utterance {
  const { digits, starts, exempt, hidden, doubts, hasPaymentWords, asks } = read;
  return { ...speaker, digits, starts, exempt, hidden, doubts, hasPaymentWords, asks };
}

/** The bytes that a verdict masks, in order and disjoint; digits that touch are one span. */
export function maskedSpans({ hidden, from, to }: ReadText, { masks }: Verdict): Span[] {
  const spans: { start: number; end: number }[] = [];
  masks.forEach((mask, i) => {
    if (mask === 0 || hidden[i] === 1) return;
    const last = spans.at(-1);
    if (last !== undefined && from[i] <= last.end) last.end = Math.max(last.end, to[i]);
    else spans.push({ start: from[i], end: to[i] });
  });
  return spans;
}

/** Replacements of spans in text: an asterisk for each digit and letter. `keepsLength`: they take as many bytes as what they hide. */
export function maskingSplices(bytes: Uint8Array, spans: readonly Span[], keepsLength: boolean): Splice[] {
  const masks = spans.map(({ start, end }) => ({ start, end, form: 'text' as const, visibleDigits: 0 }));
  return splicesOf(bytes, masks, keepsLength);
}

function writtenDigits({ text, from, to }: Decoded): Digit[] {
  const digits: Digit[] = [];
  const exempt = exemptIn(text);
  const others = referencesIn(text);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!isDigit(code) || others.some((stretch) => at >= stretch.from && at < stretch.to)) continue;
    const isStart = at === 0 || !isDigit(text.charCodeAt(at - 1));
    const isExempt = exempt.some((stretch) => at >= stretch.from && at < stretch.to);
    digits.push({ value: code & 0xf, from: from[at], to: to[at], isStart, isExempt, doubt: 0 });
  }
  return digits;
}

/** Both kinds of digits in the order of the text. */
function merged(written: readonly Digit[], said: readonly Omit<Digit, 'isExempt'>[]): readonly Digit[] {
  if (said.length === 0) return written;
  return [...written, ...said.map((digit) => ({ ...digit, isExempt: false }))].sort((a, b) => a.from - b.from);
}

function hiddenFlags(digits: readonly Digit[], hidden: readonly Span[]): Uint8Array {
  const flags = new Uint8Array(digits.length);
  let at = 0;
  digits.forEach(({ from, to }, i) => {
    while (at < hidden.length && hidden[at].end <= from) at++;
    if (at < hidden.length && hidden[at].start < to) flags[i] = 1;
  });
  return flags;
}
