/**
 * When something was said, as messages write it: a time stamp (ISO 8601, or seconds, milliseconds, microseconds since 1970), or a number that grows
 * from message to message. Only what is compared with each other has to be on one scale: times are milliseconds, and every number below
 * them is one of a sequence.
 */

/** Numbers from here on are times: seconds since 1970 as they are written from 2001 on. */
const SECONDS_LEAST = 1e9;
const MILLISECONDS_LEAST = 1e12;
const MICROSECONDS_LEAST = 1e15;

const NUMBER = /^\d{1,19}(?:\.\d{1,9})?$/;
const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$/i;
/** .NET's JSON. */
const WRAPPED = /^\/Date\((\d{1,15})(?:[+-]\d{4})?\)\/$/;

/** Milliseconds, or a number of a sequence; undefined where it is neither. */
export function readStamp(text: string): number | undefined {
  if (NUMBER.test(text)) return ofNumber(Number(text));
  const wrapped = WRAPPED.exec(text);
  if (wrapped !== null) return Number(wrapped[1]);
  const iso = ISO.exec(text);
  if (iso === null) return undefined;
  const zone = iso[1] === undefined ? 'Z' : ''; // without a zone all are in the same
  const ms = Date.parse(text.replace(' ', 'T').replace(',', '.') + zone);
  return Number.isNaN(ms) ? undefined : ms;
}

function ofNumber(value: number): number {
  if (value >= MICROSECONDS_LEAST) return value / 1000;
  return value >= SECONDS_LEAST && value < MILLISECONDS_LEAST ? value * 1000 : value;
}

/** Whether a stamp is a time, in milliseconds. */
export const isTime = (stamp: number): boolean => stamp >= SECONDS_LEAST;
