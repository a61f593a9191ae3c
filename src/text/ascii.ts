/** What an ASCII byte or character code is. */

export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

export const isLetter = (code: number): boolean => (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;

export const isAlphanumeric = (code: number): boolean => isDigit(code) || isLetter(code);
