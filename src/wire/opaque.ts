/**
 * Bodies whose bytes do not show their content: pictures, sound, PDF and Office files, archives. Judged by the first bytes, which
 * cannot lie to whoever opens the file, and by the declared type where the first bytes are not text. Only the ledger asks.
 */

export type Opaque = 'image' | 'media' | 'document' | 'archive' | 'font';

/** First bytes that decide; a body shorter than these is judged by what it has. */
export const OPENING_BYTES = 12;

/** Signatures at the start, in latin1. */
const SIGNATURES: readonly (readonly [signature: string, kind: Opaque])[] = [
  ['\x89PNG\r\n\x1a\n', 'image'],
  ['\xff\xd8\xff', 'image'],
  ['GIF87a', 'image'],
  ['GIF89a', 'image'],
  ['II*\0', 'image'],
  ['MM\0*', 'image'],
  ['\0\0\x01\0', 'image'],
  ['%PDF-', 'document'],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'document'],
  ['PK\x03\x04', 'archive'],
  ['PK\x05\x06', 'archive'],
  ['\x1f\x8b\x08', 'archive'],
  ['7z\xbc\xaf\x27\x1c', 'archive'],
  ['Rar!\x1a\x07', 'archive'],
  ['\xfd7zXZ\0', 'archive'],
  ['\x28\xb5\x2f\xfd', 'archive'],
  ['OggS\0', 'media'],
  ['ID3\x03', 'media'],
  ['ID3\x04', 'media'],
  ['\x1a\x45\xdf\xa3', 'media'],
  ['wOFF', 'font'],
  ['wOF2', 'font'],
  ['\0asm', 'font'],
];

/** Container formats that name themselves behind a length. */
const NAMED: readonly (readonly [start: string, nameAt: number, name: string, kind: Opaque])[] = [
  ['RIFF', 8, 'WEBP', 'image'],
  ['RIFF', 8, 'WAVE', 'media'],
  ['RIFF', 8, 'AVI ', 'media'],
  ['', 4, 'ftypavif', 'image'],
  ['', 4, 'ftyphei', 'image'],
  ['', 4, 'ftyp', 'media'],
];

/** First bytes of the signatures that hold no byte which text would not: `%PDF-`, `GIF87a`, `RIFF`, `wOFF`. */
const TEXTUAL_STARTS: ReadonlySet<number> = new Set([0x25, 0x47, 0x52, 0x77]);

/** What kind of opaque body begins with `opening` (at most `OPENING_BYTES` are looked at); undefined for text and all unknown. */
export function opaqueKind(contentType: string | undefined, opening: Uint8Array): Opaque | undefined {
  const isBinary = hasBinaryByte(opening);
  if (!isBinary && !TEXTUAL_STARTS.has(opening[0] ?? 0)) return undefined;
  const start = Buffer.from(opening.buffer, opening.byteOffset, Math.min(opening.length, OPENING_BYTES)).toString('latin1');
  for (const [signature, kind] of SIGNATURES) {
    if (start.startsWith(signature)) return kind === 'archive' ? (declaredKind(contentType) ?? kind) : kind;
  }
  for (const [first, nameAt, name, kind] of NAMED) if (start.startsWith(first) && start.startsWith(name, nameAt)) return kind;
  return isBinary ? declaredKind(contentType) : undefined;
}

/** Whether a byte is there that no text in an ASCII superset begins with: a control character or one beyond ASCII. */
function hasBinaryByte(opening: Uint8Array): boolean {
  for (let i = 0; i < opening.length && i < OPENING_BYTES; i++) {
    const byte = opening[i] ?? 0;
    if (byte > 0x7e || (byte < 0x20 && (byte < 0x09 || byte > 0x0d))) return true;
  }
  return false;
}

function declaredKind(contentType: string | undefined): Opaque | undefined {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type.startsWith('image/')) return 'image';
  if (type.startsWith('audio/') || type.startsWith('video/')) return 'media';
  if (type.startsWith('font/')) return 'font';
  if (/^application\/(?:pdf|msword|vnd\.(?:ms-|openxmlformats-|oasis\.opendocument))/.test(type)) return 'document';
  return /^application\/(?:x-)?(?:zip|gzip|7z-compressed|vnd\.rar|bzip2|zip-compressed|tar)\b/.test(type) ? 'archive' : undefined;
}
