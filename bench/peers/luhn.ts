/** What every peer asks of a candidate: a plausible issuer prefix, a legal length, Luhn. Written for the peers; Sluice has its own. */

/** Prefixes of the large brands, one digit table to begin with: what a careful recipe on the web checks. */
const PREFIX = /^(?:4|5[1-5]|2[2-7]|3[47]|3(?:0[0-5]|6|8|9)|35|60|6[245])/;

/** Digits of `text` without separators, if it passes for a card number. */
export function isCard(text: string): boolean {
  let sum = 0;
  let digits = 0;
  for (let i = text.length - 1; i >= 0; i--) {
    let digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) continue;
    if (digits++ % 2 === 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 === 0 && digits >= 13 && digits <= 19 && PREFIX.test(text);
}
