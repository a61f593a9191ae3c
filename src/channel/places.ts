/**
 * Where people's words stand in a JSON document, who said them, in which conversation and under which identifier. The document is read once,
 * byte by byte, with what is around kept on a stack: nothing is parsed into objects, and each text knows where its bytes stand in the message.
 * Strings that are JSON themselves are followed (Amazon Connect, Twilio, Pusher). What is no JSON has no places.
 */
import { LIMITS } from '../base/limits.js';
import type { PathState } from '../detect/path/automaton.js';
import { isYes, noteFact } from './facts.js';
import { closingQuote, type Reading, readString } from './json-string.js';
import { type Ending, endingsOf, isWords as isWordsOfPiece, memberOf, type Piece, pieceAt, piecesOf } from './events/pieces.js';
import { isWords, mayMean, mayMeanAny } from './meaning.js';
import { END_KINDS, OBJECTS_ONLY } from './names.js';
import { folded, isAboutMessages, kindOf, type Ranked, type Roles } from './roles.js';
import { mayBeSaid, saidAmong } from './spoken-names.js';
import {
  type Node,
  openNode,
  type PieceName,
  shortText,
  Site,
  type SiteRole,
  type Stretch,
  type Text,
  textsOf,
  type Value,
} from './texts.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const RECORD_SEPARATOR = 0x1e;

/** Bytes of numbers and of true, false and null. */
const SCALAR = Uint8Array.from({ length: 256 }, (_, byte) => Number('+-.0123456789eEtrufalsn'.includes(String.fromCharCode(byte))));

/** In longer strings the quote is searched for by the runtime, a call that costs as much as looking at so many bytes. */
const NEAR_BYTES = 96;

const NO_RANKED: readonly Ranked[] = [];
/** What events about messages carry. */
const ARGUMENTS: readonly Ranked[] = [{ role: 'arguments', rank: 0 }];
/** Longer strings at the beginning of a list name no event. */
const EVENT_NAME_BYTES = 64;
const PIECE: Ranked = { role: 'delta', rank: 0 };
/** Bytes of the name of a member that count. */
const MEMBER_BYTES = 64;
const SAID: readonly Ranked[] = [{ role: 'text', rank: 0 }];
const NOT_ESCAPED: Partial<Reading> = {};

/** What is no JSON, or nested too deeply to be read as such. */
export type NoPlaces = 'not json' | 'too deep';

/** What an event says: texts, pieces of messages that grow, and which of these end. */
export interface EventPlaces {
  readonly texts: readonly Text[];
  readonly pieces: readonly Piece[];
  readonly endings: readonly Ending[];
}

/** Reads documents, one after the other; its memory is used again. */
export class Places {
  private bytes: Uint8Array = new Uint8Array(0);
  private offsets: Uint32Array | undefined;
  private at = 0;
  private end = 0;
  private depth = 0;
  private strings = 0;
  private readonly sites: Site[] = [];
  /** What may be said where nothing else is. */
  private readonly others: Site[] = [];
  /** Objects that say that a message ends. */
  private readonly ends: Node[] = [];
  /** A piece of a message has been entered. */
  private hasPieces = false;
  /** No backslash stands between the place where one was last looked for and here: a document is searched once, however many strings it has. */
  private escape = -1;

  constructor(private readonly roles: Roles) {}

  /** The texts between two offsets of a message, which are one JSON document or several, in order. */
  find(message: Uint8Array, start: number, end: number): readonly Text[] | NoPlaces {
    this.begin(message, start, end);
    return this.found(this.documents(undefined, this.roles.root));
  }

  /** The same, with what tells of messages that arrive in pieces. */
  findInEvent(message: Uint8Array, start: number, end: number): EventPlaces | NoPlaces {
    const texts = this.find(message, start, end);
    return typeof texts === 'string' ? texts : { texts, pieces: piecesOf(this.sites), endings: endingsOf(this.ends) };
  }

  /** The texts of a part of a document: a member with its name, or a string or number, which is said. */
  findPart(message: Uint8Array, start: number, end: number): readonly Text[] | NoPlaces {
    this.begin(message, start, end);
    const node = openNode(undefined, false, NO_RANKED);
    const isRead = this.isMember() ? this.member(node, this.roles.root) : this.value(node, SAID, this.roles.root);
    return this.found(isRead === true ? this.next() < 0 : isRead);
  }

  private begin(message: Uint8Array, start: number, end: number): void {
    clear(this.sites);
    clear(this.others);
    clear(this.ends);
    this.hasPieces = false;
    this.depth = this.strings = 0;
    this.enter(message, start, end, undefined);
  }

  private found(isRead: boolean | 'too deep'): readonly Text[] | NoPlaces {
    if (isRead !== true) return isRead === false ? 'not json' : isRead;
    const texts = textsOf(this.sites);
    return texts.length > 0 || this.others.length === 0 || this.hasPieces ? texts : textsOf(saidAmong(this.others));
  }

  private enter(bytes: Uint8Array, start: number, end: number, offsets: Uint32Array | undefined): void {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    this.offsets = offsets;
    this.escape = -1;
  }

  /** Objects and lists, with nothing but white space between them. */
  private documents(parent: Node | undefined, state: PathState | undefined): boolean | 'too deep' {
    let count = 0;
    for (;;) {
      const byte = this.next();
      if (byte < 0) return count > 0;
      if (byte === RECORD_SEPARATOR) {
        this.at++;
        continue;
      }
      if (byte !== OPEN_BRACE && byte !== OPEN_BRACKET) return false;
      const isRead = this.container(byte, parent, NO_RANKED, state);
      if (isRead !== true) return isRead;
      count++;
    }
  }

  /** The next byte that is no white space, which stays to be read; -1 at the end. */
  private next(): number {
    const { bytes, end } = this;
    for (; this.at < end; this.at++) {
      const byte = bytes[this.at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
    }
    return -1;
  }

  private container(byte: number, parent: Node | undefined, ranked: readonly Ranked[], state: PathState | undefined): boolean | 'too deep' {
    if (++this.depth > LIMITS.conversationDepth) return 'too deep';
    this.at++;
    const node = openNode(parent, byte === OPEN_BRACKET, ranked);
    if (this.roles.isOfEvents && !node.isList && parent?.isList !== true && ranked.some(({ role }) => role === 'delta'))
      this.hasPieces = node.isPiece = true;
    const isRead = node.isList ? this.list(node, state) : this.object(node, state);
    this.depth--;
    return isRead;
  }

  private object(node: Node, state: PathState | undefined): boolean | 'too deep' {
    if (this.next() === CLOSE_BRACE) return this.skip();
    for (;;) {
      const isRead = this.member(node, state);
      if (isRead !== true) return isRead;
      const byte = this.next();
      if (byte !== COMMA && byte !== CLOSE_BRACE) return false;
      this.at++;
      if (byte === CLOSE_BRACE) return true;
    }
  }

  /** A name and its value. */
  private member(node: Node, state: PathState | undefined): boolean | 'too deep' {
    if (this.next() !== QUOTE) return false;
    const start = this.at + 1;
    const close = this.closing(start);
    if (close < 0) return false;
    this.at = close + 1;
    const name = this.nameAt(start, close);
    if (name < 0 || this.next() !== COLON) return false;
    if (this.roles.isOfEvents) node.member = latin1(this.bytes, start, Math.min(close, start + MEMBER_BYTES));
    this.at++;
    const ranked = this.roles.byName[name];
    if (ranked === undefined) node.hasUnknown = true;
    return this.value(node, ranked ?? NO_RANKED, state?.next(name));
  }

  /** Whether a name comes next, with a colon behind it. */
  private isMember(): boolean {
    if (this.next() !== QUOTE) return false;
    const start = this.at;
    const close = this.closing(start + 1);
    this.at = close + 1;
    const isNamed = close >= 0 && this.next() === COLON;
    this.at = start;
    return isNamed;
  }

  /** Elements are named as the list is; those of a list without a name are named by its first, as the arguments of an event are. */
  private list(node: Node, state: PathState | undefined): boolean | 'too deep' {
    if (this.next() === CLOSE_BRACKET) return this.skip();
    let { ranked } = node;
    for (let index = 0; ; index++) {
      const first = this.next();
      const from = this.at + 1;
      const isRead = this.value(node, ranked, state?.element);
      if (isRead !== true) return isRead;
      if (index === 0 && ranked.length === 0 && first === QUOTE) ranked = this.saidOfEvent(node, from, this.at - 1);
      const byte = this.next();
      if (byte !== COMMA && byte !== CLOSE_BRACKET) return false;
      this.at++;
      if (byte === CLOSE_BRACKET) return true;
    }
  }

  /** The elements behind the name of an event: words, where it is about messages (nobody's name and no key), and drafts, about typing. */
  private saidOfEvent(node: Node, start: number, end: number): readonly Ranked[] {
    const name = this.nameAt(start, end);
    const said = (name < 0 ? NO_RANKED : (this.roles.byName[name] ?? NO_RANKED)).filter(({ role }) => isWords(role));
    if (said.length > 0 || node.parent !== undefined || end - start > EVENT_NAME_BYTES) return said;
    const event = shortText({ bytes: this.bytes, start, end });
    node.state = kindOf(event).state;
    node.isCall = isAboutMessages(event);
    return node.isCall ? ARGUMENTS : said;
  }

  private skip(): boolean {
    this.at++;
    return true;
  }

  private value(node: Node, ranked: readonly Ranked[], state: PathState | undefined): boolean | 'too deep' {
    const byte = this.next();
    if (byte === QUOTE) return this.string(node, ranked, state);
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) return this.container(byte, node, ranked, state);
    const start = this.at;
    while (this.at < this.end && SCALAR[this.bytes[this.at]] === 1) this.at++;
    if (this.at === start) return false;
    const placed = this.rolesAt(ranked, state);
    if (mayMeanAny(node, placed, false)) this.note(node, placed, { start, end: this.at, isString: false });
    return true;
  }

  private string(node: Node, ranked: readonly Ranked[], state: PathState | undefined): boolean | 'too deep' {
    const start = this.at + 1;
    const end = this.closing(start);
    if (end < 0) return false;
    this.at = end + 1;
    const placed = this.roles.isOfEvents ? this.withPiece(node, ranked, state) : this.rolesAt(ranked, state);
    if (!placed.some(({ role }) => role === 'words' || role === 'draft' || role === 'delta') && this.mayBeJson(start, end, placed)) {
      const inner = this.inside(node, start, end, state);
      if (inner !== false) return inner;
    }
    if (mayMeanAny(node, placed, true)) this.note(node, placed, { start, end, isString: true });
    return true;
  }

  private rolesAt(ranked: readonly Ranked[], state: PathState | undefined): readonly Ranked[] {
    const named = state === undefined ? undefined : this.roles.roleAt(state);
    return named === undefined ? ranked : [named, ...ranked];
  }

  /** In streams of events: what a string means, where it may be a piece of a message. */
  private withPiece(node: Node, ranked: readonly Ranked[], state: PathState | undefined): readonly Ranked[] {
    const isObjectsOnly = ranked.some(({ role }) => role === 'delta') && OBJECTS_ONLY.has(memberOf(node));
    const others = isObjectsOnly ? ranked.filter(({ role }) => role !== 'delta') : ranked;
    const placed = this.rolesAt(others, state);
    return this.hasPieces && isWordsOfPiece(node) ? [PIECE, ...placed] : placed;
  }

  /** The offset of the quote that ends the string; -1 where none does. */
  private closing(start: number): number {
    const { bytes, end } = this;
    const near = Math.min(end, start + NEAR_BYTES);
    for (let at = start; at < near; at++) {
      const byte = bytes[at];
      if (byte === QUOTE) return at;
      if (byte === BACKSLASH) return closingQuote(bytes, at, end);
    }
    const quote = bytes.indexOf(QUOTE, near);
    if (quote < 0 || quote >= end) return -1;
    return this.hasEscape(near, quote) ? closingQuote(bytes, near, end) : quote;
  }

  /** Whether a backslash stands between two offsets; to be asked for rising ones. */
  private hasEscape(start: number, end: number): boolean {
    if (this.escape < start) {
      const found = this.bytes.indexOf(BACKSLASH, start);
      this.escape = found < 0 ? this.bytes.length : found;
    }
    return this.escape < end;
  }

  /** The number of a name; -1 where it is no string of JSON. */
  private nameAt(start: number, end: number): number {
    let at = start;
    while (at < end && this.bytes[at] !== BACKSLASH) at++;
    if (at === end) return this.roles.names.find(this.bytes, start, end);
    const name = readString(this.bytes, start, end, undefined);
    return name === undefined ? -1 : this.roles.names.find(name.read, 0, name.read.length);
  }

  /** A list in which nothing has a name is no envelope: where words stand, it is one of somebody's words, "[4111]". */
  private mayBeJson(start: number, end: number, placed: readonly Ranked[]): boolean {
    let at = start;
    while (at < end && this.bytes[at] === 0x20) at++;
    const byte = this.bytes[at];
    if (end - at <= 1 || this.strings >= LIMITS.pathStrings) return false;
    if (byte !== OPEN_BRACKET) return byte === OPEN_BRACE || byte === BACKSLASH;
    return !placed.some(({ role }) => role === 'text') || this.bytes.subarray(at, end).includes(OPEN_BRACE);
  }

  /** Follows a string that is JSON; false where it is none, and then nothing of it was noted. */
  private inside(node: Node, start: number, end: number, state: PathState | undefined): boolean | 'too deep' {
    const { bytes, offsets, at, end: outerEnd, depth, sites, others, escape } = this;
    const inner = readString(bytes, start, end, offsets);
    if (inner === undefined) return false;
    const [noted, mayBe] = [sites.length, others.length];
    this.strings++;
    this.enter(inner.read, 0, inner.read.length, inner.offsets ?? ascending(start, end));
    const isRead = this.documents(node, state);
    this.strings--;
    this.enter(bytes, at, outerEnd, offsets);
    this.escape = escape;
    this.depth = depth;
    if (isRead === false) [sites.length, others.length] = [noted, mayBe];
    return isRead;
  }

  /** Keeps what a value means: a text, or a fact about the texts around. */
  private note(node: Node, ranked: readonly Ranked[], value: Value): void {
    const { start, end, isString } = value;
    const escaped = isString && this.hasEscape(start, end) ? readString(this.bytes, start, end, this.offsets) : NOT_ESCAPED;
    if (escaped === undefined) return;
    let stretch: Stretch | undefined;
    for (const one of ranked) {
      const { role, rank } = one;
      if (!mayMean(node, one, isString)) continue;
      if (isWords(role) || role === 'delta') {
        if (!isString && isLiteral(this.bytes[start])) return; // true, false, null: nobody's words
        node.hasText ||= role === 'text' || role === 'words';
        const piece = role === 'delta' ? pieceAt(node, ranked, rank) : undefined;
        this.sites.push(this.siteOf(node, role, value, this.stretchOf(value, escaped), escaped, piece));
        return; // a place means one thing only
      }
      stretch ??= this.stretchOf(value, escaped);
      if (role === 'ends' || (role === 'kind' && this.roles.isOfEvents)) this.noteEnd(node, role, isString, stretch);
      noteFact(node, one, stretch);
      if (isString && mayBeSaid(one, stretch)) this.others.push(this.siteOf(node, 'words', value, stretch, escaped));
    }
  }

  private stretchOf({ start, end }: Value, { read }: Partial<Reading>): Stretch {
    return read === undefined ? { bytes: this.bytes, start, end } : { bytes: read, start: 0, end: read.length };
  }

  private siteOf(node: Node, role: SiteRole, value: Value, stretch: Stretch, { read, offsets }: Partial<Reading>, piece?: PieceName): Site {
    const outer = this.offsets;
    if (outer === undefined) return new Site(node, role, value, stretch, offsets, piece);
    const { start, end, isString } = value;
    const place = { start: outer[start], end: outer[end], isString };
    return new Site(node, role, place, stretch, read === undefined ? outer.subarray(start, end + 1) : offsets, piece);
  }

  /** A reason, or a yes; or a kind that says so. */
  private noteEnd(node: Node, role: 'ends' | 'kind', isString: boolean, stretch: Stretch): void {
    const isSaid = role === 'kind' ? END_KINDS.has(folded(shortText(stretch))) : isString ? stretch.end > stretch.start : isYes(stretch);
    if (!isSaid || node.isEnd === true) return;
    node.isEnd = true;
    this.ends.push(node);
  }
}

function ascending(start: number, end: number): Uint32Array {
  return Uint32Array.from({ length: end - start + 1 }, (_, index) => start + index);
}

/** Of the first byte of a number or literal of JSON. */
const isLiteral = (byte: number): boolean => byte >= 0x61;

/** One by one: a list whose length is set to 0 gives its memory back. */
function clear(list: unknown[]): void {
  while (list.length > 0) list.pop();
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
}
