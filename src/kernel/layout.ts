/**
 * The kernel's fixed memory map: byte offsets and capacities, plain numbers that both TypeScript and AssemblyScript read.
 * Nothing is allocated at run time; whatever does not fit here cannot happen. Only the words may be many: they come last.
 */

/** Kind of each code point below 65,536 (one byte each). */
export const BMP_AT = 0x10000;
/** Zeros of the astral digit scripts: count, then code points (32 bit). */
export const ASTRAL_AT = 0x20000;
/** Named character references: count (32 bit), then length, kind, letters of each. */
export const ENTITIES_AT = 0x20400;
/** Lengths a PAN may have by its first three digits: bit n allows n digits. With a valid Luhn check digit, then without. */
export const LENGTHS_LUHN_AT = 0x21000;
export const LENGTHS_ANY_AT = 0x22000;
export const PREFIXES = 1000;

/** Shapes by the hash of their group sizes: one more than the place of the first slot (16 bit), 0 for none. */
export const SHAPE_HASHES_AT = 0x23000;
export const SHAPE_HASH_BITS = 12;
/** Slots: key of the group sizes (32 bit), families that need their context (64 bit), first row and number of rows that need none (16 bit each). */
export const SHAPE_SLOTS_AT = 0x25000;
export const SHAPE_SLOT = 16;
export const SHAPE_SLOTS_MAX = 2048;
/** Rows: letters before and behind, number of tests (8 bit each), from byte 4 families (64 bit), then tests: position, kind (8 bit each), digits allowed (16 bit). */
export const SHAPE_ROWS_AT = 0x2d000;
export const SHAPE_ROW = 64;
export const SHAPE_ROWS_MAX = 1024;
export const SHAPE_TESTS_MAX = 13;
/** Group sizes of a window make a key, one after another: key = key × 31 + size. */
export const SHAPE_KEY_FACTOR = 31;
export const SHAPE_GROUPS_MAX = 8;
export const SHAPE_DIGITS_MIN = 6;
/** Added to the number of letters beside a window when they must touch it. */
export const TOUCHING = 16;
/** What a test of a row asks of the digit at its position, or of the two that begin there. */
export const TEST_DIGIT = 0;
export const TEST_MONTH = 1;
export const TEST_DAY = 2;

/** Tokens of letters and digits, by length: first row and number of rows (16 bit each). */
export const TOKEN_LENGTHS_AT = 0x3d000;
export const TOKEN_BYTES_MAX = 34;
/** Rows: positions that must be digits, and letters (32 bit each), families (64 bit), of which the highest bit says that they need their context. */
export const TOKEN_ROWS_AT = 0x3d100;
export const TOKEN_ROW = 16;
export const TOKEN_ROWS_MAX = 512;
export const TOKEN_ROW_BYTES_MAX = 32;
/** Countries with IBANs: one bit each, by 26 × first letter + second. */
export const COUNTRIES_AT = 0x3f200;
export const IBAN_BYTES_MIN = 15;

/** Shapes, tokens and countries end before this. */
export const SHAPES_END = 0x40000;

/** Per 64 bytes of input: parity of quotes before each byte, and bytes escaped by a backslash (64 bit each). */
export const PARITY_AT = 0x100000;
export const ESCAPED_AT = 0x108000;
/** Context words of the last scan: offset (32 bit), contexts (64 bit). */
export const CONTEXTS_AT = 0x110000;
export const CONTEXTS_MAX = 32768;
/** Starts and ends of the number words of the sequence at hand (32 bit each). */
export const NUMBERS_AT = 0x170000;
/** What a byte beside a run of letters is to words that go on there (8 bit each). */
export const RUN_MARKS_AT = 0x170600;
/** Sixteen bytes of ones, then as many zeros: what begins n bytes before the zeros cuts a run to its first n bytes. */
export const RUN_MASKS_AT = 0x170700;
/** Where words begin that may be looked for, a batch of them (32 bit each). */
export const CANDIDATES_AT = 0x170800;
export const CANDIDATES_MAX = 512;
/** The digits of the cluster at hand: running Luhn sums, raw start and end, first digit of each group (32 bit each), value (8 bit). */
export const LUHN_EVEN_AT = 0x171000;
export const LUHN_ODD_AT = 0x1f1100;
export const DIGIT_START_AT = 0x271200;
export const DIGIT_END_AT = 0x2f1200;
export const GROUP_AT = 0x371200;
export const DIGIT_AT = 0x3f1200;
/** The bytes to scan, and 128 bytes of zeros behind them. */
export const INPUT_AT = 0x411200;
export const INPUT_CAPACITY = 131072;

/** What is known of the runs of digits seen so far: their bitmap, contexts that matter (64 bit each), MEMO_ flags (32 bit). */
export const MEMO_AT = 0x432000;
export const MEMO_SLOT = 24;
export const MEMO_BITS = 10;

/** Regions found by the last scan: start, end, flags (32 bit each), families (64 bit, the lower half first). */
export const REGIONS_AT = 0x440000;
export const REGION_BYTES = 20;
export const REGIONS_MAX = 65536;

/** The words that are looked for, by the hash of their first four bytes, or of all when they are shorter: one bit each. */
export const WORD_FILTER_AT = 0x580000;
export const WORD_FILTER_BITS = 16;
/** The keys that words are found by, by a longer hash: one bit each. */
export const WORD_KEYS_AT = 0x5b0000;
export const WORD_KEY_BITS = 17;
/** The same filter of the words that are looked for whatever else there is: all but those of contexts. */
export const WORD_FILTER_PLAIN_AT = 0x5b4000;
/** Words by the first bits of their key's hash: the offset of the first of them behind WORDS_AT (32 bit), 0 for none. */
export const WORD_HASHES_AT = 0x590000;
export const WORD_HASH_BITS = 15;
export const HASH_FACTOR = 0x9e3779b1;
/** Sets the bit that tells lower from upper case, in four bytes. */
export const HASH_FOLD = 0x20202020;
/**
 * Runs of letters seen before, by a hash: the letters (16 bytes), families of the context words in it, bytes with which words go on behind it
 * (64 bit each), letters with which they go on beyond joints behind and before it, the one literal or number word in it (32 bit each), bytes of
 * that word, whether words must be looked for each time, ENCODED where joints behind and before it matter (8 bit each). One line of a cache.
 */
export const KNOWN_AT = 0x5c0000;
export const KNOWN_SLOT = 64;
export const KNOWN_BITS = 12;
/**
 * Words: length, offset of the letter it is found by, WORD_ flags, kind (8 bit each), value (64 bit), then the folded bytes and as many fold
 * masks. The first word begins at 4, so that 0 means none; as much memory as they need.
 */
export const WORDS_AT = 0x600000;
export const WORD_HEAD = 12;
export const WORD_BYTES_MAX = 30;
/** In a word: whatever stands between two words of a phrase, in a text or a key. One or two of its marks, an encoded space, or a hump of camel case. */
export const JOINT = 1;
/** The word must end where its letters end; the last of those with the same hash. */
export const WORD_WHOLE = 1;
export const WORD_LAST = 2;
/** In the flags of a word, from this bit on: bytes from its anchor to a joint or its end. */
export const WORD_PLAIN_SHIFT = 2;
/** What a word is: a literal by its number, words of contexts by their bits, a number word. */
export const KIND_LITERAL = 1;
export const KIND_CONTEXT = 2;
export const KIND_NUMBER = 3;

/** What to read: options of one scan. */
export const OPTION_QUOTES = 1;
export const OPTION_FINAL = 2;
/** State of a message between scans. */
export const STATE_IN_STRING = 1;
export const STATE_ESCAPED = 2;
/** The bytes before the scan end inside a group too long for any number. */
export const STATE_MID_GROUP = 4;

/** Numbers of the families of rules that the kernel knows by itself. */
export const FAMILY_CARD = 0;
export const FAMILY_PHONE = 1;
export const FAMILY_IBAN = 2;
export const FAMILIES_MAX = 63;
/** Set in the families of a region of digits when a context word of one of them is near. */
export const FAMILY_NAMED = 63;

/** Why a region was reported. */
export const REASON_DIGITS = 1;
export const REASON_LITERAL = 2;
export const REASON_TOKEN = 4;
export const REASON_AT = 8;
export const REASON_SPOKEN = 16;
/** Set in a region's flags when it begins inside a JSON string. */
export const REGION_IN_STRING = 256;
/** Inside the kernel: a token that counts only when its contexts are near. */
export const REGION_PENDING = 512;
/** The literal's number in a region's flags, from this bit on. */
export const REGION_LITERAL_SHIFT = 16;

export const PAN_DIGITS_MIN = 12;
export const PAN_DIGITS_MAX = 19;
/** A longer group of digits is no number, not even several glued together. */
export const GROUP_DIGITS_MAX = 48;
export const GAP_SEPARATORS = 4;
export const GAP_INVISIBLE = 8;
export const UNIT_BYTES = 24;
/** Times the ampersand of a character reference may itself be written as &amp;. */
export const AMP_LEVELS_MAX = 2;
/** A region begins with a hot window and takes in the groups that begin within this many digits. */
export const REGION_DIGITS = 64;
/** Bytes behind a literal in which the data it announces must begin. */
export const LITERAL_REACH = 48;
/** Bytes before and behind the beginning of a value in which a context word must begin. */
export const CONTEXT_BEFORE = 128;
export const CONTEXT_AFTER = 112;
/** Bytes before a telephone number in which a word of its context must begin: closer than others, since any digits may be one. */
export const PHONE_BEFORE = 48;
/** Bytes of a run of atoms (what addresses and tokens are made of) that is kept while it may still grow. */
export const ATOM_BYTES_MAX = 64;
/** A UUID in its usual form. */
export const UUID_BYTES = 36;
/** Letters or digits with which an identifier begins that goes on behind a joint. */
export const PREFIX_BYTES_MAX = 8;
/** Digits of telephone numbers, with the country's code. */
export const PHONE_DIGITS_MIN = 7;
export const PHONE_DIGITS_MAX = 15;
/** Number words make a sequence when they begin this close together; so many open a region, and so many fill one. */
export const NUMBERS_APART = 40;
export const NUMBERS_MIN = 3;
export const NUMBERS_MAX = 56;
/** Of a full region, the words that the next one repeats. */
export const NUMBERS_KEPT = 24;
