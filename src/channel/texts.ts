/** What was found of texts and of what stands around them becomes texts that know whose they are. */
import { LIMITS } from '../base/limits.js';
import type { Reading } from './json-string.js';
import { NAMES, type Role } from './names.js';
import type { Ranked } from './roles.js';
import { readStamp } from './stamp.js';

/** `draft` is still being written, `interim` still being recognised. */
export type TextState = 'said' | 'draft' | 'interim';

/** When a text was said, by the member that tells: only stamps of the same member compare. */
export interface Stamp {
  readonly member: number;
  /** See stamp.ts. */
  readonly at: number;
}

/** Words of somebody. */
export interface Text extends Reading {
  /** `read`, as the bytes in which it stands: most are done with before anybody needs a view of them. */
  readonly stretch: Stretch;
  /** Where they stand in the message, without quotes. */
  readonly start: number;
  readonly end: number;
  /** In quotes, or no JSON at all; else a number or a truth value of JSON. */
  readonly isString: boolean;
  /** Undefined: the message does not say. */
  readonly conversation: string | undefined;
  /** Name of the member that names it; undefined where that is a place of the route, or nothing does. */
  readonly keyName: string | undefined;
  /** '' where the message does not say. */
  readonly author: string;
  readonly id: string | undefined;
  readonly stamp: Stamp | undefined;
  /** The object that it is a member of. */
  readonly of: Node | undefined;
  readonly state: TextState;
}

/** What a value says of the texts around it. */
export type FactRole = 'author' | 'conversation' | 'id' | 'messageId' | 'at' | 'part' | 'kind';

/** Something that is known of the texts in a node: the bytes that tell it, which few ask for. */
export interface Fact extends Stretch {
  readonly rank: number;
}

/** Bytes that read as they stand, from and to. */
export interface Stretch {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** An object or a list that is being read, with what its members say of the texts in it. */
export interface Node {
  readonly parent: Node | undefined;
  readonly isList: boolean;
  /** What the name under which it stands means. */
  readonly ranked: readonly Ranked[];
  facts: Partial<Record<FactRole, Fact>> | undefined;
  state: Exclude<TextState, 'said'> | undefined;
  /** It is a call whose arguments are said. */
  isCall?: boolean;
  /** It has members whose names mean nothing. */
  hasUnknown: boolean;
  /** It is a call or an event whose data is said. */
  isMessage?: boolean;
  /** It tells what happened to a record. */
  isRecord?: boolean;
  /** A member of it is what somebody said. */
  hasText: boolean;
  /** In streams of events: the name of the member at hand; it is a piece of a message; it says that one ends. */
  member?: string;
  isPiece?: boolean;
  isEnd?: boolean;
}

/** With room for what is known of most: an object that grows takes its memory again. */
export const openNode = (parent: Node | undefined, isList: boolean, ranked: readonly Ranked[]): Node => ({
  parent,
  isList,
  ranked,
  facts: undefined,
  state: undefined,
  hasUnknown: false,
  hasText: false,
});

const valueOf = (fact: Fact | undefined): string | undefined => (fact === undefined ? undefined : shortText(fact));

/** As much of a value as keys are made of. */
export function shortText({ bytes, start, end }: Stretch): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(end - start, LIMITS.conversationKeyBytes)).toString();
}

/** What a value may be as which it is a text. */
export type SiteRole = 'text' | 'words' | 'draft' | 'arguments' | 'delta' | 'data' | 'copy' | 'within';

/** Of a piece of a message: its name, whether that tells more of it than that it is one, and what it means elsewhere. */
export interface PieceName {
  readonly name: string;
  readonly isLabelled: boolean;
  readonly isText: boolean;
}

/** Where a string or scalar stands, without quotes. */
export interface Value {
  readonly start: number;
  readonly end: number;
  readonly isString: boolean;
}

/** Where a text stands. What is around it is looked for when somebody asks: most texts say nothing that a conversation has to hear. */
export class Site implements Text {
  readonly of: Node;
  readonly role: SiteRole;
  readonly start: number;
  readonly end: number;
  readonly isString: boolean;
  readonly stretch: Stretch;
  readonly offsets: Uint32Array | undefined;
  readonly piece: PieceName | undefined;
  private view: Uint8Array | undefined = undefined;

  constructor(
    of: Node,
    role: SiteRole,
    { start, end, isString }: Value,
    stretch: Stretch,
    offsets: Uint32Array | undefined,
    piece: PieceName | undefined,
  ) {
    this.of = of;
    this.role = role;
    this.start = start;
    this.end = end;
    this.isString = isString;
    this.stretch = stretch;
    this.offsets = offsets;
    this.piece = piece;
  }

  get read(): Uint8Array {
    const { bytes, start, end } = this.stretch;
    return (this.view ??= bytes.subarray(start, end));
  }

  get state(): TextState {
    return this.role === 'draft' ? 'draft' : stateAt(this.of);
  }

  get conversation(): string | undefined {
    return conversationOf(this.of);
  }

  get keyName(): string | undefined {
    return keyNameOf(this.of);
  }

  get author(): string {
    return authorOf(this.of);
  }

  get id(): string | undefined {
    return idOf(this.of);
  }

  get stamp(): Stamp | undefined {
    return stampOf(this.of);
  }
}

export function textsOf(sites: readonly Site[]): readonly Text[] {
  if (sites.length === 1) return isSaid(sites[0]) ? [sites[0]] : NO_TEXTS; // most messages
  return sites.filter(isSaid);
}

const NO_TEXTS: readonly Text[] = [];

function isSaid({ role, of: node, piece }: Site): boolean {
  if (role === 'delta') return piece?.isText === true && isWhole(node);
  if (role === 'copy') return node.hasText;
  const call = node.isList ? node.parent : node;
  if (role === 'data') return call?.isMessage === true;
  if (role === 'arguments') return node.isCall === true || call?.isCall === true;
  return !isOfRecord(node);
}

/** In an update of a record that nobody speaks in. */
const isOfRecord = (node: Node): boolean =>
  nearest(node, ({ isRecord }) => isRecord || undefined) === true && nearest(node, ({ facts }) => facts?.author) === undefined;

/** In a piece, but a message of its own: somebody says it, or it has an identifier that only messages have. */
export function isWhole(node: Node): boolean {
  for (let at: Node | undefined = node; at !== undefined && at.isPiece !== true; at = at.parent)
    if (at.facts?.messageId !== undefined || at.facts?.author !== undefined) return isInPiece(at.parent);
  return false;
}

/** Within a piece, at any depth. */
export function isInPiece(node: Node | undefined): boolean {
  for (let at = node; at !== undefined; at = at.parent) if (at.isPiece === true) return true;
  return false;
}

/** The state that the nearest node tells; a draft where a member around it holds one. */
function stateAt(node: Node): TextState {
  let state: TextState | undefined;
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) {
    for (const { role } of at.ranked) if (role === 'draft') return 'draft';
    state ??= at.state;
  }
  return state ?? 'said';
}

/** What the nearest of a node and those around it answers. */
function nearest<T>(node: Node, ask: (node: Node) => T | undefined): T | undefined {
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) {
    const answer = ask(at);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** Who is told nearest; '' where nobody is. */
export const authorOf = (node: Node): string => nearest(node, ({ facts }) => valueOf(facts?.author)) ?? '';

/** The name that counts most, wherever around the text it stands: the same message may name a conversation and the thread within it. */
export const conversationOf = (node: Node): string | undefined => valueOf(keyOf(node));

/** By its rank; what a member of an object tells has half a rank more. */
export const keyNameOf = (node: Node): string | undefined => NAMES.conversation[Math.floor(keyOf(node)?.rank ?? -1)];

function keyOf(node: Node): Fact | undefined {
  let best: Fact | undefined;
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) {
    const fact = at.facts?.conversation;
    if (fact !== undefined && (best === undefined || fact.rank < best.rank)) best = fact;
  }
  return best;
}

/** Beside the text or around it, no further than the list in which messages stand. */
function stampOf(node: Node): Stamp | undefined {
  for (let at: Node | undefined = node; at !== undefined && !at.isList; at = at.parent) {
    const fact = at.facts?.at;
    const stamp = fact === undefined ? undefined : readStamp(shortText(fact));
    if (fact !== undefined && stamp !== undefined) return { member: fact.rank, at: stamp };
  }
  return undefined;
}

/**
 * An identifier beside the text, or beside members that hold it and are named as one: `message: { id, content: { text } }`. Around them only one that can be
 * nothing but that of a message, no further than the list in which messages stand.
 */
function idOf(node: Node): string | undefined {
  let isBeside = !node.isList;
  for (let at = isBeside ? node : node.parent; at !== undefined && !at.isList; at = at.parent) {
    const fact = at.facts?.messageId ?? (isBeside ? at.facts?.id : undefined);
    if (fact !== undefined) return valueOf(fact);
    isBeside &&= isNamed(at, 'text', 'words') && at.parent !== undefined && !isNamed(at.parent, 'conversation', 'author');
  }
  return undefined;
}

/** Whether the name under which an object stands means one of these. */
const isNamed = ({ ranked }: Node, ...roles: readonly Role[]): boolean => ranked.some(({ role }) => roles.includes(role));
