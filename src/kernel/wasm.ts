/** The SIMD kernel: compiles the embedded WASM module once, gives each kernel its own memory and fills in the tables. */
import { BMP_KINDS, kindOf, NAMED_ENTITIES, ZEROS_ASTRAL } from '../text/characters.js';
import { KERNEL_WASM_BASE64 } from './binary.js';
import type { Kernel, KernelTables } from './kernel.js';
import { ASTRAL_AT, BMP_AT, ENTITIES_AT, INPUT_AT, INPUT_CAPACITY, REGION_BYTES, REGIONS_AT, REGIONS_MAX } from './layout.js';
import { moduleOf } from './module.js';
import { writeTables } from './tables/image.js';

interface KernelExports {
  readonly memory: WebAssembly.Memory;
  readonly configure: (lookAlikes: bigint, phones: number, addresses: number) => void;
  readonly scan: (length: number, from: number, options: number, state: number) => number;
  readonly openOffset: () => number;
  readonly stateAt: (offset: number) => number;
}

const kernelModule = moduleOf(KERNEL_WASM_BASE64);

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
  const { memory, configure, scan, openOffset, stateAt } = new WebAssembly.Instance(kernelModule()).exports as unknown as KernelExports;
  writeTables(memory, tables); // may grow the memory, so its buffer is asked for behind
  const { buffer } = memory;
  writeCharacters(buffer);
  configure(tables.lookAlikes, tables.phones ? 1 : 0, tables.addresses ? 1 : 0);
  return {
    kind: 'simd',
    input: new Uint8Array(buffer, INPUT_AT, INPUT_CAPACITY),
    regions: new Uint32Array(buffer, REGIONS_AT, (REGIONS_MAX * REGION_BYTES) / 4),
    scan,
    openOffset,
    stateAt,
  };
}

function writeCharacters(buffer: ArrayBuffer): void {
  new Uint8Array(buffer, BMP_AT, BMP_KINDS.length).set(BMP_KINDS);
  new Int32Array(buffer, ASTRAL_AT, ZEROS_ASTRAL.length + 1).set([ZEROS_ASTRAL.length, ...ZEROS_ASTRAL]);
  const entities = [...NAMED_ENTITIES].flatMap(([name, codePoint]) => [name.length, kindOf(codePoint), ...Buffer.from(name)]);
  new Int32Array(buffer, ENTITIES_AT, 1)[0] = NAMED_ENTITIES.size;
  new Uint8Array(buffer, ENTITIES_AT + 4, entities.length).set(entities);
}
