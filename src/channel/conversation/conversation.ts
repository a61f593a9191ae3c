/**
 * One conversation: its ledgers, what was answered before, and what it is about. Judges utterances in the order in which they come:
 *
 * - **one by one** (live): against what was said before.
 * - **again** (replay): with the masks of the first time; an edited message with those of its unchanged beginning, the rest anew.
 * - **several that are new** (a page of a history): nobody tells whether the oldest or the newest comes first, and what stands on the next page.
 *   So they are judged in both orders, and of the digits at both edges, where a number may go on that the page does not show whole,
 *   no more are shown than of one number.
 */
import { LIMITS } from '../../base/limits.js';
import type { BrandTable } from '../../detect/card/brands.js';
import type { Utterance, Verdict } from './api.js';
import { hasJustBegun, overBudget, type Manner } from './budget.js';
import { codeMasks } from './codes.js';
import { ASIDE, ASKED, EXEMPT, HIDDEN, MASKED, packed, REST, saysDigits, SOUNDS, STARTS } from './digits.js';
import { Asked, Payment } from './payment.js';
import { Replies, Reply } from './replies.js';
import { View, type Said } from './view.js';

/** Bytes that a conversation takes beside its digits and replies, and a digit in a ledger, about. */
const CONVERSATION_BYTES = 1_024;
const DIGIT_BYTES = 16;
/** Digits at the edge of a page that may belong to a number that is not on it whole. */
const EDGE_DIGITS = LIMITS.panDigitsMax - 1;

/** An utterance on its way: its digits, from `known` on new, and the masks it has so far. */
interface Turn {
  readonly utterance: Utterance;
  readonly digits: readonly number[];
  /** Places of the digits among those of the utterance: homophones that do not count are left out. */
  readonly places: readonly number[];
  readonly known: number;
  readonly masks: Uint8Array;
}

export class Conversation {
  readonly #brands: BrandTable;
  #view = new View();
  /** The same as if histories came with the newest first; undefined where none came. */
  #mirror: View | undefined;
  readonly #replies = new Replies();
  readonly #payment = new Payment();
  readonly #asked = new Asked();
  /** Digits that are masked whatever they are: what was said before them has been forgotten too early. */
  #blindDigits = 0;
  /** Digits that edges of histories have shown. */
  #edgeShown = 0;
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
    return CONVERSATION_BYTES + DIGIT_BYTES * (this.#view.size + (this.#mirror?.size ?? 0)) + this.#replies.bytes;
  }

  /** Whether it may not be forgotten without harm. */
  isInUse(nowMs: number): boolean {
    return nowMs - this.#digitsMs <= LIMITS.conversationDigitsMs;
  }

  /** Verdicts of utterances, in order. */
  judge(utterances: readonly Utterance[], nowMs: number): Verdict[] {
    this.lastMs = nowMs;
    this.#view.expire(nowMs);
    this.#mirror?.expire(nowMs);
    if (this.#view.isEmpty) {
      this.#mirror = undefined;
      this.#edgeShown = 0;
    }
    const isNew = (one: Utterance): boolean => saysDigits(one) && this.#find(one.id) === undefined;
    if (utterances.filter(isNew).length > 1) return this.#history(utterances, nowMs);
    return utterances.map((utterance) => this.#live(utterance, nowMs));
  }

  #live(utterance: Utterance, nowMs: number): Verdict {
    const turn = this.#turn(utterance, nowMs);
    const honoursExempt = utterance.isStrict !== true && this.#isFirst(this.#views(), utterance.author, nowMs);
    this.#judgeTurn(turn, this.#views(), nowMs, honoursExempt);
    const completes = this.#completes(turn, nowMs);
    for (const view of this.#views()) view.add(judgedOf(turn), nowMs);
    return this.#finish(turn, completes, nowMs);
  }

  /** Several new utterances at once. */
  #history(utterances: readonly Utterance[], nowMs: number): Verdict[] {
    const hasBeginning = utterances.some((one) => hasJustBegun(packed(one).filter(counts), this.#brands));
    const turns = utterances.map((utterance) => this.#turn(utterance, nowMs, hasBeginning));
    const hadMirror = this.#mirror !== undefined;
    const mirror = this.#mirror ?? this.#view.copy();
    const completes = new Map<Turn, boolean>();
    const liveShown = shownIn(this.#view);
    for (const turn of turns) {
      this.#judgeTurn(turn, [this.#view], nowMs, false);
      completes.set(turn, this.#completes(turn, nowMs));
      this.#view.add(judgedOf(turn), nowMs);
    }
    const reversed = mirror.copy();
    for (const turn of [...turns].reverse()) {
      this.#judgeTurn(turn, [reversed], nowMs, false);
      reversed.add(newOf(turn), nowMs);
    }
    // Of pages that follow each other, the later one is taken for the earlier part of the conversation.
    if (hadMirror) for (const turn of turns) mirror.addBefore(newOf(turn), nowMs);
    this.#mirror = hadMirror ? mirror : reversed;
    if (this.#edgeShown === 0) this.#edgeShown = liveShown;
    this.#maskEdges(turns);
    return turns.map((turn) => this.#finish(turn, completes.get(turn) === true, nowMs));
  }

  #views(): View[] {
    return this.#mirror === undefined ? [this.#view] : [this.#view, this.#mirror];
  }

  #turn(utterance: Utterance, nowMs: number, onPage = false): Turn {
    this.#payment.message();
    this.#asked.message(nowMs, utterance.asks ?? 0);
    if (utterance.hasPaymentWords) this.#payment.words(nowMs);
    const hearsHomophones = this.#isInPayment(utterance.author, nowMs);
    const mayBeRest = onPage || this.#views().some((view) => view.hasJustBegun(utterance.author, this.#brands));
    const isAsked = this.#asked.digits(nowMs) > 0;
    const digits: number[] = [];
    const places: number[] = [];
    packed(utterance).forEach((digit, place) => {
      const isLeftOut = (digit & ASIDE) !== 0 || ((digit & SOUNDS) !== 0 && !hearsHomophones) || ((digit & REST) !== 0 && !mayBeRest);
      if (isLeftOut) return;
      digits.push(digit | (places.length === 0 ? STARTS : 0) | (isAsked ? ASKED : 0));
      places.push(place);
    });
    const masks = new Uint8Array(digits.length).fill(1, LIMITS.conversationTextDigits);
    const reply = this.#find(utterance.id);
    const known = reply === undefined ? 0 : reply.same(digits);
    for (let i = 0; i < known; i++) masks[i] = reply?.isMaskedAt(i) === true ? 1 : 0;
    return { utterance, digits, places, known, masks };
  }

  /** Masks what is over the budget in some view, and codes; adds to the masks that are there. */
  #judgeTurn(turn: Turn, views: readonly View[], nowMs: number, honoursExempt: boolean): void {
    const { utterance, digits, known, masks } = turn;
    const added = newOf(turn);
    if (added.digits.length === 0) return;
    const isNearWords = this.#payment.isNearWords(nowMs);
    const isStrict = utterance.isStrict === true;
    const isBrief = views.length === 1 && known === 0 && digits.length <= LIMITS.conversationFirstShownDigits;
    const isFresh = isBrief && this.#isFirst(views, utterance.author, nowMs);
    const manner: Manner = { isFresh, isStrict, isNearWords, asks: this.#asked.digits(nowMs) };
    for (const view of views) {
      view.judge(added, this.#brands, manner).forEach((mask, i) => {
        const isExempt = honoursExempt && (added.digits[i] & EXEMPT) !== 0;
        masks[known + i] |= isExempt ? 0 : mask;
      });
    }
    if (known > 0) overBudget([], digits, this.#brands, manner).forEach((mask, i) => (masks[i] |= i < known ? 0 : mask));
    if (this.#payment.expectsCode(nowMs)) {
      const codes = codeMasks(added.digits, !isNearWords && !isStrict);
      codes.forEach((mask, i) => (masks[known + i] |= mask));
    }
    for (let i = known; i < digits.length && this.#blindDigits > 0; i++, this.#blindDigits--) masks[i] = 1;
  }

  #completes(turn: Turn, nowMs: number): boolean {
    const added = newOf(turn);
    if (added.digits.length === 0) return false;
    const isNearWords = this.#payment.isNearWords(nowMs);
    return this.#view.isCompletedBy(added, this.#brands, isNearWords);
  }

  /** The digits at the first and last of a page, of all and of each author, that are shown come out of one budget for all pages. */
  #maskEdges(turns: readonly Turn[]): void {
    const budget = turns.some(({ utterance }) => utterance.isStrict === true)
      ? LIMITS.conversationShownDigits
      : LIMITS.conversationFirstShownDigits;
    const places = turns.flatMap((turn) => newOf(turn).digits.map((_, i) => ({ turn, at: turn.known + i })));
    const edges = new Set<(typeof places)[number]>();
    for (const author of [undefined, ...new Set(turns.map(({ utterance }) => utterance.author))]) {
      const own = author === undefined ? places : places.filter(({ turn }) => turn.utterance.author === author);
      for (const place of [...own.slice(0, EDGE_DIGITS), ...own.slice(-EDGE_DIGITS)]) edges.add(place);
    }
    for (const place of places) {
      const { turn, at } = place;
      if (!edges.has(place) || turn.masks[at] === 1 || (turn.digits[at] & HIDDEN) !== 0) continue;
      if (this.#edgeShown < budget) this.#edgeShown++;
      else turn.masks[at] = 1;
    }
  }

  #finish(turn: Turn, completes: boolean, nowMs: number): Verdict {
    const { utterance, digits, places, masks, known } = turn;
    if (known < digits.length) {
      this.#digitsMs = nowMs;
      if (completes) this.#payment.words(nowMs);
      else if (this.#views().some((view) => view.isOpen(utterance.author, this.#brands))) this.#payment.sign(nowMs);
    }
    if (hasId(utterance) && digits.length > 0) this.#replies.set(utterance.id, new Reply(digits, masks));
    const all = new Uint8Array(utterance.digits.length);
    places.forEach((place, i) => (all[place] = (digits[i] & HIDDEN) === 0 ? masks[i] : 0));
    return { masks: all, completes, inPayment: this.#isInPayment(utterance.author, nowMs) };
  }

  #isInPayment(author: string, nowMs: number): boolean {
    return this.#payment.isNearWords(nowMs) || this.#views().some((view) => view.isOpen(author, this.#brands));
  }

  /** Nothing was said that a card number could have begun with, and there was no talk of one. */
  #isFirst(views: readonly View[], author: string, nowMs: number): boolean {
    return !this.#payment.isNearWords(nowMs) && views.every((view) => !view.hasBegun(author, this.#brands));
  }

  #find(id: string | undefined): Reply | undefined {
    return id === undefined ? undefined : this.#replies.find(id);
  }
}

const hasId = (utterance: Utterance): utterance is Utterance & { readonly id: string } =>
  utterance.id !== undefined && utterance.id !== '' && utterance.id.length <= LIMITS.conversationMessageIdCharacters;

const counts = (digit: number): boolean => (digit & (ASIDE | REST)) === 0;

/** The digits that were not there before. */
const newOf = ({ utterance, digits, known }: Turn): Said => ({
  author: utterance.author,
  digits: known === 0 ? digits : digits.slice(known),
});

/** The same with what has been decided about them, for the ledgers. */
const judgedOf = (turn: Turn): Said => ({
  author: turn.utterance.author,
  digits: newOf(turn).digits.map((digit, i) => digit | (turn.masks[turn.known + i] === 1 ? MASKED : 0)),
});

/** Digits that have been shown and are remembered. */
const shownIn = (view: View): number => view.digits.filter((digit) => (digit & (MASKED | HIDDEN)) === 0).length;
