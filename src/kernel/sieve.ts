/** The sieve: finds the words of a text that are worth a look, in WASM with SIMD. Compiled once; where the runtime has no SIMD there is none. */
import { SIEVE_WASM_BASE64 } from './binary.js';
import { moduleOf } from './module.js';
import { FIND_FIELDS, FINDS_AT, LEAD_BYTES_MAX, TEXT_AT, TEXT_BYTES_MAX, TOLD_AT, TOLD_FIELDS } from './sieve-layout.js';
import { type SieveTables, WORDS_MAX, writeSieve } from './sieve-tables.js';
import { simdAvailable } from './wasm.js';

export * from './sieve-layout.js';
export type { SieveTables, SieveWord } from './sieve-tables.js';

const sieveModule = moduleOf(SIEVE_WASM_BASE64);

interface SieveExports {
  readonly memory: WebAssembly.Memory;
  readonly sift: (length: number) => number;
}

export interface Sieve {
  /** Where the text is put, behind LEAD_BYTES_MAX bytes of what stands before it. */
  readonly text: Uint8Array;
  /** What was found: FIND_FIELDS numbers each. */
  readonly finds: Int32Array;
  /** What is told of the whole text: TOLD_FIELDS numbers. */
  readonly told: Int32Array;
  /** Sifts so many bytes of the text; returns how many finds there are, the end included. */
  readonly sift: (length: number) => number;
}

/** Undefined where the runtime cannot compile it, or it cannot hold so many words. */
export function createSieve(tables: SieveTables): Sieve | undefined {
  if (tables.words.length > WORDS_MAX || !simdAvailable()) return undefined;
  const { memory, sift } = new WebAssembly.Instance(sieveModule()).exports as unknown as SieveExports;
  const { buffer } = memory;
  writeSieve(buffer, tables);
  return {
    text: new Uint8Array(buffer, TEXT_AT - LEAD_BYTES_MAX, LEAD_BYTES_MAX + TEXT_BYTES_MAX),
    finds: new Int32Array(buffer, FINDS_AT, (TEXT_BYTES_MAX + 1) * FIND_FIELDS),
    told: new Int32Array(buffer, TOLD_AT, TOLD_FIELDS),
    sift,
  };
}
