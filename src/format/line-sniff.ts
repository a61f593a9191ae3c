/** Tells JSON from text by the first bytes of a line of NDJSON: one that is nothing but a whole number is JSON too, and must stay a number. */
import { isDigit } from '../text/ascii.js';
import { Sniffer, type Sniffed } from './sniff.js';

const MINUS = 0x2d;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
/** Longer runs of digits are no numbers that anything is found in. */
const NUMBER_BYTES_MAX = 64;

/** A line of NDJSON, whose end is its last byte or the end of the message. */
export class LineSniffer {
  private readonly sniffer = new Sniffer();
  /** The number with which the line begins, as far as it has come. */
  private number = '';
  private isNumber = true;

  /** The answer, or undefined while it could still change, as of `Sniffer`. */
  feed(bytes: Uint8Array): Sniffed | undefined {
    if (!this.isNumber) return this.sniffer.feed(bytes);
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if ((byte === LINE_FEED || byte === RETURN) && this.isWhole) return { kind: 'json', at: at - this.number.length };
      if ((isDigit(byte) || (byte === MINUS && this.number === '')) && this.number.length < NUMBER_BYTES_MAX) {
        this.number += String.fromCharCode(byte);
        continue;
      }
      this.isNumber = false;
      const before = this.sniffer.feed(Buffer.from(this.number));
      if (before !== undefined) return { kind: before.kind, at };
      const sniffed = this.sniffer.feed(bytes.subarray(at));
      return sniffed && { ...sniffed, at: at + sniffed.at };
    }
    return undefined;
  }

  end(): Sniffed | undefined {
    if (!this.isNumber) return this.sniffer.end();
    return this.isWhole ? { kind: 'json', at: -this.number.length } : undefined;
  }

  private get isWhole(): boolean {
    return this.number !== '' && this.number !== '-';
  }
}
