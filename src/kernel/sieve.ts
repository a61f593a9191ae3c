/** The sieve: finds the words of a text that are worth a look, in WASM with SIMD. Compiled once; where the runtime has no SIMD there is none. */
import { SIEVE_WASM_BASE64 } from './binary.js';
import { moduleOf } from './module.js';
import { FIND_FIELDS, FINDS_AT, TEXT_AT, TEXT_BYTES_MAX } from './sieve-layout.js';
import { type SieveTables, WORDS_MAX, writeSieve } from './sieve-tables.js';
import { simdAvailable } from './wasm.js';

export * from './sieve-layout.js';
export type { SieveTables, SieveWord } from './sieve-tables.js';

const sieveModule = moduleOf(SIEVE_WASM_BASE64);

interface SieveExports {
  readonly memory: WebAssembly.Memory;
  sift(length: number): number;
  otherWords(): number;
  knownWords(): number;
  hasDigits(): number;
  mayHaveTags(): number;
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
  /** False where no tag begins. */
  mayHaveTags(): boolean;
}

/** Undefined where the runtime cannot compile it, or it cannot hold so many words. */
export function createSieve(tables: SieveTables): Sieve | undefined {
  if (tables.words.length > WORDS_MAX || !simdAvailable()) return undefined;
  const exports = new WebAssembly.Instance(sieveModule()).exports as unknown as SieveExports;
  const { buffer } = exports.memory;
  writeSieve(buffer, tables);
  return {
    text: new Uint8Array(buffer, TEXT_AT, TEXT_BYTES_MAX),
    finds: new Uint32Array(buffer, FINDS_AT, (TEXT_BYTES_MAX + 1) * FIND_FIELDS),
    sift: (length) => exports.sift(length),
    otherWords: () => exports.otherWords(),
    knownWords: () => exports.knownWords(),
    hasDigits: () => exports.hasDigits() !== 0,
    mayHaveTags: () => exports.mayHaveTags() !== 0,
  };
}
