/**
 * The kernel looks at every byte and reports the few *regions* that need a closer look, with the reason; it decides nothing.
 * Two kernels give the same answers: SIMD (AssemblyScript compiled to WASM) and a plain reference, its oracle and fallback.
 * A kernel holds the bytes of one scan and no state between scans: the caller keeps that, so that streams can share a kernel.
 */
import { createReferenceKernel } from './reference.js';
import { createSimdKernel, simdAvailable } from './wasm.js';

export * from './layout.js';

/** What a ruleset asks the kernel to look for. */
export interface KernelTables {
  /** Index: first three digits of a number; value: bit n set when n digits are possible and a Luhn check digit ends them. */
  readonly lengthsLuhn: Uint32Array;
  /** The same for numbers without a check digit. */
  readonly lengthsAny: Uint32Array;
  /** Words to find, 3 to 30 bytes of UTF-8, ASCII letters in lower case; letter case of the input is folded. */
  readonly literals: readonly Uint8Array[];
}

export interface Kernel {
  readonly kind: KernelKind;
  /** Where the caller puts the bytes to scan; INPUT_CAPACITY bytes. */
  readonly input: Uint8Array;
  /** Regions of the last scan: start, end, flags of each. */
  readonly regions: Uint32Array;
  /**
   * Scans input bytes `from`..`length` with OPTION_ flags, from a STATE_; bytes before `from` are context.
   * Returns the number of regions: digits in order, then literals. A literal's region begins behind the literal.
   */
  scan(length: number, from: number, options: number, state: number): number;
  /** First offset whose bytes must be kept and scanned again with what follows; `length` when there is none. */
  openOffset(): number;
  /** State at `offset`, to begin a later scan there. Only regions' starts, the open offset and the end may be asked for. */
  stateAt(offset: number): number;
}

export type KernelKind = 'simd' | 'reference';

/** Loads a kernel; by default SIMD where the runtime has it. `SLUICE_KERNEL=reference` forces the plain one. */
export function loadKernel(tables: KernelTables, kind: KernelKind = preferredKernel()): Kernel {
  return kind === 'simd' ? createSimdKernel(tables) : createReferenceKernel(tables);
}

function preferredKernel(): KernelKind {
  return process.env['SLUICE_KERNEL'] !== 'reference' && simdAvailable() ? 'simd' : 'reference';
}
