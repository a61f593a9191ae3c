/** The SIMD kernel: compiles the embedded WASM module once, gives each kernel its own memory and fills in the tables. */
import { BMP_KINDS, kindOf, NAMED_ENTITIES, ZEROS_ASTRAL } from '../text/characters.js';
import { KERNEL_WASM_BASE64 } from './binary.js';
import type { Kernel, KernelTables } from './kernel.js';
import {
  ASTRAL_AT, BMP_AT, ENTITIES_AT, HASH_BITS, HASH_FACTOR, HASH_FOLD, HASHES_AT, INPUT_AT, INPUT_CAPACITY, LENGTHS_ANY_AT, LENGTHS_LUHN_AT, LITERAL_BYTES_MAX, LITERAL_MORE, LITERAL_SLOT, LITERALS_AT,
  LITERALS_MAX, NIBBLES_AT, PREFIXES, REGIONS_AT, REGIONS_MAX,
} from './layout.js'; // prettier-ignore

/** Bits in a byte of the nibble tables. */
const BUCKETS = 8;
/** First bytes of a literal that the nibble tables look at. */
const POSITIONS = 4;

interface KernelExports {
  readonly memory: WebAssembly.Memory;
  scan(length: number, from: number, options: number, state: number, literals: number): number;
  openOffset(): number;
  stateAt(offset: number): number;
}

let compiled: WebAssembly.Module | undefined;

function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Buffer.from(KERNEL_WASM_BASE64, 'base64'));
  return compiled;
}

/** Whether this runtime can compile the kernel (SIMD is missing on old or restricted runtimes). */
export function simdAvailable(): boolean {
  try {
    kernelModule();
    return true;
  } catch {
    return false;
  }
}

export function createSimdKernel(tables: KernelTables): Kernel {
  const kernel = new WebAssembly.Instance(kernelModule()).exports as unknown as KernelExports;
  const { buffer } = kernel.memory;
  writeCharacters(buffer);
  writeLengths(buffer, tables);
  writeLiterals(buffer, tables.literals);
  const literals = tables.literals.length;
  return {
    kind: 'simd',
    input: new Uint8Array(buffer, INPUT_AT, INPUT_CAPACITY),
    regions: new Uint32Array(buffer, REGIONS_AT, REGIONS_MAX * 3),
    scan: (length, from, options, state) => kernel.scan(length, from, options, state, literals),
    openOffset: () => kernel.openOffset(),
    stateAt: (offset) => kernel.stateAt(offset),
  };
}

function writeCharacters(buffer: ArrayBuffer): void {
  new Uint8Array(buffer, BMP_AT, BMP_KINDS.length).set(BMP_KINDS);
  new Int32Array(buffer, ASTRAL_AT, ZEROS_ASTRAL.length + 1).set([ZEROS_ASTRAL.length, ...ZEROS_ASTRAL]);
  const entities = [...NAMED_ENTITIES].flatMap(([name, codePoint]) => [name.length, kindOf(codePoint), ...Buffer.from(name)]);
  new Int32Array(buffer, ENTITIES_AT, 1)[0] = NAMED_ENTITIES.size;
  new Uint8Array(buffer, ENTITIES_AT + 4, entities.length).set(entities);
}

function writeLengths(buffer: ArrayBuffer, tables: KernelTables): void {
  new Uint32Array(buffer, LENGTHS_LUHN_AT, PREFIXES).set(tables.lengthsLuhn);
  new Uint32Array(buffer, LENGTHS_ANY_AT, PREFIXES).set(tables.lengthsAny);
}

const isLowerCase = (byte: number): boolean => byte >= 0x61 && byte <= 0x7a;

/** Literals go into the hash table by their first three bytes; the nibble tables say which bytes may stand at each of those positions. */
function writeLiterals(buffer: ArrayBuffer, literals: readonly Uint8Array[]): void {
  if (literals.length > LITERALS_MAX) throw new RangeError(`at most ${LITERALS_MAX} literals fit the kernel`);
  const hashes = new Uint16Array(buffer, HASHES_AT, 1 << HASH_BITS);
  const ordered = literals.map((literal, number) => ({ literal, number, hash: hashOf(literal) })).sort((a, b) => a.hash - b.hash);
  const buckets = bucketsOf(literals);
  ordered.forEach(({ literal, number, hash }, place) => {
    const slot = new Uint8Array(buffer, LITERALS_AT + place * LITERAL_SLOT, LITERAL_SLOT);
    writeLiteral(slot, literal, number);
    slot[LITERAL_MORE] = ordered[place + 1]?.hash === hash ? 1 : 0;
    if (hashes[hash] === 0) hashes[hash] = place + 1;
    writeNibbles(new Uint8Array(buffer, NIBBLES_AT, POSITIONS * 32), literal, 1 << (buckets.get(bucketKey(literal)) ?? 0));
  });
}

function hashOf(literal: Uint8Array): number {
  const prefix = literal[0] | (literal[1] << 8) | (literal[2] << 16) | HASH_FOLD;
  return Math.imul(prefix, HASH_FACTOR) >>> (32 - HASH_BITS);
}

/** Words of three bytes apart, since their fourth byte may be any; the others by their first byte. */
const bucketKey = (literal: Uint8Array): number => (literal.length < POSITIONS ? -1 : literal[0]);

/** One of eight buckets for each key, so that the bytes of different words mix little: the more words, the emptier the bucket. */
function bucketsOf(literals: readonly Uint8Array[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const literal of literals) counts.set(bucketKey(literal), (counts.get(bucketKey(literal)) ?? 0) + 1);
  const loads = new Array<number>(BUCKETS).fill(0);
  const buckets = new Map<number, number>();
  for (const [key, count] of [...counts].sort((a, b) => b[1] - a[1])) {
    const emptiest = loads.indexOf(Math.min(...loads));
    buckets.set(key, emptiest);
    loads[emptiest] += count;
  }
  return buckets;
}

function writeLiteral(slot: Uint8Array, literal: Uint8Array, number: number): void {
  if (literal.length < 3 || literal.length > LITERAL_BYTES_MAX) throw new RangeError('a literal takes 3 to 30 bytes');
  slot.set([literal.length, number & 0xff, number >> 8]);
  slot.set(literal, 3);
  slot.set(literal.map((byte) => (isLowerCase(byte) ? 0x20 : 0)), 33); // prettier-ignore
}

function writeNibbles(nibbles: Uint8Array, literal: Uint8Array, bucket: number): void {
  for (let position = 0; position < POSITIONS; position++) {
    const table = nibbles.subarray(position * 32, position * 32 + 32);
    for (const byte of bytesAt(literal, position)) {
      table[byte & 15] |= bucket;
      table[16 + (byte >> 4)] |= bucket;
    }
  }
}

/** The bytes that may stand at a position of a literal: both cases of a letter, any byte behind its end. */
function bytesAt(literal: Uint8Array, position: number): Iterable<number> {
  if (position >= literal.length) return Array(256).keys();
  const byte = literal[position];
  return isLowerCase(byte) ? [byte, byte & 0xdf] : [byte];
}
