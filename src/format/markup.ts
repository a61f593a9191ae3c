/**
 * HTML and XML: tells text and attribute values, which may be changed, from names, declarations, scripts and styles, which may not; and reads
 * the text once more without what readers do not see between its characters: inline tags, comments, the seams of CDATA. It follows the
 * markup, not the rules of nesting (HTML Living Standard, section 13.2.5; XML 1.0, section 2), so that any document is read somehow. Tags are
 * found by `indexOf`; only what is inside of them is looked at byte by byte.
 */
import type { ErrorCode } from '../base/errors.js';
import { EDITABLE, LOCKED, type Lexer, type Reading } from './lexer.js';

const SLASH = 0x2f;
const LESS = 0x3c;
const GREATER = 0x3e;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const EQUALS = 0x3d;
const BANG = 0x21;
const QUESTION = 0x3f;
const BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const NOTHING = -1;

/** Elements whose tags leave their text together. */
const INLINE = new Set(['abbr', 'acronym', 'b', 'bdi', 'bdo', 'big', 'cite', 'code', 'data', 'del', 'dfn', 'em', 'font', 'i', 'ins', 'kbd', 'mark', 'nobr', 'output', 'q', 's', 'samp', 'small', 'span', 'strike', 'strong', 'sub', 'sup', 'time', 'tt', 'u', 'var', 'wbr']); // prettier-ignore
/** Between their texts readers see a space. */
const SPACED = new Set(['a', 'br', 'label', 'button', 'img']);
/** Elements that hold no markup; the text of the first four is seen. */
const RAW = new Map<string, boolean>([['title', true], ['textarea', true], ['noframes', true], ['xmp', true], ['script', false], ['style', false], ['iframe', false], ['noembed', false]]); // prettier-ignore
/** Bytes of markup between two characters of text that are still joined. */
const SEAM_BYTES_MAX = 1024;
/** Letters of an element's name that are looked at. */
const NAME_MAX = 10;
const SCRIPT_LENGTH = 6;
/** Bytes of a script's tag in which its type is looked for. */
const TAG_BYTES_MAX = 512;
/** Scripts that are data. */
const DATA_TYPE = /\stype\s*=\s*["']?\s*(?:(?:application|text)\/(?:[\w.-]+\+)?json|importmap|speculationrules)/i;

const SPACE_MARK = Buffer.from(' ');
/** Ends a line, and what digits may be joined over. */
const BLOCK_MARK = Buffer.from('\n;\n');

type State = 'text' | 'open' | 'tag' | 'value' | 'bare' | 'comment' | 'cdata' | 'declaration' | 'instruction' | 'raw';

/** What ends each state that is passed over whole. */
const ENDS = { comment: '-->', instruction: '?>' } as const;

export class MarkupLexer implements Lexer {
  readonly heldFrom = Infinity;
  fault: ErrorCode | undefined;
  private state: State = 'text';
  /** What has come of the tag's name, or of `<!--`, `<![CDATA[`. */
  private name = '';
  private isNameOver = false;
  private isScript = false;
  /** Beginning of a script's tag, to read its type. */
  private tag = '';
  /** Quote of the attribute value at hand; an equals sign has come and no value yet. */
  private quote = 0;
  private isValueNext = false;
  /** Element whose text is raw, and whether it is seen. */
  private raw = '';
  private isRawSeen = false;
  private isRawData = false;
  /** What has come of the end of a comment or of a raw text. */
  private matched = '';
  /** Closing brackets of CDATA that may be its end. */
  private brackets = 0;
  /** Bytes of markup since the last text. */
  private seam = 0;
  private hasCut = true;
  /** What readers see between the last text and the next. */
  private mark: Uint8Array | undefined;

  constructor(private readonly isHtml: boolean) {}

  feed(bytes: Uint8Array, offset: number, reading: Reading): void {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at < buffer.length && this.fault === undefined;) {
      const isMarkup = this.state !== 'text' && this.state !== 'cdata' && this.state !== 'raw';
      const next = this.step(buffer, at, offset, reading);
      if (isMarkup) this.pass(next - at, reading);
      at = next;
    }
  }

  /** Markup of so many bytes: text on both sides of too much of it is not joined. */
  private pass(length: number, reading: Reading): void {
    this.seam += length;
    if (this.seam > SEAM_BYTES_MAX) this.cut(reading);
  }

  private cut(reading: Reading): void {
    this.mark = undefined;
    if (this.hasCut) return;
    reading.cut();
    this.hasCut = true;
  }

  private step(bytes: Buffer, at: number, offset: number, reading: Reading): number {
    switch (this.state) {
      case 'text':
        return this.text(bytes, at, offset, reading);
      case 'open':
        return this.open(bytes, at, offset, reading);
      case 'tag':
        return this.inTag(bytes, at, offset, reading);
      case 'value':
        return this.inValue(bytes, at, offset, reading);
      case 'bare':
        return this.inBareValue(bytes, at, offset, reading);
      case 'declaration':
        return this.inDeclaration(bytes, at, offset, reading);
      case 'cdata':
        return this.inData(bytes, at, offset, reading);
      case 'raw':
        return this.inRaw(bytes, at, offset, reading);
      default:
        return this.passOver(bytes, at, offset, reading, ENDS[this.state]);
    }
  }

  private text(bytes: Buffer, at: number, offset: number, reading: Reading): number {
    const less = bytes.indexOf(LESS, at);
    const end = less < 0 ? bytes.length : less;
    this.copy(bytes, at, end, offset, reading);
    if (less < 0) return end;
    this.state = 'open';
    this.name = this.tag = '';
    this.isNameOver = this.isScript = false;
    return less + 1;
  }

  private copy(bytes: Buffer, from: number, to: number, offset: number, reading: Reading): void {
    if (from === to) return;
    if (this.mark !== undefined) reading.insert(this.mark, offset + from);
    this.mark = undefined;
    reading.copy(bytes.subarray(from, to), offset + from);
    this.seam = 0;
    this.hasCut = false;
  }

  /** Behind `<`: a tag, a comment, a declaration, or a sign in a text. */
  private open(bytes: Buffer, at: number, offset: number, reading: Reading): number {
    const byte = bytes[at];
    if (this.name === '' && !isTagStart(byte)) {
      reading.insert(LESS_MARK, offset + at);
      this.state = 'text';
      return at;
    }
    if (this.name === '') reading.zone(offset + at, LOCKED);
    this.name += String.fromCharCode(byte);
    if (byte === QUESTION && this.name === '?' && !this.isHtml) return this.enter('instruction', at + 1);
    if (this.name.charCodeAt(0) !== BANG) {
      this.state = 'tag';
      this.isValueNext = false;
      return this.inTag(bytes, at, offset, reading, true);
    }
    if (this.name === '!--') {
      reading.zone(offset + at + 1, EDITABLE);
      return this.enter('comment', at + 1);
    }
    if (this.name === '![CDATA[' && !this.isHtml) {
      reading.zone(offset + at + 1, EDITABLE);
      return this.enter('cdata', at + 1);
    }
    if ('!--'.startsWith(this.name) || '![CDATA['.startsWith(this.name)) return at + 1;
    this.matched = '';
    this.state = 'declaration';
    return byte === GREATER ? at : at + 1;
  }

  private enter(state: State, next: number): number {
    this.state = state;
    this.matched = '';
    return next;
  }

  /** The text of CDATA is text; brackets are read apart from it, since they may be its end. */
  private inData(bytes: Buffer, at: number, offset: number, reading: Reading): number {
    const byte = bytes[at];
    if (this.brackets === 2 && byte === GREATER) {
      this.brackets = 0;
      this.state = 'text';
      return at + 1;
    }
    if (byte === CLOSING_BRACKET && this.brackets < 2) {
      this.brackets++;
      return at + 1;
    }
    if (byte === CLOSING_BRACKET || this.brackets > 0) {
      reading.insert(BRACKET_MARK, offset + at);
      if (byte === CLOSING_BRACKET) return at + 1;
      this.brackets--;
      return at;
    }
    const bracket = bytes.indexOf(CLOSING_BRACKET, at);
    const end = bracket < 0 ? bytes.length : bracket;
    this.copy(bytes, at, end, offset, reading);
    return end;
  }

  /** Comments and instructions: to their end. */
  private passOver(bytes: Buffer, at: number, offset: number, reading: Reading, end: string): number {
    let found = this.finish(bytes, at, end);
    if (found === NOTHING) {
      const close = bytes.indexOf(end, at, 'latin1');
      found = close < 0 ? NOTHING : close + end.length;
    }
    const isCut = found === NOTHING;
    const stop = isCut ? bytes.length : found;
    if (isCut) this.matched = tailOf(this.matched + bytes.toString('latin1', Math.max(at, stop - end.length + 1), stop), end);
    if (isCut) return stop;
    reading.zone(offset + stop, EDITABLE);
    this.state = 'text';
    return stop;
  }

  /** Offset behind an end that began in earlier bytes, or NOTHING. */
  private finish(bytes: Buffer, at: number, end: string): number {
    for (let kept = this.matched.length; kept > 0; kept--) {
      const rest = end.slice(kept);
      if (this.matched.endsWith(end.slice(0, kept)) && bytes.toString('latin1', at, at + rest.length) === rest) return at + rest.length;
    }
    return NOTHING;
  }

  private inTag(bytes: Buffer, from: number, offset: number, reading: Reading, isFirst = false): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === GREATER) return this.endTag(at + 1, offset, reading);
      if (!this.isNameOver && !(isFirst && at === from)) {
        if (isNameEnd(byte)) {
          this.isNameOver = true;
          this.isScript = this.name.length === SCRIPT_LENGTH && this.name.toLowerCase() === 'script';
        } else if (this.name.length <= NAME_MAX) this.name += String.fromCharCode(byte);
      }
      if (this.isScript && this.tag.length < TAG_BYTES_MAX) this.tag += String.fromCharCode(byte);
      if (byte === EQUALS) this.isValueNext = true;
      else if (this.isValueNext && byte > 0x20) {
        this.isValueNext = false;
        const isQuoted = byte === QUOTE || byte === APOSTROPHE;
        this.quote = byte;
        this.state = isQuoted ? 'value' : 'bare';
        reading.zone(offset + at + (isQuoted ? 1 : 0), EDITABLE);
        return at + 1;
      }
    }
    return bytes.length;
  }

  private inValue(bytes: Buffer, at: number, offset: number, reading: Reading): number {
    const found = bytes.indexOf(this.quote, at);
    const end = found < 0 ? bytes.length : found;
    this.noteTag(bytes, at, end);
    if (found < 0) return end;
    reading.zone(offset + end, LOCKED);
    this.state = 'tag';
    return end + 1;
  }

  private inBareValue(bytes: Buffer, from: number, offset: number, reading: Reading): number {
    let at = from;
    while (at < bytes.length && bytes[at] !== GREATER && bytes[at] > 0x20) at++;
    this.noteTag(bytes, from, at);
    if (at === bytes.length) return at;
    reading.zone(offset + at, LOCKED);
    this.state = 'tag';
    return at;
  }

  private noteTag(bytes: Buffer, from: number, to: number): void {
    if (this.tag !== '' && this.tag.length < TAG_BYTES_MAX) this.tag = (this.tag + bytes.toString('latin1', from, Math.min(to, from + TAG_BYTES_MAX))).slice(0, TAG_BYTES_MAX); // prettier-ignore
  }

  private endTag(next: number, offset: number, reading: Reading): number {
    const name = this.name.toLowerCase();
    this.state = 'text';
    const isSeen = this.isHtml ? RAW.get(name) : undefined;
    if (isSeen !== undefined) {
      this.raw = name;
      this.isRawSeen = isSeen;
      this.isRawData = name === 'script' && DATA_TYPE.test(this.tag);
      reading.zone(offset + next, isSeen || this.isRawData ? EDITABLE : LOCKED);
      this.matched = '';
      this.state = 'raw';
      this.cut(reading);
      return next;
    }
    reading.zone(offset + next, EDITABLE);
    const element = name.charCodeAt(0) === SLASH ? name.slice(1) : name;
    if (this.isHtml && INLINE.has(element)) return next;
    if (!this.hasCut && this.mark !== BLOCK_MARK) this.mark = this.isHtml && SPACED.has(element) ? SPACE_MARK : BLOCK_MARK;
    return next;
  }

  /** Text without markup up to the element's end tag. */
  private inRaw(bytes: Buffer, at: number, offset: number, reading: Reading): number {
    const less = this.matched === '' ? bytes.indexOf(LESS, at) : at;
    const end = less < 0 ? bytes.length : less;
    if (this.isRawSeen) this.copy(bytes, at, end, offset, reading);
    if (less < 0) return end;
    const closing = `</${this.raw}`;
    let stop = less;
    while (stop < bytes.length && this.matched.length < closing.length) {
      const longer = this.matched + String.fromCharCode(bytes[stop]).toLowerCase();
      if (!closing.startsWith(longer)) {
        if (this.isRawSeen) reading.insert(LESS_MARK, offset + stop);
        this.matched = '';
        return stop;
      }
      this.matched = longer;
      stop++;
    }
    if (this.matched !== closing) return stop;
    this.matched = this.raw = '';
    this.state = 'tag';
    this.name = closing.slice(1);
    this.isNameOver = true;
    this.isScript = false;
    this.tag = '';
    this.isValueNext = false;
    reading.zone(offset + stop, LOCKED);
    this.cut(reading);
    return stop;
  }

  /** A document type, or something that is no comment. An internal subset may say that text is other text: it is not read. */
  private inDeclaration(bytes: Buffer, from: number, offset: number, reading: Reading): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (this.quote !== 0 && this.matched === 'quoted') {
        if (byte === this.quote) this.matched = '';
      } else if (byte === QUOTE || byte === APOSTROPHE) {
        this.quote = byte;
        this.matched = 'quoted';
      } else if (byte === BRACKET) {
        this.fault = 'SLUICE_DOCTYPE_REFUSED';
        return at;
      } else if (byte === GREATER) {
        this.state = 'text';
        reading.zone(offset + at + 1, EDITABLE);
        return at + 1;
      }
    }
    return bytes.length;
  }
}

const LESS_MARK = Buffer.from('<');
const BRACKET_MARK = Buffer.from(']');

const isTagStart = (byte: number): boolean =>
  byte === SLASH || byte === BANG || byte === QUESTION || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a || byte === 0x5f || byte === 0x3a || byte >= 0x80; // prettier-ignore

const isNameEnd = (byte: number): boolean => byte <= 0x20 || byte === SLASH;

/** The longest end of a text with which `end` may begin. */
function tailOf(text: string, end: string): string {
  for (let length = Math.min(text.length, end.length - 1); length > 0; length--)
    if (end.startsWith(text.slice(-length))) return text.slice(-length);
  return '';
}
