/**
 * Issuer identification numbers: which prefixes and lengths a card brand uses (ISO/IEC 7812-1). Only the union matters for redaction,
 * so co-brands may overlap. Compiled once from the rule pack.
 */

export interface Brand {
  readonly name: string;
  /** Prefixes or ranges of prefixes of up to eight digits: `4`, `51-55`, `222100-272099`. */
  readonly prefixes: readonly string[];
  readonly lengths: readonly number[];
  /** Of these lengths, the ones that count only near a card word. */
  readonly lengthsInContext?: readonly number[] | undefined;
  /** The whole brand counts only near a card word. */
  readonly inContext?: boolean | undefined;
  /** The last digit is a Luhn check digit. */
  readonly luhn: boolean;
}

/** What a prefix and length may be: with a check digit, the same but only near a card word, or without a check digit near a card word. */
export const PLAIN = 1;
export const IN_CONTEXT = 2;
export const WITHOUT_LUHN = 4;

interface Range {
  readonly first: number;
  readonly last: number;
  /** Index: length. */
  readonly flags: Uint8Array;
  /** Lengths, bit n for n digits: all, and those that need no card word. */
  readonly lengths: number;
  readonly plainLengths: number;
}

/** Digits of a prefix that are looked up. */
export const PREFIX_DIGITS = 8;
/** Prefixes that begin with the same three digits. */
const FOLLOWING = 100_000;
const LENGTHS = 20;

export class BrandTable {
  /** Ranges of eight-digit prefixes by their first three digits. */
  private readonly byPrefix: Range[][] = Array.from({ length: 1000 }, () => []);
  /** Lengths by the first three digits, bit n for n digits: of all brands, of those that need no card word, of those whatever follows. */
  readonly lengths = new Uint32Array(1000);
  readonly plainLengths = new Uint32Array(1000);
  readonly sureLengths = new Uint32Array(1000);
  /** For the kernel: lengths by the first three digits, with and without a check digit. */
  readonly lengthsLuhn = new Uint32Array(1000);
  readonly lengthsAny = new Uint32Array(1000);

  constructor(brands: readonly Brand[]) {
    for (const brand of brands) for (const prefix of brand.prefixes) this.add(brand, prefix);
  }

  /** Flags for a number of `length` digits whose first eight are `prefix`. */
  lookup(prefix: number, length: number): number {
    let flags = 0;
    const ranges = this.byPrefix[Math.floor(prefix / FOLLOWING)];
    for (let i = 0; i < ranges.length; i++) {
      const range = ranges[i];
      if (prefix >= range.first && prefix <= range.last) flags |= range.flags[length];
    }
    return flags;
  }

  /**
   * Lengths of the numbers that may begin with `digits` digits, 3 to 8, that write `prefix`: bit n for n digits, 0 where none does. Near a card
   * word of all brands, else of those that need none.
   */
  lengthsBehind(prefix: number, digits: number, isNearWord: boolean): number {
    const span = 10 ** (PREFIX_DIGITS - digits);
    const first = prefix * span;
    const last = first + span - 1;
    let lengths = 0;
    for (const range of this.byPrefix[Math.floor(first / FOLLOWING)]) {
      if (range.first <= last && range.last >= first) lengths |= isNearWord ? range.lengths : range.plainLengths;
    }
    return lengths;
  }

  private add(brand: Brand, prefix: string): void {
    const [from, to = from] = prefix.split('-');
    const first = Number(from.padEnd(PREFIX_DIGITS, '0'));
    const last = Number(to.padEnd(PREFIX_DIGITS, '9'));
    const flags = new Uint8Array(LENGTHS);
    for (const length of brand.lengths) flags[length] = flagsOf(brand, length);
    const mask = bitsOf(brand.lengths);
    const plain = bitsOf(brand.lengths.filter((length) => (flags[length] & PLAIN) !== 0));
    const range: Range = { first, last, flags, lengths: mask, plainLengths: plain };
    for (let three = Math.floor(first / FOLLOWING); three <= Math.floor(last / FOLLOWING); three++) {
      this.byPrefix[three].push(range);
      this.lengths[three] |= mask;
      this.plainLengths[three] |= plain;
      if (first <= three * FOLLOWING && last >= (three + 1) * FOLLOWING - 1) this.sureLengths[three] |= plain;
      (brand.luhn ? this.lengthsLuhn : this.lengthsAny)[three] |= mask;
    }
  }
}

const bitsOf = (lengths: readonly number[]): number => lengths.reduce((bits, length) => bits | (1 << length), 0);

function flagsOf(brand: Brand, length: number): number {
  if (!brand.luhn) return WITHOUT_LUHN;
  return brand.inContext === true || brand.lengthsInContext?.includes(length) === true ? IN_CONTEXT : PLAIN;
}
