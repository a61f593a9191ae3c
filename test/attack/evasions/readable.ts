/**
 * The reader on the other side, at its most curious: undoes every dress it knows, again and again, and looks for the digits of a card.
 * It shares no code with Sluice and does not mind false alarms of its own.
 */

import { gunzipSync } from 'node:zlib';

/** Digits of a card in a row that count as readable: a mask leaves the last four. */
const ENOUGH = 9;
const ROUNDS = 4;
/** Of a long message its two ends are read: that is where the cards of the suite are. */
const EDGE_BYTES = 32_768;

export function isReadable(bytes: Uint8Array, card: string): boolean {
  const windows = Array.from({ length: card.length - ENOUGH + 1 }, (_, at) => card.slice(at, at + ENOUGH)).filter(
    (window) => new Set(window).size > 1, // nine ones in a row may come from two masks and a version
  );
  const backwards = [...card].reverse().join('');
  const pieces = bytes.length <= 2 * EDGE_BYTES ? [bytes] : [bytes.subarray(0, EDGE_BYTES), bytes.subarray(-EDGE_BYTES)];
  return pieces
    .flatMap((piece) => [...viewsOf(Buffer.from(piece))])
    .some((view) => {
      const digits = digitsOf(view);
      return windows.some((window) => digits.includes(window)) || digits.includes(backwards);
    });
}

function viewsOf(packed: Buffer): Set<string> {
  const bytes = unzipped(packed);
  const views = new Set([
    bytes.toString('latin1'),
    bytes.toString('utf8'),
    bytes.toString('utf16le'),
    Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString('utf16le'),
  ]);
  for (let round = 0; round < ROUNDS; round++) {
    for (const view of [...views]) {
      views.add(unescaped(view));
      views.add(view.replace(/<[^<>]*>/g, ''));
      for (const packed of unpacked(view)) views.add(packed);
    }
  }
  return views;
}

function unzipped(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes);
  } catch {
    return bytes;
  }
}

const fromCode = (_: string, hex: string): string => String.fromCodePoint(Number.parseInt(hex, 16) % 0x110000);

function unescaped(text: string): string {
  return text
    .replace(/\\+u([0-9a-f]{4})/gi, fromCode)
    .replace(/\\+[ux]\{?([0-9a-f]{2,5})\}?/gi, fromCode)
    .replace(/%u([0-9a-f]{4})/gi, fromCode)
    .replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString())
    .replace(/&#x([0-9a-f]{1,5});?/gi, fromCode)
    .replace(/&#(\d{1,6});?/g, (_, code: string) => String.fromCodePoint(Number(code) % 0x110000))
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, fromCode);
}

/** What base64 and hexadecimal words hold, and digits in two bytes of overlong UTF-8. */
function unpacked(text: string): string[] {
  const found: string[] = [];
  for (const [word] of text.matchAll(/[\w+/-]{16,}/g)) {
    found.push(Buffer.from(word, 'base64').toString('latin1'));
    if (/^(?:[0-9a-f]{2})+$/i.test(word)) found.push(Buffer.from(word, 'hex').toString('latin1'));
  }
  if (/\u00c0[\u00b0-\u00b9]/.test(text))
    found.push(text.replace(/\u00c0([\u00b0-\u00b9])/g, (_, low: string) => String(low.charCodeAt(0) - 0xb0)));
  return found;
}

const ZEROES = [0x0660, 0x06f0, 0x0966, 0x0e50, 0x17e0, 0xff10, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6];
const WORDS: Readonly<Record<string, string>> = { zero: '0', one: '1', two: '2', three: '3', four: '4', five: '5' };

function digitsOf(text: string): string {
  return text
    .replace(/\b(?:zero|one|two|three|four|five)\b/g, (word) => WORDS[word] ?? '')
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, (digit) => {
      const code = digit.codePointAt(0) ?? 0;
      if (code < 0x80) return digit;
      const zero = ZEROES.find((first) => code >= first && code < first + 10);
      return zero === undefined ? '' : String(code - zero);
    })
    .replace(/\D/g, '');
}
