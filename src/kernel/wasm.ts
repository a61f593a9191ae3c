/** The SIMD kernel: compiles the embedded WASM module once, gives each kernel its own memory and fills in the tables. */
import { BMP_KINDS, kindOf, NAMED_ENTITIES, ZEROS_ASTRAL } from '../text/characters.js';
import { KERNEL_WASM_BASE64 } from './binary.js';
import type { Kernel, KernelTables } from './kernel.js';
import {
  ASTRAL_AT, BMP_AT, BUCKETS, BUCKETS_AT, ENTITIES_AT, INPUT_AT, INPUT_CAPACITY, LENGTHS_ANY_AT, LENGTHS_LUHN_AT, LITERAL_BYTES_MAX, LITERAL_SLOT, LITERALS_AT,
  LITERALS_MAX, NIBBLES_AT, PREFIXES, REGIONS_AT, REGIONS_MAX,
} from './layout.js'; // prettier-ignore

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

/**
 * Literals are sorted into buckets by their first byte; the nibble tables say which buckets a byte may belong to at each of the first
 * three positions. One first letter a bucket, where there are enough, keeps false hits rare.
 */
function writeLiterals(buffer: ArrayBuffer, literals: readonly Uint8Array[]): void {
  if (literals.length > LITERALS_MAX) throw new RangeError(`at most ${LITERALS_MAX} literals fit the kernel`);
  const begins = new Int32Array(buffer, BUCKETS_AT, BUCKETS + 1);
  let slot = 0;
  bucketsOf(literals).forEach((numbers, bucket) => {
    for (const number of numbers) {
      writeLiteral(new Uint8Array(buffer, LITERALS_AT + slot * LITERAL_SLOT, LITERAL_SLOT), literals[number], number);
      writeNibbles(new Uint8Array(buffer, NIBBLES_AT, 96), literals[number], 1 << bucket);
      slot++;
    }
    begins[bucket + 1] = slot;
  });
}

/** Numbers of the literals in each bucket: those with one first byte together, the fullest bucket as empty as possible. */
function bucketsOf(literals: readonly Uint8Array[]): number[][] {
  const byFirstByte = new Map<number, number[]>();
  literals.forEach((literal, number) => byFirstByte.set(literal[0], [...(byFirstByte.get(literal[0]) ?? []), number]));
  const buckets: number[][] = Array.from({ length: BUCKETS }, () => []);
  for (const numbers of [...byFirstByte.values()].sort((a, b) => b.length - a.length)) {
    buckets.reduce((emptiest, bucket) => (bucket.length < emptiest.length ? bucket : emptiest)).push(...numbers);
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
  for (let position = 0; position < 3; position++) {
    const lower = literal[position];
    for (const byte of isLowerCase(lower) ? [lower, lower & 0xdf] : [lower]) {
      nibbles[position * 32 + (byte & 15)] |= bucket;
      nibbles[position * 32 + 16 + (byte >> 4)] |= bucket;
    }
  }
}
