/** Context words of the scan at hand, in order: which contexts are near a value? Where values are rare, they are looked for when the first asks. */
import { CONTEXT_AFTER, CONTEXT_BEFORE, CONTEXTS_AT, CONTEXTS_MAX } from '../layout';

const ALL: u64 = 0xffffffffffffffff;

let count: i32 = 0;
let cursor: i32 = 0;
/** Where the bytes end behind which nothing is known; words may follow there. */
let knownTo: i32 = 0;
let overflown: bool = false;
let isLookedFor: bool = false;
let later: () => void = (): void => {};

/** The words are known up to `end`, an address, unless the message ends there. `areLookedFor`: without being asked; else `lookFor` finds them. */
export function resetContexts(end: i32, final: bool, areLookedFor: bool, lookFor: () => void): void {
  isLookedFor = areLookedFor;
  later = lookFor;
  count = 0;
  cursor = 0;
  overflown = false;
  knownTo = final ? i32.MAX_VALUE : end;
}

/** A word of some contexts, or of none. */
// @ts-ignore: decorator
@inline
export function addContext(at: i32, contexts: u64): void {
  if (count == CONTEXTS_MAX) {
    overflown = overflown || contexts != 0;
    return;
  }
  const slot = CONTEXTS_AT + count * 12;
  store<i32>(slot, at);
  store<u64>(slot + 4, contexts);
  count += contexts != 0 ? 1 : 0;
}

/** Whether a word of one of `contexts` begins at `from` or behind it and before `to` (addresses). */
export function isAnyBetween(from: i32, to: i32, contexts: u64): bool {
  if (!isLookedFor) look();
  if (overflown) return true;
  if (count == 0) return false;
  seek(from);
  for (let i = cursor; i < count; i++) {
    const slot = CONTEXTS_AT + i * 12;
    if (load<i32>(slot) >= to) return false;
    if ((load<u64>(slot + 4) & contexts) != 0) return true;
  }
  return false;
}

function look(): void {
  isLookedFor = true;
  later();
}

/** Moves the cursor to the first word at or behind `from`; most questions come in order. */
function seek(from: i32): void {
  while (cursor > 0 && load<i32>(CONTEXTS_AT + (cursor - 1) * 12) >= from) cursor--;
  while (cursor < count && load<i32>(CONTEXTS_AT + cursor * 12) < from) cursor++;
}

/** Contexts whose words begin near values that begin at `start` to `end` (addresses); all of them where that is not known yet. */
export function contextsNear(start: i32, end: i32): u64 {
  if (!isLookedFor) look();
  if (end + CONTEXT_AFTER > knownTo || overflown) return ALL;
  if (count == 0) return 0;
  seek(start - CONTEXT_BEFORE);
  let contexts: u64 = 0;
  for (let i = cursor; i < count; i++) {
    const slot = CONTEXTS_AT + i * 12;
    if (load<i32>(slot) >= end + CONTEXT_AFTER) break;
    contexts |= load<u64>(slot + 4);
  }
  return contexts;
}
