/**
 * Which charset a body is in: by its byte order mark, its declaration, the pattern of its first bytes and what it says of itself — in this
 * order, and refused where two of them would let text pass unread. Feed it the first bytes until it answers.
 */
import { type Charset, charsetOf, isSingleByte, isWide } from '../../base/charset.js';
import { LIMITS } from '../../base/limits.js';

/** What the head of a message tells about its charset. */
export interface CharsetHints {
  /** The charset of its media type. */
  readonly declared: Charset | undefined;
  /** Text by declaration: a NUL in its first bytes is UTF-16, not binary data. */
  readonly textual: boolean;
  /** Whose declarations to look for in the body. Undefined: any, where it begins like a tag. */
  readonly markup: 'html' | 'xml' | undefined;
}

/** Undefined: more bytes are needed. */
export type Judged = Charset | 'refused' | undefined;

/** Judges the first bytes of a body; with `final` they are all of it. */
export function judgeOpening(opening: Uint8Array, hints: CharsetHints, final: boolean): Judged {
  if (opening.length === 0) return final ? 'utf-8' : undefined;
  const marked = markOf(opening, final);
  if (marked === undefined || marked === 'refused') return marked;
  if (marked !== 'none') return underMark(marked, hints.declared);
  const wide = wideOf(opening, hints, final);
  return wide === 'none' ? inDocument(opening, hints, final) : wide;
}

/**
 * Whether its charset explains the NULs of a body: in UTF-16 text is full of them, and a charset that is refused is so whatever its bytes.
 * Undefined while more bytes are needed, four at most: no declaration inside a document makes it UTF-16.
 */
export function explainsNuls(opening: Uint8Array, hints: CharsetHints, final: boolean): boolean | undefined {
  const judged = judgeOpening(opening, hints, final);
  if (judged === undefined) return opening.length < PATTERN_BYTES ? undefined : false;
  return judged === 'refused' || isWide(judged);
}

/** The byte order mark (Unicode 15.0, section 23.8), also of UTF-32, which is refused. */
function markOf(opening: Uint8Array, final: boolean): Charset | 'refused' | 'none' | undefined {
  if (MARK_STARTS[opening[0]] !== 1) return 'none';
  for (const [charset, mark] of MARKS) {
    const length = Math.min(mark.length, opening.length);
    if (!mark.subarray(0, length).every((byte, index) => byte === opening[index])) continue;
    if (length === mark.length) return charset;
    if (!final) return undefined;
  }
  return 'none';
}

const MARKS: readonly (readonly [Charset | 'refused', Uint8Array])[] = [
  ['utf-8', Uint8Array.of(0xef, 0xbb, 0xbf)],
  ['refused', Uint8Array.of(0xff, 0xfe, 0, 0)],
  ['refused', Uint8Array.of(0, 0, 0xfe, 0xff)],
  ['utf-16le', Uint8Array.of(0xff, 0xfe)],
  ['utf-16be', Uint8Array.of(0xfe, 0xff)],
];

/** By byte: whether a mark begins with it. */
const MARK_STARTS = new Uint8Array(256);
for (const [, mark] of MARKS) MARK_STARTS[mark[0]] = 1;

/** A mark wins over what can be read alike under both; a declared charset whose digits it would hide refuses the body. */
function underMark(marked: Charset, declared: Charset | undefined): Judged {
  const agrees = declared === undefined || declared === 'utf-8' || isSingleByte(declared);
  const isOrder = isWide(marked) && (declared === 'utf-16' || (declared !== undefined && isWide(declared)));
  return agrees || isOrder ? marked : 'refused';
}

const PATTERN_BYTES = 4;

/** UTF-16 and UTF-32 without a mark, by the NULs that ASCII text makes in them (RFC 4627 section 3). */
function wideOf(opening: Uint8Array, hints: CharsetHints, final: boolean): Charset | 'refused' | 'none' | undefined {
  const { declared, textual } = hints;
  const isExpected = declared === 'utf-16' || (declared !== undefined && isWide(declared));
  if (opening.length < 2 && !final) return undefined;
  const hasNul = opening[0] === 0 || opening[1] === 0;
  if (!hasNul) return isExpected ? unpatterned(declared) : 'none';
  if (opening.length < PATTERN_BYTES && !final) return undefined;
  const found = patternOf(opening, textual || isExpected);
  if (found === undefined) return isExpected ? unpatterned(declared) : textual ? 'refused' : 'none';
  if (found === 'refused' || declared === undefined || declared === 'utf-16') return found;
  return declared === found ? found : 'refused';
}

/** Declared UTF-16 whose first characters are not ASCII: nobody can tell the order but the one who declares it. */
const unpatterned = (declared: Charset): Charset | 'refused' => (declared === 'utf-16' ? 'refused' : declared);

/** What the first four bytes show, or fewer of a whole body; in what may be binary data, two characters of text at least. */
function patternOf(opening: Uint8Array, isText: boolean): 'utf-16le' | 'utf-16be' | 'refused' | undefined {
  const [a, b, c, d] = [opening[0], opening.at(1) ?? -1, opening.at(2) ?? -1, opening.at(3) ?? -1];
  const isLong = opening.length >= PATTERN_BYTES;
  if (isText && isLong && ((b === 0 && c === 0) || (a === 0 && b === 0))) return 'refused'; // UTF-32
  if (isTextByte(a) && b === 0 && (isText || (isTextByte(c) && d === 0))) return 'utf-16le';
  if (a === 0 && isTextByte(b) && (isText || (c === 0 && isTextByte(d)))) return 'utf-16be';
  return undefined;
}

function isTextByte(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** What the document says of itself. Bytes in which that can be read are not UTF-16, whatever it says: .NET writes so into UTF-8. */
function inDocument(opening: Uint8Array, { declared, markup }: CharsetHints, final: boolean): Judged {
  const otherwise = declared ?? 'utf-8';
  const isTag = opening[0] === LESS_THAN;
  if (!isTag && (markup !== 'html' || declared !== undefined)) return otherwise;
  const isWhole = final || opening.length >= LIMITS.charsetPrescanBytes;
  const text = latin1(opening.subarray(0, LIMITS.charsetPrescanBytes));
  if (XML_DECLARATION.startsWith(text.slice(0, XML_DECLARATION.length))) {
    const end = text.indexOf('?>');
    if (end < 0 && !isWhole) return undefined;
    const label = XML_ENCODING.exec(end < 0 ? text : text.slice(0, end))?.[1];
    if (label !== undefined || markup === 'xml') return reconciled(label, declared);
  }
  if (markup === 'xml' || declared !== undefined) return otherwise; // no reader looks for more
  return isWhole ? byMeta(text) : undefined;
}

const LESS_THAN = 0x3c;
const XML_DECLARATION = '<?xml';
const XML_ENCODING = /encoding\s*=\s*["']([^"']*)["']/;
const META_CHARSET = /<meta[\s/](?:[^>]*?[\s"';/])?charset\s*=\s*["']?\s*([^\s"'/>;]+)/gi;

/** HTML Living Standard, section 13.2.3.2. All that looks like a declaration must agree, so that no decoy in a comment or attribute wins. */
function byMeta(text: string): Judged {
  const found = new Set([...text.matchAll(META_CHARSET)].map((match) => reconciled(match[1], undefined)));
  const [charset = 'utf-8'] = found;
  return found.size > 1 ? 'refused' : charset;
}

/**
 * A label in the document beside a declaration outside. Of two in which ASCII is ASCII, the one of single bytes reads both, because it
 * reads UTF-8 where it meets it; a label of any other charset that is not the declared one is refused.
 */
function reconciled(label: string | undefined, declared: Charset | undefined): Charset | 'refused' {
  if (label === undefined) return declared ?? 'utf-8';
  const charset = charsetOf(label);
  if (charset === undefined) return 'refused';
  const said = charset === 'utf-16' || isWide(charset) ? (declared ?? 'utf-8') : charset;
  if (declared === undefined || said === declared) return said;
  if (said === 'utf-8' && isSingleByte(declared)) return declared;
  if (isSingleByte(said) && (declared === 'utf-8' || isSingleByte(declared))) return declared === 'utf-8' ? said : declared;
  return 'refused';
}

/** Bytes as characters of the same number. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
