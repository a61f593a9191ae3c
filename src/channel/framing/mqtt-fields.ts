/** Fields of MQTT packets, read in order (MQTT Version 5.0, section 1.5); those with text become pieces. Throws `Unreadable` on what is not one. */
import { isUtf8 } from 'node:buffer';
import { Cursor, malformed, Unreadable } from '../../format/binary/document.js';
import type { Piece } from './framing.js';
import { payloadFormat } from './payload.js';

/** Bytes of a number of variable length. */
export const VARINT_BYTES_MAX = 4;

export class MqttFields {
  private readonly cursor: Cursor;

  constructor(
    private readonly bytes: Uint8Array,
    at: number,
    private readonly end: number,
    private readonly pieces: Piece[],
    private readonly joints: number[],
  ) {
    this.cursor = new Cursor(bytes, at, end);
  }

  get at(): number {
    return this.cursor.at;
  }

  get isAtEnd(): boolean {
    return this.cursor.at === this.end;
  }

  skip(count: number): void {
    this.cursor.take(count);
  }

  byte(): number {
    return this.bytes[this.cursor.take(1)];
  }

  /** A number of variable length, which must be in as few bytes as it fits in. */
  varint(): number {
    let value = 0;
    for (let i = 0; i < VARINT_BYTES_MAX; i++) {
      const byte = this.byte();
      value += (byte & 0x7f) * 128 ** i;
      if (byte < 0x80) return byte === 0 && i > 0 ? malformed() : value;
    }
    return malformed();
  }

  /** A text that belongs to the protocol: a topic, an identifier, a reason. */
  text(): void {
    const { start, end } = this.string();
    this.head(start, end);
  }

  /** Bytes of the sender's own, searched as text whatever they are: a password, correlation data. */
  data(): void {
    const { start, end } = this.measured();
    this.head(start, end);
  }

  /** A name and its value, which are read together: what `cvv` says of `123` can be seen only so. Where the length between them stands is a joint. */
  pair(): void {
    const name = this.string();
    const value = this.string();
    this.joints.push(name.end);
    this.head(name.start, value.end);
  }

  /** The payload: `length` bytes, or what is left. */
  payload(contentType: string | undefined, length = this.end - this.at): void {
    const start = this.cursor.take(length);
    const end = start + length;
    if (start === end) return;
    const format = payloadFormat(this.bytes.subarray(start, end), contentType);
    if (format === undefined) throw new Unreadable('SLUICE_BINARY_MESSAGE');
    this.pieces.push({ start, end, format, keepsLength: true, kind: 'content' });
  }

  /** A payload with its length in front. */
  measuredPayload(contentType: string | undefined): void {
    this.payload(contentType, this.cursor.length(2));
  }

  /** The text that stands at an offset that was read before. */
  textAt(at: number): string {
    const length = this.bytes[at] * 256 + this.bytes[at + 1];
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + at + 2, length).toString();
  }

  private head(start: number, end: number): void {
    if (end > start) this.pieces.push({ start, end, format: 'text', keepsLength: true, kind: 'head' });
  }

  private measured(): { readonly start: number; readonly end: number } {
    const length = this.cursor.length(2);
    const start = this.cursor.take(length);
    return { start, end: start + length };
  }

  /** UTF-8 without NUL (section 1.5.4). */
  private string(): { readonly start: number; readonly end: number } {
    const span = this.measured();
    const bytes = this.bytes.subarray(span.start, span.end);
    if (!isUtf8(bytes) || bytes.includes(0)) malformed();
    return span;
  }
}
