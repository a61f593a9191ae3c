/** Memory of the sieve, which the assembly and its caller share: 64 KB pages, nothing is allocated. */

/** Bytes of the longest text that it takes. */
export const TEXT_BYTES_MAX = 16_384;

/** The text, with room for a vector that reads beyond it; and before it for a little of what stands there in a message, which is put here with it. */
export const TEXT_AT = 8_192;
export const LEAD_BYTES_MAX = 512;
/** One bit a byte: of words, of what belongs to one and is not ASCII, of marks. Each with room for a word that reads beyond it. */
export const WORDS_AT = TEXT_AT + TEXT_BYTES_MAX + 64;
export const WIDE_AT = WORDS_AT + TEXT_BYTES_MAX / 8 + 16;
export const MARKS_AT = WIDE_AT + TEXT_BYTES_MAX / 8 + 16;
/** What a word may be: one that is known; the beginning of something else; the name of who speaks, for a colon stands behind it. */
export const MAY_BE_KNOWN = 1;
export const MAY_BEGIN = 2;
export const MAY_SPEAK = 4;
/**
 * A byte by the hash of the first letters of a word, in small, or of all where it has fewer: whether it may be known, and may begin something, a bit each. Of
 * long words fewer letters count, with a mark behind them that is no letter. Most words of a text may be nothing.
 */
export const HASH_BITS = 16;
export const START_LETTERS = 4;
export const LONG_LETTERS = 3;
export const LONG_MARK = 0x01000000;
export const MAY_AT = 40_960;
/**
 * Known words of up to so many letters, by their hash, with open addressing: eight bytes for each, its letters from the lowest byte on and in the highest
 * what it is. A power of two.
 */
export const KNOWN_LETTERS_MAX = 7;
export const SLOTS = 1 << 13;
export const SLOTS_AT = MAY_AT + (1 << HASH_BITS);
/**
 * By the hash of the first bytes of a word, without what may join the words of a phrase: the kinds of what else may begin so, a bit each, and above those the
 * kinds of words that must be whole.
 */
export const BEGINNINGS = 1 << 16;
export const BEGINNING_BYTES = 6;
export const KINDS_MASK = 7;
export const WHOLE_SHIFT = 3;
export const BEGINNINGS_AT = SLOTS_AT + 8 * SLOTS;
/** Where words begin and end, by turns, two bytes each, with room for a few beyond the last. */
export const PLACES_AT = BEGINNINGS_AT + BEGINNINGS;
/** Words that may count, four bytes each: which one it is, and in the lowest bits what it may be. */
export const PICKS_AT = PLACES_AT + 2 * TEXT_BYTES_MAX + 64;
/** What was found: at most one for each byte. */
export const FINDS_AT = PICKS_AT + 2 * TEXT_BYTES_MAX + 64;
/**
 * What is told of the whole text, a number each: words that are not worth a look; words that are known and no numbers; whether there are digits; whether
 * tags may stand in it, also where what begins one stands right behind it, from a text before.
 */
export const TOLD_AT = 7_168;
export const TOLD_FIELDS = 4;
export const OTHER_WORDS = 0;
export const KNOWN_WORDS = 1;
export const HAS_DIGITS = 2;
export const MAY_HAVE_TAGS = 3;

/**
 * Numbers of a find: where it begins and ends; what it is; how many known words stand before it, behind the last find; of the others there, where the
 * first begins, and where the last begins and ends; and how many known words stand behind that. Known words before the first are counted first. The first
 * begins at NONE where there are none. Counts of known words have those of them that are soft in their higher half.
 */
export const FIND_FIELDS = 8;
export const FROM = 0;
export const TO = 1;
export const KIND = 2;
export const KNOWN_BEFORE = 3;
export const FIRST = 4;
export const LAST_FROM = 5;
export const LAST_TO = 6;
export const KNOWN_BEHIND = 7;
export const FIND_BYTES = 4 * FIND_FIELDS;
export const NONE = -1;

/** What a known word is: one that is no number by itself; one that may be; a soft one, that is no number by itself and is one in a row with others. */
export const KNOWN = 1;
export const NUMBER = 2;
export const SOFT = 3;
/** So many soft words are a row. */
export const ROW_WORDS = 3;
/** One soft word, in a count of known ones. */
export const SOFT_SHIFT = 16;

/** Kinds of finds: a word that may count. */
export const WORD = 0;
/** Letters of which some are not ASCII, and what else is not. */
export const WIDE = 1;
/** A byte that may begin an escape, or that nobody sees. */
export const MARK = 2;
/** Behind the last. */
export const END = 3;
/** The last word of a row of soft ones, between others: counted already. */
export const ROW = 4;
