/**
 * A sequence: the tokens of a run with what they mean in the language that is spoken, and the digits they can be read as. "Forty-one" is 41
 * or 40 and 1; "four hundred eleven" 411 or 400 and 11: the alternatives are offered in the order of their likelihood, and what reads
 * them says which makes sense.
 */
import { COMPOUND, FILLER, HOMOPHONE, HUNDREDS, JOINER, NUMERAL, PLURAL, REPEATER, TEEN, TENS, TIMES_HUNDRED, TIMES_THOUSAND, UNIT, type Lexicon, type Meaning } from './lexicon.js'; // prettier-ignore
import { GAP_COMMA, GAP_JOINER, GAP_PAUSE, NO_WORD, type Run } from './run.js';
import { Tokens, TOKENS_MAX } from './tokens.js';

const LANGUAGES_MAX = 32;
const ALL_LANGUAGES = -1;

/** Code of a token that is like no other. */
export const UNTOLD = -1;
/** Tokens behind the one at hand that alternatives may look at: "quatre vingt dix sept mille neuf cent quatre vingt dix sept". */
export const LOOKAHEAD_TOKENS = 12;
/** Digits of numerals that have a code, and where its parts are: gaps in the lowest bits. */
const TOLD_DIGITS_MAX = 4;
const KIND_AT = 6;
const SIZE_AT = 10;
const VALUE_AT = 13;

/** One way to read the tokens from an index on. */
export class Alternatives {
  count = 0;
  private static readonly MAX = 8;
  readonly values = new Int32Array(Alternatives.MAX);
  /** Digits of the value; leading zeros never occur but in numerals. */
  readonly widths = new Uint8Array(Alternatives.MAX);
  /** How often the value is said. */
  readonly times = new Uint8Array(Alternatives.MAX);
  /** Index behind the tokens that are read. */
  readonly nexts = new Int32Array(Alternatives.MAX);

  add(value: number, next: number, times = 1): void {
    const { count } = this;
    if (count === Alternatives.MAX) return;
    this.values[count] = value;
    this.widths[count] = value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : value < 10_000 ? 4 : 5;
    this.times[count] = times;
    this.nexts[count] = next;
    this.count++;
  }
}

export class Sequence extends Tokens {
  /** Words among the tokens; the rest are numerals. */
  readonly kinds = new Uint8Array(TOKENS_MAX);
  readonly values = new Int32Array(TOKENS_MAX);
  /** Everyday words, which may be no part of the number where they stand at its edge. */
  readonly soft = new Uint8Array(TOKENS_MAX);
  /** In which each is a number: one bit a language. */
  readonly spokenIn = new Int32Array(TOKENS_MAX);
  /** Fillers of other languages which are numbers in the one that the words around are of: "oh" beside "four". */
  readonly isOfLanguage = new Uint8Array(TOKENS_MAX);
  /** All that the alternatives of a token depend on beside the languages, as one number; UNTOLD for long numerals, which have too many digits. */
  readonly codes = new Int32Array(TOKENS_MAX);
  /** The first and the last token that are not soft; none where they are `count` and -1. */
  private firstHard = 0;
  private lastHard = -1;
  /** Those of the run. */
  numerals = new Uint8Array(0);
  /** Index of the run's token behind the sequence. */
  private runIndex = 0;
  /** Languages that are spoken, one bit each. */
  languages = ALL_LANGUAGES;
  /** Languages of words that are numbers and nothing else. */
  private sureLanguages = 0;
  /** Up to this token of the run it is known whether homophones stand between numbers, and the answer. */
  private decidedAt = 0;
  private isDecided = false;
  private readonly votes = new Uint16Array(LANGUAGES_MAX);

  constructor(private readonly lexicon: Lexicon) {
    super();
  }

  /** Begins a run: finds out which language is spoken. */
  begin(run: Run): void {
    this.runIndex = 0;
    this.decidedAt = 0;
    this.languages = this.languageOf(run);
    this.numerals = run.numerals;
  }

  /** The next sequence of the run; false when there is none. */
  next(run: Run): boolean {
    this.count = this.firstHard = 0;
    this.lastHard = -1;
    let joined = 0;
    while (this.runIndex < run.count) {
      const index = this.runIndex++;
      if (this.count === 0) this.hasBeginning = index === 0 ? run.hasBeginning : true;
      const word = run.words[index];
      if (word === NO_WORD) {
        this.spokenIn[this.count] = ALL_LANGUAGES;
        this.isOfLanguage[this.count] = 0;
        this.push(run, index, NUMERAL, 0, 0, joined);
      } else {
        const meaning = this.meaningOf(word);
        if (meaning === undefined || (meaning.kind === HOMOPHONE && !this.isBetween(run, index))) {
          if (this.count === 0) continue;
          this.hasEnd = true;
          return true;
        }
        if (meaning.kind >= JOINER) {
          joined |= run.gaps[index] | (meaning.kind === JOINER ? GAP_JOINER : 0);
          continue;
        }
        const { isEveryday, languages, fillerLanguages } = this.lexicon.words[word];
        const isOfLanguage = (languages & this.languages & this.sureLanguages) !== 0 && (fillerLanguages & this.sureLanguages) === 0;
        this.spokenIn[this.count] = languages;
        this.isOfLanguage[this.count] = isOfLanguage && fillerLanguages !== 0 ? 1 : 0;
        this.push(run, index, meaning.kind, meaning.value, isEveryday ? 1 : 0, joined);
      }
      joined = 0;
    }
    this.hasEnd = run.hasEnd;
    return this.count > 0;
  }

  private push(run: Run, index: number, kind: number, value: number, soft: number, joined: number): void {
    const { count } = this;
    this.kinds[count] = kind === HOMOPHONE ? UNIT : kind;
    this.values[count] = value;
    this.starts[count] = run.starts[index];
    this.ends[count] = run.ends[index];
    this.gaps[count] = count === 0 ? 0 : run.gaps[index] | joined;
    this.soft[count] = soft;
    this.numeralFirst[count] = run.numeralFirst[index];
    this.numeralSize[count] = kind === NUMERAL ? run.numeralSize[index] : 0;
    this.codes[count] = this.codeOf(count);
    if (soft === 0) this.lastHard = count;
    else if (this.lastHard < 0) this.firstHard = count + 1;
    this.count++;
  }

  private codeOf(index: number): number {
    const size = this.numeralSize[index];
    if (size > TOLD_DIGITS_MAX) return UNTOLD;
    let value = this.values[index];
    for (let i = 0; i < size; i++) value = value * 10 + this.numerals[this.numeralFirst[index] + i];
    return (value << VALUE_AT) | (size << SIZE_AT) | (this.kinds[index] << KIND_AT) | this.gaps[index];
  }

  /** Whether nothing but soft words stands before a token. */
  isSoftBefore(index: number): boolean {
    return index <= this.firstHard;
  }

  /** Whether nothing but soft words stands from a token on. */
  isSoftFrom(index: number): boolean {
    return index > this.lastHard;
  }

  /**
   * The languages in which most of the words are numbers; everyday words have no say unless there are no others. Where as many are numbers in several, words
   * that are fillers too have none: "um acht" is German.
   */
  private languageOf(run: Run): number {
    const { votes } = this;
    votes.fill(0);
    let best = 0;
    this.sureLanguages = 0;
    for (let pass = 0; pass < 2 && this.sureLanguages === 0; pass++) {
      for (let i = 0; i < run.count; i++) {
        if (run.words[i] === NO_WORD) continue;
        const { languages, isEveryday, fillerLanguages } = this.lexicon.words[run.words[i]];
        if (isEveryday !== (pass === 1)) continue;
        if (!isEveryday && fillerLanguages === 0) this.sureLanguages |= languages;
        for (let rest = languages; rest !== 0; rest &= rest - 1) best = Math.max(best, ++votes[31 - Math.clz32(rest & -rest)]);
      }
    }
    if (best === 0) return ALL_LANGUAGES;
    let languages = 0;
    for (let bit = 0; bit < LANGUAGES_MAX; bit++) if (votes[bit] === best) languages |= 1 << bit;
    const sure = languages & this.sureLanguages;
    return sure === 0 ? languages : sure;
  }

  /** What the word means in the language that is spoken; in another a number, unless that would be an everyday word. */
  private meaningOf(index: number): Meaning | undefined {
    const { meanings, isEveryday } = this.lexicon.words[index];
    if (meanings.length === 1 && !isEveryday) return meanings[0];
    let other: Meaning | undefined;
    for (const meaning of meanings) {
      if ((meaning.languages & this.languages) !== 0) return meaning;
      if (meaning.kind >= JOINER) other = meaning;
      else if (other === undefined && (!isEveryday || meaning.kind === HOMOPHONE)) other = meaning;
    }
    return other;
  }

  /** Whether a word that only sounds like a number stands between two numbers. */
  private isBetween(run: Run, index: number): boolean {
    if (this.count === 0) return false;
    if (index >= this.decidedAt) this.decide(run, index + 1);
    return this.isDecided;
  }

  /** Whether a number follows from the token `first` of the run on; so it does behind each of those that decide nothing. */
  private decide(run: Run, first: number): void {
    this.isDecided = false;
    for (this.decidedAt = first; this.decidedAt < run.count; this.decidedAt++) {
      const word = run.words[this.decidedAt];
      const meaning = word === NO_WORD ? undefined : this.meaningOf(word);
      this.isDecided = word === NO_WORD || (meaning !== undefined && meaning.kind < HOMOPHONE);
      if (this.isDecided || meaning === undefined) return;
    }
  }

  /** Whether a sentence or line ends between the tokens before and at `index`. */
  isPauseBefore(index: number): boolean {
    return (this.gaps[index] & GAP_PAUSE) !== 0;
  }

  /** Every way to read the tokens from `index` on as one number; none where a token makes no sense. */
  alternatives(index: number, into: Alternatives): void {
    into.count = 0;
    const value = this.values[index];
    switch (this.kinds[index]) {
      case NUMERAL:
        into.add(0, index + 1);
        into.widths[0] = this.numeralSize[index];
        return;
      case REPEATER:
        this.repeated(index, into);
        return;
      case PLURAL:
        into.add(value, index + 1);
        return;
      case TIMES_HUNDRED:
        this.withRest(100, index + 1, into);
        return;
      case TIMES_THOUSAND:
        this.withHundreds(1000, index + 1, into);
        return;
      case HUNDREDS:
        if (this.kindAt(index + 1) === TIMES_THOUSAND) this.withHundreds(value * 1000, index + 2, into);
        this.withRest(value, index + 1, into);
        return;
      default:
        this.counted(index, into);
    }
  }

  /** "double one", "triple eleven" */
  private repeated(index: number, into: Alternatives): void {
    const next = this.small(index + 1);
    const value = this.smallValue;
    const times = this.values[index];
    if (next > 0) into.add(value, next, times);
    if (next > index + 2 && this.smallAlone(index + 1)) into.add(this.values[index + 1], index + 2, times);
    else if (next < 0 && this.kindAt(index + 1) === PLURAL) into.add(this.values[index + 1], index + 2, times);
  }

  /** A number below a hundred, alone, before a plural, "hundred" or "thousand". */
  private counted(index: number, into: Alternatives): void {
    const value = this.values[index];
    if (this.kinds[index] === UNIT && value > 1 && this.kindAt(index + 1) === PLURAL) into.add(this.values[index + 1], index + 2, value);
    const next = this.small(index);
    if (next < 0) return;
    this.multiplied(this.smallValue, next, into);
    if (next === index + 1 || !this.smallAlone(index)) return;
    this.multiplied(value, index + 1, into);
  }

  private multiplied(value: number, next: number, into: Alternatives): void {
    const multiplier = value === 0 ? 0 : this.kindAt(next);
    if (multiplier === TIMES_HUNDRED) this.withRest(value * 100, next + 1, into);
    else if (multiplier === TIMES_THOUSAND) this.withHundreds(value * 1000, next + 1, into);
    into.add(value, next);
  }

  /** A multiple of a hundred with what follows below it, then without. */
  private withRest(value: number, next: number, into: Alternatives): void {
    if (value < 10_000 && next < this.count && (this.gaps[next] & GAP_PAUSE) === 0) {
      const end = this.small(next);
      if (end > 0 && this.smallValue > 0) into.add(value + this.smallValue, end);
    }
    into.add(value, next);
  }

  /** A multiple of a thousand with the hundreds and what follows, then without. */
  private withHundreds(value: number, next: number, into: Alternatives): void {
    const kind = this.kindAt(next);
    if (kind === HUNDREDS) this.withRest(value + this.values[next], next + 1, into);
    else if (kind === TIMES_HUNDRED) this.withRest(value + 100, next + 1, into);
    else if (kind === UNIT && this.values[next] > 0 && this.kindAt(next + 1) === TIMES_HUNDRED)
      this.withRest(value + this.values[next] * 100, next + 2, into);
    else this.withRest(value, next, into);
  }

  private kindAt(index: number): number {
    return index < this.count ? this.kinds[index] : FILLER;
  }

  private smallValue = 0;

  /** Reads the number below a hundred at `index` into `smallValue`, as many tokens as belong together; returns the index behind, or -1. */
  private small(index: number): number {
    const kind = this.kindAt(index);
    const value = index < this.count ? this.values[index] : 0;
    this.smallValue = value;
    if (kind === COMPOUND) return index + 1;
    if (kind === UNIT) return this.afterUnit(index, value);
    if (kind === TEEN) return this.afterTen(index, value);
    if (kind !== TENS) return -1;
    return this.afterTens(index, value);
  }

  /** "ein und vierzig", "quatre-vingt-onze" */
  private afterUnit(index: number, value: number): number {
    if (this.kindAt(index + 1) !== TENS || !this.isClose(index + 1)) return index + 1;
    const tens = this.values[index + 1];
    if ((this.gaps[index + 1] & GAP_JOINER) !== 0) {
      if (value === 0 || (this.languages & this.lexicon.inverted) === 0) return index + 1;
      this.smallValue = tens + value;
      return index + 2;
    }
    if ((this.languages & this.lexicon.vigesimal) === 0 || value !== 4 || tens !== 20) return index + 1;
    this.smallValue = 80;
    return this.withScore(index + 2, 80);
  }

  /** "dix-sept", "on bir" */
  private afterTen(index: number, value: number): number {
    const unit = this.kindAt(index + 1) === UNIT && this.isClose(index + 1) ? this.values[index + 1] : 0;
    const isFrench = (this.languages & this.lexicon.vigesimal) !== 0 && unit >= 7;
    const isSplit = (this.languages & this.lexicon.splitTeens) !== 0 && unit >= 1;
    if (value !== 10 || (!isFrench && !isSplit)) return index + 1;
    this.smallValue = 10 + unit;
    return index + 2;
  }

  /** "forty-one", "cuarenta y uno", "soixante-dix" */
  private afterTens(index: number, tens: number): number {
    if ((this.languages & this.lexicon.vigesimal) !== 0 && tens === 60) return this.withScore(index + 1, 60);
    return this.withUnit(index + 1, tens);
  }

  /** Adds 1 to 19 where they follow. */
  private withScore(next: number, base: number): number {
    if (this.kindAt(next) !== TEEN || !this.isClose(next)) return this.withUnit(next, base);
    const end = this.afterTen(next, this.values[next]);
    this.smallValue = base + (end === next + 1 ? this.values[next] : this.smallValue);
    return end;
  }

  private withUnit(next: number, base: number): number {
    const isJoined = this.kindAt(next) === UNIT && this.isClose(next) && (this.languages & this.lexicon.tensFirst) !== 0;
    const unit = isJoined ? this.values[next] : 0;
    this.smallValue = base + unit;
    return unit === 0 ? next : next + 1;
  }

  /** Nothing that says that a new number begins. */
  private isClose(index: number): boolean {
    return (this.gaps[index] & (GAP_PAUSE | GAP_COMMA)) === 0;
  }

  /** Whether the first token of a number below a hundred is a number of its own. */
  private smallAlone(index: number): boolean {
    const kind = this.kindAt(index);
    return kind === UNIT || kind === TEEN || kind === TENS;
  }
}
