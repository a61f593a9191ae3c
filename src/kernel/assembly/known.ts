/**
 * What is known of runs of letters seen before: the same keys and words come again and again, and which of the rules' words stand in a run
 * depends on its letters alone, but for what may follow behind it (`account number`) or precede it (`my card`). One look answers for most.
 */
import {
  JOINT, KIND_CONTEXT, KNOWN_ALWAYS, KNOWN_AT, KNOWN_BEHIND, KNOWN_BITS, KNOWN_JOINT_BEFORE, KNOWN_JOINT_BEHIND, KNOWN_SLOT, WORD_HASH_BITS,
  WORD_HASHES_AT, WORD_HEAD, WORD_KEY_BITS, WORD_LAST, WORD_WHOLE, WORDS_AT,
} from '../layout'; // prettier-ignore
import { addContext } from './contexts';
import { endsWord, isLetter } from './letters';
import { accept, acceptWords, eightBytes, hashOf, isHump, isKey, jointAt, jointBefore, takesContexts } from './lookup';

/** Letters of the longest run that is known. */
export const KNOWN_BYTES_MAX: i32 = 16;

/** Forgets everything: the words are others. */
export function resetKnown(): void {
  memory.fill(KNOWN_AT, 0, KNOWN_SLOT << KNOWN_BITS);
}

/** Accepts the words at `at`, where a word of `length` letters (four and more being one) and a run of `run` letters begin. */
// @ts-ignore: decorator
@inline
export function acceptKnown(at: i32, key: u32, length: i32, run: i32): void {
  const all: u64 = -1;
  const low = load<u64>(at) & (run < 8 ? ~(all << (run << 3)) : all);
  const high = run <= 8 ? 0 : load<u64>(at + 8) & (all >> ((16 - run) << 3));
  const slot = KNOWN_AT + <i32>(((low ^ rotl<u64>(high, 23)) * 0x9e3779b97f4a7c15) >> (64 - KNOWN_BITS)) * KNOWN_SLOT;
  if (load<u64>(slot) != low || load<u64>(slot + 8) != high) learn(slot, low, high, at, key, length, run);
  const flags: i32 = load<u8>(slot + 20);
  if (flags != 0 && mayGoBeyond(flags, slot, at, at + run)) {
    acceptWords(at, key, length);
    return;
  }
  const families = load<u64>(slot + 24);
  if (families != 0 && takesContexts) addContext(at, families);
  const word: i32 = load<i32>(slot + 16);
  if (word != 0) accept(word, at, at, at + <i32>load<u8>(slot + 22));
}

/** Whether a word may begin before the run or end behind it. */
function mayGoBeyond(flags: i32, slot: i32, at: i32, end: i32): bool {
  if ((flags & KNOWN_ALWAYS) != 0) return true;
  if ((flags & KNOWN_JOINT_BEHIND) != 0) {
    const size = jointAt(end);
    if (size >= 0 && isAmong(load<u8>(end + size), load<u32>(slot + 32))) return true;
  }
  if ((flags & KNOWN_JOINT_BEFORE) != 0) {
    const size = jointBefore(at);
    if (size >= 0 && isAmong(load<u8>(at - size - 1), load<u32>(slot + 36))) return true;
  }
  return (flags & KNOWN_BEHIND) != 0 && load<u8>(end) == load<u8>(slot + 21);
}

/** Whether a letter is one of those whose bits are set. */
// @ts-ignore: decorator
@inline
function isAmong(letter: i32, letters: u32): bool {
  return ((letters >> (letter & 31)) & 1) != 0;
}

let families: u64 = 0;
let only: i32 = 0;
let onlyBytes: i32 = 0;
let flags: i32 = 0;
let behind: i32 = 0;
/** Letters with which words go on behind a joint, and end before one: a bit each by their last five bits. */
let lettersBehind: u32 = 0;
let lettersBefore: u32 = 0;

function learn(slot: i32, low: u64, high: u64, at: i32, key: u32, length: i32, run: i32): void {
  families = 0;
  only = 0;
  flags = 0;
  lettersBehind = 0;
  lettersBefore = 0;
  const first: i32 = load<u8>(at);
  if (first >= 0x80)
    flags = KNOWN_ALWAYS; // where a character begins depends on what stands before it
  else if (length < 4) learnFrom(hashOf(key, length), at, at + run);
  else {
    const long = eightBytes(at);
    learnFrom(hashOf(long, 8), at, at + run);
    learnFrom(hashOf(long & 0xffffffffffff, 6), at, at + run);
    learnFrom(hashOf(long & 0xffffffff, 4), at, at + run);
  }
  store<u64>(slot, low);
  store<u64>(slot + 8, high);
  store<i32>(slot + 16, only);
  store<u8>(slot + 20, flags);
  store<u8>(slot + 21, behind);
  store<u8>(slot + 22, onlyBytes);
  store<u64>(slot + 24, families);
  store<u32>(slot + 32, lettersBehind);
  store<u32>(slot + 36, lettersBefore);
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
      if (expected == JOINT) noteJointBehind(load<u8>(bytes + i + 1));
      else if (!isLetter(expected) && expected < 0x80) noteBehind(expected);
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
  else if (only != 0) flags |= KNOWN_ALWAYS;
  else {
    only = word;
    onlyBytes = place - at;
  }
}

/** The byte that must follow behind the run. */
function noteBehind(expected: i32): void {
  if ((flags & KNOWN_BEHIND) != 0 && behind != expected) flags |= KNOWN_ALWAYS;
  flags |= KNOWN_BEHIND;
  behind = expected;
}

function noteJointBehind(next: i32): void {
  flags |= KNOWN_JOINT_BEHIND;
  lettersBehind |= (<u32>1) << (next & 31);
}

function noteBefore(anchor: i32, bytes: i32): void {
  if (anchor == 0) return;
  if (anchor == 1 || load<u8>(bytes + anchor - 1) != JOINT) {
    flags |= KNOWN_ALWAYS;
    return;
  }
  flags |= KNOWN_JOINT_BEFORE;
  lettersBefore |= (<u32>1) << ((<u32>load<u8>(bytes + anchor - 2)) & 31);
}
