/**
 * What holds digits and is nothing that anybody says: identifiers of machines, packed data, and how a tag of HTML is drawn. Masked, a picture or a
 * link would be broken; a card number in one piece is found there as anywhere, by the rules.
 */

/** RFC 9562 section 4. */
const UUID = /(?<![\da-f-])[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}(?![\da-f-])/gi;
/** Letters that a UUID has all but always: with fewer it may be digits in disguise. */
const UUID_LETTERS_MIN = 4;
/** Base64 (RFC 4648), tokens, hashes: as long as those that the rules for cards leave alone. */
const TOKEN_CHARACTERS = 32;
const TOKEN = new RegExp(String.raw`(?<![\w+/-])[\w+/-]{${TOKEN_CHARACTERS},}`, 'g');
/** Of packed data one character in six is a digit. */
const TOKEN_DIGITS_SHARE = 0.4;
const TAG = /<[a-z][^<>]*>/gi;
/** Attributes that are not read out and not shown. */
const ATTRIBUTE =
  /(?<=\s)(?:style|class|id|width|height|href|src|srcset|colspan|rowspan|border|cellpadding|cellspacing|color|bgcolor|size|target|rel)=(?:"[^"]*"|'[^']*')/gi;

/** A mark for each character that belongs to such; undefined where none does. */
export function opaqueIn(text: string): Uint8Array | undefined {
  const isTagged = text.includes('<');
  if (text.length < TOKEN_CHARACTERS && !isTagged) return undefined;
  let marks: Uint8Array | undefined;
  const mark = (at: number, what: string): void => void (marks ??= new Uint8Array(text.length)).fill(1, at, at + what.length);
  for (const { 0: id, index } of text.matchAll(UUID)) if (lettersOf(id) >= UUID_LETTERS_MIN) mark(index, id);
  for (const { 0: token, index } of text.matchAll(TOKEN)) if (isPacked(token)) mark(index, token);
  if (!isTagged) return marks;
  for (const { 0: tag, index } of text.matchAll(TAG))
    for (const { 0: attribute, index: within } of tag.matchAll(ATTRIBUTE)) mark(index + within, attribute);
  return marks;
}

const lettersOf = (text: string): number => text.replace(/[^a-z]/gi, '').length;

const isPacked = (token: string): boolean =>
  /[a-z]/.test(token) && /[A-Z]/.test(token) && token.replace(/\D/g, '').length <= TOKEN_DIGITS_SHARE * token.length;
