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
import { Stretch } from './stretch.js';

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
      return trimmed(bytes, matched, TOKENS.end(view, matched, limit));
    case 'jwt':
      return jwtEnd(view, from - length, limit);
    case 'pem':
      return pemEnd(view, matched, limit);
  }
}

const isWord = (byte: number): boolean => isAlphanumeric(byte) || byte === 0x5f;
const isBase64Url = (byte: number): boolean => isWord(byte) || byte === HYPHEN;

/** Characters of base64, base64url, hexadecimal and percent-encoding, and what joins the parts of a token. */
const IN_TOKEN = new Uint8Array(256);
for (let byte = 0; byte < 128; byte++) if (isAlphanumeric(byte) || '_-.~+/=%'.includes(String.fromCharCode(byte))) IN_TOKEN[byte] = 1;

/** The characters of base64 and its lines, escaped or not, with the header lines of old formats among them. */
const IN_KEY = Uint8Array.from(IN_TOKEN, (isInToken, byte) =>
  isInToken === 0 && !'\\\n\r :,'.includes(String.fromCharCode(byte)) ? 0 : 1,
);
const IN_HEADER = Uint8Array.from(IN_TOKEN, (_, byte) => (isBase64Url(byte) ? 1 : 0));

const stretchOf = (characters: Uint8Array): Stretch => new Stretch((bytes, at) => characters[bytes[at]] !== 0);

const TOKENS = stretchOf(IN_TOKEN);
const KEYS = stretchOf(IN_KEY);
const HEADERS = stretchOf(IN_HEADER);

/** A full stop behind a token ends the sentence. */
const trimmed = (bytes: Uint8Array, least: number, end: number): number => (end > least && bytes[end - 1] === DOT ? end - 1 : end);

/** End of what has no space, quote or bracket in it. */
function runEnd(bytes: Uint8Array, from: number, limit: number): number {
  let at = from;
  while (at < limit && bytes[at] > SPACE && bytes[at] !== 0x22 && bytes[at] !== 0x27 && bytes[at] !== 0x3c && bytes[at] !== 0x3e) at++;
  return at;
}

function partEnd(bytes: Uint8Array, from: number, limit: number): number {
  let at = from;
  while (at < limit && isBase64Url(bytes[at])) at++;
  return at;
}

/** A header that is an object with an algorithm; two more parts, or four. */
function jwtEnd(view: View, start: number, limit: number): number {
  const { bytes } = view;
  const header = HEADERS.end(view, start, limit);
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

/** Of the scan at hand: a stretch in which no last line begins. */
const noLastLine = { serial: -1, from: 0, to: 0 };

/** Offset of the first END_LINE from `from` on, or -1. What is known of the same scan is not read again: each of many keys may lack its end. */
function lastLineFrom({ serial }: View, all: Buffer, from: number): number {
  const known = noLastLine;
  if (serial === undefined || serial !== known.serial || from > known.to) {
    known.serial = serial ?? -1;
    known.from = known.to = from;
  }
  if (from < known.from) {
    const before = all.subarray(0, known.from + END_LINE.length - 1).indexOf(END_LINE, from);
    if (before >= 0) return before;
    known.from = from;
  }
  const at = all.indexOf(END_LINE, known.to);
  known.to = Math.max(known.to, at < 0 ? all.length - END_LINE.length + 1 : at);
  return at;
}

/** Behind the dashes of the last line; of a key cut short, all that is left of it. */
function pemEnd(view: View, from: number, limit: number): number {
  const { bytes } = view;
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, limit);
  const last = lastLineFrom(view, all, from);
  if (last >= 0) {
    const dashes = all.subarray(0, last + KEY_LINE_MAX + 4).indexOf('-----', last + END_LINE.length);
    if (dashes >= 0) return dashes + 5;
  }
  return last >= 0 ? limit : KEYS.end(view, from, limit);
}

function dashesBefore(view: View, at: number): number {
  let dashes = 0;
  while (dashes < 5 && at - dashes - 1 >= view.start && view.bytes[at - dashes - 1] === HYPHEN) dashes++;
  return dashes;
}

const latin1 = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
