/**
 * JSON that stands in a string of JSON, or in the field of a form: undoes one level of escapes and keeps in mind where each character stands, so
 * that a value inside is replaced where it stands in the document.
 */
import { hexDigit } from '../../text/ascii.js';
import type { Place } from './lexer.js';

/** What reads the text. */
export interface Reader {
  feed(bytes: Uint8Array, from: number, to: number, place: Place): void;
  end(offset: number): void;
  readonly heldFrom: number;
}

/** How the text is written: with the escapes of JSON, or percent-encoded with plus signs for spaces. */
export type Writing = 'json' | 'percent';

const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;
const LETTER_U = 0x75;
const CONTROLS: ReadonlyMap<number, number> = new Map([[0x62, 8], [0x66, 12], [0x6e, 10], [0x72, 13], [0x74, 9]]); // prettier-ignore
/** Bytes of `\ud83d\ude00`. */
const PAIR_BYTES = 12;
/** Decoded bytes that are read at once. */
const ROOM_BYTES = 4096;

const isOpener = (byte: number): boolean => byte === 0x7b || byte === 0x5b;

export class InnerText<R extends Reader> {
  /** Decoded bytes, and where each of them stands. */
  private readonly room = new Uint8Array(ROOM_BYTES);
  private readonly places = new Float64Array(ROOM_BYTES);
  private length = 0;
  /** An escape that is not whole yet, and where its bytes stand. */
  private rest: number[] = [];
  private restPlaces: number[] = [];
  /** Whether an opening bracket has come, which makes it JSON, or something else, which does not. */
  private isJson = false;
  private isOther = false;

  constructor(
    private readonly writing: Writing,
    readonly reader: R,
  ) {}

  /** Another text begins. */
  begin(): void {
    this.length = 0;
    this.rest = [];
    this.restPlaces = [];
    this.isJson = this.isOther = false;
  }

  get heldFrom(): number {
    return Math.min(this.reader.heldFrom, this.restPlaces[0] ?? Infinity);
  }

  /** Reads on; false once it is clear that the text is no JSON. */
  feed(bytes: Uint8Array, from: number, to: number, place: Place): boolean {
    for (let at = from; at < to && !this.isOther; at++) {
      if (this.rest.length === 0 && !this.isEscape(bytes[at])) {
        if (!this.put(bytes[at] === PLUS && this.writing === 'percent' ? SPACE : bytes[at], place(at))) return false;
        continue;
      }
      this.rest.push(bytes[at]);
      this.restPlaces.push(place(at));
      if (!this.decode(false)) return false;
    }
    this.flush();
    return !this.isOther;
  }

  /** The text ends before `offset`. */
  end(offset: number): void {
    while (this.rest.length > 0 && !this.isOther) this.decode(true);
    if (!this.isJson) return;
    this.flush();
    this.reader.end(offset);
  }

  private isEscape(byte: number): boolean {
    return byte === (this.writing === 'json' ? BACKSLASH : PERCENT);
  }

  /** Decodes what is gathered, as far as it is whole; with `final` what is not is taken as it stands. False once the text is no JSON. */
  private decode(final: boolean): boolean {
    const { rest } = this;
    if (this.writing === 'percent') {
      if (rest.length < 3 && !final) return true;
      const code = rest.length < 3 ? -1 : hexOf(rest, 1, 3);
      return code < 0 ? this.takeRaw() : this.take(code, 3);
    }
    if (rest.length < 2 && !final) return true;
    if (rest[1] !== LETTER_U) return rest.length < 2 ? this.takeRaw() : this.take(CONTROLS.get(rest[1]) ?? rest[1], 2);
    if (rest.length < 6 && !final) return true;
    const unit = rest.length < 6 ? -1 : hexOf(rest, 2, 6);
    if (unit < 0) return this.takeRaw();
    if (unit < 0xd800 || unit > 0xdbff) return this.takeText(String.fromCharCode(unit), 6);
    const mayBePair = (rest.length < 7 || rest[6] === BACKSLASH) && (rest.length < 8 || rest[7] === LETTER_U);
    if (mayBePair && rest.length < PAIR_BYTES && !final) return true;
    const low = mayBePair && rest.length === PAIR_BYTES ? hexOf(rest, 8, PAIR_BYTES) : -1;
    const isPair = low >= 0xdc00 && low <= 0xdfff;
    return this.takeText(String.fromCharCode(...(isPair ? [unit, low] : [unit])), isPair ? PAIR_BYTES : 6);
  }

  /** The first byte gathered stands for itself. */
  private takeRaw(): boolean {
    return this.take(this.rest[0], 1);
  }

  private takeText(text: string, count: number): boolean {
    const [first] = this.restPlaces;
    const encoded = Buffer.from(text);
    for (let i = 0; i < encoded.length - 1; i++) if (!this.put(encoded[i], first)) return false;
    return this.take(encoded[encoded.length - 1], count, first);
  }

  /** `count` of the bytes gathered are one byte; those behind them are read as if they came now. */
  private take(byte: number, count: number, place = this.restPlaces[0]): boolean {
    const bytes = Uint8Array.from(this.rest.slice(count));
    const places = this.restPlaces.slice(count);
    this.rest = [];
    this.restPlaces = [];
    return this.put(byte, place) && (bytes.length === 0 || this.again(bytes, places));
  }

  private again(bytes: Uint8Array, places: readonly number[]): boolean {
    for (let at = 0; at < bytes.length; at++) {
      if (this.rest.length === 0 && !this.isEscape(bytes[at])) {
        if (!this.put(bytes[at], places[at])) return false;
        continue;
      }
      this.rest.push(bytes[at]);
      this.restPlaces.push(places[at]);
      if (!this.decode(false)) return false;
    }
    return true;
  }

  private put(byte: number, place: number): boolean {
    if (!this.isJson) {
      if (byte <= SPACE) return true;
      if (!isOpener(byte)) return !(this.isOther = true);
      this.isJson = true;
    }
    if (this.length === ROOM_BYTES) this.flush();
    this.room[this.length] = byte;
    this.places[this.length++] = place;
    return true;
  }

  private flush(): void {
    const { room, places, length } = this;
    this.length = 0;
    if (length > 0) this.reader.feed(room, 0, length, (index) => places[index]);
  }
}

function hexOf(bytes: readonly number[], from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = hexDigit(bytes[i]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}
