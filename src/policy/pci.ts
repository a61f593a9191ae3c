/**
 * What PCI DSS 4.0.1 says of card data, as far as a policy can break it. Sensitive authentication data is never kept (3.3.1: tracks, codes,
 * PINs), whoever asks; of a PAN at most its IIN and the last four digits are shown (3.4.1; the council's FAQ 1091 and 1492 allow an IIN of
 * eight digits where the PAN has sixteen or more).
 */
import type { Clause, Shown } from './clause.js';

export const PAN = 'card.pan';

/** Entities that are acted upon in a message's head as well. */
export const CARD_DATA = 'card.';

const SAD: ReadonlySet<string> = new Set(['card.cvc', 'card.pin', 'card.track']);

/** Sensitive authentication data: `card.cvc`, `card.pin`, `card.track` and whatever is below it. */
export const isSad = (entity: string): boolean => SAD.has(entity) || entity.startsWith('card.track.');

/** The requirement that forbids to keep this kind of it. */
export function requirementOf(entity: string): string {
  if (entity === 'card.cvc') return '3.3.1.2';
  return entity === 'card.pin' ? '3.3.1.3' : '3.3.1.1';
}

/** At most so many digits of a PAN are shown: an IIN of eight digits, and the last four. */
export const PAN_SHOWN_MOST: Shown = { first: 8, last: 4 };
/** Digits of the IIN of a PAN that is shorter than sixteen digits. */
export const IIN_DIGITS_SHORT = 6;
export const PAN_DIGITS_OF_LONG_IIN = 16;
/** Fewer hidden digits than these are soon guessed: then less is shown. */
export const DIGITS_HIDDEN_LEAST = 4;

export const NOTHING_SHOWN: Shown = { first: 0, last: 0 };
/** What is shown of a PAN where nobody says otherwise. */
const PAN_SHOWN: Shown = { first: 0, last: 4 };

/** What the default policy leaves in sight of an entity. */
export const shownByDefault = (entity: string): Shown => (entity === PAN ? PAN_SHOWN : NOTHING_SHOWN);

/** What a clause leaves in sight of an entity: as it says, as by default where it says nothing, and never more than is allowed. */
export function shownBy({ show }: Clause, entity: string): Shown {
  if (show === undefined) return shownByDefault(entity);
  if (isSad(entity)) return NOTHING_SHOWN;
  const { first = 0, last = 0 } = show;
  return entity === PAN ? { first: Math.min(first, PAN_SHOWN_MOST.first), last: Math.min(last, PAN_SHOWN_MOST.last) } : { first, last };
}

/** How many of so many digits may stay readable: never so many that the rest is soon guessed. */
export function withinReason({ first, last }: Shown, digits: number, entity: string): Shown {
  const most = entity === PAN && digits < PAN_DIGITS_OF_LONG_IIN ? IIN_DIGITS_SHORT : Infinity;
  const atEnd = digits - last >= DIGITS_HIDDEN_LEAST ? last : 0;
  const atStart = Math.min(first, most);
  return { first: digits - atStart - atEnd >= DIGITS_HIDDEN_LEAST ? atStart : 0, last: atEnd };
}
