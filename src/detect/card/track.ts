/**
 * Magnetic-stripe data (ISO/IEC 7813) around a PAN: track 1 `%B4111…^NAME^2712101…?`, track 2 `;4111…=2712101…?`.
 * PCI DSS 4.0.1, 3.3.1.1: full track data is never kept, so the whole track is the finding.
 */
import { textAfter, type View } from '../view.js';
import { isMonth } from './tail.js';

/** With what a separator begins: a caret, an equals sign, the D of hexadecimal (EMV tag 57), and what escapes begin with. */
const STARTS: ReadonlySet<number> = new Set(Buffer.from('^=D\\&%'));
/** A character as JSON, XML and URLs may write it, by its number in hexadecimal and decimal digits. */
const written = (plain: string, hex: string, decimal: string): string =>
  String.raw`(?:${plain}|\\+u00${hex}|(?:&|\\+u0026)(?:amp;)?#(?:x${hex}|${decimal});|%(?:25){0,2}${hex})`;
const CARET = written(String.raw`\^`, '5[eE]', '94');
const EQUALS = written('=', '3[dD]', '61');
const TRACK1_REST = new RegExp(String.raw`^${CARET}[^^"\r\n]{2,60}?${CARET}\d{2}(\d{2})[^"\r\n?]{0,60}\??`);
const TRACK2_REST = new RegExp(String.raw`^(?:D|${EQUALS})\d{2}(\d{2})\d{0,24}F?\??`);

/** The end of the track whose PAN ends at `end`, if it is one. The sentinel before the PAN says nothing and stays. */
export function trackEnd(view: View, end: number): number | undefined {
  if (end >= view.end || !STARTS.has(view.bytes[end])) return undefined;
  const rest = textAfter(view, end);
  const match = TRACK1_REST.exec(rest) ?? TRACK2_REST.exec(rest);
  return match !== null && isMonth(Number(match[1])) ? end + match[0].length : undefined;
}
