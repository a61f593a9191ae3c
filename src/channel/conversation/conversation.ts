/**
 * One conversation: its ledgers, what was answered before, and what it is about. Judges utterances in the order in which they come:
 *
 * - **one by one** (live): against what was said before.
 * - **again** (replay): with the masks of the first time; an edited message with those of its unchanged beginning, the rest anew.
 * - **again, where the identifier is no message's**: as new. It is a person's or a room's when other digits come under it, or few digits so often
 *   by the same connection that together they might be more than anybody may see.
 * - **what was sent and comes back** under an identifier of the upstream's: as it left.
 * - **several that are new** (a page of a history), and one that is older than what is known: nobody tells what stands on the next page. So of the
 *   digits at its edges, where a number may go on that the page does not show whole, no more are shown than of one number. Where stamps do not
 *   tell which came first, the page is judged in both orders.
 * - **parts of messages that arrive at the same time**: as wholes, in the order in which they begin, and beside that in the order in which their digits came.
 */
import { LIMITS } from '../../base/limits.js';
import type { BrandTable } from '../../detect/card/brands.js';
import type { Utterance, Verdict } from './api.js';
import { type Before, hasJustBegun, overBudget, type Manner } from './budget.js';
import { codeMasks } from './codes.js';
import {
  ASIDE,
  ASKED,
  BARE,
  bitsOf,
  EXEMPT,
  isOfFinding,
  mark,
  mayCount,
  packed,
  REST,
  saysDigits,
  SOUNDS,
  STARTS,
  UNLIKELY,
} from './digits.js';
import { Echoes } from './echoes.js';
import { Edges } from './edges.js';
import { inOrder, Latest } from './order.js';
import { Proofs } from './proof.js';
import { Answers, type HeardAgain } from './replies.js';
import { markOf, Sources } from './sources.js';
import { Topics } from './topics.js';
import { counts, hasNew, inSight, isOfPage, isSeen, judgedOf, newOf, placed, type Told, type Turn, verdictOf } from './turn.js';
import { View } from './view.js';

/** Bytes that a conversation takes beside its digits and replies, and a digit in a ledger, about. */
const CONVERSATION_BYTES = 1_024;
const DIGIT_BYTES = 16;
const ECHO_BYTES = 128;
const SOURCE_BYTES = 96;

/** How a turn is judged. */
interface Reading {
  readonly honoursExempt: boolean;
  readonly isOfPage: boolean;
}

const NOTHING_BEFORE: Before = { digits: [], isCut: false };
const PAGE: Reading = { honoursExempt: false, isOfPage: true };

export class Conversation {
  readonly #brands: BrandTable;
  readonly #view = new View();
  /** The same as if histories came with the newest first, where some came. */
  #mirror: View | undefined;
  /** The same in the order in which digits came, where parts of messages arrived at the same time. */
  #arrived: View | undefined;
  /** All that there are of these. */
  #views: readonly View[] = [this.#view];
  readonly #answers = new Answers();
  readonly #topics = new Topics();
  readonly #sources = new Sources();
  readonly #echoes = new Echoes();
  readonly #latest = new Latest();
  /** Digits that are masked whatever they are: what was said before them has been forgotten too early. */
  #blindDigits = 0;
  #edges = new Edges();
  /** Whether what it goes by is a key. */
  readonly proofs = new Proofs();
  /** When anybody last said anything, and digits. */
  lastMs = 0;
  #digitsMs = -Infinity;

  /** `isForgotten`: it was known and has been forgotten in the middle of it. */
  constructor(brands: BrandTable, isForgotten: boolean, nowMs: number) {
    this.#brands = brands;
    if (!isForgotten) return;
    this.#blindDigits = LIMITS.panDigitsMax;
    this.#digitsMs = nowMs;
  }

  /** Memory that it takes, about. */
  get bytes(): number {
    const digits = this.#views.reduce((sum, { size }) => sum + size, 0);
    const own = SOURCE_BYTES * this.#sources.size + ECHO_BYTES * this.#echoes.size;
    return CONVERSATION_BYTES + DIGIT_BYTES * digits + own + this.#answers.bytes;
  }

  /** Whether it may not be forgotten without harm. */
  isInUse(nowMs: number): boolean {
    return nowMs - this.#digitsMs <= LIMITS.conversationDigitsMs;
  }

  /** A key has proved to be one: what was heard of it here was said elsewhere. */
  release(key: string): void {
    const source = this.#sources.take(key);
    if (source === undefined) return;
    for (const view of this.#views) view.release(source);
    this.#topics.release(source);
  }

  /** Verdicts of utterances, in order. */
  judge(utterances: readonly Told[], nowMs: number): Verdict[] {
    this.lastMs = nowMs;
    for (const view of this.#views) view.expire(nowMs);
    if (this.#view.isEmpty) {
      if (this.#views.length > 1) this.#see(undefined, undefined);
      if (!this.#edges.isEmpty) this.#edges = new Edges();
    }
    const verdicts = utterances.length === 1 ? [this.#judgeOne(utterances[0], nowMs)] : this.#judgeAll(utterances, nowMs);
    for (const { at } of utterances) if (at !== undefined) this.#latest.note(at);
    return verdicts;
  }

  #judgeOne(utterance: Told, nowMs: number): Verdict {
    if (utterance.part?.order === 'arrived') return this.#arrive(utterance, nowMs);
    if (this.#saysNoMore(utterance)) return this.#aside(utterance, nowMs);
    const says = saysDigits(utterance);
    const isPage = says && isOfPage(utterance, [utterance]) && !this.#answers.isKnown(utterance);
    return isPage ? this.#page([utterance], nowMs)[0] : this.#live(utterance, nowMs, says && utterance.isStored !== true);
  }

  #judgeAll(utterances: readonly Told[], nowMs: number): Verdict[] {
    const isNew = (one: Utterance): boolean => saysDigits(one) && !this.#answers.isKnown(one);
    const fresh = utterances.filter(isNew);
    const isPage = fresh.length > 1 || fresh.some((utterance) => isOfPage(utterance, utterances));
    const isLive = utterances.filter(saysDigits).length === 1 && utterances.every(({ isStored }) => isStored !== true);
    return isPage ? this.#page(utterances, nowMs) : utterances.map((utterance) => this.#live(utterance, nowMs, isLive));
  }

  /** Nothing that has to be remembered: words, at most, of what the conversation is about. */
  #saysNoMore(utterance: Told): boolean {
    const { digits, rest, at } = utterance;
    return digits.length === 0 && rest === undefined && at === undefined && this.#answers.find(utterance) === undefined;
  }

  #live(utterance: Told, nowMs: number, isLive: boolean): Verdict {
    if (!mayCount(utterance) && this.#answers.find(utterance) === undefined) return this.#aside(utterance, nowMs);
    const turn = this.#turn(utterance, nowMs, { isLive });
    return this.#finish(turn, this.#goOn(turn, false, nowMs), nowMs);
  }

  /** None of the digits counts, and nothing was answered for them before: most numbers of a chat are of days, times and things. */
  #aside(utterance: Told, nowMs: number): Verdict {
    const { author, of, digits, veil } = utterance;
    this.#topics.hear(this.#sources.of(of), utterance, nowMs);
    this.#topics.message();
    for (const view of this.#views) view.hear(author);
    return { masks: veil?.slice() ?? new Uint8Array(digits.length), completes: false };
  }

  /** Judges what goes on behind what is known; answers whether it completes a number. */
  #goOn(turn: Turn, isOfPage: boolean, nowMs: number): boolean {
    const { author, isStrict } = turn.utterance;
    this.#topics.message();
    if (!hasNew(turn)) {
      for (const view of this.#views) view.hear(author);
      return false;
    }
    const arrived = turn.utterance.part?.order === 'begun' ? this.#inArrival() : undefined; // its digits are told again as they came
    const views = arrived === undefined ? this.#views : this.#views.filter((view) => view !== arrived);
    const honoursExempt = isStrict !== true && this.#isFirst(views, author, nowMs);
    this.#judgeTurn(turn, views, nowMs, { honoursExempt, isOfPage });
    if (isOfPage) this.#edges.goOn(turn, honoursExempt);
    else this.#edges.count(turn);
    const completes = this.#completes(turn, nowMs);
    const judged = judgedOf(turn);
    for (const view of views) view.add(judged, nowMs);
    this.#meet();
    this.#sign(turn, completes, nowMs);
    return completes;
  }

  /** The order in which digits came: so far that in which their parts begin, unless there is another already. */
  #inArrival(): View {
    const arrived = this.#arrived ?? this.#view.copy();
    if (arrived !== this.#arrived) this.#see(this.#mirror, arrived);
    return arrived;
  }

  /** Judges digits of a part that has been judged as a whole, where they came. */
  #arrive(utterance: Told, nowMs: number): Verdict {
    const known = this.#answers.arrived(utterance);
    if (known !== undefined) return { masks: known, completes: false };
    const view = this.#inArrival();
    const { digits, places } = this.#countedOf(utterance, nowMs, undefined, false);
    const masks = Uint8Array.from(places, (place) => utterance.veil?.[place] ?? 0);
    const turn: Turn = { utterance, digits, places, known: 0, answered: 0, masks, isCut: false };
    const honoursExempt = utterance.isStrict !== true && this.#isFirst([view], utterance.author, nowMs);
    this.#judgeTurn(turn, [view], nowMs, { honoursExempt, isOfPage: false });
    const judged = judgedOf(turn);
    const completes = view.isCompletedBy(judged, this.#brands, this.#topics.isNearWords(nowMs));
    view.add(judged, nowMs);
    this.#sign(turn, completes, nowMs);
    this.#meet();
    this.#answers.arrive(utterance, placed(turn));
    return { masks: verdictOf(turn), completes };
  }

  /** Orders that have become the same are one. */
  #meet(): void {
    if (this.#arrived?.isSame(this.#view) === true) this.#see(this.#mirror, undefined);
  }

  /** Several new utterances at once, or one that is kept somewhere. */
  #page(utterances: readonly Told[], nowMs: number): Verdict[] {
    const hasBeginning = utterances.some((one) => hasJustBegun(packed(one).filter(counts), this.#brands));
    const turns = utterances.map((utterance) => this.#turn(utterance, nowMs, { hasBeginning }));
    const said = turns.filter(hasNew);
    const ordered = inOrder(said);
    const oldest = ordered?.at(0)?.utterance.at;
    const goesOn = oldest !== undefined && (this.#view.isEmpty || this.#latest.isBefore(oldest));
    const completing = goesOn
      ? (ordered ?? []).filter((turn) => this.#goOn(turn, true, nowMs))
      : this.#judgeElsewhere(said, ordered, nowMs);
    return turns.map((turn) => this.#finish(turn, completing.includes(turn), nowMs));
  }

  /** Judges what stands before what is known, or nobody can tell where. Answers with what completes a number. */
  #judgeElsewhere(said: readonly Turn[], ordered: readonly Turn[] | undefined, nowMs: number): readonly Turn[] {
    const before = this.#view.copy();
    const completing: Turn[] = [];
    for (const turn of ordered ?? said) {
      this.#topics.message();
      this.#judgeTurn(turn, [this.#view], nowMs, PAGE);
      const completes = this.#completes(turn, nowMs);
      if (completes) completing.push(turn);
      for (const view of [this.#view, this.#arrived]) view?.add(judgedOf(turn), nowMs);
      this.#sign(turn, completes, nowMs);
    }
    if (ordered === undefined) this.#judgeReversed(said, before, nowMs);
    else if (ordered.length > 0) this.#putBefore([...ordered].reverse(), this.#mirror ?? before, nowMs);
    this.#edges.mask(ordered ?? said);
    return completing;
  }

  /** As if the newest came first. Of pages that follow each other, the later one is taken for the earlier part of the conversation. */
  #judgeReversed(said: readonly Turn[], before: View, nowMs: number): void {
    const mirror = this.#mirror ?? before;
    const reversed = mirror.copy();
    for (const turn of [...said].reverse()) {
      this.#judgeTurn(turn, [reversed], nowMs, PAGE);
      reversed.add(newOf(turn), nowMs);
    }
    if (this.#mirror === undefined) this.#see(reversed, this.#arrived);
    else this.#putBefore(said, mirror, nowMs);
  }

  /** Takes turns, the newest first, for what was said before all that is known. */
  #putBefore(turns: readonly Turn[], mirror: View, nowMs: number): void {
    for (const turn of turns) mirror.addBefore(newOf(turn), nowMs);
    this.#see(mirror, this.#arrived);
  }

  #see(mirror: View | undefined, arrived: View | undefined): void {
    this.#mirror = mirror;
    this.#arrived = arrived;
    this.#views = [this.#view, mirror, arrived].filter((view) => view !== undefined);
  }

  /** `hasBeginning`: a page that has the first digits of a number. `isLive`: said now, as far as anybody knows. */
  #turn(utterance: Told, nowMs: number, { hasBeginning = false, isLive = false }): Turn {
    const source = this.#sources.of(utterance.of);
    this.#topics.hear(source, utterance, nowMs);
    const { masks: answer, isDoubted } = isLive ? this.#hear(utterance, nowMs) : { masks: this.#answers.find(utterance), isDoubted: false };
    const counted = this.#countedOf(utterance, nowMs, answer, hasBeginning);
    const { places } = counted;
    const echo = this.#echoOf(utterance, counted.digits, nowMs);
    const digits = isDoubted || echo === 'doubtful' ? counted.digits.map((digit) => digit | UNLIKELY) : counted.digits;
    const masks = new Uint8Array(digits.length);
    if (digits.length > LIMITS.conversationTextDigits) masks.fill(1, LIMITS.conversationTextDigits);
    const isKnownEcho = echo === 'sure' && answer === undefined; // else it is known by itself
    const answered = isKnownEcho ? utterance.digits.length : (answer?.length ?? 0);
    let known = 0;
    while (known < places.length && places[known] < answered) known++;
    for (let i = 0; i < known; i++) masks[i] = answer?.[places[i]] ?? 0;
    const { veil } = utterance;
    if (veil !== undefined) for (let i = known; i < digits.length; i++) masks[i] |= veil[places[i]] ?? 0;
    const isCut = utterance.rest !== undefined && (known < digits.length || !this.#answers.knowsRest(utterance));
    return { utterance, digits, places, known, answered, masks, isCut };
  }

  #echoOf(utterance: Told, digits: readonly number[], nowMs: number): ReturnType<Echoes['find']> {
    return utterance.isSent === true || this.#echoes.size === 0 ? undefined : this.#echoes.find(digits.filter(isSeen), utterance, nowMs);
  }

  /** The digits that count, and their places. */
  #countedOf(utterance: Told, nowMs: number, answer: Uint8Array | undefined, hasBeginning: boolean): Pick<Turn, 'digits' | 'places'> {
    const { author } = utterance;
    const all = packed(utterance);
    const bits = bitsOf(all);
    const hearsHomophones = (bits & SOUNDS) !== 0 && this.#isInPayment(author, nowMs);
    const mayBeRest = (bits & REST) !== 0 && (hasBeginning || this.#goesOn(author, all));
    const leftOut = ASIDE | (hearsHomophones ? 0 : SOUNDS) | (mayBeRest ? 0 : REST);
    const marks = markOf(this.#sources.of(utterance.of)) | (this.#topics.askedDigits(nowMs) > 0 ? ASKED : 0);
    const digits: number[] = [];
    const places: number[] = [];
    for (let place = 0; place < all.length; place++) {
      if ((all[place] & leftOut) !== 0 && answer?.[place] !== 1) continue;
      digits.push(all[place] | (places.length === 0 ? STARTS : 0) | marks);
      places.push(place);
    }
    return { digits, places };
  }

  /** Whether a long number may be the rest of one that has just begun, or is the same that was just said as that. */
  #goesOn(author: string, all: readonly number[]): boolean {
    const digits = all.filter((digit) => (digit & ASIDE) === 0);
    return this.#views.some((view) => view.hasJustBegun(author, this.#brands) || view.isAgain({ author, digits }));
  }

  /** The answer for what is said now. What was said again and did not count does when it proves to be no message that came again. */
  #hear(utterance: Told, nowMs: number): HeardAgain {
    const heard = this.#answers.hear(utterance);
    const { author } = utterance;
    const digits = heard.uncounted === 0 ? [] : packed(utterance).map((digit) => digit | UNLIKELY);
    for (let times = 0; times < heard.uncounted; times++) for (const view of this.#views) view.add({ author, digits }, nowMs);
    return heard;
  }

  /** Masks what is over the budget in some view, and codes; adds to the masks that are there. */
  #judgeTurn(turn: Turn, views: readonly View[], nowMs: number, { honoursExempt, isOfPage }: Reading): void {
    const { utterance, digits, known, masks } = turn;
    const added = newOf(turn);
    if (added.digits.length === 0) return;
    const isNearWords = this.#topics.isNearWords(nowMs);
    const isStrict = utterance.isStrict === true;
    const isOneWay = this.#mirror === undefined || !views.includes(this.#mirror);
    const isBrief = isOneWay && known === 0 && digits.length <= LIMITS.conversationFirstShownDigits;
    const isFresh = isBrief && this.#isFirst(views, utterance.author, nowMs);
    const isExempt = (digit: number): boolean => (digit & EXEMPT) !== 0 && ((digit & BARE) === 0 || this.#topics.arePhones(nowMs));
    const showsAgain = !isOfPage && !isStrict && isOneWay;
    const manner: Manner = { isFresh, isStrict, isNearWords, asks: this.#topics.askedDigits(nowMs), showsAgain };
    for (const view of views) {
      const over = view.judge(added, this.#brands, manner);
      for (let i = 0; i < over.length; i++) if (over[i] === 1 && !(honoursExempt && isExempt(added.digits[i]))) masks[known + i] = 1;
    }
    if (known > 0) mark(masks, overBudget(NOTHING_BEFORE, digits, this.#brands, manner).subarray(known), known);
    if (utterance.part?.order === 'arrived') return;
    if (this.#topics.expectsCode(nowMs, isOfPage)) mark(masks, codeMasks(added.digits, !isNearWords && !isStrict), known);
    for (let i = known; i < digits.length && this.#blindDigits > 0; i++) {
      masks[i] = 1;
      if (!isOfFinding(digits[i])) this.#blindDigits--;
    }
  }

  #completes(turn: Turn, nowMs: number): boolean {
    const added = newOf(turn);
    if (added.digits.length === 0) return false;
    const isNearWords = this.#topics.isNearWords(nowMs);
    return this.#view.isCompletedBy(added, this.#brands, isNearWords);
  }

  /** Digits that begin a card number, or end one, speak for a payment. */
  #sign(turn: Turn, completes: boolean, nowMs: number): void {
    if (!hasNew(turn)) return;
    this.#digitsMs = nowMs;
    const { author, of } = turn.utterance;
    const source = this.#sources.of(of);
    if (completes) this.#topics.words(source, nowMs);
    else if (this.#views.some((view) => view.isOpen(author, this.#brands))) this.#topics.sign(source, nowMs);
  }

  #finish(turn: Turn, completes: boolean, nowMs: number): Verdict {
    const { utterance, answered } = turn;
    if (mayCount(utterance)) this.#answers.keep(utterance, placed(turn), answered);
    if (utterance.isSent === true) this.#echoes.sent(inSight(turn), utterance, nowMs);
    return { masks: verdictOf(turn), completes };
  }

  #isInPayment(author: string, nowMs: number): boolean {
    return this.#topics.isNearWords(nowMs) || this.#views.some((view) => view.isOpen(author, this.#brands));
  }

  /** Nothing was said that a card number could have begun with, and there was no talk of one. */
  #isFirst(views: readonly View[], author: string, nowMs: number): boolean {
    return !this.#topics.isNearWords(nowMs) && views.every((view) => !view.hasBegun(author, this.#brands));
  }
}
