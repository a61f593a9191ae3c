/** A name of a JSON document that is cut in two, or written with escapes: gathered, decoded and looked up. */
import { LIMITS } from '../../base/limits.js';
import type { Names } from './lexer.js';

/** An escape takes six bytes at most for each byte of a name, and twice as many backslashes where strings are nested. */
const RAW_BYTES_MAX = 6 * LIMITS.pathNameBytes;

export class KeyReader {
  private bytes: number[] = [];
  private isLong = false;

  constructor(private readonly names: Names) {}

  begin(): void {
    this.bytes = [];
    this.isLong = false;
  }

  add(bytes: Uint8Array, from: number, to: number): void {
    this.isLong ||= this.bytes.length + to - from > RAW_BYTES_MAX;
    if (!this.isLong) for (let at = from; at < to; at++) this.bytes.push(bytes[at]);
  }

  /** The number of the name; 0 when no path mentions it. */
  end(): number {
    if (this.isLong) return 0;
    return this.names.findText(unescaped(Buffer.from(this.bytes).toString()));
  }
}

const LETTERS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Without the escapes of RFC 8259, section 7; a backslash before anything else is left out, as lenient readers do. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, hex: string | undefined, letter: string | undefined) =>
    hex === undefined ? (LETTERS[letter ?? ''] ?? letter ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
