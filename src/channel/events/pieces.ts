/**
 * Messages that arrive word by word, as assistants and bots write them: each event holds a piece (a delta), and its receiver joins those of one
 * message. What tells messages apart are identifiers. Some name a message in one application and an event, or the count of a piece, in another; these
 * tell apart as well, and beside that the pieces are joined without regard to them: see growing.ts.
 */
import type { Reading } from '../json-string.js';
import { DEEP_WORDS, EVENT_NAMES, NAMES, NOT_SAID, NOT_WORDS, PLAIN_WORDS } from '../names.js';
import { folded, type Ranked } from '../roles.js';
import {
  authorOf,
  conversationOf,
  type Fact,
  isInPiece,
  isWhole,
  keyNameOf,
  type Node,
  shortText,
  type PieceName,
  type Site,
  type Text,
} from '../texts.js';

/** An identifier of a message, a part of one, or a conversation. */
interface Mark {
  readonly role: 'conversation' | 'id' | 'messageId' | 'part';
  readonly value: string;
}

/** What a message goes by. */
export interface Marks {
  readonly sure: readonly Mark[];
  /** They may be of the event and not of the message. */
  readonly doubtful: readonly Mark[];
}

/** Whose words a piece is of: see texts.ts. */
export type Whose = Pick<Text, 'conversation' | 'keyName' | 'author' | 'id'>;

/** A piece of a message, in offsets of the data. */
export interface Piece extends Reading {
  readonly start: number;
  readonly end: number;
  /** Name of its member, folded: words, thoughts and arguments of calls are joined by themselves. */
  readonly name: string;
  /** Its name may say more of it than its text does. */
  readonly isLabelled: boolean;
  readonly marks: Marks;
  /** Undefined where it is nobody's words: arguments of calls. */
  readonly whose: Whose | undefined;
}

/** Messages that go by nothing else than these marks are over. */
export type Ending = Marks;

/** The name under which a value stands that is read now, folded; elements of a list stand under that of the list. */
export function memberOf(node: Node): string {
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) if (!at.isList) return folded(at.member ?? '');
  return '';
}

/** Whether a string directly in this node, which stands in a piece or not, is words of one. */
export function isWords(node: Node): boolean {
  let at: Node | undefined = node;
  while (at?.isList === true) at = at.parent;
  const name = memberOf(node);
  if (at?.isPiece === true) return !NOT_WORDS.has(name);
  return DEEP_WORDS.has(name) && isInPiece(at);
}

/** What the name of a piece says of it. */
export function pieceAt(node: Node, ranked: readonly Ranked[], rank: number): PieceName {
  const name = memberOf(node);
  const isText = ranked.some(({ role }) => role === 'text' || role === 'words');
  return { name, isLabelled: rank >= 0 && !PLAIN_WORDS.has(name), isText };
}

export function piecesOf(sites: readonly Site[]): readonly Piece[] {
  const found: Piece[] = [];
  for (const { of, start, end, read, offsets, piece } of sites) {
    if (piece === undefined || isWhole(of)) continue;
    const { name, isLabelled } = piece;
    const whose = NOT_SAID.has(name) ? undefined : whoseAt(of);
    found.push({ start, end, read, offsets, name, isLabelled, marks: marksOf(of), whose });
  }
  return found;
}

function whoseAt(node: Node): Whose {
  return { conversation: conversationOf(node), keyName: keyNameOf(node), author: authorOf(node), id: messageOf(node) };
}

/** What a message goes by wherever it is told of; parts of it that are counted go by their number as well, from the second on. */
function messageOf(node: Node): string | undefined {
  const counted: string[] = [];
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) {
    const { messageId, part } = at.facts ?? {};
    const name =
      messageId !== undefined && !isOfEvent(messageId) ? messageId : part !== undefined && part.rank < FIRST_INDEX ? part : undefined;
    if (name !== undefined) return [shortText(name), ...counted].join('\n');
    if (part !== undefined && !isCount(part, at) && shortText(part) !== '0') counted.push(shortText(part));
  }
  return undefined;
}

/** Identifiers around a text, whatever they are of. */
export function identifiersAt(node: Node | undefined): readonly string[] {
  const found: string[] = [];
  for (let at = node; at !== undefined; at = at.parent) {
    const { messageId, part, id } = at.facts ?? {};
    for (const fact of [messageId, id, part !== undefined && part.rank < FIRST_INDEX ? part : undefined])
      if (fact !== undefined) found.push(shortText(fact));
  }
  return found;
}

export const endingsOf = (nodes: readonly Node[]): readonly Ending[] => nodes.map(marksOf);

/** What is said around a node, outermost last. Where a message has a name that only messages have, nothing else need tell it from others. */
function marksOf(node: Node): Marks {
  const sure: Mark[] = [];
  const doubtful: Mark[] = [];
  let isNamed = false;
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) {
    const { conversation, messageId, part, id } = at.facts ?? {};
    if (conversation !== undefined) sure.push({ role: 'conversation', value: shortText(conversation) });
    isNamed ||= (messageId !== undefined && !isOfEvent(messageId)) || (part !== undefined && part.rank < FIRST_INDEX);
    if (messageId !== undefined) (isOfEvent(messageId) ? doubtful : sure).push({ role: 'messageId', value: shortText(messageId) });
    if (part !== undefined) (isCount(part, at) ? doubtful : sure).push({ role: 'part', value: shortText(part) });
    if (id !== undefined) doubtful.push({ role: 'id', value: shortText(id) });
  }
  return { sure, doubtful: isNamed ? [] : doubtful };
}

const EVENT_ID = NAMES.messageId.indexOf('eventId');
const FIRST_INDEX = EVENT_NAMES.part.indexOf('contentIndex');
const INDEX = EVENT_NAMES.part.indexOf('index');

const isOfEvent = ({ rank }: Fact): boolean => rank === EVENT_ID;

/** An index outside of a list may count the pieces. */
const isCount = ({ rank }: Fact, node: Node): boolean => rank === INDEX && node.parent?.isList !== true;

/** Whether something tells the message from the next. */
export const isNamed = ({ sure, doubtful }: Marks): boolean => doubtful.length > 0 || sure.some(({ role }) => role !== 'conversation');

export const keyOf = (marks: readonly Mark[]): string => marks.map(({ role, value }) => `${role} ${value}`).join('\n');

/** Whether what ends is the message of these marks: it says nothing else, and the doubtful decide where nothing sure is told of both. */
export function isEnded(message: Marks, { sure, doubtful }: Ending): boolean {
  const told = judged(message.sure, sure);
  if (told !== undefined) return told;
  return judged(message.doubtful, doubtful) ?? true;
}

/** Undefined where the two have no role in common. */
function judged(one: readonly Mark[], other: readonly Mark[]): boolean | undefined {
  let isShared: boolean | undefined;
  for (const { role, value } of other) {
    const own = one.filter((mark) => mark.role === role);
    if (own.length === 0) continue;
    if (!own.some((mark) => mark.value === value)) return false;
    isShared = true;
  }
  return isShared;
}
