/**
 * A code whose name says too little — "code" — and that stands beside a card's number, as a string in the same object or in the same form:
 * {"number":"4111…","code":"123"}. A number without quotes is left alone: "code":200 is what a payment answers.
 */
import { isAlphanumeric, isDigit } from '../../text/ascii.js';
import { Cluster } from '../cluster.js';
import { textAfter, type View } from '../view.js';
import { PanFinder, type PanRule } from './pan.js';

/** Keys with what leads to their value, for the kernel: in JSON, with a space, in a nested string, in a form. */
export const CODE_KEYS = ['"code":"', '"code": "', '"code" : "', String.raw`\"code\":\"`, '&code=', '?code='] as const;
const CODE = /^\d{3,4}(?=[^\w.,%-]|$)/;
const PAN_DIGITS_MIN = 12;

const cluster = new Cluster();

/** The code that begins at `from`, if a PAN stands in the same object before or behind it. */
export function findCodeBeside(rule: PanRule, view: View, from: number): { start: number; end: number } | undefined {
  const code = CODE.exec(textAfter(view, from));
  if (code === null) return undefined;
  const end = from + code[0].length;
  return hasPanBefore(rule, view, from) || hasPanBehind(rule, view, end) ? { start: from, end } : undefined;
}

function hasPanBefore(rule: PanRule, view: View, to: number): boolean {
  for (let at = to - 1; at >= view.start && !isObjectEdge(view.bytes[at]); at--) if (beginsPan(rule, view, at)) return true;
  return false;
}

function hasPanBehind(rule: PanRule, view: View, from: number): boolean {
  for (let at = from; at < view.end && !isObjectEdge(view.bytes[at]); at++) if (beginsPan(rule, view, at)) return true;
  return false;
}

function beginsPan(rule: PanRule, view: View, at: number): boolean {
  const { bytes, start, end } = view;
  if (!isDigit(bytes[at]) || (at > start && isAlphanumeric(bytes[at - 1]))) return false;
  cluster.read(bytes, at, end);
  if (cluster.digits < PAN_DIGITS_MIN) return false;
  const finder = new PanFinder(rule, cluster);
  finder.open(view, start, undefined);
  return finder.at(0, 0);
}

/** Curly and square brackets. */
const isObjectEdge = (byte: number): boolean => byte === 0x7b || byte === 0x7d || byte === 0x5b || byte === 0x5d;
