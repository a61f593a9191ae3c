/**
 * The kernel looks at every byte and reports the few *regions* that need a closer look, with the reason; it decides nothing.
 * Two kernels give the same answers: SIMD (AssemblyScript compiled to WASM) and a plain reference, its oracle and fallback.
 * A kernel holds the bytes of one scan and no state between scans: the caller keeps that, so that streams can share a kernel.
 */
import { REGION_BYTES } from './layout.js';
import { createReferenceKernel } from './reference.js';
import type { KernelImage } from './tables/image.js';
import { createSimdKernel, simdAvailable } from './wasm.js';

export * from './layout.js';
export { imageOf, type KernelImage } from './tables/image.js';
export { anchorOf, isAtom, isBehindEscape, reachBack } from './letters.js';

/** 32-bit numbers that a region takes. */
export const REGION_FIELDS = REGION_BYTES / 4;

/**
 * What a ruleset asks the kernel to look for. Rules are divided into *families*, numbered below FAMILIES_MAX: bit n of a mask stands for
 * family n. A context word belongs to the families in whose rules it stands; a region names the families that may find something in it.
 */
export interface KernelTables {
  /** Index: first three digits of a PAN; value: bit n set when n digits are possible and a Luhn check digit ends them. */
  readonly lengthsLuhn: Uint32Array;
  /** The same for numbers without a check digit. */
  readonly lengthsAny: Uint32Array;
  /** Windows of digit groups that may be something. */
  readonly shapes: readonly KernelShape[];
  /** Words of letters and digits that may be something. */
  readonly tokens: readonly KernelToken[];
  /** Words to find at the beginning of words. */
  readonly words: readonly KernelWord[];
  /** Whether telephone numbers are looked for. */
  readonly phones: boolean;
  /** Families that only compete with what others find: they open no region. */
  readonly lookAlikes: bigint;
  /** Two-letter codes of the countries whose IBANs are looked for. */
  readonly ibanCountries: readonly string[];
  /** Whether an @ sign is worth a look. */
  readonly addresses: boolean;
  /** Shapes, tokens, words and countries as they stand in the SIMD kernel's memory, where somebody has written them before. */
  readonly image?: KernelImage | undefined;
}

export interface KernelShape {
  /** Digits in each group: at most SHAPE_GROUPS_MAX groups, SHAPE_DIGITS_MIN to PAN_DIGITS_MAX digits. */
  readonly groups: readonly number[];
  /** Letters that must stand before and behind the window, at most one separator away or, with TOUCHING, right beside; 0 where it does not matter. */
  readonly before: number;
  readonly behind: number;
  /** What is asked of the digits at some positions, when no context is. */
  readonly tests: readonly KernelTest[];
  readonly families: bigint;
  /** A context word of the family must be near. */
  readonly needsContext: boolean;
}

export interface KernelTest {
  /** Index of the digit in the window. */
  readonly at: number;
  readonly kind: 'digit' | 'month' | 'day';
  /** For a digit: bit n allows digit n. */
  readonly digits: number;
}

export interface KernelToken {
  /** Letters and digits: at most TOKEN_ROW_BYTES_MAX. */
  readonly length: number;
  /** Bit n: a digit, or a letter, stands at index n; either where neither is set. */
  readonly digits: number;
  readonly letters: number;
  readonly families: bigint;
  readonly needsContext: boolean;
}

export interface KernelWord {
  /** UTF-8, 2 to 30 bytes with at least one letter, ASCII letters in lower case unless `exact`; JOINT stands between the words of a phrase. */
  readonly bytes: Uint8Array;
  /** Must be followed by something that is no part of the same word. */
  readonly whole: boolean;
  /** Letter case counts. */
  readonly exact?: boolean;
  readonly use:
    | { readonly kind: 'literal'; readonly number: number }
    | { readonly kind: 'context'; readonly families: bigint }
    | { readonly kind: 'number' };
}

export interface Kernel {
  readonly kind: KernelKind;
  /** Where the caller puts the bytes to scan; INPUT_CAPACITY bytes. */
  readonly input: Uint8Array;
  /** Regions of the last scan, REGION_FIELDS numbers each: start, end, flags, and the lower and the upper half of its families' mask. */
  readonly regions: Uint32Array;
  /**
   * Scans input bytes `from`..`length` with OPTION_ flags, from a STATE_; bytes before `from` are context.
   * Returns the number of regions: of digits in order, then all others. A literal's region begins behind the literal.
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
