/** JSON strings without a parser: whether a byte lies in one follows from the quotes before it. */

/** Whether the byte at `at` lies inside a string, given whether the one at `from` does. */
export function insideString(bytes: Uint8Array, from: number, at: number, isInside: boolean): boolean {
  let inside = isInside;
  for (let i = from; i < at; i++) {
    if (bytes[i] === 0x5c) i++;
    else if (bytes[i] === 0x22) inside = !inside;
  }
  return inside;
}
