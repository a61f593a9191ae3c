/** Tells JSON from text by the first bytes of a message, however it is cut: feed it chunk by chunk until it answers. */
import { isDigit } from '../text/ascii.js';
import { Guard, isGuard } from './guard.js';

export interface Sniffed {
  readonly kind: 'json' | 'text';
  /** Offset in these bytes of the one with which the JSON begins; negative when it came before them. Of text, of the one that told. */
  readonly at: number;
}

/** By byte; the last are the byte order mark of UTF-8 and the record separator. A table, since a body may begin with a million spaces. */
const WHITE_SPACE = Uint8Array.from({ length: 256 }, (_, byte) => Number([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf, 0x1e].includes(byte)));
const BRACKET = 0x5b;
const CLOSING = 0x5d;
const COMMA = 0x2c;
const OPENERS = new Set([0x7b, 0x22]); // { "
/** Packet types before the payload of engine.io and socket.io messages: 42["event",…] */
const PREFIX_DIGITS_MAX = 8;
/** Bytes behind a bracket within which it must have told what it is: less than what findings wait for, so that none is made before. */
const LOOK_AHEAD_MAX = 64;

/** Brackets of arrays in arrays that are followed. */
const DEPTH_MAX = 32;

/** The numbers and literals of JSON, whole or as far as they have come (RFC 8259, 3 and 6). */
const SCALAR = /^(?:-?(?:0|[1-9]\d*)?(?:(?<=\d)\.\d*)?(?:(?<=\d\.?)[eE][-+]?\d*)?|t|tr|tru|true|f|fa|fal|fals|false|n|nu|nul|null)$/;
const WHOLE_SCALAR = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)$/;

/** A whole message, or a line of NDJSON. */
export class Sniffer {
  private digits = 0;
  private readonly guard = new Guard();
  private isGuarded = false;
  private wasGuarded = false;
  /** Bytes before those at hand. */
  private seen = 0;
  /** The first bracket; -1 before. */
  private opener = -1;
  private depth = 0;
  /** The first number or literal behind brackets, as far as it has come, and where it begins. */
  private scalar = '';
  private scalarStart = 0;
  private state: 'open' | 'behind value' | 'behind array' = 'open';

  /** The answer, or undefined while it could still change: `[` begins a JSON array as well as a time in a transcript. */
  feed(bytes: Uint8Array): Sniffed | undefined {
    for (let at = 0; at < bytes.length; at++) {
      if (this.opener < 0 && !this.isGuarded && WHITE_SPACE[bytes[at]] === 1) continue;
      const kind = this.opener < 0 ? this.first(bytes[at], this.seen + at) : this.inArray(bytes[at], this.seen + at);
      if (kind !== undefined) return { kind, at: kind === 'json' && this.opener >= 0 ? this.opener - this.seen : at };
    }
    this.seen += bytes.length;
    return undefined;
  }

  /** The answer when nothing more comes, `at` counted from behind the last byte: `[12]` is a whole array. */
  end(): Sniffed | undefined {
    return this.state === 'behind array' ? { kind: 'json', at: this.opener - this.seen } : undefined;
  }

  private first(byte: number, offset: number): 'json' | 'text' | undefined {
    if (this.isGuarded) {
      const answer = this.guard.feed(byte);
      if (answer !== 'json') return answer;
      this.isGuarded = false;
      this.wasGuarded = true; // this byte is the first of the JSON
    } else if (this.digits === 0 && isGuard(byte)) {
      this.isGuarded = true;
      return this.guard.feed(byte) === 'text' ? 'text' : undefined;
    }
    if (WHITE_SPACE[byte] === 1) return undefined;
    if (OPENERS.has(byte)) return 'json';
    if (byte === BRACKET) {
      this.opener = offset;
      this.depth = 1;
    } else if (!isDigit(byte) || ++this.digits > PREFIX_DIGITS_MAX) return 'text';
    return undefined;
  }

  /** What is behind the first bracket: JSON when it can be nothing else. */
  private inArray(byte: number, offset: number): 'json' | 'text' | undefined {
    if (WHITE_SPACE[byte] === 1) {
      if (this.scalar !== '' && this.state === 'open') this.state = 'behind value';
      return this.isFar(offset) ? 'json' : undefined;
    }
    if (byte === CLOSING) return this.close();
    if (this.state === 'behind array' && this.depth === 0)
      return byte === BRACKET || OPENERS.has(byte) || this.wasGuarded ? 'json' : 'text';
    if (byte === COMMA) return this.state === 'behind array' || WHOLE_SCALAR.test(this.scalar) ? 'json' : 'text';
    if (this.state !== 'open') return 'text';
    if (this.scalar === '') {
      if (OPENERS.has(byte)) return 'json';
      this.scalarStart = offset;
      if (byte === BRACKET && this.depth < DEPTH_MAX) {
        this.depth++;
        return undefined;
      }
    }
    this.scalar += String.fromCharCode(byte);
    if (!SCALAR.test(this.scalar)) return 'text';
    return this.isFar(offset) ? 'json' : undefined;
  }

  private close(): 'text' | undefined {
    if (this.depth === 0 || (this.scalar !== '' && !WHOLE_SCALAR.test(this.scalar))) return 'text';
    this.depth--;
    this.state = 'behind array';
    return undefined;
  }

  /** So long a number, or so much white space behind it, is judged as it stands. Nothing is found in white space before it. */
  private isFar(offset: number): boolean {
    return this.scalar !== '' && offset - this.scalarStart > LOOK_AHEAD_MAX;
  }
}

const DATA_FIELD = 'data:';
const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** One server-sent event: JSON when its first data field is. */
export class EventSniffer {
  /** Bytes matched of `data:` on this line; -1 on another field. */
  private matched = 0;
  private data = new Sniffer();

  feed(bytes: Uint8Array): Sniffed | undefined {
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      const isLineEnd = byte === LINE_FEED || byte === RETURN;
      if (this.matched === DATA_FIELD.length) {
        const sniffed = isLineEnd ? this.data.end() : this.data.feed(bytes.subarray(at, at + 1));
        if (sniffed !== undefined) return { kind: sniffed.kind, at: at + sniffed.at };
        if (isLineEnd) this.data = new Sniffer();
      } else if (this.matched >= 0) this.matched = byte === DATA_FIELD.charCodeAt(this.matched) ? this.matched + 1 : -1;
      if (isLineEnd) this.matched = 0;
    }
    return undefined;
  }

  /** The answer when the event ends without an empty line. */
  end(): Sniffed | undefined {
    return this.data.end();
  }
}
