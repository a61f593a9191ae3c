/**
 * What is known of runs of letters seen before: the same keys and words come again and again, and which of the rules' words stand in a run
 * depends on its letters alone, but for what may follow behind it (`account number`) or precede it (`my card`). One look answers for most.
 */
import {
  JOINT, KIND_CONTEXT, KNOWN_AT, KNOWN_BITS, KNOWN_SLOT, RUN_MASKS_AT, RUN_MARKS_AT, WORD_HASH_BITS, WORD_HASHES_AT, WORD_HEAD, WORD_KEY_BITS, WORD_LAST,
  WORD_WHOLE, WORDS_AT,
} from '../layout'; // prettier-ignore
import { addContext } from './contexts';
import { endsWord, isLetter } from './letters';
import { accept, acceptWords, eightBytes, hashOf, isHump, isKey, isMark, keyAt, takesContexts } from './lookup';

/** Letters of the longest run that is known. */
const KNOWN_BYTES_MAX: i32 = 16;

/** Places in a slot of what KNOWN_SLOT says of it. */
const FAMILIES: i32 = 16;
const BYTES_BEHIND: i32 = 24;
const LETTERS_BEHIND: i32 = 32;
const LETTERS_BEFORE: i32 = 36;
const WORD: i32 = 40;
const WORD_BYTES: i32 = 44;
const ALWAYS: i32 = 45;
const ENCODED_BEHIND: i32 = 46;
const ENCODED_BEFORE: i32 = 47;

/** What a byte beside a run is: a mark that joins words, a lower letter before a hump, what may begin or end an encoded space. */
const MARK: i32 = 1;
const LOWER: i32 = 2;
const ENCODED: i32 = 4;

/** Forgets everything: the words are others. */
export function resetKnown(): void {
  memory.fill(KNOWN_AT, 0, KNOWN_SLOT << KNOWN_BITS);
  memory.fill(RUN_MASKS_AT, 0xff, KNOWN_BYTES_MAX);
  memory.fill(RUN_MASKS_AT + KNOWN_BYTES_MAX, 0, KNOWN_BYTES_MAX);
  for (let byte = 0; byte < 256; byte++) {
    const isEncoded = byte == 0x25 || byte == 0x30; // of %20
    store<u8>(RUN_MARKS_AT + byte, isMark(byte) ? MARK : isEncoded ? ENCODED : isLetter(byte) && byte >= 0x61 ? LOWER : 0);
  }
}

/** Letters, as far as words go: bytes that are not ASCII count as such. */
// @ts-ignore: decorator
@inline
function isRunByte(bytes: v128): v128 {
  const folded = v128.or(bytes, i8x16.splat(0x20));
  return v128.or(i8x16.le_u(i8x16.sub(folded, i8x16.splat(0x61)), i8x16.splat(25)), bytes);
}

/** Accepts the words at `at`, where a word of `length` letters (four and more being one) begins. */
// @ts-ignore: decorator
@inline
export function acceptKnown(at: i32, length: i32): void {
  const bytes = v128.load(at);
  const run = <i32>ctz(~i8x16.bitmask(isRunByte(bytes)));
  const behind: i32 = load<u8>(at + KNOWN_BYTES_MAX);
  if (run == KNOWN_BYTES_MAX && (isLetter(behind) || behind >= 0x80)) {
    acceptWords(at, keyAt(at, length), length);
    return;
  }
  const letters = v128.and(bytes, v128.load(RUN_MASKS_AT + KNOWN_BYTES_MAX - run));
  const low: u64 = i64x2.extract_lane(letters, 0);
  const high: u64 = i64x2.extract_lane(letters, 1);
  const slot = KNOWN_AT + <i32>(((low ^ rotl<u64>(high, 23)) * 0x9e3779b97f4a7c15) >> (64 - KNOWN_BITS)) * KNOWN_SLOT;
  if (v128.any_true(v128.xor(v128.load(slot), letters))) learn(slot, low, high, at, length, run);
  if (mayGoBeyond(slot, at, at + run)) {
    acceptWords(at, keyAt(at, length), length);
    return;
  }
  if (takesContexts) addContext(at, load<u64>(slot + FAMILIES));
  const word = load<i32>(slot + WORD);
  if (word != 0) accept(word, at, at, at + <i32>load<u8>(slot + WORD_BYTES));
}

/** What stands beside a run. */
// @ts-ignore: decorator
@inline
function beside(at: i32): i32 {
  return load<u8>(RUN_MARKS_AT + <i32>load<u8>(at));
}

/**
 * Whether a word may begin before the run or end behind it. All is worked out and asked at once: each question by itself is answered by guessing
 * as often as not, and all of them together by no.
 */
// @ts-ignore: decorator
@inline
function mayGoBeyond(slot: i32, at: i32, end: i32): bool {
  const following = beside(end);
  const next = <i32>load<u8>(end + (following & MARK) + (following & beside(end + 1) & MARK));
  const isNext = (load<u32>(slot + LETTERS_BEHIND) >> (next & 31)) & (following & MARK);
  const preceding = beside(at - 1);
  const last = <i32>load<u8>(at - 1 - (preceding & MARK) - (preceding & beside(at - 2) & MARK));
  const isLast = (load<u32>(slot + LETTERS_BEFORE) >> (last & 31)) & ((preceding | (preceding >> 1)) & MARK);
  const isEncoded = (following & (<i32>load<u8>(slot + ENCODED_BEHIND))) | (preceding & (<i32>load<u8>(slot + ENCODED_BEFORE)));
  const isBehind = (<i32>(load<u64>(slot + BYTES_BEHIND) >> (load<u8>(end) & 63))) & 1;
  return (isNext | isLast | isBehind | isEncoded | (<i32>load<u8>(slot + ALWAYS))) != 0;
}

let families: u64 = 0;
let only: i32 = 0;
let onlyBytes: i32 = 0;
/** Words must be looked for each time. */
let isUnsure: bool = false;
/** Bytes with which words go on behind the run where no joint is, a bit each by their last six bits. */
let bytesBehind: u64 = 0;
/** Letters with which words go on behind a joint, and end before one: a bit each by their last five bits. */
let lettersBehind: u32 = 0;
let lettersBefore: u32 = 0;

function learn(slot: i32, low: u64, high: u64, at: i32, length: i32, run: i32): void {
  families = 0;
  only = 0;
  isUnsure = false;
  bytesBehind = 0;
  lettersBehind = 0;
  lettersBefore = 0;
  const first: i32 = load<u8>(at);
  if (first >= 0x80)
    isUnsure = true; // where a character begins depends on what stands before it
  else if (length < 4) learnFrom(hashOf(keyAt(at, length), length), at, at + run);
  else {
    const long = eightBytes(at);
    learnFrom(hashOf(long, 8), at, at + run);
    learnFrom(hashOf(long & 0xffffffffffff, 6), at, at + run);
    learnFrom(hashOf(long & 0xffffffff, 4), at, at + run);
  }
  store<u64>(slot, low);
  store<u64>(slot + 8, high);
  store<u64>(slot + FAMILIES, families);
  store<u64>(slot + BYTES_BEHIND, bytesBehind);
  store<u32>(slot + LETTERS_BEHIND, lettersBehind);
  store<u32>(slot + LETTERS_BEFORE, lettersBefore);
  store<i32>(slot + WORD, only);
  store<u8>(slot + WORD_BYTES, onlyBytes);
  store<u8>(slot + ALWAYS, isUnsure ? 1 : 0);
  store<u8>(slot + ENCODED_BEHIND, lettersBehind != 0 ? ENCODED : 0);
  store<u8>(slot + ENCODED_BEFORE, lettersBefore != 0 ? ENCODED : 0);
}

/** Learns from the words whose key has this hash. */
function learnFrom(hash: i32, at: i32, end: i32): void {
  if (isKey(hash) == 0) return;
  const first: i32 = load<i32>(WORD_HASHES_AT + ((hash >> (WORD_KEY_BITS - WORD_HASH_BITS)) << 2));
  if (first == 0) return;
  let word = WORDS_AT + first;
  while (true) {
    learnWord(word, at, end);
    if (((<i32>load<u8>(word + 2)) & WORD_LAST) != 0) return;
    word += (WORD_HEAD + 2 * <i32>load<u8>(word) + 3) & ~3;
  }
}

/** Notes what a word says of a run from `at` to `end`: it stands there, it may go beyond, or it is another. */
function learnWord(word: i32, at: i32, end: i32): void {
  const length: i32 = load<u8>(word);
  const anchor: i32 = load<u8>(word + 1);
  const bytes = word + WORD_HEAD;
  let place = at;
  for (let i = anchor; i < length; i++) {
    const expected: i32 = load<u8>(bytes + i);
    if (place == end) {
      if (expected == JOINT) lettersBehind |= (<u32>1) << ((<u32>load<u8>(bytes + i + 1)) & 31);
      else if (!isLetter(expected) && expected < 0x80) bytesBehind |= (<u64>1) << (expected & 63);
      else return;
      noteBefore(anchor, bytes);
      return;
    }
    if (expected == JOINT) {
      if (!isHump(place)) return;
    } else if (((<i32>load<u8>(place++)) | (<i32>load<u8>(bytes + length + i))) != expected) return;
  }
  if (((<i32>load<u8>(word + 2)) & WORD_WHOLE) != 0 && !endsWord(place)) return;
  if (anchor > 0) noteBefore(anchor, bytes);
  else if (load<u8>(word + 3) == KIND_CONTEXT) families |= load<u64>(word + 4);
  else if (only != 0) isUnsure = true;
  else {
    only = word;
    onlyBytes = place - at;
  }
}

function noteBefore(anchor: i32, bytes: i32): void {
  if (anchor == 0) return;
  if (anchor == 1 || load<u8>(bytes + anchor - 1) != JOINT) isUnsure = true;
  else lettersBefore |= (<u32>1) << ((<u32>load<u8>(bytes + anchor - 2)) & 31);
}
