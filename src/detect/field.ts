/**
 * The field a value stands in — a JSON string or number, an XML element or attribute, a form field, plain text — as far as the bytes before it
 * show, without a parser: where its own text begins and ends, and which characters are its name.
 */
import { ROLE_FILLER, ROLE_FOREIGN, ROLE_OWNED, type ContextIndex } from './context.js';
import type { Surroundings } from './surroundings.js';

const SPACE = 0x20;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const COMMA = 0x2c;
const SLASH = 0x2f;
const COLON = 0x3a;
const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const AMPERSAND = 0x26;
const PLUS = 0x2b;
/** A name of several words has so many at most, those that say nothing counted one by one: tax file number no. */
const PHRASES_MAX = 3;
const OPENS_BEFORE = codes(':,[{(=');
const CLOSES_BEHIND = codes(':,}])');

function codes(characters: string): ReadonlySet<number> {
  return new Set([...characters].map((character) => character.charCodeAt(0)));
}

export type FieldKind = 'text' | 'json' | 'attribute' | 'form' | 'element';

export class Field {
  kind: FieldKind = 'text';
  /** Characters of the field's own text: from its start, and up to its end behind the value. */
  start = 0;
  end = 0;
  /** Characters of its name; none when both are equal. */
  nameStart = 0;
  nameEnd = 0;
  /** Characters of the tag of an attribute that says nothing itself; none when both are equal. */
  tagStart = 0;
  tagEnd = 0;
  private valueEnd = 0;
  /** The value is a number of JSON: its own text is nothing but itself, and the next key is another's. */
  private isNumber = false;
  /** Elements that are closed before the value and not yet opened, seen backwards. */
  private closed = 0;
  /** Where the last tag begins that was passed over: its attributes are no fields of the value. */
  private tagBefore = 0;

  constructor(
    private readonly around: Surroundings,
    private readonly index: ContextIndex,
  ) {}

  /** Finds the field of the value between two characters. */
  find(valueStart: number, valueEnd: number, isJson: boolean): void {
    this.kind = 'text';
    this.start = this.nameStart = this.nameEnd = this.tagStart = this.tagEnd = this.closed = 0;
    this.valueEnd = valueEnd;
    this.isNumber = false;
    this.tagBefore = valueStart;
    for (let at = valueStart - 1; at >= 0; at = Math.min(at, this.tagBefore) - 1) if (this.isBeginning(at, isJson)) break;
    this.end = this.endBehind(valueEnd, this.around.length);
  }

  /** The same for a value that begins at the same character and ends at another: what stands before it need not be read again. */
  endAt(valueEnd: number): void {
    const known = this.valueEnd;
    this.valueEnd = valueEnd;
    if (this.tagEnd > this.tagStart) this.tagEnd = this.tagEndBehind(valueEnd);
    this.end =
      valueEnd <= known && !this.isNumber ? this.endBehind(valueEnd, known, this.end) : this.endBehind(valueEnd, this.around.length);
  }

  /** Whether the field's own text begins behind the character at `at`. */
  private isBeginning(at: number, isJson: boolean): boolean {
    const code = this.around.codes[at];
    if (code === QUOTE || code === APOSTROPHE) return this.isQuoteBeginning(at, isJson);
    if (code === GREATER) return this.isTagBeginning(at);
    if (code !== EQUALS || this.around.codes[at - 1] === EQUALS) return false;
    return this.named('form', at + 1, this.phraseBefore(this.nameBefore(at), at), at);
  }

  private isQuoteBeginning(quote: number, isJson: boolean): boolean {
    const before = this.skipSpaceBack(quote - 1);
    const opener = this.code(before);
    if (opener === EQUALS) return this.attribute(quote, before);
    if (OPENS_BEFORE.has(opener)) {
      if (opener === COLON) return this.named('json', quote + 1, this.nameBefore(before), this.skipSpaceBack(before - 1) + 1);
      return (isJson || opener !== COMMA) && this.named('json', quote + 1, 0, 0);
    }
    const behind = this.skipSpace(quote + 1);
    if (this.code(behind) === COLON) {
      this.isNumber = isJson;
      return this.named('json', behind + 1, this.nameBefore(behind), quote + 1);
    }
    return isJson && CLOSES_BEHIND.has(this.code(behind)) && this.named('json', quote + 1, 0, 0);
  }

  /** An attribute may say nothing itself and still be named by its tag: <field name="ssn" value="…"/>. */
  private attribute(quote: number, equals: number): true {
    this.named('attribute', quote + 1, this.nameBefore(equals), equals);
    if (this.saysWhat(this.nameStart, this.nameEnd)) return true;
    let less = this.nameStart - 1;
    while (less >= 0 && this.code(less) !== LESS && this.code(less) !== GREATER) less--;
    if (this.code(less) !== LESS) return true;
    this.tagStart = less;
    this.tagEnd = this.tagEndBehind(this.valueEnd);
    return true;
  }

  private tagEndBehind(valueEnd: number): number {
    let end = valueEnd;
    while (end < this.around.length && this.code(end) !== GREATER) end++;
    return end;
  }

  /** The end of an opening tag whose name says what the element is. Others are passed over, and what stands before them is text. */
  private isTagBeginning(greater: number): boolean {
    let less = greater - 1;
    while (less >= 0 && this.code(less) !== LESS && this.code(less) !== GREATER) less--;
    if (this.code(less) !== LESS) return false;
    if (this.code(less + 1) === SLASH || this.around.isLetter(less + 1)) this.tagBefore = less;
    if (this.code(greater - 1) === SLASH) return false;
    if (this.code(less + 1) === SLASH) {
      this.closed++;
      return false;
    }
    if (this.closed > 0) {
      this.closed--;
      return false;
    }
    return this.saysWhat(less, greater) && this.named('element', greater + 1, less, greater);
  }

  private named(kind: FieldKind, start: number, nameStart: number, nameEnd: number): true {
    this.kind = kind;
    this.start = start;
    this.nameStart = nameStart;
    this.nameEnd = nameEnd;
    return true;
  }

  /** Whether a word that belongs to rules, or to other kinds of numbers, stands between two characters. */
  private saysWhat(start: number, end: number): boolean {
    const { found, hits } = this.around;
    for (let i = 0; i < hits; i++) {
      if (found[i].start >= start && found[i].end <= end && this.index.hasRole(found[i].word, ROLE_OWNED | ROLE_FOREIGN)) return true;
    }
    return false;
  }

  /** Where the name begins that ends before the colon or equals sign at `at`. */
  private nameBefore(at: number): number {
    let start = this.skipSpaceBack(at - 1);
    const quote = this.code(start);
    if (quote === QUOTE || quote === APOSTROPHE) {
      start--;
      while (start >= 0 && this.code(start) !== quote) start--;
      return start + 1;
    }
    while (start >= 0 && this.isNameCharacter(start)) start--;
    return start + 1;
  }

  /**
   * Where a name of several words begins whose last word is known: national id=, social+security+number=. Only words that belong together
   * as one of the rules' phrases are taken, and what stands before a word that says nothing itself, such as the "no" of "ssn no".
   */
  private phraseBefore(last: number, end: number): number {
    const { found, hits } = this.around;
    let start = last;
    for (let i = 0; i < PHRASES_MAX; i++) {
      let isFiller = false;
      for (let j = 0; j < hits; j++) {
        const hit = found[j];
        if (hit.end > end || hit.end <= start) continue;
        if (hit.start < start) start = hit.start;
        if (hit.start === start) isFiller = this.index.hasRole(hit.word, ROLE_FILLER) && !this.isRuleWord(hit.word);
      }
      if (!isFiller) break;
      const before = this.skipJointsBack(start - 1);
      if (before === start - 1 || !this.isNameCharacter(before)) break;
      start = this.nameBefore(before + 1);
    }
    return start;
  }

  private isRuleWord(word: number): boolean {
    return this.index.hasRole(word, ROLE_OWNED | ROLE_FOREIGN);
  }

  private skipJointsBack(at: number): number {
    let i = at;
    while (i >= 0 && (this.code(i) === SPACE || this.code(i) === PLUS)) i--;
    return i;
  }

  private isNameCharacter(at: number): boolean {
    const code = this.code(at);
    return this.around.isLetter(at) || (code >= 0x30 && code <= 0x39) || code === 0x5f || code === 0x2d || code === 0x2e || code === 0x5b || code === 0x5d; // prettier-ignore
  }

  /** The end of the field behind its value, looked for up to `limit`; where it is not before that, `beyond`. */
  private endBehind(valueEnd: number, limit: number, beyond = limit): number {
    if (this.isNumber) return valueEnd;
    if (this.kind === 'text' || this.kind === 'element') return this.around.length;
    for (let at = valueEnd; at < limit; at++) {
      const code = this.code(at);
      if (code === QUOTE && this.isClosing(at)) return at;
      if (this.kind === 'form' && code === AMPERSAND) return at;
    }
    return beyond;
  }

  private isClosing(quote: number): boolean {
    const behind = this.skipSpace(quote + 1);
    const code = this.code(behind);
    return behind >= this.around.length || CLOSES_BEHIND.has(code) || code === GREATER || code === SLASH || this.kind === 'attribute';
  }

  private code(at: number): number {
    return at >= 0 && at < this.around.length ? this.around.codes[at] : 0;
  }

  private skipSpaceBack(at: number): number {
    let i = at;
    while (i >= 0 && this.isSpace(i)) i--;
    return i;
  }

  private skipSpace(at: number): number {
    let i = at;
    while (i < this.around.length && this.isSpace(i)) i++;
    return i;
  }

  private isSpace(at: number): boolean {
    return this.code(at) === SPACE || (this.code(at) > 0 && this.code(at) < SPACE);
  }
}
