/**
 * A code whose name says too little — "code" — and that stands beside a card's number, as a string in the same object or in the same form:
 * {"number":"4111…","code":"123"}. A number without quotes is left alone: "code":200 is what a payment answers.
 */
import { isAlphanumeric, isDigit } from '../../text/ascii.js';
import { textAfter, type View } from '../view.js';

/** Keys with what leads to their value, for the kernel: in JSON, with a space, in a nested string, in a form. */
export const CODE_KEYS = ['"code":"', '"code": "', '"code" : "', String.raw`\"code\":\"`, '&code=', '?code='] as const;
const CODE = /^\d{3,4}(?=[^\w.,%-]|$)/;

/** The code that begins at `from`, if a PAN stands in the same object before or behind it. */
export function findCodeBeside(view: View, from: number, beginsPan: (at: number) => boolean): { start: number; end: number } | undefined {
  const code = CODE.exec(textAfter(view, from));
  if (code === null) return undefined;
  const end = from + code[0].length;
  const { bytes } = view;
  for (let at = from - 1; at >= view.start && !isObjectEdge(bytes[at]); at--) {
    if (beginsNumber(view, at) && beginsPan(at)) return { start: from, end };
  }
  for (let at = end; at < view.end && !isObjectEdge(bytes[at]); at++) {
    if (beginsNumber(view, at) && beginsPan(at)) return { start: from, end };
  }
  return undefined;
}

const beginsNumber = ({ bytes, start }: View, at: number): boolean => isDigit(bytes[at]) && !(at > start && isAlphanumeric(bytes[at - 1]));

/** Curly and square brackets. */
const isObjectEdge = (byte: number): boolean => byte === 0x7b || byte === 0x7d || byte === 0x5b || byte === 0x5d;
