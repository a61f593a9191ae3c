/**
 * Markup, as far as paths need it: tags, attributes and where texts and values begin and end (XML 1.0, section 2 and 3.1; HTML Living Standard,
 * section 13.2.5). What they mean is told by those who follow XML or HTML.
 */
import type { ErrorCode } from '../../base/errors.js';
import { seek } from '../seek.js';
import { Ending } from './ending.js';
import type { PathLexer } from './lexer.js';
import { Pieces } from './pieces.js';
import { TagName } from './tag-name.js';

const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const SLASH = 0x2f;
const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const BANG = 0x21;
const QUESTION = 0x3f;

const TEXT = 0;
/** Behind `<`, behind `</`, behind `<!` as far as it may become a comment or CDATA. */
const OPENED = 1;
const CLOSING = 2;
const BANGED = 3;
const TAG_NAME = 4;
/** Between attributes, in the name of one, behind it, behind its equals sign, in its value with and without quotes. */
const IN_TAG = 5;
const ATTRIBUTE = 6;
const NAMED = 7;
const EQUALLED = 8;
const QUOTED = 9;
const BARE = 10;
/** Up to an ending: a comment, CDATA, an instruction; or text without markup up to the end tag of its element. */
const SPAN = 11;
const RAW = 12;
const DECLARATION = 13;

const COMMENT_BEGINS = '!--';
const DATA_BEGINS = '![CDATA[';

export abstract class TagWalker implements PathLexer {
  fault: ErrorCode | undefined;
  /** The tag at hand, or the attribute of it. */
  protected readonly name = new TagName();
  protected isClosing = false;
  protected readonly pieces: Pieces;
  private mode = TEXT;
  private opening = '';
  private quote = 0;
  private wasSlash = false;
  private ending = new Ending('-->');
  /** Offset behind all that has come. */
  protected here = 0;

  constructor(private readonly isHtml: boolean) {
    this.pieces = new Pieces((start, end) => {
      this.tell(start, end);
    });
  }

  get heldFrom(): number {
    const waiting = this.mode === OPENED ? 1 : this.mode === SPAN || this.mode === RAW ? this.ending.waiting : 0;
    return Math.min(this.pieces.heldFrom, waiting > 0 && this.pieces.isOpen ? this.here - waiting : Infinity);
  }

  feed(bytes: Uint8Array, offset: number): void {
    for (let at = 0; at < bytes.length && this.fault === undefined;) at = this.step(bytes, at, offset);
    this.here = offset + bytes.length;
  }

  end(): void {
    if (this.mode === OPENED) this.pieces.addByte(LESS, this.here - 1);
    this.pieces.end();
  }

  /** A piece of the text or value at hand. */
  protected abstract tell(start: number, end: number): void;
  /** Whether the text that begins now is told. */
  protected abstract isTextTold(): boolean;
  /** The tag's name is known. */
  protected abstract nameTag(): void;
  /** An attribute's value begins; whether it is told. */
  protected abstract beginValue(offset: number): boolean;
  /** Bytes of the value. */
  protected takeValue?(bytes: Uint8Array, from: number, to: number): void;
  protected abstract endValue(): void;
  /** The tag ends. Returns the element's name when what follows is text without markup up to its end tag. */
  protected abstract endTag(isEmpty: boolean, offset: number): string | undefined;

  /** Reads on from `at`; returns how far. */
  private step(bytes: Uint8Array, at: number, offset: number): number {
    switch (this.mode) {
      case TEXT:
        return this.text(bytes, at, offset);
      case TAG_NAME:
      case ATTRIBUTE:
        return this.inName(bytes, at);
      case QUOTED:
      case BARE:
        return this.inValue(bytes, at, offset);
      case SPAN:
        return this.inSpan(bytes, at, offset);
      case RAW:
        return this.inRaw(bytes, at, offset);
      case DECLARATION:
        return this.inDeclaration(bytes[at], at);
      case OPENED:
      case CLOSING:
      case BANGED:
        return this.opened(bytes[at], at, offset);
      default:
        return this.inTag(bytes[at], at, offset);
    }
  }

  private text(bytes: Uint8Array, from: number, offset: number): number {
    const less = seek(bytes, LESS, from);
    const end = less < 0 ? bytes.length : less;
    this.pieces.add(bytes, from, end, offset);
    if (less < 0) return end;
    this.mode = OPENED;
    return less + 1;
  }

  /** Begins text behind a tag. */
  private beginText(next: number): number {
    this.mode = TEXT;
    this.pieces.begin(this.isTextTold());
    return next;
  }

  /** What follows `<`: a tag, a comment, CDATA, a declaration, or it was a sign in a text. */
  private opened(byte: number, at: number, offset: number): number {
    if (this.mode === BANGED) return this.bang(byte, at);
    if (this.mode === OPENED) {
      if (!isNameStart(byte) && byte !== SLASH && byte !== BANG && byte !== QUESTION) {
        this.pieces.addByte(LESS, offset + at - 1);
        this.mode = TEXT;
        return at;
      }
      this.pieces.end();
      this.isClosing = byte === SLASH;
      if (byte === BANG) {
        this.mode = BANGED;
        this.opening = '!';
        return at + 1;
      }
      if (byte === QUESTION) return this.beginSpan(this.isHtml ? '>' : '?>', false, at + 1);
      if (byte === SLASH) {
        this.mode = CLOSING;
        return at + 1;
      }
    } else if (!isNameStart(byte)) return this.beginSpan('>', false, at); // what readers of HTML take for a comment
    this.mode = TAG_NAME;
    this.name.begin();
    return at;
  }

  private bang(byte: number, at: number): number {
    this.opening += String.fromCharCode(byte);
    if (this.opening === COMMENT_BEGINS) {
      const next = this.beginSpan('-->', !this.isHtml && this.isTextTold(), at + 1);
      // The beginning may be part of the end in HTML: `<!-->` and `<!--->` are whole.
      if (this.isHtml) for (const dash of COMMENT_BEGINS.slice(1)) this.ending.feed(dash.charCodeAt(0));
      return next;
    }
    if (this.opening === DATA_BEGINS && !this.isHtml) return this.beginSpan(']]>', this.isTextTold(), at + 1);
    if (COMMENT_BEGINS.startsWith(this.opening) || (DATA_BEGINS.startsWith(this.opening) && !this.isHtml)) return at + 1;
    this.mode = DECLARATION;
    this.quote = 0;
    return at;
  }

  private beginSpan(end: string, isTold: boolean, next: number): number {
    this.mode = SPAN;
    this.ending = new Ending(end);
    this.pieces.begin(isTold);
    return next;
  }

  private inSpan(bytes: Uint8Array, from: number, offset: number): number {
    const at = this.toEnding(bytes, from, offset);
    if (at === bytes.length) return at;
    this.await(bytes[at], offset + at);
    if (!this.ending.isWhole) return at + 1;
    this.ending.clear();
    this.pieces.end();
    return this.beginText(at + 1);
  }

  /** Passes to the next byte with which the ending may begin, or goes on. */
  private toEnding(bytes: Uint8Array, from: number, offset: number): number {
    if (this.ending.waiting > 0) return from;
    const found = seek(bytes, this.ending.text.charCodeAt(0), from);
    const stop = found < 0 ? bytes.length : found;
    this.pieces.add(bytes, from, stop, offset);
    return stop;
  }

  /** Gives a byte to the ending, and what turns out not to belong to it to the value. */
  private await(byte: number, offset: number): void {
    const waiting = this.ending.waiting;
    const count = this.ending.feed(byte);
    // All that waits is no white space; only of the byte itself it matters which it is.
    for (let index = 0; index < count; index++) this.pieces.addByte(index === waiting ? byte : LESS, offset - waiting + index);
  }

  private inRaw(bytes: Uint8Array, from: number, offset: number): number {
    const { ending } = this;
    const at = this.toEnding(bytes, from, offset);
    if (at === bytes.length) return at;
    if (!ending.isWhole) {
      this.await(bytes[at], offset + at);
      return at + 1;
    }
    if (!endsName(bytes[at])) {
      for (let index = ending.waiting; index > 0; index--) this.pieces.addByte(LESS, offset + at - index);
      ending.clear();
      return at;
    }
    ending.clear();
    this.pieces.end();
    this.isClosing = true;
    this.mode = IN_TAG;
    this.name.begin();
    return at;
  }

  private inDeclaration(byte: number, at: number): number {
    if (this.quote !== 0) {
      if (byte === this.quote) this.quote = 0;
    } else if (byte === GREATER) return this.beginText(at + 1);
    else if (!this.isHtml && isQuote(byte)) this.quote = byte;
    return at + 1;
  }

  private inName(bytes: Uint8Array, from: number): number {
    const isTag = this.mode === TAG_NAME;
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (!endsName(byte) && (isTag || byte !== EQUALS)) {
        this.name.add(byte);
        continue;
      }
      if (isTag) this.nameTag();
      this.wasSlash = false;
      this.mode = isTag ? IN_TAG : NAMED;
      return at;
    }
    return bytes.length;
  }

  private inTag(byte: number, at: number, offset: number): number {
    if (byte === GREATER) return this.closeTag(at + 1, offset + at);
    if (byte <= 0x20) return at + 1;
    if (this.mode === EQUALLED) {
      this.mode = isQuote(byte) ? QUOTED : BARE;
      this.quote = byte;
      this.pieces.begin(this.beginValue(offset + at));
      return this.mode === QUOTED ? at + 1 : at;
    }
    if (this.mode === NAMED && byte === EQUALS) {
      this.mode = EQUALLED;
      return at + 1;
    }
    this.wasSlash = byte === SLASH;
    this.mode = IN_TAG;
    if (this.wasSlash) return at + 1;
    this.mode = ATTRIBUTE;
    this.name.begin();
    this.name.add(byte);
    return at + 1;
  }

  private inValue(bytes: Uint8Array, from: number, offset: number): number {
    let end = from;
    if (this.mode === QUOTED) {
      const found = seek(bytes, this.quote, from);
      end = found < 0 ? bytes.length : found;
    } else while (end < bytes.length && bytes[end] > 0x20 && bytes[end] !== GREATER) end++;
    this.pieces.add(bytes, from, end, offset);
    this.takeValue?.(bytes, from, end);
    if (end === bytes.length) return end;
    this.pieces.end();
    this.endValue();
    const next = this.mode === QUOTED ? end + 1 : end;
    this.wasSlash = false;
    this.mode = IN_TAG;
    return next;
  }

  private closeTag(next: number, offset: number): number {
    const raw = this.endTag(this.wasSlash && this.mode === IN_TAG, offset);
    if (raw === undefined) return this.beginText(next);
    this.mode = RAW;
    this.ending = new Ending(`</${raw}`);
    this.pieces.begin(this.isTextTold());
    return next;
  }
}

const isQuote = (byte: number): boolean => byte === QUOTE || byte === APOSTROPHE;
const endsName = (byte: number): boolean => byte <= 0x20 || byte === GREATER || byte === SLASH;
const isNameStart = (byte: number): boolean =>
  (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f || byte === 0x3a || byte >= 0x80;
