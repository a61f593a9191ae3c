/**
 * What else a line of a head may say: percent-encoding, quoted pairs and brackets undone, encoded words and joined parameters as their reader
 * sees them, and the text inside base64. Views only; what is done about a finding in one of them is decided in sensitive.ts.
 */
import { SluiceError, type Direction } from '../base/errors.js';
import type { Engine, PartPolicy, Redacted } from '../engine/api.js';
import { declaredCharset } from '../wire/charset.js';

export interface Decoded {
  readonly bytes: Buffer;
  /** Offset in the raw value of every decoded byte, and of the end. */
  readonly origin: readonly number[];
}

const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;
const DOT = 0x2e;

/** Undoes percent-encoding, `%uXXXX` as some servers take it, and `+` for a space; undefined when there is nothing to undo. */
function percentDecode({ bytes, origin }: Decoded): Decoded | undefined {
  if (!bytes.includes(PERCENT) && !bytes.includes(PLUS)) return undefined;
  const decoded: number[] = [];
  const from: number[] = [];
  for (let i = 0; i < bytes.length;) {
    const byte = bytes[i] ?? 0;
    const unit = byte === PERCENT ? escapeAt(bytes, i + 1) : undefined;
    const plain = unit === undefined ? [byte === PLUS ? SPACE : byte] : unit.spelled;
    for (const one of plain) {
      from.push(origin[i] ?? i);
      decoded.push(one);
    }
    i += 1 + (unit?.characters ?? 0);
  }
  from.push(origin[bytes.length] ?? bytes.length);
  const view = Buffer.from(decoded);
  return bytes.equals(view) ? undefined : { bytes: view, origin: from };
}

/**
 * What readers may take the value for, as it stands first: with percent-encoding undone once, twice …, `depth` times at most and as often as
 * there is something to undo; with quoted pairs undone before, between or behind that; each with brackets undone as well.
 */
export function readingsOf(bytes: Buffer, depth: number): readonly Decoded[] {
  const readings = layersOf({ bytes, origin: [] }, depth).flatMap((layer, undone) => {
    const plain = unquoted(layer);
    return plain === undefined ? [layer] : [layer, ...layersOf(plain, depth - undone)];
  });
  return readings.flatMap((reading) => {
    const plain = unbracketed(reading);
    return plain === undefined ? [reading] : [reading, plain];
  });
}

/** The value and what it is with percent-encoding undone. */
function layersOf(first: Decoded, depth: number): readonly Decoded[] {
  const layers = [first];
  for (let next = percentDecode(first); next !== undefined && layers.length <= depth; next = percentDecode(next)) layers.push(next);
  return layers;
}

const BACKSLASH = 0x5c;

/** Quoted pairs as whoever reads a quoted string takes them: without the backslash (RFC 9110 section 5.6.4). */
function unquoted({ bytes, origin }: Decoded): Decoded | undefined {
  if (!bytes.includes(BACKSLASH)) return undefined;
  const plain: number[] = [];
  const from: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    from.push(origin[at] ?? at);
    if (bytes[at] === BACKSLASH && at + 1 < bytes.length) at++;
    plain.push(bytes[at]);
  }
  from.push(origin[bytes.length] ?? bytes.length);
  return { bytes: Buffer.from(plain), origin: from };
}

const OPENING = 0x5b;
const CLOSING = 0x5d;

/** Names of fields within fields, `card[cvv]=`, as `card.cvv =`: labels that detectors know. */
function unbracketed(view: Decoded): Decoded | undefined {
  if (!view.bytes.includes(']=')) return undefined;
  const bytes = view.bytes.map((byte) => (byte === OPENING ? DOT : byte === CLOSING ? SPACE : byte));
  return { bytes: Buffer.from(bytes), origin: view.origin };
}

interface Escape {
  readonly spelled: Iterable<number>;
  /** Characters behind the percent sign. */
  readonly characters: number;
}

const LETTER_U = 0x75;
const TO_LOWER = 0x20;

/** The escape whose characters behind the percent sign begin at `at`. */
function escapeAt(bytes: Buffer, at: number): Escape | undefined {
  if (((bytes[at] ?? 0) | TO_LOWER) === LETTER_U) {
    const unit = hexAt(bytes, at + 1, 4);
    return unit === undefined ? undefined : { spelled: Buffer.from(String.fromCharCode(unit)), characters: 5 };
  }
  const byte = hexAt(bytes, at, 2);
  return byte === undefined ? undefined : { spelled: [byte], characters: 2 };
}

/** So many hexadecimal digits as a number. */
function hexAt(bytes: Buffer, at: number, digits: number): number | undefined {
  let value = 0;
  for (let i = at; i < at + digits; i++) {
    const code = bytes[i] ?? 0;
    const letter = (code | TO_LOWER) - 0x57;
    const digit = code >= 0x30 && code <= 0x39 ? code - 0x30 : letter >= 10 && letter <= 15 ? letter : -1;
    if (digit < 0) return undefined;
    value = value * 16 + digit;
  }
  return value;
}

/** Encoded words (RFC 2047) and parameters in pieces (RFC 2231), both of which browsers read in the names of downloads. */
const WORDS = /=\?|\*\d*\*?\s*=/;

export const holdsWords = (value: string): boolean => WORDS.test(value);

const LINE_START = 'X: ';
const LINE_END = '\r\n\r\n';

/** A charset that cannot be read makes the value of a header uninspectable. */
const partPolicy: PartPolicy = ({ contentType }) =>
  declaredCharset(contentType ?? '') === 'refused' ? 'SLUICE_CHARSET_UNSUPPORTED' : { meta: {} };

/** The value of a header with masks in its encoded words; undefined when readers would see different texts, or one that cannot be inspected. */
export function redactWords(engine: Engine, value: string, direction: Direction): Redacted<string> | undefined {
  const head = Buffer.from(LINE_START + value + LINE_END, 'latin1');
  try {
    const { output, findings } = engine.redact<Uint8Array>(head, { format: 'mail', direction, part: 'head', partPolicy });
    return { output: Buffer.from(output).toString('latin1').slice(LINE_START.length, -LINE_END.length), findings };
  } catch (error) {
    if (error instanceof SluiceError) return undefined;
    throw error;
  }
}

/** Words long enough to hold a number of twelve digits in base64, with either alphabet (RFC 4648). */
const TOKENS = /[\w+/-]{16,}/g;
const PRINTABLE = /^[\t\n\r\x20-\x7e]+$/;

/** The texts inside the base64 words of a line: credentials, payloads of tokens. */
export function unpackedTokens(line: string): string[] {
  if (line.length < 16) return [];
  const texts: string[] = [];
  for (const [token] of line.matchAll(TOKENS)) {
    const text = Buffer.from(token, 'base64').toString('latin1');
    if (PRINTABLE.test(text)) texts.push(text);
  }
  return texts;
}
