/**
 * ZIP archives (APPNOTE 6.3.10), read so that there is one way to read them. Some readers trust the central directory, others walk the
 * local headers; where the two could tell different stories (a file that only one of them names, bytes that belong to nothing, entries
 * that overlap) the archive is refused. Every entry is unpacked within the budget and its checksum compared.
 */
import { crc32, inflateRawSync } from 'node:zlib';
import { type Budget, beyondLimit, unreadable } from './layers.js';

export interface Entry {
  readonly name: string;
  readonly data: Buffer;
}

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const CENTRAL_SIGNATURE = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const DESCRIPTOR_SIGNATURE = 0x08074b50;
/** In these sizes a ZIP64 record would stand instead. */
const ZIP64 = 0xffffffff;

const FLAG_ENCRYPTED = 0x0001;
const FLAG_DESCRIPTOR = 0x0008;
const FLAG_PATCH = 0x0020;
const FLAG_STRONG = 0x0040;
const FLAG_HIDDEN = 0x2000;
const STORED = 0;
const DEFLATED = 8;

interface Listed {
  readonly name: Buffer;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly offset: number;
}

/** All entries in the order of their bytes, and what the archive says besides: names, comments, extra fields. Throws `DocumentFault`. */
export function* entriesOf(archive: Buffer, budget: Budget): Generator<Entry> {
  const listed = directoryOf(archive, budget).sort((a, b) => a.offset - b.offset);
  let at = 0;
  for (const [index, entry] of listed.entries()) {
    if (entry.offset !== at) unreadable(); // overlapping, or bytes between that only some readers would see
    const data = dataOf(archive, entry);
    at = endOf(archive, entry, data.end);
    if (index === listed.length - 1 && at !== directoryStart(archive)) unreadable();
    yield { name: entry.name.toString('utf8'), data: unpack(archive.subarray(data.start, data.end), entry, budget) };
  }
}

/** The end record stands at the very end: a comment is allowed only as long as it says, and may not hide another end record. */
function endRecord(archive: Buffer): number {
  const at = archive.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (at < 0 || at + END_BYTES > archive.length) unreadable();
  if (at + END_BYTES + archive.readUInt16LE(at + 20) !== archive.length) unreadable();
  if (archive.readUInt32LE(at) !== END_SIGNATURE) unreadable();
  return at;
}

function directoryStart(archive: Buffer): number {
  return archive.readUInt32LE(endRecord(archive) + 16);
}

function directoryOf(archive: Buffer, budget: Budget): Listed[] {
  const end = endRecord(archive);
  const [disk, startDisk, here, total] = [4, 6, 8, 10].map((field) => archive.readUInt16LE(end + field));
  const [bytes, start] = [archive.readUInt32LE(end + 12), archive.readUInt32LE(end + 16)];
  if (disk !== 0 || startDisk !== 0 || here !== total || start + bytes !== end) unreadable();
  if (total === 0 && start !== 0) unreadable();
  const listed: Listed[] = [];
  let at = start;
  for (let i = 0; i < total; i++) {
    budget.entry();
    if (at + CENTRAL_BYTES > end || archive.readUInt32LE(at) !== CENTRAL_SIGNATURE) unreadable();
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => archive.readUInt16LE(at + field));
    const next = at + CENTRAL_BYTES + nameBytes + extraBytes + commentBytes;
    if (next > end) unreadable();
    listed.push({
      name: archive.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes),
      flags: archive.readUInt16LE(at + 8),
      method: archive.readUInt16LE(at + 10),
      crc: archive.readUInt32LE(at + 16),
      packedBytes: archive.readUInt32LE(at + 20),
      unpackedBytes: archive.readUInt32LE(at + 24),
      offset: archive.readUInt32LE(at + 42),
    });
    at = next;
  }
  if (at !== end) unreadable();
  return listed;
}

/** Where the data of an entry stand; its local header must say what the directory says. */
function dataOf(archive: Buffer, entry: Listed): { readonly start: number; readonly end: number } {
  const { offset, flags, method, name, packedBytes, unpackedBytes, crc } = entry;
  if (offset + LOCAL_BYTES > archive.length || archive.readUInt32LE(offset) !== LOCAL_SIGNATURE) unreadable();
  if ((flags & (FLAG_ENCRYPTED | FLAG_PATCH | FLAG_STRONG | FLAG_HIDDEN)) !== 0) unreadable();
  if (packedBytes === ZIP64 || unpackedBytes === ZIP64) unreadable();
  const nameBytes = archive.readUInt16LE(offset + 26);
  const start = offset + LOCAL_BYTES + nameBytes + archive.readUInt16LE(offset + 28);
  const end = start + packedBytes;
  if (end > archive.length) unreadable();
  const sameName = name.equals(archive.subarray(offset + LOCAL_BYTES, offset + LOCAL_BYTES + nameBytes));
  if (!sameName || archive.readUInt16LE(offset + 6) !== flags || archive.readUInt16LE(offset + 8) !== method) unreadable();
  const said = [14, 18, 22].map((field) => archive.readUInt32LE(offset + field));
  const isLater = (flags & FLAG_DESCRIPTOR) !== 0;
  const agrees = (value: number | undefined, listed: number): boolean => value === listed || (isLater && (value === 0 || value === ZIP64));
  if (!agrees(said[0], crc) || !agrees(said[1], packedBytes) || !agrees(said[2], unpackedBytes)) unreadable();
  return { start, end };
}

/** The offset behind an entry and its data descriptor, which comes with or without signature and with sizes of 4 or 8 bytes. */
function endOf(archive: Buffer, { flags, crc, packedBytes, unpackedBytes }: Listed, end: number): number {
  if ((flags & FLAG_DESCRIPTOR) === 0) return end;
  const signed = end + 4 <= archive.length && archive.readUInt32LE(end) === DESCRIPTOR_SIGNATURE ? 4 : 0;
  for (const width of [4, 8]) {
    const at = end + signed;
    if (at + 4 + 2 * width > archive.length || archive.readUInt32LE(at) !== crc) continue;
    const size = (from: number): number => (width === 4 ? archive.readUInt32LE(from) : Number(archive.readBigUInt64LE(from)));
    const next = at + 4 + 2 * width;
    if (size(at + 4) === packedBytes && size(at + 4 + width) === unpackedBytes && isHeader(archive, next)) return next;
  }
  return unreadable();
}

function isHeader(archive: Buffer, at: number): boolean {
  if (at + 4 > archive.length) return false;
  const signature = archive.readUInt32LE(at);
  return signature === LOCAL_SIGNATURE || signature === CENTRAL_SIGNATURE;
}

/** Never allocates more than the entry says, and an entry never says more than the budget has left. */
function unpack(packed: Buffer, { method, crc, unpackedBytes }: Listed, budget: Budget): Buffer {
  const { documentRatio, codingGraceBytes } = budget.limits;
  if (unpackedBytes > codingGraceBytes && unpackedBytes > packed.length * documentRatio) beyondLimit();
  budget.unpacked(unpackedBytes);
  const data = method === STORED ? packed : method === DEFLATED ? inflated(packed, unpackedBytes) : unreadable();
  if (data.length !== unpackedBytes || crc32(data) !== crc) unreadable();
  return data;
}

function inflated(packed: Buffer, unpackedBytes: number): Buffer {
  try {
    const result = inflateRawSync(packed, { maxOutputLength: Math.max(1, unpackedBytes), info: true }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    // bytes behind the last block are seen by no reader, but they would leave unseen
    return result.engine.bytesWritten === packed.length ? result.buffer : unreadable();
  } catch {
    return unreadable();
  }
}
