/**
 * The digits that number words of a text stand for, each with the words that say it: "double five", "forty-one", "vierhundertelf", "oh". A text that
 * is nothing but a word may be one of many that make a number, so that counts here which in a single message is left alone.
 */
import type { Integers } from '../../base/integers.js';
import { Reader } from '../../spoken/digits.js';
import { ROW_WORDS } from '../../kernel/sieve-layout.js';
import { hashWord } from '../../spoken/fold.js';
import { HOMOPHONE as SOUNDS_LIKE, REPEATER, TENS, type Lexicon } from '../../spoken/lexicon.js';
import { NO_WORD, Run } from '../../spoken/run.js';
import { Sequence } from '../../spoken/sequence.js';
import { isDigit } from '../../text/ascii.js';
import { EVERYDAY, FILLER_TOO, HOMOPHONE, LONE, SURE } from './api.js';
import { type IsKnown, mayBeArticle } from './articles.js';
import { decode, type Decoded } from './decoded.js';
import { tagsIn } from './tags.js';

/** A digit that is said. */
export interface SaidDigit {
  readonly value: number;
  /** Raw offsets of the words. */
  readonly from: number;
  readonly to: number;
  readonly isStart: boolean;
  readonly doubt: number;
  /** The word may be an article, too. */
  readonly mayBeArticle: boolean;
  /** What people say between numbers in another language; the words around are of one in which it is a number. */
  readonly isOfLanguage: boolean;
}

/** What a number word says where it stands alone: its digits, and their doubt; -1 where they have several. */
export interface Lone {
  readonly values: readonly number[];
  readonly doubt: number;
  readonly mayBeArticle: boolean;
}

/** Tokens of a sequence, from one to before another. */
interface Row {
  readonly from: number;
  readonly to: number;
}

const NO_ROWS: readonly Row[] = [];

const WORD = /\p{L}[\p{L}\p{M}]*/gu;

export class SpokenDigitReader {
  readonly #lexicon: Lexicon;
  readonly #run: Run;
  readonly #sequence: Sequence;
  readonly #reader = new Reader();
  /** By place in the lexicon, once met. */
  readonly #lones: (Lone | undefined)[] = [];

  constructor(lexicon: Lexicon) {
    this.#lexicon = lexicon;
    this.#run = new Run(this.#lexicon);
    this.#sequence = new Sequence(this.#lexicon);
  }

  /**
   * Digits in order that begin within stretches of a text, from and to by turns; those that are written as digits are not among them. `lones`: what stands in each
   * stretch, where that is one number word and nothing else that belongs to a number, see Glance: what it says is known once it has been read.
   */
  read(bytes: Uint8Array, stretches: Integers, lones: Integers, end: number): SaidDigit[] {
    const said: SaidDigit[] = [];
    for (let i = 0; i + 1 < stretches.length; i += 2) {
      const [from, to] = [stretches.at(i), stretches.at(i + 1)];
      const isKnown = lones.length > 0 && isWords(bytes, from, to) && this.#takeLone(said, bytes, lones, (i / 2) * 3);
      if (!isKnown) this.#readStretch(said, bytes, from, to, end, false);
    }
    return said;
  }

  /** The same of a text that has no word but those of numbers, beside its tags. */
  readAlone(bytes: Uint8Array, start: number, end: number, decoded: Decoded): SaidDigit[] {
    const said: SaidDigit[] = [];
    const tags = tagsIn(decoded.text);
    let at = start;
    for (let i = 0; i < tags.length; i += 2) {
      const [from, to] = [decoded.from(tags[i]), decoded.to(tags[i + 1] - 1)];
      this.#readStretch(said, bytes, at, from, from, true);
      this.#readStretch(said, bytes, from, to, to, false);
      at = to;
    }
    this.#readStretch(said, bytes, at, end, end, true);
    return this.#withHomophones(said, decoded, tags);
  }

  /** What a number word says that stands alone at its place, by its place in the lexicon. */
  lone(index: number, bytes: Uint8Array, from: number, to: number): Lone {
    return (this.#lones[index] ??= this.#loneOf(Uint8Array.from(bytes.subarray(from, to))));
  }

  #loneOf(word: Uint8Array): Lone {
    const digits: SaidDigit[] = [];
    this.#readStretch(digits, word, 0, word.length, word.length, false);
    const doubts = new Set(digits.map(({ doubt }) => doubt));
    const [doubt] = doubts.size === 1 ? doubts : [-1];
    const { text } = decode(word, 0, word.length);
    return { values: digits.map(({ value }) => value), doubt, mayBeArticle: mayBeArticle(text.toLowerCase()) };
  }

  /** Whether that tells all of a word. */
  #takeLone(said: SaidDigit[], bytes: Uint8Array, lones: Integers, at: number): boolean {
    const [from, to] = [lones.at(at + 1), lones.at(at + 2)];
    const { values, doubt, mayBeArticle } = this.lone(lones.at(at), bytes, from, to);
    if (doubt !== LONE && doubt !== FILLER_TOO) return false;
    for (let i = 0; i < values.length; i++)
      said.push({ value: values[i], from, to, isStart: i === 0, doubt, mayBeArticle, isOfLanguage: false });
    return true;
  }

  #readStretch(said: SaidDigit[], bytes: Uint8Array, from: number, to: number, end: number, isAlone: boolean): void {
    this.#run.isJson = false;
    this.#run.inString = false;
    for (let at = from; at >= 0 && at < to;) {
      at = this.#run.next(bytes, at, to, end);
      if (at < 0 || this.#run.width === 0) continue;
      this.#sequence.begin(this.#run);
      while (this.#sequence.next(this.#run)) this.#take(said, isAlone);
    }
  }

  /** The digits of the sequence at hand. */
  #take(said: SaidDigit[], isAlone: boolean): void {
    const { count, soft, numeralSize } = this.#sequence;
    const isSoft = count === 1 || !hasFirm(soft, count);
    const isLone = !isAlone && (wordsIn(numeralSize, count) === 1 || this.#isTwoDigits());
    if (isSoft && soft[0] === 1 && !isAlone) {
      for (const { from, to } of this.#rows()) this.#takeTokens(said, from, to, () => EVERYDAY);
      return;
    }
    const rows = isSoft ? this.#rows() : NO_ROWS;
    const isInRow = (token: number): boolean => rows.some(({ from, to }) => from <= token && token < to);
    this.#takeTokens(said, 0, count, (token) => {
      if (isInRow(token)) return EVERYDAY;
      if (this.#isAlsoFiller(token)) return FILLER_TOO;
      return isLone ? LONE : soft[token] === 1 ? EVERYDAY : SURE;
    });
  }

  /** Of words that are numbers only beside others: those that stand in a row in which all are numbers of one language. */
  #rows(): readonly Row[] {
    const { count, spokenIn } = this.#sequence;
    const rows: Row[] = [];
    for (let from = 0, to = 0; from < count; from = to) {
      let common = spokenIn[from];
      while (to < count && (common & spokenIn[to]) !== 0) common &= spokenIn[to++];
      if (to - from >= ROW_WORDS) rows.push({ from, to });
    }
    return rows;
  }

  #takeTokens(said: SaidDigit[], from: number, to: number, doubtOf: (token: number) => number): void {
    const { kinds, starts, ends, numeralSize, isOfLanguage } = this.#sequence;
    for (let token = from; token < to;) {
      const next = this.#repeatedNumeral(token) ? token + 1 : this.#tokenDigits(token, (values, behind) => {
        const doubt = doubtOf(token);
        for (let i = 0; i < values.length; i++)
          said.push({ value: values[i], from: starts[token], to: ends[behind - 1], isStart: i === 0, doubt, mayBeArticle: true, isOfLanguage: isOfLanguage[token] === 1 });
      }); // prettier-ignore
      if (kinds[token] === REPEATER && next === token + 1 && next < to && numeralSize[next] > 0) this.#repeat(said, token);
      token = next;
    }
  }

  /** Whether a token is a number in one language and what people say between numbers in another: "um". */
  #isAlsoFiller(token: number): boolean {
    const start = this.#sequence.starts[token];
    const { starts, words, count } = this.#run;
    for (let i = 0; i < count; i++) {
      if (starts[i] === start && words[i] !== NO_WORD) return this.#lexicon.words[words[i]].fillerLanguages !== 0;
    }
    return false;
  }

  /** Reads the likeliest digits from a token on; returns the token behind them. Numerals are read elsewhere. */
  #tokenDigits(token: number, tell: (values: readonly number[], behind: number) => void): number {
    let behind = token + 1;
    const length = this.#reader.likeliest(this.#sequence, token, token + 1, (_, next) => (behind = next));
    if (length > 0 && this.#sequence.numeralSize[token] === 0) tell(this.#reader.digits.slice(0, length), behind);
    return length < 0 ? token + 1 : behind;
  }

  /** Two words that are one number below a hundred: "twenty-five". */
  #isTwoDigits(): boolean {
    const { count, kinds } = this.#sequence;
    if (count !== 2 || (kinds[0] !== TENS && kinds[1] !== TENS)) return false;
    let behind = 0;
    this.#reader.likeliest(this.#sequence, 0, 1, (_, next) => (behind = next));
    return behind === count;
  }

  /** "double 5" */
  #repeatedNumeral(token: number): boolean {
    const { count, kinds, numeralSize } = this.#sequence;
    return kinds[token] === REPEATER && token + 1 < count && numeralSize[token + 1] === 1;
  }

  /** The digits of "double 5" that are not written: the word stands for them. */
  #repeat(said: SaidDigit[], token: number): void {
    const { values, starts, ends, numerals, numeralFirst } = this.#sequence;
    const value = numerals[numeralFirst[token + 1]];
    for (let times = 1; times < values[token]; times++)
      said.push({
        value,
        from: starts[token],
        to: ends[token],
        isStart: times === 1,
        doubt: SURE,
        mayBeArticle: true,
        isOfLanguage: false,
      });
  }

  /** Adds words that sound like digits: in a text that is nothing but numbers and what people say between them. */
  #withHomophones(said: SaidDigit[], decoded: Decoded, tags: readonly number[]): SaidDigit[] {
    let next = 0; // digits stand in order, and so do words and tags
    let tag = 0;
    const heard = Array.from(decoded.text.matchAll(WORD), ({ 0: word, index }): SaidDigit | undefined => {
      const meaning = this.#meanings(word).find(({ kind }) => kind === SOUNDS_LIKE);
      const [start, stop] = [decoded.from(index), decoded.to(index + word.length - 1)];
      while (next < said.length && said[next].to <= start) next++;
      while (tag < tags.length && tags[tag + 1] <= index) tag += 2;
      if (tag < tags.length && tags[tag] <= index) return undefined;
      if (meaning === undefined || (next < said.length && said[next].from < stop)) return undefined;
      return { value: meaning.value, from: start, to: stop, isStart: true, doubt: HOMOPHONE, mayBeArticle: true, isOfLanguage: false };
    });
    const more = heard.filter((digit) => digit !== undefined);
    return more.length === 0 ? said : [...said, ...more].sort((a, b) => a.from - b.from);
  }

  /** Whether a word is a number, or what people say between numbers. */
  readonly isKnown: IsKnown = (hash) => this.#lexicon.find(hash) >= 0;

  #meanings(word: string): readonly { readonly kind: number; readonly value: number }[] {
    const index = this.#lexicon.find(hashWord(word.toLowerCase().normalize('NFC')));
    return index < 0 ? [] : this.#lexicon.words[index].meanings;
  }
}

/** Whether a stretch has nothing but ASCII, and no digit. */
function isWords(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] >= 0x80 || isDigit(bytes[at])) return false;
  return true;
}

/** Tokens that are words. */
function wordsIn(numeralSize: Uint8Array, count: number): number {
  let words = 0;
  for (let i = 0; i < count; i++) if (numeralSize[i] === 0) words++;
  return words;
}

function hasFirm(soft: Uint8Array, count: number): boolean {
  for (let i = 0; i < count; i++) if (soft[i] === 0) return true;
  return false;
}
