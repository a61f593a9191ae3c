/**
 * The one gate that identifiers pass on their way into the log: short, plain characters, and no run of digits that could be an account
 * number. A loop and not an expression, because every line of the access log asks it several times.
 */

const WORD_CHARACTERS = 64;
/** As long as the shortest account number. */
const RUN_DIGITS = 12;

const DIGIT = 1;
const OTHER = 2;
/** By code: a digit, another character of identifiers, or 0 for what none has. */
const CLASSES = new Uint8Array(128);
for (let code = 0; code < CLASSES.length; code++) {
  const character = String.fromCharCode(code);
  CLASSES[code] = /\d/.test(character) ? DIGIT : /[\w.:[\]-]/.test(character) ? OTHER : 0;
}

/** An identifier of ours as it is; anything else becomes `?`. */
export function word(text: string): string {
  const { length } = text;
  if (length === 0 || length > WORD_CHARACTERS) return '?';
  let digits = 0;
  for (let at = 0; at < length; at++) {
    const kind = CLASSES[text.charCodeAt(at)] ?? 0;
    if (kind === 0) return '?';
    digits = kind === DIGIT ? digits + 1 : 0;
    if (digits === RUN_DIGITS) return '?';
  }
  return text;
}
