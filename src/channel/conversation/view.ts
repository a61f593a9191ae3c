/** One order in which a conversation may have been said: what each author said, and what all said together. */
import { LIMITS } from '../../base/limits.js';
import type { BrandTable } from '../../detect/card/brands.js';
import { isAgain, showAgain } from './again.js';
import { hasBegun, hasJustBegun, isCompleted, isOpen, overBudget, type Manner } from './budget.js';
import { DOUBTFUL, mark } from './digits.js';
import { Ledger } from './ledger.js';
import { isBehindItsRest } from './turned.js';

/** Digits and whose they are; '' where that is not known. */
export interface Said {
  readonly author: string;
  readonly digits: readonly number[];
  /** Others follow that are not told. Default false. */
  readonly isCut?: boolean;
}

const NOTHING = new Ledger();

export class View {
  #all = new Ledger();
  /** Ledgers of the authors, once there are two: until then the one of all is also the only author's. */
  readonly #authors = new Map<string, Ledger>();
  #onlyAuthor: string | undefined;

  get isEmpty(): boolean {
    return this.#all.isEmpty;
  }

  /** What all authors said. */
  get digits(): readonly number[] {
    return this.#all.digits;
  }

  /** Digits that are kept, those of authors included. */
  get size(): number {
    let size = this.#all.digits.length;
    for (const ledger of this.#authors.values()) size += ledger.digits.length;
    return size;
  }

  /** Whether the same was said in both orders, as far as it is known. */
  isSame(other: View): boolean {
    if (!this.#all.isSame(other.#all) || this.#authors.size !== other.#authors.size) return false;
    for (const [author, ledger] of this.#authors) if (other.#authors.get(author)?.isSame(ledger) !== true) return false;
    return true;
  }

  copy(): View {
    const copy = new View();
    copy.#all = this.#all.copy();
    copy.#onlyAuthor = this.#onlyAuthor;
    for (const [author, ledger] of this.#authors) copy.#authors.set(author, ledger.copy());
    return copy;
  }

  expire(nowMs: number): void {
    this.#all.expire(nowMs);
    for (const ledger of this.#authors.values()) ledger.expire(nowMs);
  }

  /** Digits over the budget of their author, or over that of all: 1 where one must be masked. */
  judge({ author, digits }: Said, brands: BrandTable, manner: Manner): Uint8Array {
    const own = this.#own(author);
    const masks = overBudget(this.#all, digits, brands, own === undefined ? manner : { ...manner, believesTold: true });
    if (own !== undefined) mark(masks, overBudget(own, digits, brands, manner));
    const isLast =
      isBehindItsRest(this.#all.digits, digits, brands, manner) ||
      (own !== undefined && isBehindItsRest(own.digits, digits, brands, manner));
    if (isLast) for (let i = 0; i < digits.length; i++) if ((digits[i] & DOUBTFUL) === 0) masks[i] = 1;
    if (manner.showsAgain === true) showAgain(this.#all.digits, digits, masks);
    return masks;
  }

  /** Whether digits make a card number whole that began in what was said before. */
  isCompletedBy({ author, digits }: Said, brands: BrandTable, isNearWords: boolean): boolean {
    if (isCompleted(this.#all.digits, digits, brands, isNearWords)) return true;
    const own = this.#own(author);
    return own !== undefined && isCompleted(own.digits, digits, brands, isNearWords);
  }

  /** Whether a number that may be a card's has begun and goes on. */
  isOpen(author: string, brands: BrandTable): boolean {
    const own = this.#own(author);
    return isOpen(this.#all, brands) || (own !== undefined && isOpen(own, brands));
  }

  /** Whether something was said that a card number may begin with, however little of it. */
  hasBegun(author: string, brands: BrandTable): boolean {
    const own = this.#own(author);
    return hasBegun(this.#all, brands) || (own !== undefined && hasBegun(own, brands));
  }

  /** Whether that was said just now, so that a long number may be the rest of it. */
  hasJustBegun(author: string, brands: BrandTable): boolean {
    const own = this.#own(author);
    const { digits, isCut } = this.#all;
    return isCut || hasJustBegun(digits, brands) || (own !== undefined && (own.isCut || hasJustBegun(own.digits, brands)));
  }

  /** An author says nothing that counts. */
  hear(author: string): void {
    this.#ledgerOf(author);
  }

  /** Whether that is the very same that was said right before it. */
  isAgain({ author, digits }: Said): boolean {
    const own = this.#own(author);
    return isAgain(this.#all.digits, digits) || (own !== undefined && isAgain(own.digits, digits));
  }

  add(said: Said, nowMs: number): void {
    const own = this.#ledgerOf(said.author);
    own?.add(said.digits, nowMs);
    this.#all.add(said.digits, nowMs);
    if (said.isCut !== true) return;
    own?.cut(nowMs);
    this.#all.cut(nowMs);
  }

  release(source: number): void {
    this.#all.release(source);
    for (const ledger of this.#authors.values()) ledger.release(source);
  }

  /** Takes digits for those of earlier messages. */
  addBefore(said: Said, nowMs: number): void {
    for (const ledger of [this.#ledgerOf(said.author), this.#all]) {
      if (said.isCut === true) ledger?.cutBefore(nowMs);
      ledger?.addBefore(said.digits, nowMs);
    }
  }

  /** What an author said, where that is not what all said; beyond LIMITS.conversationAuthors authors are not told apart. */
  #own(author: string): Ledger | undefined {
    if (this.#authors.size > 0) return this.#authors.get(author);
    return this.#onlyAuthor === undefined || author === this.#onlyAuthor ? undefined : NOTHING;
  }

  /** The ledger of an author, where it is one of its own. */
  #ledgerOf(author: string): Ledger | undefined {
    this.#onlyAuthor ??= author;
    if (this.#authors.size === 0) {
      if (author === this.#onlyAuthor) return undefined;
      this.#authors.set(this.#onlyAuthor, this.#all.copy());
    }
    const known = this.#authors.get(author);
    if (known !== undefined || this.#authors.size >= LIMITS.conversationAuthors) return known;
    const ledger = new Ledger();
    this.#authors.set(author, ledger);
    return ledger;
  }
}
