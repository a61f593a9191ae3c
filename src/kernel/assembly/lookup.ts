/** The words that begin at a place: found by the hash of their first bytes, compared with the input, and accepted for what they are. */
import {
  HASH_FOLD, INPUT_AT, JOINT, KIND_CONTEXT, KIND_LITERAL, LITERAL_REACH, REASON_LITERAL, REGION_LITERAL_SHIFT, WORD_HASH_BITS, WORD_HASHES_AT, WORD_HEAD,
  WORD_KEY_BITS, WORD_KEYS_AT, WORD_LAST, WORD_PLAIN_SHIFT, WORD_WHOLE, WORDS_AT,
} from '../layout'; // prettier-ignore
import { addContext } from './contexts';
import { endsWord } from './letters';
import { addNumber } from './numbers';
import { addRegion } from './regions';
import { isInUuid } from './uuid';

let scanFrom: i32 = 0;
let scanEnd: i32 = 0;

/** What is accepted: words of contexts, and all others. */
export let takesContexts: bool = false;
export let takesOthers: bool = false;

export function resetWords(from: i32, end: i32): void {
  scanFrom = from;
  scanEnd = end;
}

export function takeWords(contexts: bool, others: bool): void {
  takesContexts = contexts;
  takesOthers = others;
}

/** The first bytes of a word, folded: four, or all of a shorter one. */
// @ts-ignore: decorator
@inline
export function keyAt(at: i32, length: i32): u32 {
  return (load<u32>(at) | HASH_FOLD) & ((<u32>0xffffffff) >> (32 - (length << 3)));
}

const FOLD_ALL: u64 = 0x2020202020202020;

/**
 * The words that may begin at `at` with a word of `length` letters, four and more being one. A word is found by its first eight, six or four
 * bytes, or by all of a short one: whether any of these is a key is asked at once, as most are none.
 */
export function acceptWords(at: i32, key: u32, length: i32): void {
  if (length < 4) {
    const short = hashOf(key, length);
    if (isKey(short) != 0) confirm(at, short);
    return;
  }
  const long = eightBytes(at);
  const eight = hashOf(long, 8);
  const six = hashOf(long & 0xffffffffffff, 6);
  const four = hashOf(long & 0xffffffff, 4);
  const isEight = isKey(eight);
  const isSix = isKey(six);
  const isFour = isKey(four);
  if ((isEight | isSix | isFour) == 0) return;
  if (isEight != 0) confirm(at, eight);
  if (isSix != 0) confirm(at, six);
  if (isFour != 0) confirm(at, four);
}

/** Eight bytes, folded. */
// @ts-ignore: decorator
@inline
export function eightBytes(at: i32): u64 {
  return load<u64>(at) | FOLD_ALL;
}

/** Hash of the first `length` bytes of a word, folded. */
// @ts-ignore: decorator
@inline
export function hashOf(key: u64, length: u64): i32 {
  return <i32>(((key + length) * 0x9e3779b97f4a7c15) >> (64 - WORD_KEY_BITS));
}

// @ts-ignore: decorator
@inline
export function isKey(hash: i32): i32 {
  return ((<i32>load<u8>(WORD_KEYS_AT + (hash >> 3))) >> (hash & 7)) & 1;
}

/** The words whose key has this hash. */
function confirm(at: i32, hash: i32): void {
  const first: i32 = load<i32>(WORD_HASHES_AT + ((hash >> (WORD_KEY_BITS - WORD_HASH_BITS)) << 2));
  if (first == 0) return;
  let word = WORDS_AT + first;
  while (true) {
    const length: i32 = load<u8>(word);
    const flags: i32 = load<u8>(word + 2);
    if (standsAt(word, at) && ((flags & WORD_WHOLE) == 0 || endsWord(wordEnd))) accept(word, at, wordStart, wordEnd);
    if ((flags & WORD_LAST) != 0) return;
    word += (WORD_HEAD + 2 * length + 3) & ~3;
  }
}

/** Where the word found last begins and ends. */
let wordStart: i32 = 0;
let wordEnd: i32 = 0;

/**
 * Whether a word stands where its anchor is at `at`. What comes before the anchor is compared first, as few have it; then eight bytes at once
 * as far as the joint, if there is one.
 */
function standsAt(word: i32, at: i32): bool {
  const length: i32 = load<u8>(word);
  const bytes = word + WORD_HEAD;
  const masks = bytes + length;
  const anchor: i32 = load<u8>(word + 1);
  wordStart = at;
  for (let i = anchor - 1; i >= 0; i--) {
    const expected: i32 = load<u8>(bytes + i);
    const size =
      expected == JOINT ? jointBefore(wordStart) : ((<i32>load<u8>(wordStart - 1)) | (<i32>load<u8>(masks + i))) == expected ? 1 : -1;
    if (size < 0) return false;
    wordStart -= size;
  }
  const plain: i32 = load<u8>(word + 2) >> WORD_PLAIN_SHIFT;
  for (let i = 0; i < plain; i += 8) {
    const counted = plain - i >= 8 ? <u64>-1 : ~((<u64>-1) << ((plain - i) << 3));
    const place = anchor + i;
    if ((((load<u64>(at + i) | load<u64>(masks + place)) ^ load<u64>(bytes + place)) & counted) != 0) return false;
  }
  wordEnd = at + plain;
  for (let i = anchor + plain; i < length; i++) {
    const expected: i32 = load<u8>(bytes + i);
    const size = expected == JOINT ? jointAt(wordEnd) : ((<i32>load<u8>(wordEnd)) | (<i32>load<u8>(masks + i))) == expected ? 1 : -1;
    if (size < 0) return false;
    wordEnd += size;
  }
  return wordStart >= INPUT_AT && wordEnd <= scanEnd;
}

/** Bytes of the joint at `at`, 0 before a hump of camel case, -1 for none. */
export function jointAt(at: i32): i32 {
  if (isMark(load<u8>(at))) return isMark(load<u8>(at + 1)) ? 2 : 1;
  if (load<u8>(at) == 0x25) return load<u16>(at + 1) == 0x3032 ? 3 : -1;
  return isHump(at) ? 0 : -1;
}

export function jointBefore(at: i32): i32 {
  if (isMark(load<u8>(at - 1))) return isMark(load<u8>(at - 2)) ? 2 : 1;
  if (load<u8>(at - 3) == 0x25 && load<u16>(at - 2) == 0x3032) return 3;
  return isHump(at) ? 0 : -1;
}

/** Space + - . _ */
// @ts-ignore: decorator
@inline
export function isMark(byte: i32): bool {
  return byte == 0x20 || byte == 0x2b || byte == 0x2d || byte == 0x2e || byte == 0x5f;
}

export function isHump(at: i32): bool {
  return <u32>(<i32>load<u8>(at) - 0x41) < 26 && <u32>(<i32>load<u8>(at - 1) - 0x61) < 26;
}

export function accept(word: i32, at: i32, start: i32, end: i32): void {
  const kind: i32 = load<u8>(word + 3);
  if (kind == KIND_CONTEXT) {
    if (takesContexts) addContext(at, load<u64>(word + 4));
  } else if (!takesOthers) return;
  else if (kind == KIND_LITERAL) {
    if (end < scanFrom || isInUuid(start, end, scanEnd)) return;
    addRegion(end - INPUT_AT, end - INPUT_AT + LITERAL_REACH, REASON_LITERAL | (load<i32>(word + 4) << REGION_LITERAL_SHIFT));
  } else if (start >= scanFrom) addNumber(start, end);
}
