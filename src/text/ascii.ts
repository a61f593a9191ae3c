/** What an ASCII byte or character code is. */

export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

export const isLetter = (code: number): boolean => (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;

/** A hexadecimal digit. */
export const isHex = (code: number): boolean => isDigit(code) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66);

/** Value of a hexadecimal digit; -1 where it is none. */
export function hexDigit(code: number): number {
  if (isDigit(code)) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

export const isLower = (code: number): boolean => code >= 0x61 && code <= 0x7a;

export const isUpper = (code: number): boolean => code >= 0x41 && code <= 0x5a;

export const isAlphanumeric = (code: number): boolean => isDigit(code) || isLetter(code);

/** Bytes of which some are marked, by 1: those of the characters, which are below 256. */
export function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}
