/**
 * The head of a part, of an e-mail or of an embedded HTTP message (RFC 5322 section 2.2, RFC 2045): fields, unfolded. What one reader
 * would take for a field and another would not is no head, so that nobody sees another type or coding than the one acted upon.
 */

export interface Field {
  /** In lower case. */
  readonly name: string;
  /** Latin-1, unfolded, without white space around it. */
  readonly value: string;
}

/** Fields that say how the body is read: one of each, or readers choose differently. */
const SINGULAR = new Set(['content-type', 'content-transfer-encoding', 'content-disposition', 'content-encoding', 'content-length']);
const NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** Where a head ends: offset behind its empty line from line start `from` on, or -1; `isCrlf` tells how all of its lines end. */
export interface HeadEnd {
  readonly end: number;
  readonly isCrlf: boolean;
}

const CR = 0x0d;
const LF = 0x0a;

/** Finds the empty line that ends a head, byte by byte, however it is cut. */
export class HeadReader {
  private lineLength = 0;
  private wasReturn = false;
  /** How lines end, once one has. */
  isCrlf: boolean | undefined;

  /** Offset behind the head in these bytes, -1 when it goes on, undefined when its lines end in different ways. */
  next(bytes: Uint8Array): number | undefined {
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte !== LF) {
        if (this.wasReturn || byte === 0) return undefined;
        this.wasReturn = byte === CR;
        if (!this.wasReturn) this.lineLength++;
        continue;
      }
      this.isCrlf ??= this.wasReturn;
      if (this.isCrlf !== this.wasReturn) return undefined;
      this.wasReturn = false;
      if (this.lineLength === 0) return at + 1;
      this.lineLength = 0;
    }
    return -1;
  }
}

/** The fields of a head without its first line, if it has one; undefined when it is malformed or says one thing twice. */
export function fieldsOf(head: string): readonly Field[] | undefined {
  const lines = head.split(/\r?\n/);
  const fields: { name: string; value: string }[] = [];
  const seen = new Set<string>();
  for (const line of lines) {
    if (line === '') continue;
    if (line.startsWith(' ') || line.startsWith('\t')) {
      const last = fields.at(-1);
      if (last === undefined) return undefined;
      last.value = `${last.value} ${line.trim()}`.trim();
      continue;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    if (!NAME.test(name) || (SINGULAR.has(name) && seen.has(name))) return undefined;
    seen.add(name);
    fields.push({ name, value: line.slice(colon + 1).trim() });
  }
  return fields;
}

/** A parameter of a field, such as the `name` of a form's part; quotes and their escapes removed. The first of several. */
export function parameterOf(value: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;]*))`, 'i').exec(value);
  return match === null ? undefined : (match.at(1)?.replaceAll(/\\(.)/g, '$1') ?? match.at(2));
}
