/**
 * Reads a head line by line, as strictly as RFC 9112 lets a recipient be: what two readers could take differently is no head.
 * Refused are bare CR and LF, NUL and other controls, folded lines, white space before the colon, names that are no token.
 */
import { FIELD, TOKEN } from './characters.js';

const CR = 13;
const LF = 10;
const SP = 32;
const HTAB = 9;
const COLON = 58;
const ZERO = 48;
const STATUS_AT = 9;
const REASON_AT = 12;

/** Digits of a length; more could not be told apart as numbers. */
const LENGTH = /^\d{1,15}$/;
const CLOSE = /(?:^|[\t ,])close(?:$|[\t ,])/i;
const TIMEOUT = /(?:^|[\t ,])timeout=(\d{1,6})(?:$|[\t ,])/i;

/** The head of one answer; reused for every answer of a connection. */
export class HeadReader {
  status = 0;
  rawHeaders: string[] = [];
  /** -1 without Content-Length. */
  contentLength = -1;
  chunked = false;
  /** The transfer coding is none that we read. */
  strangeCoding = false;
  /** The connection may carry another exchange. One of HTTP/1.0 never does, whatever it says. */
  persistent = true;
  /** Seconds that the server will keep an idle connection, -1 if it does not say. */
  keepAliveSeconds = -1;

  /** Reads status line and fields, each with its CRLF, without the empty line. False: malformed or ambiguous. */
  read(text: string): boolean {
    if (!text.startsWith('HTTP/1.')) return false;
    const minor = text.charCodeAt(7) - ZERO;
    if (minor !== 0 && minor !== 1) return false;
    const at = this.#readStatus(text);
    if (at < 0) return false;
    this.rawHeaders = [];
    this.contentLength = -1;
    this.chunked = false;
    this.strangeCoding = false;
    this.persistent = minor === 1;
    this.keepAliveSeconds = -1;
    if (!this.#readFields(text, at, this.rawHeaders)) return false;
    // a coding in HTTP/1.0, or beside a length, is how messages are smuggled (RFC 9112 section 6.1)
    return !(this.chunked || this.strangeCoding) || (minor === 1 && this.contentLength < 0);
  }

  /** Reads trailer fields and forgets them. A field that says how the message is framed makes them malformed. */
  readTrailers(text: string): boolean {
    this.contentLength = -1;
    const chunked = this.chunked;
    this.chunked = false;
    const sound = this.#readFields(text, 0, []) && this.contentLength < 0 && !this.chunked && !this.strangeCoding;
    this.chunked = chunked;
    return sound;
  }

  /** Where the fields begin, or -1. */
  #readStatus(text: string): number {
    if (text.charCodeAt(8) !== SP) return -1;
    let status = 0;
    for (let i = STATUS_AT; i < REASON_AT; i++) {
      const digit = text.charCodeAt(i) - ZERO;
      if (!(digit >= 0 && digit <= 9)) return -1;
      status = status * 10 + digit;
    }
    let i = REASON_AT;
    if (text.charCodeAt(i) === SP) while (FIELD[text.charCodeAt(i)] === 1) i++;
    if (text.charCodeAt(i) !== CR || text.charCodeAt(i + 1) !== LF || status < 100 || status > 599) return -1;
    this.status = status;
    return i + 2;
  }

  #readFields(text: string, from: number, into: string[]): boolean {
    let at = from;
    while (at < text.length) {
      let i = at;
      while (TOKEN[text.charCodeAt(i)] === 1) i++;
      if (i === at || text.charCodeAt(i) !== COLON) return false;
      const name = text.slice(at, i);
      i++;
      let code = text.charCodeAt(i);
      while (code === SP || code === HTAB) code = text.charCodeAt(++i);
      const start = i;
      while (FIELD[code] === 1) code = text.charCodeAt(++i);
      if (code !== CR || text.charCodeAt(i + 1) !== LF) return false;
      let end = i;
      while (end > start && (text.charCodeAt(end - 1) === SP || text.charCodeAt(end - 1) === HTAB)) end--;
      const value = text.slice(start, end);
      into.push(name, value);
      if (!this.#note(name, value, text.charCodeAt(i - 1) === HTAB)) return false;
      at = i + 2;
    }
    return at === text.length;
  }

  /** What a field says about framing and connection. `tabbed`: a tab behind the value, which not every reader of lengths takes. */
  #note(name: string, value: string, tabbed: boolean): boolean {
    switch (name.length) {
      case 10:
        this.#noteConnection(name.toLowerCase(), value);
        return true;
      case 14:
        if (name.toLowerCase() !== 'content-length') return true;
        if (this.contentLength >= 0 || tabbed || !LENGTH.test(value)) return false;
        this.contentLength = Number(value);
        return true;
      case 17:
        if (name.toLowerCase() !== 'transfer-encoding') return true;
        if (this.chunked || value.toLowerCase() !== 'chunked') this.strangeCoding = true;
        this.chunked = true;
        return true;
      default:
        return true;
    }
  }

  #noteConnection(name: string, value: string): void {
    if (name === 'keep-alive') {
      const timeout = TIMEOUT.exec(value);
      if (timeout !== null) this.keepAliveSeconds = Number(timeout[1]);
    } else if (name === 'connection' && CLOSE.test(value)) {
      this.persistent = false;
    }
  }
}
