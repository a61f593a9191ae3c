/**
 * A small coded body undone in one go, which costs a third of a stream, and the question whether its coded bytes may leave as they
 * came: only when they hold nothing beside the content. A gzip header has room for a file name and a comment, brotli for metadata.
 */
import { type ZlibOptions, brotliDecompressSync, crc32, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import type { ErrorCode } from '../base/errors.js';
import { type Coding, isZlibHeader } from './coding.js';
import { FrameWalker, unpackZstd } from './zstd.js';

export interface Opened {
  readonly bytes: Uint8Array;
  /** Nothing in the coded bytes but the content, up to what `alsoScan` holds. */
  readonly isBare: boolean;
  /** Coded bytes whose room beside the content cannot be told from it (brotli metadata): to be scanned as they are. */
  readonly alsoScan: readonly Uint8Array[];
}

/** Longest output of a one-shot decode; a longer body takes the streaming way, which yields between steps. */
const WHOLE_BYTES = 1_048_576;

/**
 * Undoes `codings` (in the order of `codingsOf`). `decodedBytes` is the most that one layer may yield. Undefined when the body is too large to be decoded in one go, or of several zstd
 * frames: then `Decoder` must judge it. A code when it is damaged, cut short or followed by other bytes.
 */
export function openWhole(codings: readonly Coding[], body: Uint8Array, decodedBytes: number): Opened | ErrorCode | undefined {
  const options: ZlibOptions = { info: true, maxOutputLength: Math.min(WHOLE_BYTES, decodedBytes) };
  const alsoScan: Uint8Array[] = [];
  let bytes = body;
  let isBare = true;
  try {
    for (const coding of codings) {
      if (bytes.length === 0) return { bytes, isBare: false, alsoScan }; // nothing, coded: taken for nothing, as the stream does
      if (coding === 'br') alsoScan.push(bytes);
      const frames = coding === 'zstd' ? countFrames(bytes) : 1;
      if (frames !== 1) return frames === 0 ? 'SLUICE_CODING_CORRUPT' : undefined;
      const layer = coding === 'gzip' ? gunzip(bytes, options) : { isBare: true, bytes: unpackExactly(coding, bytes, options) };
      bytes = layer.bytes;
      isBare &&= layer.isBare;
    }
    return { bytes, isBare, alsoScan };
  } catch (error) {
    return error instanceof RangeError ? undefined : 'SLUICE_CODING_CORRUPT';
  }
}

/** What zlib's one-shot calls return with `info: true`; the type definitions only know the plain buffer. */
interface Unpacked {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function unpackExactly(coding: Coding, bytes: Uint8Array, options: ZlibOptions): Uint8Array {
  const { buffer, engine } = unpack(coding, bytes, options) as Unpacked;
  if (engine.bytesWritten !== bytes.length) throw new Error('Other bytes follow.');
  return buffer;
}

function unpack(coding: Coding, bytes: Uint8Array, options: ZlibOptions): unknown {
  if (coding === 'gzip') return gunzipSync(bytes, options);
  if (coding === 'zstd') return unpackZstd(bytes, options);
  if (coding === 'br') return brotliDecompressSync(bytes, options);
  return isZlibHeader(bytes[0] ?? 0, bytes[1] ?? 0) ? inflateSync(bytes, options) : inflateRawSync(bytes, options);
}

const GZIP_HEADER_BYTES = 10;
const GZIP_TRAILER_BYTES = 8;

/**
 * One member without optional fields is read by its parts, which shows that nothing else is there; every other gzip body (RFC 1952
 * allows several members) is left to zlib, and its coded bytes do not leave.
 */
function gunzip(bytes: Uint8Array, options: ZlibOptions): { readonly bytes: Uint8Array; readonly isBare: boolean } {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8 && bytes[3] === 0) {
    const { buffer, engine } = inflateRawSync(bytes.subarray(GZIP_HEADER_BYTES), options) as unknown as Unpacked;
    const trailerAt = GZIP_HEADER_BYTES + engine.bytesWritten;
    if (trailerAt + GZIP_TRAILER_BYTES === bytes.length) {
      const trailer = new DataView(bytes.buffer, bytes.byteOffset + trailerAt, GZIP_TRAILER_BYTES);
      if (trailer.getUint32(0, true) !== crc32(buffer) || trailer.getUint32(4, true) !== buffer.length) throw new Error('Damaged.');
      return { bytes: buffer, isBare: true };
    }
  }
  return { bytes: unpackExactly('gzip', bytes, options), isBare: false };
}

/** How many zstd frames these are; 0 when something else is among them or the last is cut short. */
function countFrames(bytes: Uint8Array): number {
  const walker = new FrameWalker();
  let frames = 0;
  for (let at = 0; at < bytes.length; frames++) {
    at = walker.next(bytes, at);
    if (at < 0) return 0;
  }
  return walker.isBetweenFrames ? frames : 0;
}
