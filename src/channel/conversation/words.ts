/** The words of the rules that tell what a conversation is about: a payment, a national identifier, a telephone number. */
import { isLetter, isLower } from '../../text/ascii.js';
import { compileWords, isJoin, isWholeWord, type WordTest } from '../../detect/card/words.js';
import { templatesOf } from '../../detect/shape/template.js';
import { BEGINNING_BYTES, BEGINNINGS, KINDS_MASK, START_LETTERS, WHOLE_SHIFT } from '../../kernel/sieve-layout.js';
import type { PlacedRule } from '../../ruleset/rule.js';
import { headAt } from '../../spoken/heads.js';

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
/**
 * Words of telephones in the languages whose number words are read, none of which is said of a card. Those of more than four letters may be
 * beginnings. Not "calling": most agents begin with "thank you for calling", and nobody says a number to that.
 */
const PHONE_WORDS: readonly string[] = [
  'call|callback|phone|telephone|mobile|cell|cellphone|tel|dial|ring|whatsapp|sms|text me|text you|landline|reach me|reach us|reach you|reach him|reach her|contact number', // English
  'telefon|mobil|handy|anruf|rückruf|ruf|rufen|rufnummer|festnetz|erreich', // German
  'mobilnummer|ringa|ringer|sms:a|hemnummer|tlf|telefonnummer|nås på|nå dig på|nå deg på', // Swedish, Danish, Norwegian
  'appel|rappel|téléphone|portable|joindre|joignable|fixe', // French
  'llame|llamar|llama|llamo|llám|teléfono|móvil|movil|celular|fijo', // Spanish
  'chiam|telefono|cellulare|richiam', // Italian
  'ligue|ligar|telefone|telemóvel|telemovel', // Portuguese
  'bel|bellen|belt|telefoon|mobiel', // Dutch
  'soit|soita|soitt|puhelin|kännykkä', // Finnish
  'zadzwoń|dzwoń|dzwonić|komórk', // Polish
].flatMap((words) => words.split('|'));
/** Shorter identifiers show no more than others do anyway. */
const IDENTIFIER_DIGITS_MIN = 8;

const LONG_START = new RegExp(`^[a-z]{${START_LETTERS}}$`);

export class TopicWords {
  /** By the first three bytes of a word: of what words some begin with them. */
  readonly #heads = new Uint8Array(1 << (HEAD_BYTES * HEAD_BITS));
  /** The same by the hash of as many bytes as a beginning has; those of words that must be whole by themselves. */
  readonly #beginnings = new Uint8Array(BEGINNINGS);
  readonly #starts = new Set<string>();
  readonly #payment: WordTest;
  readonly #phones = compileWords(PHONE_WORDS);
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
    this.#note(payment, PAYMENT);
    this.#note(PHONE_WORDS, PHONE);
    this.#note(identifiers, IDENTIFIER);
    this.#payment = compileWords(payment);
    this.#identifiers = compileWords(identifiers);
    this.#byDigits = [...byDigits].sort(([a], [b]) => b - a).map(([digits, words]) => [digits, compileWords(words)]);
  }

  #note(words: readonly string[], kind: number): void {
    for (const word of words) {
      for (const head of headsOf(word)) this.#heads[head] |= kind;
      const bytes = Buffer.from(word.toLowerCase()).filter((byte) => !isJoin(byte));
      this.#beginnings[beginningOf(bytes)] |= isWholeWord(word) ? kind << WHOLE_SHIFT : kind;
      const start = Buffer.from(bytes.subarray(0, START_LETTERS)).toString('latin1');
      if (LONG_START.test(start)) this.#starts.add(start);
    }
  }

  /** With what words of START_LETTERS letters and more begin that may be or begin one of them, unless there are capitals within. */
  get starts(): Iterable<string> {
    return this.#starts;
  }

  /** By the hash of as many bytes as a beginning has: see the sieve. */
  get beginnings(): Uint8Array {
    return this.#beginnings;
  }

  /** A glance at the first bytes: of what words some may begin with them, PAYMENT, IDENTIFIER and PHONE. */
  kindsAt(bytes: Uint8Array, at: number, end: number): number {
    const kinds = this.#heads[headOf(bytes, at, end)];
    return kinds === 0 ? 0 : kinds & this.#beginningsAt(bytes, at, end);
  }

  /** Of what words some have the first bytes, or are no longer than those. */
  #beginningsAt(bytes: Uint8Array, from: number, end: number): number {
    let hash = 0;
    let kinds = 0;
    for (let at = from, count = 0; at < end && count < BEGINNING_BYTES; at++) {
      if (isJoin(bytes[at])) continue;
      hash = withByte(hash, bytes[at]);
      const known = this.#beginnings[hash];
      kinds |= known & KINDS_MASK;
      if (known > KINDS_MASK && (at + 1 >= end || !isLower(bytes[at + 1]))) kinds |= known >> WHOLE_SHIFT;
      count++;
    }
    return kinds;
  }

  /** What words of ASCII letters with such a head may be or begin, in any case: see heads.ts of number words. */
  *asciiHeads(): Iterable<readonly [head: number, kinds: number]> {
    for (const [head, kinds] of this.#heads.entries()) {
      if (kinds === 0) continue;
      const codes = [head >> (2 * HEAD_BITS), (head >> HEAD_BITS) & HEAD_MASK, head & HEAD_MASK];
      const stop = codes.findIndex((code) => !isLetterCode(code));
      if (stop !== 0) yield [headAt(Uint8Array.from(codes), 0, stop < 0 ? HEAD_BYTES : stop), kinds];
    }
  }

  /** Whether words of payment begin at an offset of UTF-8 text, of which nothing is known beyond `start` and `end`. */
  isPayment(bytes: Uint8Array, start: number, end: number, at: number): boolean {
    return this.#payment.find(bytes, start, end, at, at + 1) >= 0;
  }

  /** Whether words of telephones begin there. */
  isPhone(bytes: Uint8Array, start: number, end: number, at: number): boolean {
    return this.#phones.find(bytes, start, end, at, at + 1) >= 0;
  }

  /** Digits of the longest identifier whose words begin there, or 0. */
  asks(bytes: Uint8Array, start: number, end: number, at: number): number {
    if (this.#identifiers.find(bytes, start, end, at, at + 1) < 0 || isEveryday(bytes, at, end)) return 0;
    return this.#byDigits.find(([, words]) => words.find(bytes, start, end, at, at + 1) >= 0)?.[0] ?? 0;
  }
}

/** Abbreviations of identifiers that in small letters are words of some language: the German "ein", the Dutch "ik", the Polish "nie". */
const EVERYDAY: ReadonlySet<string> = new Set(['ein', 'ik', 'nie', 'sin', 'tin', 'nin', 'id', 'no', 'an']);
const EVERYDAY_LETTERS_MAX = 3;
/** What Japan calls its identifier, and everybody any number. */
const EVERYDAY_NAMES: ReadonlySet<string> = new Set(['my number']);
/** The bit of a small letter. */
const SMALL = 0x20;

/** Whether the word at an offset is one of these, and not in capitals. */
function isEveryday(bytes: Uint8Array, at: number, end: number): boolean {
  let stop = at;
  while (stop < end && stop - at <= EVERYDAY_LETTERS_MAX && isLetter(bytes[stop])) stop++;
  if (stop - at < 2 || stop - at > EVERYDAY_LETTERS_MAX || (bytes[at + 1] & SMALL) === 0) return false;
  return EVERYDAY.has(String.fromCharCode(...bytes.subarray(at, stop)).toLowerCase());
}

/** Kinds of words. */
export const PAYMENT = 1;
export const IDENTIFIER = 2;
export const PHONE = 4;
export const KINDS = PAYMENT | IDENTIFIER | PHONE;

/** Bytes of a head, and bits of one. */
const HEAD_BYTES = 3;
const HEAD_BITS = 6;
const HEAD_MASK = (1 << HEAD_BITS) - 1;
/** In a head: what is no letter, the first of the codes that bytes beyond ASCII share, and what makes a small letter a capital. */
const NO_LETTER = 0;
const BEYOND_ASCII = 28;
const CAPITAL = 32;
const HEAD_CODES = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x80) return BEYOND_ASCII + (byte & 3);
  return isLetter(byte) ? (byte & 0x1f) + ((byte & SMALL) === 0 ? CAPITAL : 0) : NO_LETTER;
});
/** What may stand behind a short word: no letter, or a hump of camel case. */
const ENDS: readonly number[] = Array.from({ length: 1 << HEAD_BITS }, (_, code) => code).filter(
  (code) => code === NO_LETTER || code >= BEYOND_ASCII,
);

const isLetterCode = (code: number): boolean => code !== NO_LETTER && (code < BEYOND_ASCII || code > CAPITAL);

/** The hash of a beginning with one more byte, which is a letter in small or in capitals, or a byte of one. */
const withByte = (hash: number, byte: number): number => Math.imul(hash ^ (byte | SMALL), 0x9e3779b1) >>> 16;

function beginningOf(bytes: Uint8Array): number {
  return bytes.subarray(0, BEGINNING_BYTES).reduce(withByte, 0);
}

function headOf(bytes: Uint8Array, at: number, end: number): number {
  if (at + HEAD_BYTES <= end)
    return (HEAD_CODES[bytes[at]] << (2 * HEAD_BITS)) | (HEAD_CODES[bytes[at + 1]] << HEAD_BITS) | HEAD_CODES[bytes[at + 2]];
  let head = 0;
  for (let i = 0; i < HEAD_BYTES; i++) head = (head << HEAD_BITS) | (at + i < end ? HEAD_CODES[bytes[at + i]] : NO_LETTER);
  return head;
}

/** The heads that a word may have in a text: small or in capitals, its parts written together or apart. */
function headsOf(word: string): number[] {
  const heads: number[] = [];
  const go = (rest: Uint8Array, length: number, head: number): void => {
    if (length === HEAD_BYTES) {
      heads.push(head);
      return;
    }
    const add = (code: number, left: Uint8Array): void => {
      go(left, length + 1, (head << HEAD_BITS) | code);
    };
    if (rest.length === 0) {
      for (const code of ENDS) add(code, rest);
      return;
    }
    const code = HEAD_CODES[rest[0]];
    if (code === NO_LETTER) go(rest.subarray(1), length, head);
    add(code, code === NO_LETTER ? rest : rest.subarray(1));
    if (code > NO_LETTER && code < BEYOND_ASCII) add(code + CAPITAL, rest.subarray(1));
  };
  go(Buffer.from(word.toLowerCase()), 0, 0);
  return heads;
}

function paymentWords(rule: PlacedRule): readonly string[] {
  if (rule.detector === 'pan') return rule.context;
  return rule.detector === 'cvc' || rule.detector === 'expiry' ? rule.words : [];
}

const identifierWords = (rule: PlacedRule): readonly string[] =>
  rule.detector === 'shape' ? (rule.context?.words ?? []).filter((word) => !EVERYDAY_NAMES.has(word)) : [];

/** Digits of a national identifier that is nothing but digits; 0 for any other rule. */
function identifierDigits(rule: PlacedRule): number {
  if (rule.detector !== 'shape' || rule.class !== 'national-id') return 0;
  const templates = rule.shapes.flatMap(templatesOf).filter(({ takesDigitsOnly }) => takesDigitsOnly);
  const digits = Math.max(0, ...templates.map(({ runs }) => runs.reduce((sum, run) => sum + run, 0)));
  return digits >= IDENTIFIER_DIGITS_MIN ? digits : 0;
}
