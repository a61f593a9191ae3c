/**
 * From a text to what a conversation is told of it: digits written in any script, in any escape, with anything between that cannot be seen,
 * or said in words. The way back, from the answer to what is masked, is digits.ts beside this folder.
 */
import { Lexicon } from '../../spoken/lexicon.js';
import type { PlacedRule } from '../../ruleset/rule.js';
import { hasTopics, topicsOf, type DigitReader, type ReadDigits, type Topics } from '../digits.js';
import { Asides } from './asides.js';
import { decode, decodeAscii, decodeLetters, type Decoded } from './decoded.js';
import { Glance } from './glance.js';
import { digitsIn, type Digit } from './numbers.js';
import { SpokenDigitReader } from './spoken.js';
import { TopicWords } from './words.js';

/** Bytes of the longest escape or reference, about: what may be the beginning of one. */
const ESCAPE_BYTES = 12;
const ESCAPES: ReadonlySet<number> = new Set(Buffer.from('\\%&='));

type Columns = Omit<ReadDigits, keyof Topics>;

export class UtteranceReader implements DigitReader {
  readonly #spoken: SpokenDigitReader;
  readonly #glance: Glance;
  readonly #asides: Asides;
  readonly #isKnown = (word: string): boolean => this.#spoken.isKnown(word);

  /** `languages`: of number words; those understood by default unless given. */
  constructor(rules: readonly PlacedRule[], languages?: readonly string[]) {
    const lexicon = new Lexicon(languages);
    this.#spoken = new SpokenDigitReader(lexicon);
    this.#glance = new Glance(lexicon, new TopicWords(rules));
    this.#asides = new Asides(lexicon, this.#spoken);
  }

  readUtterance(bytes: Uint8Array, start: number, end: number): ReadDigits {
    this.#glance.look(bytes, start, end);
    return this.#readAll(bytes, start, end);
  }

  listenTo(bytes: Uint8Array, start: number, end: number): ReadDigits {
    const glance = this.#glance;
    glance.look(bytes, start, end);
    const { isPlain, hasDigits, hasNumberWords, areLone, isNothingElse } = glance;
    const mayBeAsides = isPlain && hasNumberWords && areLone && !hasDigits && !isNothingElse;
    if (!mayBeAsides || !this.#asides.areAll(bytes, start, end, glance)) return this.#readAll(bytes, start, end);
    return hasTopics(glance) ? { ...ASIDES, ...topicsOf(glance) } : ASIDES;
  }

  /** Reads a text that has been glanced at. */
  #readAll(bytes: Uint8Array, start: number, end: number): ReadDigits {
    const glance = this.#glance;
    const { isPlain } = glance;
    let decoded: Decoded | undefined;
    if (!isPlain) {
      decoded = decode(bytes, start, end);
      const plain = Buffer.from(decoded.text);
      glance.look(plain, 0, plain.length, true);
    }
    const { hasDigits, hasNumberWords, isNothingElse, hasPhoneWords, words, otherWords } = glance;
    if (!hasDigits && !hasNumberWords && !isNothingElse) return hasTopics(glance) ? { ...NOTHING_SAID, ...topicsOf(glance) } : NOTHING_SAID;
    decoded ??= (glance.isAscii ? decodeAscii : glance.isSimple ? decodeLetters : decode)(bytes, start, end);
    const stretches = isPlain && !isNothingElse ? glance.stretches : [start, end];
    const said = hasNumberWords || isNothingElse ? this.#spoken.read(bytes, stretches, end, decoded, isNothingElse) : [];
    const digits = digitsIn({ decoded, said, hasDigits, hasPhoneWords, words, otherWords, isKnown: this.#isKnown });
    return { ...columnsOf(digits), ...topicsOf(glance) };
  }

  openFrom(bytes: Uint8Array, start: number, end: number): number {
    this.#glance.look(bytes, start, end);
    if (!this.#glance.isPlain) return start;
    const { openFrom } = this.#glance;
    for (let at = Math.max(start, end - ESCAPE_BYTES); at < openFrom; at++) if (ESCAPES.has(bytes[at])) return at;
    return openFrom;
  }
}

const NONE = new Uint8Array(0);
const NOWHERE = new Int32Array(0);
/** Most texts: one object for all. */
const NOTHING_SAID: ReadDigits = {
  digits: NONE,
  starts: NONE,
  exempt: NONE,
  doubts: NONE,
  from: NOWHERE,
  to: NOWHERE,
  hasPaymentWords: false,
  hasPhoneWords: false,
  asks: 0,
};
const ASIDES: ReadDigits = { ...NOTHING_SAID, hasAsides: true };

function columnsOf(all: readonly Digit[]): Columns {
  const bytes = (): Uint8Array => new Uint8Array(all.length);
  const [digits, starts, exempt, doubts] = [bytes(), bytes(), bytes(), bytes()];
  const [from, to] = [new Int32Array(all.length), new Int32Array(all.length)];
  for (let i = 0; i < all.length; i++) {
    const digit = all[i];
    digits[i] = digit.value;
    starts[i] = digit.isStart ? 1 : 0;
    exempt[i] = digit.exempt;
    doubts[i] = digit.doubt;
    from[i] = digit.from;
    to[i] = digit.to;
  }
  return { digits, starts, exempt, doubts, from, to };
}
