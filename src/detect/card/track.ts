/**
 * Magnetic-stripe data (ISO/IEC 7813) around a PAN: track 1 `%B4111…^NAME^2712101…?`, track 2 `;4111…=2712101…?`.
 * PCI DSS 4.0.1, 3.3.1.1: full track data is never kept, so the whole track is the finding.
 */
import { textAfter, textBefore, type View } from '../view.js';
import { isMonth } from './tail.js';

const TRACK1_BEFORE = /%?[Bb]$/;
const TRACK1_AFTER = /^\^[^^"\r\n]{2,40}\^\d{2}(\d{2})[^"\r\n?]{0,60}\??/;
const TRACK2_BEFORE = /;$/;
const TRACK2_AFTER = /^=\d{2}(\d{2})\d{0,24}\??/;

/** The span of the track whose PAN lies between two offsets, if it is one. */
export function findTrack(view: View, start: number, end: number): { start: number; end: number } | undefined {
  const before = textBefore(view, start);
  const after = textAfter(view, end);
  return spanOf(TRACK1_BEFORE, TRACK1_AFTER) ?? spanOf(TRACK2_BEFORE, TRACK2_AFTER);

  function spanOf(opening: RegExp, rest: RegExp): { start: number; end: number } | undefined {
    const match = rest.exec(after);
    if (match === null || !isMonth(Number(match[1]))) return undefined;
    return { start: start - (opening.exec(before)?.[0].length ?? 0), end: end + match[0].length };
  }
}
