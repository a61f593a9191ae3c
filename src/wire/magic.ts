/**
 * What a body is by its first bytes, whatever its head says: signatures of the WHATWG MIME Sniffing Standard (section 6), of PDF
 * (ISO 32000-2, 7.5.2), ZIP (APPNOTE 4.3.6), Compound File Binary (MS-CFB 2.2) and of the usual archives and programs.
 */

/** What the signature of a body tells; `none` is text, or binary data without a signature. */
export type Magic = 'none' | 'pdf' | 'zip' | 'compound' | 'archive' | 'image' | 'font' | 'media' | 'code';

/** Bytes of a signature; -1 stands for any byte. */
interface Signature {
  readonly bytes: readonly number[];
  readonly magic: Magic;
}

const ANY = -1;

/** `?` stands for any byte, characters above 0x7f for themselves. */
function signature(magic: Magic, text: string): Signature {
  return { magic, bytes: [...text].map((character) => (character === '?' ? ANY : character.charCodeAt(0))) };
}

const SIGNATURES: readonly Signature[] = [
  signature('pdf', '%PDF-'),
  signature('zip', 'PK\x03\x04'),
  signature('zip', 'PK\x05\x06'),
  signature('zip', 'PK\x07\x08'),
  signature('compound', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'),
  signature('archive', '\x1f\x8b\x08'),
  signature('archive', '7z\xbc\xaf\x27\x1c'),
  signature('archive', 'Rar!\x1a\x07'),
  signature('archive', '\xfd7zXZ\0'),
  signature('archive', '\x28\xb5\x2f\xfd'),
  signature('archive', 'BZh?1AY&SY'),
  signature('archive', 'MSCF\0\0\0\0'),
  signature('image', '\x89PNG\r\n\x1a\n'),
  signature('image', '\xff\xd8\xff'),
  signature('image', 'GIF87a'),
  signature('image', 'GIF89a'),
  signature('image', 'RIFF????WEBP'),
  signature('image', 'BM????\0\0\0\0'),
  signature('image', '\0\0\x01\0'),
  signature('image', '\0\0\x02\0'),
  signature('image', 'II*\0'),
  signature('image', 'MM\0*'),
  signature('image', '\0\0??ftypavif'),
  signature('image', '\0\0??ftypheic'),
  signature('image', '\0\0??ftypmif1'),
  signature('font', 'wOFF\0\x01\0\0'),
  signature('font', 'wOFFOTTO'),
  signature('font', 'wOF2\0\x01\0\0'),
  signature('font', 'wOF2OTTO'),
  signature('font', '\0\x01\0\0'),
  signature('font', 'OTTO\0'),
  signature('font', 'ttcf\0'),
  signature('media', 'RIFF????WAVE'),
  signature('media', 'RIFF????AVI '),
  signature('media', 'OggS\0'),
  signature('media', 'ID3\x02'),
  signature('media', 'ID3\x03'),
  signature('media', 'ID3\x04'),
  signature('media', '\xff\xfb'),
  // AAC without a container; two bytes alone are letters in a charset of single bytes
  ...Array.from({ length: 64 }, (_, third) => signature('media', `\xff\xf1${String.fromCharCode(0x40 + third)}`)),
  signature('media', 'fLaC\0'),
  signature('media', 'MThd\0\0\0\x06'),
  signature('media', '\x1a\x45\xdf\xa3'),
  signature('media', '\0\0??ftyp'),
  signature('code', '\0asm\x01\0\0\0'),
  signature('code', '\x7fELF'),
  signature('code', 'MZ?\0'),
  signature('code', '\xca\xfe\xba\xbe'),
];

/** Signatures by their first byte, so that a body of text costs one look. */
const BY_FIRST: readonly (readonly Signature[])[] = Array.from({ length: 256 }, (_, byte) =>
  SIGNATURES.filter(({ bytes }) => bytes[0] === byte),
);

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * What the first bytes tell; undefined while they could still become a signature, or a byte order mark, and more may come. White space before a signature is
 * not looked over: no reader of those formats does, but for PDF, whose late header `Latecomer` watches for.
 */
export function magicOf(opening: Uint8Array, final: boolean): Magic | undefined {
  if (!final && opening.length < (opening[0] === BYTE_ORDER_MARK[0] ? BYTE_ORDER_MARK.length + 1 : 2)) return undefined;
  let best: Signature | undefined;
  let isOpen = false;
  for (const candidate of BY_FIRST[opening[0]] ?? []) {
    const matched = matchedBytes(candidate.bytes, opening);
    if (matched < 0) continue;
    if (matched < candidate.bytes.length) isOpen = true;
    else if (best === undefined || candidate.bytes.length > best.bytes.length) best = candidate;
  }
  if (isOpen && !final) return undefined;
  return best?.magic ?? 'none';
}

/** Bytes of the signature that match so far; -1 when one does not. */
function matchedBytes(bytes: readonly number[], opening: Uint8Array): number {
  const length = Math.min(bytes.length, opening.length);
  for (let at = 0; at < length; at++) if (bytes[at] !== ANY && bytes[at] !== opening[at]) return -1;
  return length;
}

/** The first byte behind a byte order mark of UTF-8, or -1. */
export function firstByte(opening: Uint8Array): number {
  const at = BYTE_ORDER_MARK.every((byte, index) => opening[index] === byte) ? BYTE_ORDER_MARK.length : 0;
  return at < opening.length ? opening[at] : -1;
}
