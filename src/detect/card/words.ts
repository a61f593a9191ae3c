/** Words near a number that say what it is. Letter case, camel case and snake case are folded; short words must stand alone. */

const CAMEL_HUMP = /([a-z])([A-Z])/g;
/** A word of up to this many letters must be whole; a longer one may be the beginning of a compound. */
const WHOLE_WORD_LETTERS = 4;

export type WordTest = (text: string) => boolean;

/** Compiles words into one test over text of one character a byte (UTF-8 read as Latin-1). */
export function compileWords(words: readonly string[]): WordTest {
  const alternatives = words.map((word) => {
    const pattern = Buffer.from(word.toLowerCase()).toString('latin1').replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '[\\s_-]*'); // prettier-ignore
    return word.length <= WHOLE_WORD_LETTERS ? `${pattern}(?![a-z])` : pattern;
  });
  if (alternatives.length === 0) return () => false;
  const pattern = new RegExp(`(?<![a-z])(?:${alternatives.join('|')})`);
  return (text) => pattern.test(foldWords(text));
}

/** Lower case, with the humps of camel case set apart: `creditCardNo` reads `credit card no`. */
function foldWords(text: string): string {
  return text.replace(CAMEL_HUMP, '$1 $2').toLowerCase();
}

/** Longest label that is read. */
const LABEL_MAX = 48;
const isJoint = (code: number): boolean =>
  code <= 0x20 || code === 0x22 || code === 0x27 || code === 0x3a || code === 0x3d || code === 0x23 || code === 0x5c; // space " ' : = # \
const isLabelCharacter = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x61 && code <= 0x7a) ||
  code === 0x5f ||
  code === 0x2d ||
  code === 0x2e;

/** The JSON key, attribute or label directly before a value, folded (`trace_id` and `traceId` read `traceid`), or an empty string. */
export function labelBefore(text: string): string {
  let end = text.length;
  while (end > 0 && isJoint(text.charCodeAt(end - 1))) end--;
  let start = end;
  while (start > 0 && end - start < LABEL_MAX && isLabelCharacter(text.charCodeAt(start - 1))) start--;
  return start === end
    ? ''
    : text
        .slice(start, end)
        .replace(/[^A-Za-z0-9]/g, '')
        .toLowerCase();
}
