/**
 * Reads one charset: bytes in any pieces, characters out into a transcript. A reader says how far it came, because a character, an
 * escape sequence or a pair of surrogates may be cut, and keeps whatever state its charset has between two characters.
 *
 * What is broken reads as U+FFFD, which the engine takes for a separator: it may stand between digits and must not hide them.
 */
import type { Transcript } from './transcript.js';

export interface CharsetReader {
  /**
   * Reads `bytes` from `at` on; `offset` is that of `bytes[0]` in the source. Returns the index behind what was read: what remains is the
   * beginning of a character, and nothing remains with `final`. REFUSED when the bytes contradict the charset.
   */
  read(bytes: Uint8Array, at: number, offset: number, final: boolean, transcript: Transcript): number;
}

/** The bytes are not what they are said to be: text in them could pass unread. */
export const REFUSED = -1;

export const BROKEN = 0xfffd;
