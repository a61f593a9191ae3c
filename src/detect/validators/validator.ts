/**
 * A validator says whether a value can be what its shape suggests: check digits, dates, ranges. It gets the value as the shape matched
 * it, folded: digits of all scripts are 0–9, letters upper case, dashes `-`, spaces ` `; other separators as they stand.
 */
export type Validator = (value: string) => boolean;

/** The value without its separators. */
export const compact = (value: string): string => value.replace(/[^0-9A-Z]/g, '');
