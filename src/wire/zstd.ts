/**
 * Zstandard (RFC 8878, RFC 9659): which runtimes can undo it, and where its frames end. Node's decoder stops at the end of a frame
 * and drops what follows it in the same chunk, so the frames are followed here and handed over one by one; what is no frame with
 * content, above all a skippable one (any bytes one likes), is refused.
 */
import * as zlib from 'node:zlib';
import type { Transform } from 'node:stream';
import type { ZlibOptions } from 'node:zlib';
import { LIMITS } from '../base/limits.js';

/** The part of node:zlib that Node 20 lacks. */
interface ZstdParts {
  readonly createZstdDecompress?: (options: ZlibOptions & ZstdOptions) => ZstdUnpacker;
  readonly zstdDecompressSync?: (bytes: Uint8Array, options: ZlibOptions & ZstdOptions) => unknown;
}

interface ZstdOptions {
  readonly params: Readonly<Record<number, number>>;
}

export type ZstdUnpacker = Transform & { readonly bytesWritten: number };

const PARTS = zlib as object as ZstdParts;

/** ZSTD_d_windowLogMax, the same number in every version of the library. */
const WINDOW_LOG_MAX = 100;
const OPTIONS: ZstdOptions = { params: { [WINDOW_LOG_MAX]: Math.log2(LIMITS.zstdWindowBytes) } };

/** Whether this runtime can undo zstd: Node 22.15, 23.8 and newer. Asked once, when the process starts. */
export const HAS_ZSTD = PARTS.createZstdDecompress !== undefined && PARTS.zstdDecompressSync !== undefined;

/** Throws where `HAS_ZSTD` is false; the callers ask before. */
export function createZstdUnpacker(options: ZlibOptions): ZstdUnpacker {
  if (PARTS.createZstdDecompress === undefined) throw new Error('This runtime cannot undo zstd.');
  return PARTS.createZstdDecompress({ ...options, ...OPTIONS });
}

/** One frame at once; the result is what zlib's one-shot calls return with the same options. */
export function unpackZstd(bytes: Uint8Array, options: ZlibOptions): unknown {
  if (PARTS.zstdDecompressSync === undefined) throw new Error('This runtime cannot undo zstd.');
  return PARTS.zstdDecompressSync(bytes, { ...options, ...OPTIONS });
}

const MAGIC: readonly number[] = [0x28, 0xb5, 0x2f, 0xfd];
const OPENING_BYTES = 5; // the magic number and the frame header's descriptor
const BLOCK_HEADER_BYTES = 3;
const CHECKSUM_BYTES = 4;
const CONTENT_SIZE_BYTES: readonly number[] = [0, 2, 4, 8];
const REPEATED_BLOCK = 1;
const RESERVED_BLOCK = 3;

/** Follows the frames of a zstd body through its chunks without decoding them (RFC 8878 section 3.1.1). */
export class FrameWalker {
  /** Bytes of the part at hand; frame openings and block headers are so short that they are gathered here. */
  #gathered: number[] = [];
  #inFrame = false;
  #skip = 0;
  #hasChecksum = false;
  /** The last block's header has been read: the frame ends when nothing is left to skip. */
  #isEnding = false;

  /** Whether a body may end here. */
  get isBetweenFrames(): boolean {
    return !this.#inFrame && this.#gathered.length === 0;
  }

  /** The offset behind the next frame's end, or the chunk's length when none ends in it; -1 for what is no frame with content. */
  next(chunk: Uint8Array, from: number): number {
    let at = from;
    while (at < chunk.length) {
      if (this.#skip > 0) {
        const taken = Math.min(this.#skip, chunk.length - at);
        this.#skip -= taken;
        at += taken;
      } else {
        this.#gathered.push(chunk[at++] ?? 0);
        if (this.#inFrame ? !this.#block() : !this.#opening()) return -1;
      }
      if (this.#skip > 0 || !this.#isEnding) continue;
      this.#isEnding = false;
      this.#inFrame = false;
      return at;
    }
    return at;
  }

  /** False when the bytes open no frame, or one that needs a dictionary. */
  #opening(): boolean {
    const bytes = this.#gathered;
    if (bytes.length < OPENING_BYTES) return bytes.at(-1) === MAGIC[bytes.length - 1];
    const descriptor = bytes[OPENING_BYTES - 1] ?? 0;
    const isSingleSegment = (descriptor & 0x20) !== 0;
    const sizeFlag = descriptor >> 6;
    this.#hasChecksum = (descriptor & 0x04) !== 0;
    this.#skip = isSingleSegment ? Math.max(1, CONTENT_SIZE_BYTES[sizeFlag] ?? 0) : 1 + (CONTENT_SIZE_BYTES[sizeFlag] ?? 0);
    this.#inFrame = true;
    this.#gathered = [];
    return (descriptor & 0x08) === 0 && (descriptor & 0x03) === 0;
  }

  #block(): boolean {
    const bytes = this.#gathered;
    if (bytes.length < BLOCK_HEADER_BYTES) return true;
    const header = (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8) | ((bytes[2] ?? 0) << 16);
    const type = (header >> 1) & 3;
    this.#gathered = [];
    this.#skip = type === REPEATED_BLOCK ? 1 : header >> 3;
    if ((header & 1) === 1) {
      this.#isEnding = true;
      if (this.#hasChecksum) this.#skip += CHECKSUM_BYTES;
    }
    return type !== RESERVED_BLOCK;
  }
}
