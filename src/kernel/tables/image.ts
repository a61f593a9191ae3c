/** The tables as the kernel's memory holds them. They can be written once, kept, and copied into a memory by those who need it at once. */
import type { KernelTables } from '../kernel.js';
import { LENGTHS_ANY_AT, LENGTHS_LUHN_AT, PREFIXES, SHAPE_HASHES_AT, SHAPES_END, WORD_FILTER_AT } from '../layout.js';
import { writeShapes } from './shapes.js';
import { writeCountries, writeTokens } from './tokens.js';
import { wordsSize, writeWords } from './words.js';

/** What stands in the memory from two places on. */
export interface KernelImage {
  /** From SHAPE_HASHES_AT: shapes, tokens, countries. */
  readonly shapes: Uint8Array;
  /** From WORD_FILTER_AT: the words. */
  readonly words: Uint8Array;
}

const PAGE_BYTES = 65_536;
/** The kernel compares sixteen bytes at once, also those of the last word. */
const SLACK_BYTES = 64;

export function imageOf(tables: KernelTables): KernelImage {
  const { words } = tables;
  const buffer = new ArrayBuffer(wordsSize(words));
  writeShapes(buffer, tables.shapes);
  writeTokens(buffer, tables.tokens);
  writeCountries(buffer, tables.ibanCountries);
  writeWords(buffer, words);
  return { shapes: new Uint8Array(buffer.slice(SHAPE_HASHES_AT, SHAPES_END)), words: new Uint8Array(buffer.slice(WORD_FILTER_AT)) };
}

/** Writes the tables into a memory; makes it larger first when the words need it, so its buffer is another one behind. */
export function writeTables(memory: WebAssembly.Memory, tables: KernelTables): void {
  const size = tables.image === undefined ? wordsSize(tables.words) : WORD_FILTER_AT + tables.image.words.length;
  const missing = size + SLACK_BYTES - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  const { buffer } = memory;
  new Uint32Array(buffer, LENGTHS_LUHN_AT, PREFIXES).set(tables.lengthsLuhn);
  new Uint32Array(buffer, LENGTHS_ANY_AT, PREFIXES).set(tables.lengthsAny);
  if (tables.image !== undefined) {
    new Uint8Array(buffer, SHAPE_HASHES_AT).set(tables.image.shapes);
    new Uint8Array(buffer, WORD_FILTER_AT).set(tables.image.words);
    return;
  }
  writeShapes(buffer, tables.shapes);
  writeTokens(buffer, tables.tokens);
  writeCountries(buffer, tables.ibanCountries);
  writeWords(buffer, tables.words);
}
