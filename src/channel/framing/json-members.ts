/**
 * The outermost structure of JSON, as far as a framing must know it: where the members of an object stand, and the items of a list. What is
 * inside of them is passed over. Nothing is judged: whatever is no JSON has no members, and is inspected whole.
 */

/** A value between two offsets, without the white space around it. */
export interface JsonValue {
  readonly start: number;
  readonly end: number;
}

export interface JsonMember extends JsonValue {
  /** With its escapes undone. */
  readonly name: string;
  /** Where the name's quote stands. */
  readonly nameStart: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;

/** The items of the list that stands at a value; undefined where it is none. */
export function jsonItems(bytes: Uint8Array, { start, end }: JsonValue): JsonValue[] | undefined {
  if (bytes[start] !== OPEN_LIST || bytes[end - 1] !== CLOSE_LIST) return undefined;
  const items: JsonValue[] = [];
  for (let at = start + 1; at < end;) {
    const item = valueAt(bytes, at, end - 1);
    if (item.end > item.start) items.push(item);
    at = skipSpace(bytes, item.end, end);
    if (at === end - 1) return items;
    if (bytes[at++] !== COMMA) return undefined;
  }
  return undefined;
}

/** The members of the object that stands at a value; undefined where it is none. */
export function jsonMembers(bytes: Uint8Array, { start, end }: JsonValue): JsonMember[] | undefined {
  if (bytes[start] !== OPEN_OBJECT || bytes[end - 1] !== CLOSE_OBJECT) return undefined;
  const members: JsonMember[] = [];
  for (let at = skipSpace(bytes, start + 1, end); at < end - 1;) {
    const nameEnd = bytes[at] === QUOTE ? stringEnd(bytes, at, end) : undefined;
    const name = nameEnd === undefined ? undefined : jsonString(bytes, { start: at, end: nameEnd });
    if (nameEnd === undefined || name === undefined) return undefined;
    const colon = skipSpace(bytes, nameEnd, end);
    if (bytes[colon] !== COLON) return undefined;
    const value = valueAt(bytes, colon + 1, end - 1);
    if (value.end === value.start) return undefined;
    members.push({ ...value, name, nameStart: at });
    at = skipSpace(bytes, value.end, end);
    if (at === end - 1) return members;
    if (bytes[at] !== COMMA) return undefined;
    at = skipSpace(bytes, at + 1, end);
  }
  return members;
}

/** The text that a string says; undefined where it is none. */
export function jsonString(bytes: Uint8Array, { start, end }: JsonValue): string | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString());
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The value of a document: all of it but the white space around. */
export function jsonDocument(bytes: Uint8Array, start = 0, end = bytes.length): JsonValue {
  let last = end;
  while (last > start && isSpace(bytes[last - 1])) last--;
  return { start: Math.min(skipSpace(bytes, start, end), last), end: last };
}

/** The value that stands behind white space; empty where there is none before `end`. */
function valueAt(bytes: Uint8Array, from: number, end: number): JsonValue {
  const start = skipSpace(bytes, from, end);
  let depth = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = stringEnd(bytes, at, end) - 1;
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth++;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) depth--;
    else if (byte === COMMA && depth === 0) return { start, end: behindText(bytes, start, at) };
    if (depth < 0) return { start, end: at };
  }
  return { start, end: behindText(bytes, start, end) };
}

/** Offset behind the string that begins with the quote at `at`; `end` where it does not end. */
function stringEnd(bytes: Uint8Array, at: number, end: number): number {
  for (let i = at + 1; i < end; i++) {
    if (bytes[i] === BACKSLASH) i++;
    else if (bytes[i] === QUOTE) return i + 1;
  }
  return end;
}

function skipSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isSpace(bytes[at])) at++;
  return at;
}

function behindText(bytes: Uint8Array, start: number, from: number): number {
  let end = from;
  while (end > start && isSpace(bytes[end - 1])) end--;
  return end;
}

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
