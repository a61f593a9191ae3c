/** Writes the tokens of letters and digits into the kernel's memory, by their length; and the countries of IBANs. */
import type { KernelToken } from '../kernel.js';
import { COUNTRIES_AT, TOKEN_BYTES_MAX, TOKEN_LENGTHS_AT, TOKEN_ROW, TOKEN_ROW_BYTES_MAX, TOKEN_ROWS_AT, TOKEN_ROWS_MAX } from '../layout.js'; // prettier-ignore

const COUNTRY_BYTES = Math.ceil((26 * 26) / 8);

/** Of a row's families: they need their context. */
const NEEDS_CONTEXT = 1n << 63n;

export function writeTokens(buffer: ArrayBuffer, tokens: readonly KernelToken[]): void {
  const rows = rowsOf(tokens);
  if (rows.length > TOKEN_ROWS_MAX) throw new RangeError('more tokens than the kernel has room for');
  const lengths = new Uint16Array(buffer, TOKEN_LENGTHS_AT, 2 * (TOKEN_BYTES_MAX + 1));
  rows.forEach((token, place) => {
    if (token.length > TOKEN_ROW_BYTES_MAX) throw new RangeError(`a token takes at most ${TOKEN_ROW_BYTES_MAX} letters and digits`);
    if (lengths[2 * token.length + 1]++ === 0) lengths[2 * token.length] = place;
    const row = new DataView(buffer, TOKEN_ROWS_AT + place * TOKEN_ROW, TOKEN_ROW);
    row.setUint32(0, token.digits, true);
    row.setUint32(4, token.letters, true);
    row.setBigUint64(8, token.needsContext ? token.families | NEEDS_CONTEXT : token.families, true);
  });
}

/** By length; tokens that look alike are one. */
function rowsOf(tokens: readonly KernelToken[]): KernelToken[] {
  const rows = new Map<string, KernelToken>();
  for (const token of tokens) {
    const key = [token.length, token.digits, token.letters, token.needsContext].join();
    rows.set(key, { ...token, families: token.families | (rows.get(key)?.families ?? 0n) });
  }
  return [...rows.values()].sort((a, b) => a.length - b.length);
}

/** Bit of a country in the table: 26 × first letter + second. */
export const countryBit = (country: string): number => (country.charCodeAt(0) - 0x41) * 26 + country.charCodeAt(1) - 0x41;

export function writeCountries(buffer: ArrayBuffer, countries: readonly string[]): void {
  const bits = new Uint8Array(buffer, COUNTRIES_AT, COUNTRY_BYTES);
  for (const country of countries) bits[countryBit(country) >> 3] |= 1 << (countryBit(country) & 7);
}
