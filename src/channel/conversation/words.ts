/** The words of the rules that tell what a conversation is about: a payment, or a national identifier. */
import { compileWords, type WordTest } from '../../detect/card/words.js';
import { templatesOf } from '../../detect/shape/template.js';
import type { PlacedRule } from '../../ruleset/rule.js';

/** What people say of a card's number where no rule needs it: in one message the number speaks for itself. */
const PAYMENT_WORDS: readonly string[] = [
  'long number',
  '16 digit',
  '16-digit',
  'sixteen digit',
  'payment card',
  'name on card',
  'cardholder',
];
/** Shorter identifiers show no more than others do anyway. */
const IDENTIFIER_DIGITS_MIN = 8;

export class TopicWords {
  /** By the first two bytes of a word. */
  readonly #heads: Uint8Array;
  readonly #payment: WordTest;
  readonly #identifiers: WordTest;
  /** Words of identifiers by the digits of these, the longest first. */
  readonly #byDigits: readonly (readonly [digits: number, words: WordTest])[];

  constructor(rules: readonly PlacedRule[]) {
    const payment = [...new Set([...PAYMENT_WORDS, ...rules.flatMap(paymentWords)])];
    const byDigits = new Map<number, string[]>();
    for (const rule of rules) {
      const digits = identifierDigits(rule);
      if (digits > 0) byDigits.set(digits, [...(byDigits.get(digits) ?? []), ...identifierWords(rule)]);
    }
    const identifiers = [...new Set([...byDigits.values()].flat())];
    this.#heads = headsOf([...payment, ...identifiers]);
    this.#payment = compileWords(payment);
    this.#identifiers = compileWords(identifiers);
    this.#byDigits = [...byDigits].sort(([a], [b]) => b - a).map(([digits, words]) => [digits, compileWords(words)]);
  }

  /** A glance at the first two bytes: whether any of the words may begin with them. */
  mayBegin(bytes: Uint8Array, at: number): boolean {
    return this.#heads[headOf(bytes, at)] === 1;
  }

  /** Whether words of payment begin at an offset of UTF-8 text, of which nothing is known beyond `start` and `end`. */
  isPayment(bytes: Uint8Array, start: number, end: number, at: number): boolean {
    return this.#payment.find(bytes, start, end, at, at + 1) >= 0;
  }

  /** Digits of the longest identifier whose words begin there, or 0. */
  asks(bytes: Uint8Array, start: number, end: number, at: number): number {
    if (this.#identifiers.find(bytes, start, end, at, at + 1) < 0) return 0;
    return this.#byDigits.find(([, words]) => words.find(bytes, start, end, at, at + 1) >= 0)?.[0] ?? 0;
  }
}

/** Folds ASCII letters, and whatever else shares their bit: this only saves work. */
const headOf = (bytes: Uint8Array, at: number): number => ((bytes[at] | FOLD) << 8) | (bytes[at + 1] | FOLD);
const FOLD = 0x20;

function headsOf(words: readonly string[]): Uint8Array {
  const heads = new Uint8Array(0x10000);
  for (const word of words) heads[headOf(Buffer.from(word.toLowerCase()), 0)] = 1;
  return heads;
}

function paymentWords(rule: PlacedRule): readonly string[] {
  if (rule.detector === 'pan') return rule.context;
  return rule.detector === 'cvc' || rule.detector === 'expiry' ? rule.words : [];
}

const identifierWords = (rule: PlacedRule): readonly string[] => (rule.detector === 'shape' ? (rule.context?.words ?? []) : []);

/** Digits of a national identifier that is nothing but digits; 0 for any other rule. */
function identifierDigits(rule: PlacedRule): number {
  if (rule.detector !== 'shape' || rule.class !== 'national-id') return 0;
  const templates = rule.shapes.flatMap(templatesOf).filter(({ takesDigitsOnly }) => takesDigitsOnly);
  const digits = Math.max(0, ...templates.map(({ runs }) => runs.reduce((sum, run) => sum + run, 0)));
  return digits >= IDENTIFIER_DIGITS_MIN ? digits : 0;
}
