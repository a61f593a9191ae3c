/** Splices of strings, whose offsets count UTF-16 code units and not bytes. */
import type { Splice } from './splice.js';

/** Puts splices, in offsets of UTF-8, into the string itself, so that even lone surrogates outside of them survive. */
export function spliceText(input: string, splices: readonly Splice[], toUnits: (byteOffset: number) => number): string {
  let output = '';
  let from = 0;
  for (const { start, end, bytes } of splices) {
    output += input.slice(from, toUnits(start)) + Buffer.from(bytes).toString('latin1');
    from = toUnits(end);
  }
  return output + input.slice(from);
}

/** UTF-16 offsets of UTF-8 offsets of the same text. */
export function unitOffsets(text: string): (byteOffset: number) => number {
  const offsets = new Uint32Array(Buffer.byteLength(text) + 1);
  let byte = 0;
  for (let unit = 0; unit < text.length;) {
    const codePoint = text.codePointAt(unit) ?? 0;
    offsets[byte] = unit;
    byte += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    unit += codePoint < 0x10000 ? 1 : 2;
  }
  offsets[byte] = text.length;
  return (byteOffset) => offsets[byteOffset];
}
