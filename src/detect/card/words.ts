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

/** Characters before a value in which its label must begin. */
const LABEL_REACH = 64;
const KEY_BEFORE = /"([^"\\]{1,48})\\*"\s*:\s*\\*"?\s*$/;
const LABEL_BEFORE = /([\w-]{2,40})['"]?\s*[:=#]?\s*['"]?$/;

/** The JSON key, attribute or label directly before a value, folded (`trace_id` and `traceId` read `traceid`), or an empty string. */
export function labelBefore(text: string): string {
  const near = text.slice(-LABEL_REACH);
  const label = (KEY_BEFORE.exec(near) ?? LABEL_BEFORE.exec(near))?.[1] ?? '';
  return label.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
}
