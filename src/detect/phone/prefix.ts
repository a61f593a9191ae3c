/** What people dial before a national number: mostly a digit or two, in some countries a choice, and in some it stands for an area code. */
import type { DigitAutomaton } from './automaton.js';

/** Digits of calling code and national number together (ITU-T E.164). */
export const E164_DIGITS_MAX = 15;

/** Reads the prefix of one country. */
export class PrefixReader {
  /** What is left of the number: so many digits of these bytes, from the offset on. */
  bytes: Uint8Array = written;
  from = 0;
  to = 0;
  /** Where the prefix is a choice: where the automaton begins to read what may begin with it, and the library's expression. */
  private readonly start: number;
  private readonly expression: RegExp | undefined;

  /** `prefix` is digits or an expression of the metadata, `replacement` what stands there for its last group. */
  constructor(
    private readonly prefix: string,
    private readonly replacement: string | undefined,
    private readonly automaton: DigitAutomaton,
  ) {
    const isPlain = /^\d*$/.test(prefix);
    this.expression = isPlain ? undefined : new RegExp(`^(?:${prefix})`);
    this.start = isPlain ? 0 : automaton.add([`(?:${prefix.replaceAll('$', '')})\\d{0,${E164_DIGITS_MAX}}`]);
  }

  /** Whether the digits begin with the prefix. */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    if (this.expression !== undefined) {
      // The expression needs a string: most numbers are refused before one is made.
      return this.automaton.accepted(this.start, bytes, from, to) !== 0 && this.readExpression(bytes, from, to, this.expression);
    }
    const { length } = this.prefix;
    if (length === 0 || to - from < length || !startsWith(bytes, from, this.prefix)) return false;
    return this.leave(bytes, from + length, to);
  }

  private readExpression(bytes: Uint8Array, from: number, to: number, expression: RegExp): boolean {
    const digits = String.fromCharCode(...bytes.subarray(from, to));
    const match = expression.exec(digits);
    if (match === null || match[0] === '') return false;
    const isReplaced = this.replacement !== undefined && match.length > 1 && (match.at(-1) ?? '') !== '';
    if (!isReplaced) return this.leave(bytes, from + match[0].length, to);
    const national = digits.replace(expression, this.replacement);
    return national !== digits && this.leave(written, 0, written.write(national, 'latin1'));
  }

  private leave(bytes: Uint8Array, from: number, to: number): boolean {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    return true;
  }
}

/** A number whose prefix was replaced, which may make it longer. */
const written = Buffer.alloc(2 * E164_DIGITS_MAX);

export function startsWith(bytes: Uint8Array, from: number, digits: string): boolean {
  for (let i = 0; i < digits.length; i++) if (bytes[from + i] !== digits.charCodeAt(i)) return false;
  return true;
}
