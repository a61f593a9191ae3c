/**
 * From a text to what a conversation is told of it: digits written in any script, in any escape, with anything between that cannot be seen,
 * or said in words. The way back, from the answer to what is masked, is digits.ts beside this folder.
 */
import { Lexicon } from '../../spoken/lexicon.js';
import { hash } from 'node:crypto';
import { atOnce, type InTurns } from '../../base/in-turns.js';
import { Integers } from '../../base/integers.js';
import { LIMITS } from '../../base/limits.js';
import type { PlacedRule } from '../../ruleset/rule.js';
import { hasTopics, readBetween, topicsOf, type DigitReader, type ReadDigits, type Rest, type TextTopics } from '../digits.js';
import { Asides } from './asides.js';
import { decode, decodeAscii, decodeLetters, type Decoded } from './decoded.js';
import { Glance } from './glance.js';
import { digitsIn, type Digit } from './numbers.js';
import { opaqueIn } from './opaque.js';
import { type IsOpaque, PlainScan } from './plain-scan.js';
import { runsOf } from './runs.js';
import { type SaidDigit, SpokenDigitReader } from './spoken.js';
import { TopicWords } from './words.js';

/** Bytes of the longest escape or reference, about: what may be the beginning of one. */
const ESCAPE_BYTES = 12;
const ESCAPES: ReadonlySet<number> = new Set(Buffer.from('\\%&='));

/** Digits behind those that are read which are looked at all the same, so that the last of them are known for what they are. */
const AHEAD_DIGITS = 64;
/** Characters of a digest that tell two texts apart. */
const DIGEST_CHARACTERS = 16;

export class UtteranceReader implements DigitReader {
  readonly #spoken: SpokenDigitReader;
  readonly #glance: Glance;
  readonly #asides: Asides;
  readonly #scan: PlainScan;

  /** `languages`: of number words; those understood by default unless given. */
  constructor(rules: readonly PlacedRule[], languages?: readonly string[]) {
    const lexicon = new Lexicon(languages);
    this.#spoken = new SpokenDigitReader(lexicon);
    this.#glance = new Glance(lexicon, new TopicWords(rules));
    this.#asides = new Asides(lexicon, this.#spoken);
    this.#scan = new PlainScan(lexicon);
  }

  readUtterance(bytes: Uint8Array, start: number, end: number, most: number = LIMITS.conversationTextDigits): ReadDigits {
    return this.#readLong(bytes, start, end, most) ?? this.#read(bytes, start, end);
  }

  listenTo(bytes: Uint8Array, start: number, end: number, most: number = LIMITS.conversationTextDigits): ReadDigits {
    return this.#readLong(bytes, start, end, most) ?? this.#listen(bytes, start, end);
  }

  *readInTurns(bytes: Uint8Array, start: number, end: number, most: number, isAll: boolean): InTurns<ReadDigits> {
    const mayHoldMore = this.#mayHoldMore(bytes, start, end, most);
    yield;
    const long = mayHoldMore ? yield* this.#readLongInTurns(bytes, start, end, most) : undefined;
    return long ?? (isAll ? this.#read(bytes, start, end) : this.#listen(bytes, start, end));
  }

  #read(bytes: Uint8Array, start: number, end: number): ReadDigits {
    this.#glance.look(bytes, start, end);
    return this.#readAll(bytes, start, end);
  }

  #listen(bytes: Uint8Array, start: number, end: number): ReadDigits {
    const glance = this.#glance;
    glance.look(bytes, start, end);
    const { isPlain, hasDigits, hasNumberWords, areLone, isNothingElse } = glance;
    const mayBeAsides = isPlain && hasNumberWords && areLone && !hasDigits && !isNothingElse;
    if (!mayBeAsides || !this.#asides.areAll(bytes, start, end, glance)) return this.#readAll(bytes, start, end);
    return hasTopics(glance) ? { ...ASIDES, ...topicsOf(glance) } : ASIDES;
  }

  /** A text with more digits than are read with care; undefined where it has no more. */
  #readLong(bytes: Uint8Array, start: number, end: number, most: number): ReadDigits | undefined {
    return this.#mayHoldMore(bytes, start, end, most) ? atOnce(this.#readLongInTurns(bytes, start, end, most)) : undefined;
  }

  /** A digit takes a byte and more. */
  #mayHoldMore(bytes: Uint8Array, start: number, end: number, most: number): boolean {
    return end - start > most && this.#scan.cut(bytes, start, end, most) >= 0;
  }

  /** Nothing is remembered from one turn to the next but what stands here: others are read between. */
  *#readLongInTurns(bytes: Uint8Array, start: number, end: number, most: number): InTurns<ReadDigits | undefined> {
    const { topics, decoded } = this.#lookAt(bytes, start, end);
    yield;
    const isOpaque = yield* opaqueOf(decoded);
    yield;
    const cut = this.#scan.cut(bytes, start, end, most, isOpaque);
    if (cut < 0) return undefined;
    const ahead = this.#scan.cut(bytes, cut, end, AHEAD_DIGITS, isOpaque);
    const read = cut === start ? NOTHING_SAID : this.#read(bytes, start, ahead < 0 ? end : ahead);
    yield;
    return { ...this.#cutAt(cut, read, bytes, end, isOpaque), ...topics };
  }

  #lookAt(bytes: Uint8Array, start: number, end: number): { readonly topics: TextTopics; readonly decoded: Decoded } {
    const glance = this.#glance;
    glance.look(bytes, start, end);
    const decoded = (glance.isPlain ? this.#decoder : decode)(bytes, start, end);
    if (!glance.isPlain) this.#lookAtDecoded(decoded);
    return { topics: topicsOf(glance), decoded };
  }

  /** What decodes a plain text that has been glanced at. */
  get #decoder(): typeof decode {
    return this.#glance.isAscii ? decodeAscii : this.#glance.isSimple ? decodeLetters : decode;
  }

  /** What was read of a text as if it ended behind its first digits, and where others stand. */
  #cutAt(cut: number, read: ReadDigits, bytes: Uint8Array, end: number, isOpaque: IsOpaque | undefined): ReadDigits {
    const behind = read.to.findIndex((to) => to > cut);
    const count = behind < 0 ? read.digits.length : behind;
    const from = count < read.digits.length ? Math.min(cut, read.from[count]) : cut;
    return { ...readBetween(read, 0, count), ...topicsOf(read), rest: this.#restOf(bytes, from, end, isOpaque) };
  }

  #restOf(bytes: Uint8Array, from: number, end: number, isOpaque: IsOpaque | undefined): Rest {
    const digest = hash('sha256', bytes.subarray(from, end), 'hex').slice(0, DIGEST_CHARACTERS);
    return { places: this.#scan.places(bytes, from, end, isOpaque), digest };
  }

  /** Reads a text that has been glanced at. */
  #readAll(bytes: Uint8Array, start: number, end: number): ReadDigits {
    const glance = this.#glance;
    const { isPlain } = glance;
    let decoded: Decoded | undefined;
    if (!isPlain) {
      decoded = decode(bytes, start, end);
      this.#lookAtDecoded(decoded);
    }
    const { hasDigits, hasNumberWords, isNothingElse, hasPhoneWords, words, otherWords } = glance;
    if (!hasDigits && !hasNumberWords && !isNothingElse) return hasTopics(glance) ? { ...NOTHING_SAID, ...topicsOf(glance) } : NOTHING_SAID;
    decoded ??= this.#decoder(bytes, start, end);
    const said = hasNumberWords || isNothingElse ? this.#saidIn(bytes, start, end, decoded, isPlain) : NO_WORDS;
    const digits = digitsIn({ decoded, said, hasDigits, hasPhoneWords, words, otherWords, isKnown: this.#spoken.isKnown });
    return columnsOf(digits, glance);
  }

  #saidIn(bytes: Uint8Array, start: number, end: number, decoded: Decoded, isPlain: boolean): readonly SaidDigit[] {
    const { isNothingElse, areLone, stretches, lones } = this.#glance;
    if (isNothingElse) return this.#spoken.readAlone(bytes, start, end, decoded);
    if (!isPlain) return this.#spoken.read(bytes, Integers.of(start, end), NO_LONES, end);
    return this.#spoken.read(bytes, stretches, areLone ? lones : NO_LONES, end);
  }

  #lookAtDecoded({ text }: Decoded): void {
    const plain = Buffer.from(text);
    this.#glance.look(plain, 0, plain.length, true);
  }

  openFrom(bytes: Uint8Array, start: number, end: number): number {
    this.#glance.look(bytes, start, end);
    if (!this.#glance.isPlain) return start;
    const { openFrom } = this.#glance;
    for (let at = Math.max(start, end - ESCAPE_BYTES); at < openFrom; at++) if (ESCAPES.has(bytes[at])) return at;
    return openFrom;
  }
}

/** Without any of these a text has nothing that is opaque: a tag, something long without a space, the first two numbers of a menu. */
const MAY_BE_OPAQUE = /<|[\w+/-]{32}|^\D*1\D+2\D/;

/** Tells whether a digit of a text is nobody's; undefined where none is. */
function* opaqueOf({ text, find }: Decoded): InTurns<IsOpaque | undefined> {
  if (!MAY_BE_OPAQUE.test(text)) return undefined;
  yield;
  const marks = opaqueIn(text, runsOf(text));
  return marks && ((at) => marks[find(at)] === 1);
}

const NO_WORDS: readonly SaidDigit[] = [];
const NO_LONES = new Integers();
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

function columnsOf(all: readonly Digit[], topics: TextTopics): ReadDigits {
  const count = all.length;
  const [digits, starts, exempt, doubts] = [new Uint8Array(count), new Uint8Array(count), new Uint8Array(count), new Uint8Array(count)];
  const [from, to] = [new Int32Array(count), new Int32Array(count)];
  for (let i = 0; i < count; i++) {
    const digit = all[i];
    digits[i] = digit.value;
    starts[i] = digit.isStart ? 1 : 0;
    exempt[i] = digit.exempt;
    doubts[i] = digit.doubt;
    from[i] = digit.from;
    to[i] = digit.to;
  }
  return { digits, starts, exempt, doubts, from, to, ...topicsOf(topics) };
}
