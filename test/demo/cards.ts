/** The card numbers that the demo's CRM holds, and how to see whether a text shows one in full. */

export const VISA = '4111111111111111';
export const MASTERCARD = '5555555555554444';
export const MASTERCARD_2 = '2223003122003222';
export const AMEX = '378282246310005';
export const UNIONPAY = '6205500000000000004';

const ALL = [VISA, MASTERCARD, MASTERCARD_2, AMEX, UNIONPAY];

/** The card numbers that `text` shows in full, however they are grouped, escaped or in whatever digits they are written. */
export function cardsIn(text: string): readonly string[] {
  const plain = text
    .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .normalize('NFKC')
    .replace(/[ -]/g, '');
  return ALL.filter((card) => plain.includes(card));
}
