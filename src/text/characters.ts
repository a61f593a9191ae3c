/**
 * What one character means to a number: a decimal digit of any script, a separator, nothing visible, or something else.
 * The tables are data, built once, and shared with the kernel, which gets a copy in its memory.
 */

/** Kinds of a character or unit. 0–9 are digits by value. */
export const SEPARATOR = 10;
export const INVISIBLE = 11;
export const OTHER = 12;

/** The ASCII characters that people put between the digits of one number. */
const ASCII_SEPARATORS = " \t\n\v\f\r'()*+,-./:=>\\^_`|~";

/** Code points of the zero of every decimal script (Unicode 15.1, general category Nd); nine more digits follow each. */
const ZEROS_BMP = [
  0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20, 0x1040, 0x1090,
  0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0,
  0xff10,
];
export const ZEROS_ASTRAL = [
  0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730,
  0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50, 0x11da0, 0x11de0, 0x11f50, 0x16130, 0x16a60, 0x16ac0, 0x16b50, 0x16d70, 0x1ccf0, 0x1d7ce,
  0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e5f1, 0x1e950, 0x1fbf0,
];

/** Spaces (Zs), dashes (Pd), line and paragraph separators, bullets, middle dots and full-width punctuation. */
const SEPARATOR_RANGES = [
  [0xa0, 0xa0], [0xb7, 0xb7], [0x58a, 0x58a], [0x5be, 0x5be], [0x1680, 0x1680], [0x1806, 0x1806], [0x2000, 0x200a], [0x2010, 0x2015],
  [0x2022, 0x2022], [0x2024, 0x2027], [0x2028, 0x2029], [0x202f, 0x202f], [0x2043, 0x2044], [0x205f, 0x205f], [0x2212, 0x2212],
  [0x2215, 0x2215], [0x2219, 0x2219], [0x22c5, 0x22c5], [0x2e3a, 0x2e3b], [0x3000, 0x3002], [0x301c, 0x301c], [0x30a0, 0x30a0],
  [0x30fb, 0x30fc], [0xfe31, 0xfe32], [0xfe58, 0xfe58], [0xfe63, 0xfe63], [0xff0a, 0xff0f], [0xff1a, 0xff1a], [0xff3c, 0xff3c],
  [0xff3f, 0xff3f], [0xff5c, 0xff5c], [0xff65, 0xff65], [0xfffd, 0xfffd],
]; // prettier-ignore

/** Control and format characters (Cc, Cf), combining marks and variation selectors: what can hide between or on digits without being seen. */
const INVISIBLE_RANGES = [
  [0x00, 0x08], [0x0e, 0x1f], [0x7f, 0x9f], [0xad, 0xad], [0x300, 0x36f], [0x61c, 0x61c], [0x180b, 0x180f], [0x200b, 0x200f], [0x202a, 0x202e], [0x2060, 0x206f], [0x20d0, 0x20f0],
  [0xfe00, 0xfe0f], [0xfeff, 0xfeff],
]; // prettier-ignore

/** Kind of each code point below 65,536. */
export const BMP_KINDS: Uint8Array = buildBmpKinds();

function buildBmpKinds(): Uint8Array {
  const kinds = new Uint8Array(0x10000).fill(OTHER);
  for (const separator of ASCII_SEPARATORS) kinds[separator.charCodeAt(0)] = SEPARATOR;
  for (const [first, last] of SEPARATOR_RANGES) kinds.fill(SEPARATOR, first, last + 1);
  for (const [first, last] of INVISIBLE_RANGES) kinds.fill(INVISIBLE, first, last + 1);
  for (const zero of ZEROS_BMP) for (let digit = 0; digit < 10; digit++) kinds[zero + digit] = digit;
  return kinds;
}

/** Kind of any code point. */
export function kindOf(codePoint: number): number {
  if (codePoint < 0x10000) return BMP_KINDS[codePoint];
  if (codePoint >= 0xe0000 && codePoint <= 0xe01ef) return INVISIBLE; // tags and variation selectors
  for (const zero of ZEROS_ASTRAL) if (codePoint >= zero && codePoint < zero + 10) return codePoint - zero;
  return OTHER;
}

/** Named character references that stand for a separator or for nothing visible (HTML Living Standard, section 13.5). */
export const NAMED_ENTITIES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    nbsp: 0xa0, ensp: 0x2002, emsp: 0x2003, emsp13: 0x2004, emsp14: 0x2005, numsp: 0x2007, puncsp: 0x2008, thinsp: 0x2009, hairsp: 0x200a,
    shy: 0xad, zwnj: 0x200c, zwj: 0x200d, lrm: 0x200e, rlm: 0x200f, NoBreak: 0x2060, ZeroWidthSpace: 0x200b, Tab: 9, NewLine: 10,
    hyphen: 0x2010, dash: 0x2010, ndash: 0x2013, mdash: 0x2014, horbar: 0x2015, minus: 0x2212, bull: 0x2022, bullet: 0x2022,
    middot: 0xb7, centerdot: 0xb7, period: 0x2e, comma: 0x2c, sol: 0x2f, bsol: 0x5c, colon: 0x3a, lowbar: 0x5f, ast: 0x2a, vert: 0x7c,
    tilde: 0x7e, plus: 0x2b, equals: 0x3d, gt: 0x3e, apos: 0x27, lpar: 0x28, rpar: 0x29, grave: 0x60, Hat: 0x5e,
  }),
); // prettier-ignore
