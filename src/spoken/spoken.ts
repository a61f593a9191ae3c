/**
 * Numbers that are spoken: "four one double one" in a transcript or a chat. The kernel reports where number words stand close together; here
 * they are read as digits, and card numbers with their expiry dates and codes are found. What other digits mean is asked of whoever knows
 * identifiers. Nothing is decoded or compared as strings until a run has digits enough to be something.
 */
import { LIMITS } from '../base/limits.js';
import type { PanRule } from '../detect/card/pan.js';
import type { WordTest } from '../detect/card/words.js';
import type { Trace } from '../detect/trace.js';
import { textAfter, textBefore, type Located, type Region, type View } from '../detect/view.js';
import { insideString } from '../text/quotes.js';
import { compileAnnouncing, isOnTheBack } from './announced.js';
import { Reader } from './digits.js';
import { DEFAULT_LANGUAGES } from './languages/index.js';
import { Lexicon } from './lexicon.js';
import { PanSearch, type SpokenPan } from './pan.js';
import { GAP_QUOTE, Run } from './run.js';
import { Sequence } from './sequence.js';
import { readCode, readExpiry, readTail } from './tail.js';

/** What digits other than those of cards are, if anything: an identifier that the words around ask for. */
export type DigitsJudge = (digits: string, before: string, after: string) => Pick<Located, 'entity' | 'rule' | 'score'> | undefined;

export interface SpokenOptions {
  /** ISO 639-1 codes; twelve languages unless said otherwise. */
  readonly languages?: readonly string[];
  readonly pan: PanRule;
  /** Ids of the rules for codes and dates, and the words that announce each. */
  readonly cvc: { readonly id: string; readonly words: readonly string[] };
  readonly expiry: { readonly id: string; readonly words: readonly string[] };
  readonly judge?: DigitsJudge | undefined;
}

/** Digits with the span of the words that each was said in: "eleven" is two digits with one span. */
export interface SpokenDigits {
  readonly values: number[];
  readonly starts: number[];
  readonly ends: number[];
}

/** Fewest digits of anything looked for: a code. */
const DIGITS_MIN = 3;
/** Fewest digits of an identifier that is looked for. */
const IDENTIFIER_DIGITS_MIN = 7;
/** Most digits of a code or date with what follows it. */
const ANNOUNCED_DIGITS_MAX = 16;
/** Bytes around a number in which words say what it is. */
const WORDS_BEFORE = 96;
const WORDS_BEHIND = 48;
const SCORE_STRONG = 90;
const SCORE_WEAK = 75;
const SCORE_ANNOUNCED = 85;
/** Steps of all searches in one region: enough for the longest one without ambiguities. */
const STEPS_PER_REGION = 2048;

const NOTHING: readonly Located[] = [];

/** Finds spoken numbers. The words of the languages are put together when the first region of them turns up. */
export class SpokenFinder {
  private search: SpokenSearch | undefined;

  constructor(private readonly options: SpokenOptions) {}

  /** Findings in a region of number words, in order. None begins before the region or before `coveredTo`. */
  find(view: View, region: Region, coveredTo: number, trace?: Trace): readonly Located[] {
    return this.made().find(view, region, coveredTo, trace);
  }

  /** The likeliest digits of each sequence in the region, with the raw offsets of the words that each was said in. */
  read(view: View, region: Region): SpokenDigits[] {
    return this.made().read(view, region);
  }

  private made(): SpokenSearch {
    return (this.search ??= new SpokenSearch(this.options));
  }
}

/** Keeps its working memory from region to region. */
class SpokenSearch {
  private readonly lexicon: Lexicon;
  private readonly run: Run;
  private readonly sequence: Sequence;
  private readonly reader = new Reader();
  private readonly pans: PanSearch;
  private readonly announcesCode: (text: string) => boolean;
  private readonly announcesExpiry: (text: string) => boolean;

  constructor(private readonly options: SpokenOptions) {
    this.lexicon = new Lexicon(options.languages ?? DEFAULT_LANGUAGES);
    this.run = new Run(this.lexicon);
    this.sequence = new Sequence(this.lexicon);
    this.pans = new PanSearch(options.pan.brands, this.reader);
    this.announcesCode = compileAnnouncing(options.cvc.words);
    this.announcesExpiry = compileAnnouncing(options.expiry.words);
  }

  find(view: View, region: Region, coveredTo: number, trace?: Trace): readonly Located[] {
    if (!this.isWorthReading(view, region)) return NOTHING;
    this.reader.budget = STEPS_PER_REGION;
    const search = new RegionSearch(view, region, coveredTo, trace);
    this.eachSequence(view, region, () => {
      this.searchSequence(search);
    });
    return search.found;
  }

  read(view: View, region: Region): SpokenDigits[] {
    const { sequence, reader } = this;
    const read: SpokenDigits[] = [];
    this.eachSequence(view, region, () => {
      const digits: SpokenDigits = { values: [], starts: [], ends: [] };
      for (let from = 0; from < sequence.count;) {
        let next = sequence.count;
        const length = reader.likeliest(sequence, from, from + 1, (_, end) => (next = end));
        for (let i = 0; i < length; i++) {
          digits.values.push(reader.digits[i]);
          digits.starts.push(sequence.starts[from]);
          digits.ends.push(sequence.ends[next - 1]);
        }
        from = length < 0 ? from + 1 : next;
      }
      read.push(digits);
    });
    return read;
  }

  /** Calls back for each sequence of number words in the region and in what it belongs to on either side. */
  private eachSequence(view: View, region: Region, onSequence: (sequence: Sequence) => void): void {
    const { run, sequence } = this;
    const limit = Math.min(view.end, region.end + LIMITS.contextBytes);
    const first = Math.max(view.start, region.start - LIMITS.contextBytes);
    run.isJson = region.isJson;
    // A word that the view may have cut is none.
    let at = region.start - first < LIMITS.contextBytes ? first : behindWord(view.bytes, first, region.start);
    const isCut = at > first || region.start - first >= LIMITS.contextBytes;
    run.inString = insideString(view.bytes, at, region.start, false) !== region.inString;
    for (let isFirst = isCut; at >= 0; isFirst = false) {
      const from = at;
      at = run.next(view.bytes, at, region.end, limit);
      if (at < 0) return;
      if (isFirst && run.starts[0] - from < 2) run.hasBeginning = false;
      if (!run.hasEnd) run.hasEnd = limit === view.end && limit < region.end + LIMITS.contextBytes;
      if (run.width < DIGITS_MIN || run.ends[run.count - 1] <= region.start) continue;
      sequence.begin(run);
      while (sequence.next(run)) onSequence(sequence);
    }
  }

  /** Whether any run in the region has digits enough. Most regions are prose, and end here. */
  private isWorthReading(view: View, region: Region): boolean {
    const { run } = this;
    run.isJson = region.isJson;
    run.inString = region.inString;
    const limit = Math.min(view.end, region.end + LIMITS.contextBytes);
    for (let at = region.start; ;) {
      at = run.next(view.bytes, at, region.end, limit);
      if (at < 0) return false;
      if (run.width >= DIGITS_MIN) return true;
    }
  }

  private searchSequence(search: RegionSearch): void {
    const { sequence } = this;
    const found = search.found.length;
    const isNearCardWord = search.cardWordTest(this.options.pan, sequence);
    for (let first = 0; first < sequence.count;) {
      const pan = sequence.starts[first] < search.coveredTo ? undefined : this.pans.at(sequence, first, isNearCardWord);
      if (pan === undefined) first++;
      else first = this.reportPan(search, first, pan, isNearCardWord);
    }
    if (search.found.length > found) return;
    const misheard = isLong(sequence) && isNearCardWord() ? this.pans.misheard(sequence) : undefined;
    if (misheard !== undefined && sequence.starts[misheard.first] >= search.coveredTo)
      this.reportPan(search, misheard.first, { ...misheard, isStrong: false }, isNearCardWord);
    else if (!this.searchAnnounced(search)) this.askJudge(search);
  }

  /** Reports a PAN and its tail; returns the index of the token behind. The first group of another card looks like a code, or like the end of a tail. */
  private reportPan(search: RegionSearch, first: number, { end, digits, isStrong }: SpokenPan, isNearCardWord: () => boolean): number {
    const { sequence, options } = this;
    search.report(sequence, first, end, { entity: 'card.pan', rule: options.pan.id, score: isStrong ? SCORE_STRONG : SCORE_WEAK });
    const tail = readTail(this.reader, sequence, end, digits);
    if (tail === undefined) return end;
    for (let next = end; next < tail.codeEnd; next++) {
      const other = this.pans.at(sequence, next, isNearCardWord);
      if (other === undefined) continue;
      if (next === end) return this.reportPan(search, next, other, isNearCardWord);
      this.reportTail(search, end, tail.expiryEnd, tail.codeEnd);
      return this.reportPan(search, tail.codeEnd, other, isNearCardWord); // what of it stands behind
    }
    this.reportTail(search, end, tail.expiryEnd, tail.codeEnd);
    return tail.codeEnd;
  }

  private reportTail(search: RegionSearch, first: number, expiryEnd: number, codeEnd: number): void {
    const { sequence, options } = this;
    if (expiryEnd > first)
      search.report(sequence, first, expiryEnd, { entity: 'card.expiry', rule: options.expiry.id, score: SCORE_ANNOUNCED });
    if (codeEnd > expiryEnd)
      search.report(sequence, expiryEnd, codeEnd, { entity: 'card.cvc', rule: options.cvc.id, score: SCORE_ANNOUNCED });
  }

  /** A date or code that the words before it announce, or a code that is said to be on the back. */
  private searchAnnounced(search: RegionSearch): boolean {
    const { sequence, reader } = this;
    if (widthOf(sequence) > ANNOUNCED_DIGITS_MAX || !sequence.hasBeginning) return false;
    const before = search.before(sequence);
    if (this.announcesExpiry(before)) {
      const end = readExpiry(reader, sequence, 0, true);
      if (end < 0) return false;
      const code = end < sequence.count ? readCode(reader, sequence, end) : -1;
      this.reportTail(search, 0, end, Math.max(end, code));
      return true;
    }
    const code = readCode(reader, sequence, 0);
    if (code < 0 || (!this.announcesCode(before) && (code < sequence.count || !isOnTheBack(search.after(sequence))))) return false;
    this.reportTail(search, 0, 0, code);
    return true;
  }

  private askJudge(search: RegionSearch): void {
    const { sequence, reader } = this;
    const { judge } = this.options;
    if (judge === undefined || widthOf(sequence) < IDENTIFIER_DIGITS_MIN || sequence.starts[0] < search.coveredTo) return;
    const length = reader.likeliest(sequence, 0, sequence.count);
    if (length < IDENTIFIER_DIGITS_MIN) return;
    const answer = judge(reader.digits.slice(0, length).join(''), search.before(sequence), search.after(sequence));
    if (answer !== undefined) search.report(sequence, 0, sequence.count, answer);
  }
}

/** What is found in one region. */
class RegionSearch {
  readonly found: Located[] = [];

  constructor(
    private readonly view: View,
    private readonly region: Region,
    public coveredTo: number,
    private readonly trace: Trace | undefined,
  ) {}

  /** Reports tokens as one finding; where quotes stand between, as in JSON, one each side, so that no key is masked. */
  report(sequence: Sequence, first: number, end: number, what: Pick<Located, 'entity' | 'rule' | 'score'>): void {
    for (let from = first; from < end;) {
      let to = from + 1;
      while (to < end && !(this.region.isJson && (sequence.gaps[to] & GAP_QUOTE) !== 0)) to++;
      this.reportSpan(sequence.starts[from], sequence.ends[to - 1], what);
      from = to;
    }
  }

  private reportSpan(from: number, end: number, what: Pick<Located, 'entity' | 'rule' | 'score'>): void {
    const start = Math.max(from, this.region.start, this.coveredTo);
    this.trace?.({ rule: what.rule, start: from, end, step: 'found', ok: start < end, detail: 'number words' });
    if (start >= end) return;
    this.found.push({ ...what, start, end, form: 'text', isWhollyHidden: true });
    this.coveredTo = end;
  }

  before(sequence: Sequence): string {
    return textBefore(this.view, sequence.starts[0]).slice(-WORDS_BEFORE);
  }

  after(sequence: Sequence): string {
    const end = sequence.ends[sequence.count - 1];
    return textAfter(this.view, end).slice(0, Math.max(0, Math.min(WORDS_BEHIND, this.region.end + LIMITS.contextBytes - end)));
  }

  private isWordNear(words: WordTest, sequence: Sequence): boolean {
    const { bytes, start, end } = this.view;
    const first = sequence.starts[0];
    const last = sequence.ends[sequence.count - 1];
    const high = Math.min(end, last + WORDS_BEHIND, this.region.end + LIMITS.contextBytes);
    if (words.find(bytes, start, first, Math.max(start, first - WORDS_BEFORE), first) >= 0) return true;
    return words.find(bytes, last, high, last, high) >= 0;
  }

  /** Asks once a sequence, and only when something depends on it. */
  cardWordTest(rule: PanRule, sequence: Sequence): () => boolean {
    let isNear: boolean | undefined;
    return () => {
      if (isNear === undefined) {
        isNear = this.isWordNear(rule.isCardText, sequence);
        this.trace?.({ rule: rule.id, start: sequence.starts[0], end: sequence.ends[sequence.count - 1], step: 'context', ok: isNear });
      }
      return isNear;
    };
  }
}

/** Most digits that the tokens can stand for. */
function widthOf(sequence: Sequence): number {
  let width = 0;
  for (let i = 0; i < sequence.count; i++) width += sequence.numeralSize[i] > 0 ? sequence.numeralSize[i] : 1;
  return width;
}

const isLong = (sequence: Sequence): boolean => sequence.count >= 4 && sequence.hasBeginning && sequence.hasEnd;

/** The offset behind the rest of a word, letters of any script and the bytes of escapes. */
function behindWord(bytes: Uint8Array, from: number, limit: number): number {
  let at = from;
  while (at < limit && bytes[at] > 0x20) at++;
  return at;
}
