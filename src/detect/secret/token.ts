/**
 * Secrets that begin with a literal: API keys, JSON web tokens, private keys. The kernel found the literal; what follows it must match the
 * rule's pattern. Some secrets are longer than a pattern may be: they go on to the end of their token, their third part, their last line.
 */
import { LIMITS } from '../../base/limits.js';
import { isAlphanumeric } from '../../text/ascii.js';
import type { RuleClass } from '../overlap.js';
import { PATTERN_CHARACTERS_MAX, type Pattern } from '../pattern/pattern.js';
import type { Trace } from '../trace.js';
import type { Located, Region, View } from '../view.js';

/**
 * How far a secret reaches: `exact` to the end of the match, where the word must end too; `token` on to the end of the characters of which
 * tokens are made; `jwt` over all parts of a JSON web token (RFC 7519) or encryption (RFC 7516); `pem` to the line that ends a key (RFC 7468).
 */
export type Extent = 'exact' | 'token' | 'jwt' | 'pem';

export interface SecretRule {
  readonly id: string;
  readonly entity: string;
  readonly class: RuleClass;
  readonly score?: number | undefined;
  readonly pattern: Pattern;
  readonly extent: Extent;
  /** The literal stays visible: `Bearer`, the name of a scheme. */
  readonly keepsLiteral: boolean;
}

const SCORE_SECRET = 90;
/** The bytes end before it is clear whether it is a secret: it is none unless more follow. */
const UNDECIDED = -2;
const HYPHEN = 0x2d;
const DOT = 0x2e;
const SPACE = 0x20;

/** What begins with a literal of `length` bytes before the region; `undefined` while more bytes could change the answer. */
export function findSecret(rule: SecretRule, length: number, view: View, region: Region, trace?: Trace): readonly Located[] | undefined {
  const { bytes } = view;
  const from = region.start;
  const limit = Math.min(view.end, from + LIMITS.longFindingBytes);
  const isOpen = view.complete !== true && limit === view.end && limit < from + LIMITS.longFindingBytes;
  if (isOpen && limit <= from + PATTERN_CHARACTERS_MAX && runEnd(bytes, from, limit) === limit) return undefined;
  const { expression } = rule.pattern;
  expression.lastIndex = 0;
  const match = expression.exec(latin1(bytes, from, Math.min(limit, from + PATTERN_CHARACTERS_MAX + 1)));
  const end = match === null ? -1 : secretEnd(rule.extent, view, from, from + match[0].length, limit, length);
  if (match !== null && isOpen && (end === limit || end === UNDECIDED)) return undefined;
  const start = rule.keepsLiteral ? from : from - length - (rule.extent === 'pem' ? dashesBefore(view, from - length) : 0);
  trace?.({ rule: rule.id, start, end: Math.max(end, from), step: end < 0 ? 'shape' : 'found', ok: end >= 0, detail: 'what follows the literal' }); // prettier-ignore
  if (end < 0) return [];
  return [{ entity: rule.entity, rule: rule.id, class: rule.class, start, end, score: rule.score ?? SCORE_SECRET, form: 'text' }];
}

/** Offset behind the secret, or -1 when it is none. */
function secretEnd(extent: Extent, view: View, from: number, matched: number, limit: number, length: number): number {
  const { bytes } = view;
  switch (extent) {
    case 'exact':
      return isWord(bytes[matched - 1]) && matched < limit && isWord(bytes[matched]) ? -1 : matched;
    case 'token':
      return trimmed(bytes, matched, tokenEnd(bytes, matched, limit));
    case 'jwt':
      return jwtEnd(view.bytes, from - length, limit, view.serial);
    case 'pem':
      return pemEnd(bytes, matched, limit);
  }
}

const isWord = (byte: number): boolean => isAlphanumeric(byte) || byte === 0x5f;

/** Characters of base64, base64url, hexadecimal and percent-encoding, and what joins the parts of a token. */
const IN_TOKEN = new Uint8Array(256);
for (let byte = 0; byte < 128; byte++) if (isAlphanumeric(byte) || '_-.~+/=%'.includes(String.fromCharCode(byte))) IN_TOKEN[byte] = 1;

function tokenEnd(bytes: Uint8Array, from: number, limit: number): number {
  let at = from;
  while (at < limit && IN_TOKEN[bytes[at]] !== 0) at++;
  return at;
}

/** A full stop behind a token ends the sentence. */
const trimmed = (bytes: Uint8Array, least: number, end: number): number => (end > least && bytes[end - 1] === DOT ? end - 1 : end);

/** End of what has no space, quote or bracket in it. */
function runEnd(bytes: Uint8Array, from: number, limit: number): number {
  let at = from;
  while (at < limit && bytes[at] > SPACE && bytes[at] !== 0x22 && bytes[at] !== 0x27 && bytes[at] !== 0x3c && bytes[at] !== 0x3e) at++;
  return at;
}

const isBase64Url = (byte: number): boolean => isWord(byte) || byte === HYPHEN;

function partEnd(bytes: Uint8Array, from: number, limit: number): number {
  let at = from;
  while (at < limit && isBase64Url(bytes[at])) at++;
  return at;
}

/** The last stretch of base64url that was read, and in which scan: many tokens may seem to begin in one that is long. */
const stretch = { serial: -1, start: 0, end: 0 };

/** Like `partEnd`, without reading again what is known of the same scan. */
function headerEnd(bytes: Uint8Array, from: number, limit: number, serial: number | undefined): number {
  const isKnown = serial !== undefined && serial === stretch.serial && from >= stretch.start && from <= stretch.end;
  if (isKnown && stretch.end >= limit) return limit;
  const end = partEnd(bytes, isKnown ? stretch.end : from, limit);
  stretch.serial = serial ?? -1;
  if (!isKnown) stretch.start = from;
  stretch.end = end;
  return end;
}

/** A header that is an object with an algorithm; two more parts, or four. */
function jwtEnd(bytes: Uint8Array, start: number, limit: number, serial: number | undefined): number {
  const header = headerEnd(bytes, start, limit, serial);
  if (header >= limit) return UNDECIDED;
  if (bytes[header] !== DOT) return -1;
  if (!/^\{[^]*"(?:alg|enc)"\s*:/.test(Buffer.from(latin1(bytes, start, header), 'base64url').toString('latin1'))) return -1;
  let end = header;
  let parts = 1;
  while (parts < 5 && end < limit && bytes[end] === DOT) {
    end = partEnd(bytes, end + 1, limit);
    parts++;
  }
  if (parts < 3) return end < limit ? -1 : UNDECIDED;
  return trimmed(bytes, header, end);
}

const END_LINE = Buffer.from('-----END ');
const KEY_LINE_MAX = 64;

/** Behind the dashes of the last line; of a key cut short, all that is left of it. */
function pemEnd(bytes: Uint8Array, from: number, limit: number): number {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, limit);
  const last = all.indexOf(END_LINE, from);
  if (last >= 0) {
    const dashes = all.indexOf('-----', last + END_LINE.length);
    if (dashes >= 0 && dashes - last < KEY_LINE_MAX) return dashes + 5;
  }
  return last >= 0 ? limit : keyEnd(bytes, from, limit);
}

/** End of base64 and its lines, escaped or not, with the header lines of old formats among them. */
function keyEnd(bytes: Uint8Array, from: number, limit: number): number {
  let at = from;
  while (at < limit && (IN_TOKEN[bytes[at]] !== 0 || bytes[at] === 0x5c || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === SPACE || bytes[at] === 0x3a || bytes[at] === 0x2c)) at++; // prettier-ignore
  return at;
}

function dashesBefore(view: View, at: number): number {
  let dashes = 0;
  while (dashes < 5 && at - dashes - 1 >= view.start && view.bytes[at - dashes - 1] === HYPHEN) dashes++;
  return dashes;
}

const latin1 = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
