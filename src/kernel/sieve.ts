/** The sieve: finds the words of a text that are worth a look, in WASM with SIMD. Compiled once; where the runtime has no SIMD there is none. */
import { SIEVE_WASM_BASE64 } from './binary.js';
import { moduleOf } from './module.js';
import {
  BEGINNINGS,
  BEGINNINGS_AT,
  FIND_FIELDS,
  FINDS_AT,
  HASHES_AT,
  HEADS,
  HEADS_AT,
  KINDS_AT,
  SLOTS_MAX,
  TEXT_AT,
  TEXT_BYTES_MAX,
} from './sieve-layout.js';
import { simdAvailable } from './wasm.js';

export * from './sieve-layout.js';

const sieveModule = moduleOf(SIEVE_WASM_BASE64);

interface SieveExports {
  readonly memory: WebAssembly.Memory;
  configure(bitsOfLengths: number, startOfHashes: number, slots: number): void;
  sift(length: number): number;
  otherWords(): number;
  knownWords(): number;
  hasDigits(): number;
}

export interface Sieve {
  /** Where the text is put. */
  readonly text: Uint8Array;
  /** What was found: FIND_FIELDS numbers each. */
  readonly finds: Uint32Array;
  /** Sifts so many bytes of the text; returns how many finds there are, the end included. */
  sift(length: number): number;
  /** Words that are not worth a look. */
  otherWords(): number;
  /** Words that are known and no numbers. */
  knownWords(): number;
  hasDigits(): boolean;
}

/** What the sieve keeps. */
export interface SieveTables {
  /**
   * By the first three letters of a word, in five bits each: a bit for each of its lengths that are known, and above those bits what else may begin so. Longer
   * words than there are bits share the last one, and are kept.
   */
  readonly heads: Uint16Array;
  readonly lengthBits: number;
  /** Known words by their hash, with open addressing, and what they are: KNOWN or NUMBER. */
  readonly hashes: Int32Array;
  readonly kinds: Uint8Array;
  readonly hashStart: number;
  /** Of what else may begin so: by the hash of the first bytes. */
  readonly beginnings: Uint8Array;
}

/** Undefined where the runtime cannot compile it, or the tables are too large. */
export function createSieve({ heads, lengthBits, hashes, kinds, hashStart, beginnings }: SieveTables): Sieve | undefined {
  if (hashes.length > SLOTS_MAX || !simdAvailable()) return undefined;
  const exports = new WebAssembly.Instance(sieveModule()).exports as unknown as SieveExports;
  const { buffer } = exports.memory;
  new Uint16Array(buffer, HEADS_AT, HEADS).set(heads);
  new Int32Array(buffer, HASHES_AT, SLOTS_MAX).set(hashes);
  new Uint8Array(buffer, KINDS_AT, SLOTS_MAX).set(kinds);
  new Uint8Array(buffer, BEGINNINGS_AT, BEGINNINGS).set(beginnings);
  exports.configure(lengthBits, hashStart, hashes.length);
  return {
    text: new Uint8Array(buffer, TEXT_AT, TEXT_BYTES_MAX),
    finds: new Uint32Array(buffer, FINDS_AT, (TEXT_BYTES_MAX + 1) * FIND_FIELDS),
    sift: (length) => exports.sift(length),
    otherWords: () => exports.otherWords(),
    knownWords: () => exports.knownWords(),
    hasDigits: () => exports.hasDigits() !== 0,
  };
}
