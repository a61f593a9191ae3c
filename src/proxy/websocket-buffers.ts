/**
 * Buffers that frames are written from, lent to one write after another of this thread. A new one for each message is memory outside of JavaScript's
 * heap that V8 counts: at some thousand messages a second of a kilobyte it marks the whole heap for it again and again, and messages wait.
 */

/** Bytes of a buffer, and how many of these are kept while nobody writes: a megabyte and a quarter in all. */
const SHELVES = [
  { bytes: 4_096, kept: 64, free: [] as Buffer[] },
  { bytes: 65_536, kept: 16, free: [] as Buffer[] },
] as const;

/** A buffer of at least so many bytes, with whatever was written from it before. */
export function borrow(bytes: number): Buffer {
  for (const shelf of SHELVES) if (bytes <= shelf.bytes) return shelf.free.pop() ?? Buffer.allocUnsafeSlow(shelf.bytes);
  return Buffer.allocUnsafeSlow(bytes);
}

/** Only for a buffer that was borrowed, and that the system has taken all bytes from. */
export function giveBack(buffer: Buffer): void {
  for (const { bytes, kept, free } of SHELVES) if (buffer.length === bytes && free.length < kept) free.push(buffer);
}
