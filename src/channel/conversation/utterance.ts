/**
 * From a text to what a conversation is told of it: digits written in any script, in any escape, with anything between that cannot be seen,
 * or said in words. The way back, from the answer to what is masked, is digits.ts beside this folder.
 */
import { isDigit } from '../../text/ascii.js';
import { Lexicon } from '../../spoken/lexicon.js';
import type { PlacedRule } from '../../ruleset/rule.js';
import type { DigitReader, ReadDigits } from '../digits.js';
import { decode, type Decoded } from './decoded.js';
import { exemptIn } from './exempt.js';
import { referencesIn } from './references.js';
import { Glance } from './glance.js';
import { SpokenDigitReader } from './spoken.js';
import { TopicWords } from './words.js';

type Columns = Omit<ReadDigits, 'hasPaymentWords' | 'asks'>;

/** A digit with its place. */
interface Digit {
  readonly value: number;
  readonly from: number;
  readonly to: number;
  readonly isStart: boolean;
  readonly isExempt: boolean;
  readonly doubt: number;
}

export class UtteranceReader implements DigitReader {
  readonly #spoken: SpokenDigitReader;
  readonly #glance: Glance;

  /** `languages`: of number words; those understood by default unless given. */
  constructor(rules: readonly PlacedRule[], languages?: readonly string[]) {
    const lexicon = new Lexicon(languages);
    this.#spoken = new SpokenDigitReader(lexicon);
    this.#glance = new Glance(lexicon, new TopicWords(rules));
  }

  readUtterance(bytes: Uint8Array, start: number, end: number): ReadDigits {
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
    return { ...columnsOf(merged(writtenDigits(decoded), said)), hasPaymentWords, asks };
  }
}

const NONE = new Uint8Array(0);
const NOWHERE = new Int32Array(0);
const WITHOUT_DIGITS: Columns = { digits: NONE, starts: NONE, exempt: NONE, doubts: NONE, from: NOWHERE, to: NOWHERE };

function columnsOf(digits: readonly Digit[]): Columns {
  return {
    digits: Uint8Array.from(digits, ({ value }) => value),
    starts: Uint8Array.from(digits, ({ isStart }) => (isStart ? 1 : 0)),
    exempt: Uint8Array.from(digits, ({ isExempt }) => (isExempt ? 1 : 0)),
    doubts: Uint8Array.from(digits, ({ doubt }) => doubt),
    from: Int32Array.from(digits, ({ from }) => from),
    to: Int32Array.from(digits, ({ to }) => to),
  };
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
