/**
 * Magnetic-stripe data (ISO/IEC 7813) around a PAN: track 1 `%B4111…^NAME^2712101…?`, track 2 `;4111…=2712101…?`.
 * PCI DSS 4.0.1, 3.3.1.1: full track data is never kept, so the whole track is the finding.
 */
import { textAfter, type View } from '../view.js';
import { isMonth } from './tail.js';

const CARET = 0x5e;
const EQUALS = 0x3d;
/** Separates the fields of track 2 in hexadecimal (EMV tag 57). */
const LETTER_D = 0x44;
const TRACK1_REST = /^\^[^^"\r\n]{2,40}\^\d{2}(\d{2})[^"\r\n?]{0,60}\??/;
const TRACK2_REST = /^[=D]\d{2}(\d{2})\d{0,24}F?\??/;

/** The end of the track whose PAN ends at `end`, if it is one. The sentinel before the PAN says nothing and stays. */
export function trackEnd(view: View, end: number): number | undefined {
  if (end >= view.end || (view.bytes[end] !== CARET && view.bytes[end] !== EQUALS && view.bytes[end] !== LETTER_D)) return undefined;
  const rest = textAfter(view, end);
  const match = TRACK1_REST.exec(rest) ?? TRACK2_REST.exec(rest);
  return match !== null && isMonth(Number(match[1])) ? end + match[0].length : undefined;
}
