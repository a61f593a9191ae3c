/**
 * Writes text in any charset that Sluice reads, for tests: the runtime only decodes. Tables are made by decoding every sequence once,
 * independently of how the product does it: as whole strings, by the runtime, not byte by byte.
 */
import { TextDecoder } from 'node:util';

type Write = (character: string) => readonly number[] | undefined;
const writers = new Map<string, Write>();

/** The bytes of a text, or undefined when the charset cannot hold it. */
export function encode(text: string, charset: string): Buffer | undefined {
  if (charset === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (charset === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  if (charset === 'iso-2022-jp') return encodeShifted(text);
  const write = writers.get(charset) ?? tableWriter(charset);
  writers.set(charset, write);
  const bytes: number[] = [];
  for (const character of text) {
    const written = write(character);
    if (written === undefined) return undefined;
    bytes.push(...written);
  }
  return Buffer.from(bytes);
}

/** Of text that the charset is known to hold. */
export function encoded(text: string, charset: string): Buffer {
  const bytes = encode(text, charset);
  if (bytes === undefined) throw new Error(`${charset} cannot hold the text`);
  return bytes;
}

export function decode(bytes: Uint8Array, charset: string): string {
  return new TextDecoder(charset, { ignoreBOM: true }).decode(bytes);
}

const MULTI_BYTE = new Set(['shift_jis', 'euc-jp', 'gbk', 'gb18030', 'big5', 'euc-kr']);

function tableWriter(charset: string): Write {
  const table = new Map<string, readonly number[]>();
  const decoder = new TextDecoder(charset);
  const learn = (bytes: readonly number[]): void => {
    const text = decoder.decode(Uint8Array.from(bytes));
    if ([...text].length === 1 && !/[\ufffd\x80-\x9f]/.test(text) && !table.has(text)) table.set(text, bytes);
  };
  for (let byte = 0x80; byte < 0x100; byte++) learn([byte]);
  if (MULTI_BYTE.has(charset)) {
    for (let lead = 0x81; lead < 0xff; lead++) for (let second = 0x40; second < 0xff; second++) learn([lead, second]);
  }
  return (character) => (character < '\x80' ? [character.charCodeAt(0)] : table.get(character));
}

const ESCAPES = { ascii: [0x1b, 0x28, 0x42], katakana: [0x1b, 0x28, 0x49], japanese: [0x1b, 0x24, 0x42] } as const;

function encodeShifted(text: string): Buffer | undefined {
  const bytes: number[] = [];
  let mode: keyof typeof ESCAPES = 'ascii';
  const shift = (to: keyof typeof ESCAPES): void => {
    if (to !== mode) bytes.push(...ESCAPES[to]);
    mode = to;
  };
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    const pair = encode(character, 'euc-jp');
    if (codePoint < 0x80) {
      shift('ascii');
      bytes.push(codePoint);
    } else if (codePoint >= 0xff61 && codePoint <= 0xff9f) {
      shift('katakana');
      bytes.push(codePoint - 0xff40);
    } else if (pair?.length === 2 && pair[0] >= 0xa1) {
      shift('japanese');
      bytes.push(pair[0] & 0x7f, pair[1] & 0x7f);
    } else return undefined;
  }
  shift('ascii');
  return Buffer.from(bytes);
}
