/**
 * The kernel's fixed memory map: byte offsets and capacities, plain numbers that both TypeScript and AssemblyScript read.
 * Nothing is allocated at run time; whatever does not fit here cannot happen.
 */

/** Kind of each code point below 65,536 (one byte each). */
export const BMP_AT = 0x10000;
/** Zeros of the astral digit scripts: count, then code points (32 bit). */
export const ASTRAL_AT = 0x20000;
/** Named character references: count (32 bit), then length, kind, letters of each. */
export const ENTITIES_AT = 0x20400;
/** Lengths a number may have by its first three digits: bit n allows n digits. With a valid Luhn check digit, then without. */
export const LENGTHS_LUHN_AT = 0x21000;
export const LENGTHS_ANY_AT = 0x22000;
export const PREFIXES = 1000;
/** Literal filter: four positions of low- and high-nibble tables (16 bytes each). */
export const NIBBLES_AT = 0x23000;
/**
 * Literals in order of the hash of their first three bytes, 64 bytes each: length (8 bit), number (16 bit), up to 30 folded bytes,
 * as many fold masks from byte 33 on, and at the end whether the next literal has the same hash.
 */
export const LITERALS_AT = 0x24000;
export const LITERAL_SLOT = 64;
export const LITERAL_MORE = 63;
export const LITERAL_BYTES_MAX = 30;
export const LITERALS_MAX = 512;
/** By hash: one more than the place of the first literal (16 bit), 0 for none. */
export const HASHES_AT = 0x2c000;
export const HASH_BITS = 12;
export const HASH_FACTOR = 0x9e3779b1;
/** Sets the bit that tells lower from upper case, in three bytes. */
export const HASH_FOLD = 0x202020;
/** Regions found by the last scan: start, end, flags (32 bit each). */
export const REGIONS_AT = 0x30000;
export const REGIONS_MAX = 32768;
/** Per 64 bytes of input: parity of quotes before each byte, and bytes escaped by a backslash (64 bit each). */
export const PARITY_AT = 0x90000;
export const ESCAPED_AT = 0x98000;
/** The digits of the cluster at hand: raw start and end (32 bit), running Luhn sums (32 bit), first digit of each group (32 bit), value (8 bit). */
export const DIGIT_START_AT = 0x100000;
export const DIGIT_END_AT = 0x180000;
export const LUHN_EVEN_AT = 0x200000;
export const LUHN_ODD_AT = 0x280000;
export const GROUP_AT = 0x300000;
export const DIGIT_AT = 0x380000;
/** The bytes to scan, and 64 bytes of zeros behind them. */
export const INPUT_AT = 0x3b0000;
export const INPUT_CAPACITY = 131072;
/** What to read: options of one scan. */
export const OPTION_QUOTES = 1;
export const OPTION_FINAL = 2;
/** State of a message between scans. */
export const STATE_IN_STRING = 1;
export const STATE_ESCAPED = 2;
/** The bytes before the scan end inside a group too long for any number. */
export const STATE_MID_GROUP = 4;

/** Why a region was reported. */
export const REASON_DIGITS = 1;
export const REASON_LITERAL = 2;
/** Set in a region's flags when it begins inside a JSON string. */
export const REGION_IN_STRING = 256;
/** The literal's number in a region's flags, from this bit on. */
export const REGION_LITERAL_SHIFT = 16;

export const PAN_DIGITS_MIN = 12;
export const PAN_DIGITS_MAX = 19;
export const GAP_SEPARATORS = 4;
export const GAP_INVISIBLE = 8;
export const UNIT_BYTES = 24;
/** A region gathers the hot windows that begin within this many digits of its first. */
export const REGION_DIGITS = 64;
/** Bytes behind a literal in which the data it announces must begin. */
export const LITERAL_REACH = 48;
