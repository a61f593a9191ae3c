/**
 * HTML and XML: tells text and attribute values, which may be changed, from names, declarations, scripts and styles, which may not; and reads
 * the text once more without what readers do not see between its characters: inline tags, comments, the seams of CDATA. It follows the
 * markup, not the rules of nesting (HTML Living Standard, section 13.2.5; XML 1.0, section 2), so that any document is read somehow. All of a
 * document passes here byte by byte: whole tags are read in one go, and what is rare is left to slower methods.
 */
import type { ErrorCode } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { hashOn, kindOf, NAME_MAX } from './elements.js';
import { JoinedText } from './joined.js';
import { EDITABLE, LOCKED, type Lexer, type Reading } from './lexer.js';
import { NOT_FOUND, seek, tailOf } from './seek.js';
import { isDataScript } from './script.js';
import { isLetter, NINE, readTag, tagKind, tagName } from './tag.js';

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

const LESS_MARK = Buffer.from('<');
const BRACKET_MARK = Buffer.from(']');
type State = 'text' | 'open' | 'tag' | 'value' | 'bare' | 'comment' | 'cdata' | 'declaration' | 'instruction' | 'bogus' | 'raw';

/** What is read in one go when it has come whole. */
const BEGINS_OF_HTML: readonly (readonly [Uint8Array, State])[] = [[Buffer.from('!--'), 'comment']];
const BEGINS_OF_XML: typeof BEGINS_OF_HTML = [...BEGINS_OF_HTML, [Buffer.from('![CDATA['), 'cdata']];

/** What ends each state that is passed over whole. */
const ENDS = { comment: '-->', instruction: '?>', bogus: '>' } as const;
/** The beginning of a comment of HTML may be part of its end: `<!-->` and `<!--->` are whole (HTML Living Standard, section 13.2.5.43). */
const EMPTY_COMMENT = '--';

export class MarkupLexer implements Lexer {
  readonly heldFrom = Infinity;
  fault: ErrorCode | undefined;
  private state: State = 'text';
  /** What has come of `<!--`, `<![CDATA[` and the like. */
  private opening = '';
  /** The tag's name: a hash of it and its first letters, in lower case. */
  private readonly letters = new Uint8Array(NAME_MAX);
  private nameHash = 0;
  private nameLength = 0;
  private isNameOver = false;
  private isClosing = false;
  /** What has come of a script's tag, to read its type; undefined in other tags. */
  private scriptTag: string | undefined;
  /** Quote of the attribute value at hand; an equals sign has come and no value yet. */
  private quote = 0;
  private isValueNext = false;
  /** Element whose text is raw, and whether it is seen. */
  private raw = '';
  private isRawSeen = false;
  /** What has come of the end of a comment or of a raw text. */
  private matched = '';
  /** Closing brackets of CDATA that may be its end. */
  private brackets = 0;
  private readonly joined: JoinedText;

  constructor(private readonly isHtml: boolean) {
    this.joined = new JoinedText(isHtml);
  }

  feed(bytes: Uint8Array, offset: number, reading: Reading): void {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at < buffer.length && this.fault === undefined;) at = this.step(buffer, at, offset, reading);
    this.joined.reach(offset + buffer.length, reading);
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

  /** Text with the tags in it that are all there, and the beginning of what follows. */
  private text(bytes: Buffer, from: number, offset: number, reading: Reading): number {
    const { joined, isHtml } = this;
    for (let at = from; ;) {
      const less = seek(bytes, LESS, at);
      joined.copy(bytes, at, less < 0 ? bytes.length : less, offset, reading);
      if (less < 0) return bytes.length;
      at = readTag(bytes, less + 1, isHtml, offset, reading);
      if (at < 0) return this.beginMarkup(bytes, less + 1, offset, reading);
      joined.separate(tagKind, tagName, bytes[less + 1] === SLASH);
    }
  }

  /** Behind `<`, at the end of the bytes or before what is no usual tag. */
  private beginMarkup(bytes: Buffer, at: number, offset: number, reading: Reading): number {
    const next = at < bytes.length ? bytes[at] : 0;
    if (isLetter(next) || next === SLASH) {
      reading.zone(offset + at, LOCKED);
      return this.beginTag(bytes, at, offset, reading);
    }
    this.state = 'open';
    this.opening = '';
    return next === BANG ? this.openWhole(bytes, at, offset, reading) : at;
  }

  /** A comment or CDATA whose beginning is all there; anything else is left to be read byte by byte. */
  private openWhole(bytes: Buffer, at: number, offset: number, reading: Reading): number {
    for (const [begin, state] of this.isHtml ? BEGINS_OF_HTML : BEGINS_OF_XML) {
      let length = 1;
      while (length < begin.length && bytes[at + length] === begin[length]) length++;
      if (length < begin.length) continue;
      reading.zone(offset + at, LOCKED);
      reading.zone(offset + at + length, EDITABLE);
      return this.enter(state, at + length);
    }
    return at;
  }

  /** Behind `<`: a tag, a comment, a declaration, or a sign in a text. */
  private open(bytes: Buffer, at: number, offset: number, reading: Reading): number {
    const byte = bytes[at];
    if (this.opening === '') {
      if (!isTagStart(byte)) {
        this.joined.insert(LESS_MARK, offset + at, reading);
        this.state = 'text';
        return at;
      }
      reading.zone(offset + at, LOCKED);
      if (byte === QUESTION) return this.isHtml ? this.beginBogus(at + 1, offset, reading) : this.enter('instruction', at + 1);
      if (byte !== BANG) return this.beginTag(bytes, at, offset, reading);
    }
    this.opening += String.fromCharCode(byte);
    if (this.opening === '!--') {
      reading.zone(offset + at + 1, EDITABLE);
      return this.enter('comment', at + 1);
    }
    if (this.opening === '![CDATA[' && !this.isHtml) {
      reading.zone(offset + at + 1, EDITABLE);
      return this.enter('cdata', at + 1);
    }
    if ('!--'.startsWith(this.opening) || '![CDATA['.startsWith(this.opening)) return at + 1;
    this.matched = '';
    this.state = 'declaration';
    return byte === GREATER ? at : at + 1;
  }

  /** What is no markup to HTML ends at the next `>`, like a comment (HTML Living Standard, section 13.2.5.41). */
  private beginBogus(next: number, offset: number, reading: Reading): number {
    reading.zone(offset + next, EDITABLE);
    return this.enter('bogus', next);
  }

  private enter(state: State, next: number): number {
    this.state = state;
    this.matched = this.isHtml && state === 'comment' ? EMPTY_COMMENT : '';
    return next;
  }

  /** The text of CDATA is text; brackets are read apart from it, since they may be its end. */
  private inData(bytes: Buffer, at: number, offset: number, reading: Reading): number {
    const byte = bytes[at];
    if (byte === CLOSING_BRACKET && this.brackets === 0 && bytes[at + 1] === CLOSING_BRACKET && bytes[at + 2] === GREATER) {
      this.state = 'text';
      return at + 3;
    }
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
      this.joined.insert(BRACKET_MARK, offset + at, reading);
      if (byte === CLOSING_BRACKET) return at + 1;
      this.brackets--;
      return at;
    }
    const bracket = seek(bytes, CLOSING_BRACKET, at);
    const end = bracket < 0 ? bytes.length : bracket;
    this.joined.copy(bytes, at, end, offset, reading);
    return end;
  }

  /** Comments and instructions: to their end. */
  private passOver(bytes: Buffer, at: number, offset: number, reading: Reading, end: string): number {
    let found = this.finish(bytes, at, end);
    if (found === NOT_FOUND) {
      const close = bytes.indexOf(end, at, 'latin1');
      found = close < 0 ? NOT_FOUND : close + end.length;
    }
    const isCut = found === NOT_FOUND;
    const stop = isCut ? bytes.length : found;
    if (isCut) this.matched = tailOf(this.matched + bytes.toString('latin1', Math.max(at, stop - end.length + 1), stop), end);
    if (isCut) return stop;
    reading.zone(offset + stop, EDITABLE);
    this.state = 'text';
    return stop;
  }

  /** Offset behind an end that began in earlier bytes, or NOT_FOUND. */
  private finish(bytes: Buffer, at: number, end: string): number {
    for (let kept = this.matched.length; kept > 0; kept--) {
      const rest = end.slice(kept);
      if (this.matched.endsWith(end.slice(0, kept)) && bytes.toString('latin1', at, at + rest.length) === rest) return at + rest.length;
    }
    return NOT_FOUND;
  }

  /** A tag whose name, or the slash before it, stands at `at`. */
  private beginTag(bytes: Buffer, at: number, offset: number, reading: Reading): number {
    this.isClosing = bytes[at] === SLASH;
    this.nameHash = this.nameLength = 0;
    this.isNameOver = this.isValueNext = false;
    this.scriptTag = undefined;
    this.state = 'tag';
    if (!this.isClosing) this.addLetter(bytes[at]);
    return this.inTag(bytes, at + 1, offset, reading);
  }

  private addLetter(byte: number): void {
    const letter = byte | 0x20;
    this.nameHash = hashOn(this.nameHash, letter);
    if (this.nameLength < NAME_MAX) this.letters[this.nameLength] = letter;
    this.nameLength++;
  }

  /** Reads on in a tag's name; returns the offset behind it. */
  private inName(bytes: Buffer, from: number): number {
    const { isHtml } = this;
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === GREATER || byte <= 0x20 || byte === SLASH) {
        this.isNameOver = true;
        if (isHtml && !this.isClosing && this.element() === 'raw unseen') this.scriptTag = '';
        return at;
      }
      if (isHtml || byte > NINE) this.addLetter(byte);
    }
    return bytes.length;
  }

  private element(): ReturnType<typeof kindOf> {
    return kindOf(this.nameHash, this.letters, this.nameLength);
  }

  /** Reads on in a tag, with the attribute values that are all there. */
  private inTag(bytes: Buffer, from: number, offset: number, reading: Reading): number {
    const isNameless = this.isHtml && this.isClosing && !this.isNameOver && this.nameLength === 0;
    if (isNameless && from < bytes.length && !isLetter(bytes[from])) return this.beginBogus(from, offset, reading);
    const start = this.isNameOver ? from : this.inName(bytes, from);
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte > GREATER && !this.isValueNext) continue; // letters
      if (byte === GREATER) {
        this.noteTag(bytes, start, at);
        return this.endTag(at + 1, offset, reading);
      }
      if (byte === EQUALS) this.isValueNext = true;
      else if (this.isValueNext && byte > 0x20) {
        this.isValueNext = false;
        const isQuoted = byte === QUOTE || byte === APOSTROPHE;
        reading.zone(offset + at + (isQuoted ? 1 : 0), EDITABLE);
        const end = isQuoted ? seek(bytes, byte, at + 1) : NOT_FOUND;
        if (end === NOT_FOUND) {
          this.quote = byte;
          this.state = isQuoted ? 'value' : 'bare';
          this.noteTag(bytes, start, at + 1);
          return at + 1;
        }
        reading.zone(offset + end, LOCKED);
        at = end;
      }
    }
    this.noteTag(bytes, start, bytes.length);
    return bytes.length;
  }

  private inValue(bytes: Buffer, at: number, offset: number, reading: Reading): number {
    const found = seek(bytes, this.quote, at);
    const end = found < 0 ? bytes.length : found;
    if (found < 0) {
      this.noteTag(bytes, at, end);
      return end;
    }
    this.noteTag(bytes, at, end + 1);
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
    const { scriptTag } = this;
    const room = scriptTag === undefined ? 0 : LIMITS.scriptTagBytes - scriptTag.length;
    if (scriptTag !== undefined && room > 0) this.scriptTag = scriptTag + bytes.toString('latin1', from, Math.min(to, from + room));
  }

  private endTag(next: number, offset: number, reading: Reading): number {
    this.state = 'text';
    const element = this.isHtml ? this.element() : 'block';
    if ((element === 'raw seen' || element === 'raw unseen') && !this.isClosing) {
      this.raw = Buffer.from(this.letters.subarray(0, this.nameLength)).toString('latin1');
      this.isRawSeen = element === 'raw seen';
      const isData = this.raw === 'script' && this.scriptTag !== undefined && isDataScript(this.scriptTag);
      reading.zone(offset + next, this.isRawSeen || isData ? EDITABLE : LOCKED);
      this.joined.cut(reading);
      return this.enter('raw', next);
    }
    reading.zone(offset + next, EDITABLE);
    this.joined.separate(element, this.nameHash, this.isClosing);
    return next;
  }

  /** Text without markup up to the element's end tag. */
  private inRaw(bytes: Buffer, at: number, offset: number, reading: Reading): number {
    const less = this.matched === '' ? bytes.indexOf(LESS, at) : at;
    const end = less < 0 ? bytes.length : less;
    if (this.isRawSeen) this.joined.copy(bytes, at, end, offset, reading);
    if (less < 0) return end;
    const closing = `</${this.raw}`;
    let stop = less;
    while (stop < bytes.length && this.matched.length < closing.length) {
      const longer = this.matched + String.fromCharCode(bytes[stop]).toLowerCase();
      if (!closing.startsWith(longer)) {
        if (this.isRawSeen) this.joined.insert(LESS_MARK, offset + stop, reading);
        this.matched = '';
        return stop;
      }
      this.matched = longer;
      stop++;
    }
    if (this.matched !== closing) return stop;
    this.matched = this.raw = '';
    this.state = 'tag';
    this.isClosing = this.isNameOver = true;
    this.nameHash = this.nameLength = 0;
    this.scriptTag = undefined;
    this.isValueNext = false;
    reading.zone(offset + stop, LOCKED);
    this.joined.cut(reading);
    return stop;
  }

  /** A document type, or something that is no comment. An internal subset may say that text is other text: it is not read. */
  private inDeclaration(bytes: Buffer, from: number, offset: number, reading: Reading): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (this.matched === 'quoted' && !(this.isHtml && byte === GREATER)) {
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

const isTagStart = (byte: number): boolean =>
  byte === SLASH || byte === BANG || byte === QUESTION || isLetter(byte) || byte === 0x5f || byte === 0x3a || byte >= 0x80;
