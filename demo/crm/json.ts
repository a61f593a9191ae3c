/**
 * A JSON writer for the demo CRM. CRM backends write the same number in many ways (escaped, bare, beyond 2^53), and
 * `JSON.stringify` writes only one, so a `Literal` puts its own spelling into the body.
 */

/** A piece of JSON that is written exactly as given. `shown` is what a reader of the JSON sees. */
export class Literal {
  constructor(
    readonly json: string,
    readonly shown: string,
  ) {}

  /** For code that treats the record as plain data. */
  toJSON(): string {
    return this.shown;
  }
}

/** Writes every digit of `text` as a `\uXXXX` escape, as some CRM exports do. */
export function escapedDigits(text: string): Literal {
  const json = JSON.stringify(text).replace(/\d/g, (digit) => `\\u${digit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return new Literal(json, text);
}

/** A bare JSON number of any length. */
export function bareNumber(digits: string): Literal {
  return new Literal(digits, digits);
}

export type Json = string | number | boolean | null | Literal | readonly Json[] | { readonly [key: string]: Json | undefined };

/** Writes `value` over several lines, indented by two spaces below `indent`. */
export function writeJson(value: Json, indent = ''): string {
  return write(value, indent);
}

/** Writes `value` on one line, as messages of a chat or a ticker travel. */
export function writeJsonLine(value: Json): string {
  return write(value, undefined);
}

function write(value: Json, indent: string | undefined): string {
  if (value instanceof Literal) return value.json;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const inner = indent === undefined ? undefined : `${indent}  `;
  const parts = isList(value)
    ? value.map((item) => write(item, inner))
    : Object.entries(value)
        .filter((pair): pair is [string, Json] => pair[1] !== undefined)
        .map(([key, item]) => `${JSON.stringify(key)}:${indent === undefined ? '' : ' '}${write(item, inner)}`);
  const [open, close] = isList(value) ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return open + close;
  if (inner === undefined) return open + parts.join(',') + close;
  return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}
