/**
 * What holds digits and is nothing that anybody says: identifiers of machines, packed data, the numbers of a menu, and how a tag of HTML is drawn.
 * Masked, a picture or a link would be broken; a card number in one piece is found there as anywhere, by the rules.
 */
import { isAlphanumeric } from '../../text/ascii.js';
import { menuIn } from './menus.js';
import type { Stretch } from './runs.js';

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

/** A mark for each character that belongs to such, of a text with these runs of digits; undefined where none does. */
export function opaqueIn(text: string, runs: readonly Stretch[]): Uint8Array | undefined {
  const isTagged = text.includes('<');
  const hasTokens = runs.some((run) => isInToken(text, run));
  const menu = menuIn(text, runs);
  if (!hasTokens && !isTagged && menu.length === 0) return undefined;
  let marks: Uint8Array | undefined;
  const mark = (at: number, what: string): void => void (marks ??= new Uint8Array(text.length)).fill(1, at, at + what.length);
  for (const { from, to } of menu) mark(from, text.slice(from, to));
  if (hasTokens) {
    for (const { 0: id, index } of text.matchAll(UUID)) if (lettersOf(id) >= UUID_LETTERS_MIN) mark(index, id);
    for (const { 0: token, index } of text.matchAll(TOKEN)) if (isPacked(token)) mark(index, token);
  }
  if (!isTagged) return marks;
  for (const { 0: tag, index } of text.matchAll(TAG))
    for (const { 0: attribute, index: within } of tag.matchAll(ATTRIBUTE)) mark(index + within, attribute);
  return marks;
}

/** Whether digits stand among so many characters without a space that they may be of an identifier or of packed data. */
function isInToken(text: string, { from, to }: Stretch): boolean {
  let [start, end] = [from, to];
  while (end - start < TOKEN_CHARACTERS && start > 0 && isOfToken(text.charCodeAt(start - 1))) start--;
  while (end - start < TOKEN_CHARACTERS && end < text.length && isOfToken(text.charCodeAt(end))) end++;
  return end - start >= TOKEN_CHARACTERS;
}

const UNDERSCORE = 0x5f;
const PLUS = 0x2b;
const HYPHEN = 0x2d;
const SLASH = 0x2f;
const isOfToken = (code: number): boolean =>
  isAlphanumeric(code) || code === HYPHEN || code === SLASH || code === PLUS || code === UNDERSCORE;

const lettersOf = (text: string): number => text.replace(/[^a-z]/gi, '').length;

const isPacked = (token: string): boolean =>
  /[a-z]/.test(token) && /[A-Z]/.test(token) && token.replace(/\D/g, '').length <= TOKEN_DIGITS_SHARE * token.length;
