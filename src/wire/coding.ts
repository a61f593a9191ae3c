/**
 * Content codings (RFC 9110 section 8.4): from the coded bytes of a body to the bytes the engine can read.
 * What is unknown, damaged, cut short, followed by other bytes or a bomb is refused. This is the streaming way; small bodies
 * take that of whole.ts.
 */
import {
  type BrotliDecompress,
  type Gunzip,
  type Inflate,
  type InflateRaw,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
} from 'node:zlib';
import type { ErrorCode } from '../base/errors.js';
import { FrameWalker, HAS_ZSTD, type ZstdUnpacker, createZstdUnpacker } from './zstd.js';

export type Coding = 'gzip' | 'br' | 'deflate' | 'zstd';

/** The limits of base/limits.ts that decoding obeys. */
export interface CodingLimits {
  readonly codingDepth: number;
  readonly codingRatio: number;
  readonly codingGraceBytes: number;
  readonly codingDecodedBytes: number;
}

const NAMES: ReadonlyMap<string, Coding | 'identity'> = new Map([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['br', 'br'],
  ['deflate', 'deflate'],
  ['identity', 'identity'],
  ...(HAS_ZSTD ? ([['zstd', 'zstd']] as const) : []),
]);

const NONE: readonly Coding[] = [];

/**
 * The codings of a Content-Encoding value (lines joined with commas) in the order in which they are undone.
 * Undefined when one is unknown or the stack is deeper than `codingDepth`.
 */
export function codingsOf(contentEncoding: string | undefined, codingDepth: number): readonly Coding[] | undefined {
  if (contentEncoding === undefined) return NONE;
  const codings: Coding[] = [];
  for (const part of contentEncoding.split(',')) {
    const name = part.trim().toLowerCase();
    if (name === '') continue;
    const coding = NAMES.get(name);
    if (coding === undefined) return undefined;
    if (coding !== 'identity') codings.unshift(coding);
  }
  return codings.length > codingDepth ? undefined : codings;
}

type Unpacker = Gunzip | Inflate | InflateRaw | BrotliDecompress | ZstdUnpacker;

/** Output buffer of one decoding step; also the unit in which a bomb is noticed. */
const STEP_BYTES = 65_536;

/**
 * `deflate` means zlib (RFC 1950), but some senders leave out its two-byte header (RFC 1951). The header is a check:
 * compression method 8 and a multiple of 31.
 */
export function isZlibHeader(first: number, second: number): boolean {
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}

function createUnpacker(coding: Coding, first: number, second: number): Unpacker {
  const options = { chunkSize: STEP_BYTES };
  if (coding === 'gzip') return createGunzip(options);
  if (coding === 'br') return createBrotliDecompress(options);
  if (coding === 'zstd') return createZstdUnpacker(options);
  return isZlibHeader(first, second) ? createInflate(options) : createInflateRaw(options);
}

/** One coding being undone; hands its output to `next`. */
class Stage {
  readonly #coding: Coding;
  readonly #next: StageTarget;
  readonly #fail: (code: ErrorCode) => void;
  readonly #drained: () => void;
  #unpacker: Unpacker | undefined;
  /** The first byte of a `deflate` body whose second has not come yet. */
  #lone: Uint8Array | undefined;
  /** Where the frames of a zstd body end. */
  readonly #frames: FrameWalker | undefined;
  #givenBytes = 0;
  #ended = false;

  constructor(coding: Coding, next: StageTarget, drained: () => void, fail: (code: ErrorCode) => void) {
    this.#coding = coding;
    if (coding === 'zstd') this.#frames = new FrameWalker();
    this.#next = next;
    this.#drained = drained;
    this.#fail = fail;
  }

  get unpacker(): Unpacker | undefined {
    return this.#unpacker;
  }

  write(chunk: Uint8Array): boolean {
    if (chunk.length === 0) return true;
    if (this.#unpacker !== undefined) return this.#feed(this.#unpacker, chunk);
    let opening = chunk;
    if (this.#coding === 'deflate') {
      if (this.#lone !== undefined) opening = Buffer.concat([this.#lone, chunk]);
      if (opening.length < 2) {
        this.#lone = opening;
        return true;
      }
    }
    return this.#feed(this.#open(opening), opening);
  }

  end(): void {
    this.#ended = true;
    if (this.#unpacker === undefined && this.#lone !== undefined) this.#feed(this.#open(this.#lone), this.#lone);
    if (this.#unpacker === undefined) this.#next.end();
    else if (this.#frames?.isBetweenFrames === false) this.#fail('SLUICE_CODING_CORRUPT');
    else this.#unpacker.end();
  }

  destroy(): void {
    this.#unpacker?.destroy();
  }

  #feed(unpacker: Unpacker, chunk: Uint8Array): boolean {
    this.#givenBytes += chunk.length;
    return this.#frames === undefined ? unpacker.write(chunk) : this.#feedFrames(unpacker, this.#frames, chunk);
  }

  /** One write for each frame: the decoder drops what follows a frame in the same write. */
  #feedFrames(unpacker: Unpacker, frames: FrameWalker, chunk: Uint8Array): boolean {
    let room = true;
    for (let from = 0; from < chunk.length;) {
      const end = frames.next(chunk, from);
      if (end < 0) {
        this.#fail('SLUICE_CODING_CORRUPT');
        return true;
      }
      room = unpacker.write(from === 0 && end === chunk.length ? chunk : chunk.subarray(from, end));
      from = end;
    }
    return room;
  }

  #open(opening: Uint8Array): Unpacker {
    const unpacker = createUnpacker(this.#coding, opening[0] ?? 0, opening[1] ?? 0);
    this.#unpacker = unpacker;
    unpacker.on('data', (chunk: Buffer) => {
      if (!this.#next.write(chunk)) unpacker.pause();
    });
    unpacker.on('drain', this.#drained);
    unpacker.on('error', () => {
      this.#fail('SLUICE_CODING_CORRUPT');
    });
    unpacker.on('end', () => {
      // zlib ends early, or leaves input untouched, when other bytes follow the coded ones
      if (this.#ended && unpacker.bytesWritten === this.#givenBytes) this.#next.end();
      else this.#fail('SLUICE_CODING_CORRUPT');
    });
    return unpacker;
  }
}

interface StageTarget {
  write(chunk: Uint8Array): boolean;
  end(): void;
}

/** Receives what a decoder yields. */
export interface DecodedSink {
  /** False stops the decoder until `resume`. */
  data(chunk: Uint8Array): boolean;
  /** The decoder takes input again after `write` was false. */
  drain(): void;
  end(): void;
  /** Called at most once, and nothing after it. */
  fail(code: ErrorCode): void;
}

/** Undoes a stack of codings as the bytes come, one step in memory at a time. */
export class Decoder {
  readonly #stages: Stage[] = [];
  readonly #limits: CodingLimits;
  readonly #sink: DecodedSink;
  #codedBytes = 0;
  #dead = false;

  /** `codings` in the order of `codingsOf`, at least one. */
  constructor(codings: readonly Coding[], limits: CodingLimits, sink: DecodedSink) {
    this.#limits = limits;
    this.#sink = sink;
    const fail = (code: ErrorCode): void => {
      this.#fail(code);
    };
    let target: StageTarget = {
      write: (chunk) => !this.#dead && sink.data(chunk),
      end: () => {
        if (!this.#dead) sink.end();
      },
    };
    for (let i = codings.length - 1; i >= 0; i--) {
      const coding = codings[i];
      if (coding === undefined) continue;
      const drained = i === 0 ? (): void => this.#drained() : (): void => void this.#stages[i - 1]?.unpacker?.resume();
      const stage = new Stage(coding, this.#counted(target), drained, fail);
      this.#stages.unshift(stage);
      target = stage;
    }
  }

  write(chunk: Uint8Array): boolean {
    if (this.#dead) return true;
    this.#codedBytes += chunk.length;
    return this.#stages[0]?.write(chunk) ?? true;
  }

  end(): void {
    if (!this.#dead) this.#stages[0]?.end();
  }

  /** The sink takes bytes again. */
  resume(): void {
    if (!this.#dead) this.#stages.at(-1)?.unpacker?.resume();
  }

  destroy(): void {
    this.#dead = true;
    for (const stage of this.#stages) stage.destroy();
  }

  /** Counts what a stage yields and stops a bomb at whichever stage it goes off. */
  #counted(target: StageTarget): StageTarget {
    let decodedBytes = 0;
    return {
      write: (chunk) => {
        decodedBytes += chunk.length;
        if (isBomb(this.#codedBytes, decodedBytes, this.#limits)) {
          this.#fail('SLUICE_CODING_BOMB');
          return false;
        }
        return target.write(chunk);
      },
      end: () => {
        target.end();
      },
    };
  }

  #drained(): void {
    if (!this.#dead) this.#sink.drain();
  }

  #fail(code: ErrorCode): void {
    if (this.#dead) return;
    this.destroy();
    this.#sink.fail(code);
  }
}

function isBomb(codedBytes: number, decodedBytes: number, limits: CodingLimits): boolean {
  if (decodedBytes > limits.codingDecodedBytes) return true;
  return decodedBytes > limits.codingGraceBytes && decodedBytes > codedBytes * limits.codingRatio;
}
