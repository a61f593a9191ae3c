/** Tells JSON from text by the first bytes of a message, however it is cut: feed it chunk by chunk until it answers. */
import { isDigit } from '../text/ascii.js';

export interface Sniffed {
  readonly kind: 'json' | 'text';
  /** Offset in these bytes of the one that told. */
  readonly at: number;
}

const WHITE_SPACE = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]); // the last three are the byte order mark of UTF-8
const OPENERS = new Set([0x7b, 0x5b, 0x22]); // { [ "
/** Packet types before the payload of engine.io and socket.io messages: 42["event",…] */
const PREFIX_DIGITS_MAX = 8;

/** A whole message, or a line of NDJSON. */
export class Sniffer {
  private digits = 0;

  /** The answer, or undefined when white space and a few digits are all that has come. */
  feed(bytes: Uint8Array): Sniffed | undefined {
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (WHITE_SPACE.has(byte)) continue;
      if (OPENERS.has(byte)) return { kind: 'json', at };
      if (!isDigit(byte) || ++this.digits > PREFIX_DIGITS_MAX) return { kind: 'text', at };
    }
    return undefined;
  }
}

const DATA_FIELD = 'data:';

/** One server-sent event: JSON when its first data field begins like JSON. */
export class EventSniffer {
  /** Bytes matched of `data:` on this line; -1 on another field. */
  private matched = 0;

  feed(bytes: Uint8Array): Sniffed | undefined {
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === 0x0a || byte === 0x0d) this.matched = 0;
      else if (this.matched === DATA_FIELD.length) {
        if (byte !== 0x20) return { kind: OPENERS.has(byte) ? 'json' : 'text', at };
      } else if (this.matched >= 0) this.matched = byte === DATA_FIELD.charCodeAt(this.matched) ? this.matched + 1 : -1;
    }
    return undefined;
  }
}
