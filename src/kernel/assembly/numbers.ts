/** The density filter for spoken digits: number words close together open a region; one or two in prose do not. */
import { INPUT_AT, NUMBERS_APART, NUMBERS_AT, NUMBERS_KEPT, NUMBERS_MAX, NUMBERS_MIN, REASON_SPOKEN } from '../layout';
import { addRegion } from './regions';

let count: i32 = 0;

export function resetNumbers(): void {
  count = 0;
}

// @ts-ignore: decorator
@inline
function startOf(word: i32): i32 {
  return load<i32>(NUMBERS_AT + (word << 3));
}

// @ts-ignore: decorator
@inline
function endOf(word: i32): i32 {
  return load<i32>(NUMBERS_AT + (word << 3) + 4);
}

/** A number word from `start` to `end` (addresses), in order. */
export function addNumber(start: i32, end: i32): void {
  if (count > 0) {
    if (start < endOf(count - 1)) return; // a shorter word at the same place
    if (start - startOf(count - 1) > NUMBERS_APART) closeNumbers();
  }
  store<i32>(NUMBERS_AT + (count << 3), start);
  store<i32>(NUMBERS_AT + (count << 3) + 4, end);
  if (++count < NUMBERS_MAX) return;
  report();
  const dropped = count - NUMBERS_KEPT;
  memory.copy(NUMBERS_AT, NUMBERS_AT + (dropped << 3), NUMBERS_KEPT << 3);
  count = NUMBERS_KEPT;
}

/** The sequence is over. */
export function closeNumbers(): void {
  if (count >= NUMBERS_MIN) report();
  count = 0;
}

/** Where the sequence begins that may go on behind `end`, or `end`. */
export function openNumbers(end: i32): i32 {
  return count > 0 && end - startOf(count - 1) <= NUMBERS_APART ? startOf(0) : end;
}

function report(): void {
  addRegion(startOf(0) - INPUT_AT, endOf(count - 1) - INPUT_AT, REASON_SPOKEN);
}
