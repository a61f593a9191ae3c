/**
 * The charsets whose text can be inspected, by their names in the WHATWG Encoding Standard. The rooms that read a declaration and the
 * one that decodes share these words. What is not here is refused: UTF-7 and EBCDIC hide digits, UTF-32 nobody sends.
 */

/** `utf-16` says that the order of its bytes is still to be found out. */
export type Charset = 'utf-8' | 'utf-16' | WideCharset | DoubleByteCharset | 'iso-2022-jp' | SingleByteCharset;
export type WideCharset = 'utf-16le' | 'utf-16be';
export type DoubleByteCharset = (typeof DOUBLE_BYTE)[number];
export type SingleByteCharset = (typeof SINGLE_BYTE)[number];

/** One byte for ASCII, two or more for the others. */
const DOUBLE_BYTE = ['shift_jis', 'euc-jp', 'gbk', 'gb18030', 'big5', 'euc-kr'] as const;

/** A byte a character. ISO-8859-1, -9 and -11 are names of windows-1252, -1254 and -874. */
const SINGLE_BYTE = [
  'ibm866', 'iso-8859-2', 'iso-8859-3', 'iso-8859-4', 'iso-8859-5', 'iso-8859-6', 'iso-8859-7', 'iso-8859-8', 'iso-8859-8-i',
  'iso-8859-10', 'iso-8859-13', 'iso-8859-14', 'iso-8859-15', 'iso-8859-16', 'koi8-r', 'koi8-u', 'macintosh', 'windows-874',
  'windows-1250', 'windows-1251', 'windows-1252', 'windows-1253', 'windows-1254', 'windows-1255', 'windows-1256', 'windows-1257',
  'windows-1258', 'x-mac-cyrillic',
] as const; // prettier-ignore

const KNOWN: ReadonlySet<string> = new Set<Charset>(['utf-8', 'utf-16le', 'utf-16be', 'iso-2022-jp', ...DOUBLE_BYTE, ...SINGLE_BYTE]);

export const isSingleByte = (charset: Charset): charset is SingleByteCharset => (SINGLE_BYTE as readonly Charset[]).includes(charset);
export const isDoubleByte = (charset: Charset): charset is DoubleByteCharset => (DOUBLE_BYTE as readonly Charset[]).includes(charset);
export const isWide = (charset: Charset): charset is WideCharset => charset === 'utf-16le' || charset === 'utf-16be';

/** ASCII is read as UTF-8, which it is a part of. */
const ASCII: ReadonlySet<string> = new Set(['us-ascii', 'ascii', 'ansi_x3.4-1968', 'iso-ir-6', 'iso646-us']);
/** Labels that leave the order of bytes to a mark or, by default, to the reader. */
const ORDERLESS: ReadonlySet<string> = new Set(['utf-16', 'ucs-2', 'iso-10646-ucs-2', 'unicode', 'csunicode']);
/** No label of the standard is longer. */
const LABEL_CHARACTERS_MAX = 32;

/** The charset that a label means, or undefined when text labelled so cannot be inspected in this runtime. */
export function charsetOf(label: string): Charset | undefined {
  const name = label.trim().toLowerCase();
  if (name.length > LABEL_CHARACTERS_MAX) return undefined;
  if (name === 'utf-8' || name === 'utf8' || ASCII.has(name)) return 'utf-8';
  if (ORDERLESS.has(name)) return 'utf-16';
  try {
    const { encoding } = new TextDecoder(name);
    return KNOWN.has(encoding) ? (encoding as Charset) : undefined;
  } catch {
    return undefined; // not known, or not built into this runtime
  }
}
