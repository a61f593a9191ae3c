/** The names that mean something in a channel, in tables that are quick to ask: those of names.ts, and the places that a route names. */
import { PathAutomaton, type PathState } from '../detect/path/automaton.js';
import {
  CALLS_ABOUT_MESSAGES,
  CALLS_FOR_MESSAGES,
  DELTA_PATHS,
  DRAFT_KINDS,
  EVENT_NAMES,
  INTERIM_KINDS,
  NAMES,
  SAYINGS,
  type Role,
} from './names.js';
import { MESSAGE_KINDS, MORE_WORDS, PLATFORM_NAMES, RECORD_KINDS } from './platform-names.js';

/** Paths of a route, in the notation of rules (detect/path/notation.ts), that say where something stands in its messages. */
export interface ConversationPaths {
  readonly text?: readonly string[];
  readonly draft?: readonly string[];
  readonly author?: readonly string[];
  readonly conversation?: readonly string[];
  readonly messageId?: readonly string[];
  /** Pieces of messages that arrive word by word; of event streams only. */
  readonly delta?: readonly string[];
}

/** A role of a name, and how much it counts among the names of the same role: the less the more. */
export interface Ranked {
  readonly role: Role;
  readonly rank: number;
}

export interface Roles {
  readonly names: PathAutomaton['names'];
  /** By the number of a name. */
  readonly byName: readonly (readonly Ranked[])[];
  /** State of a document's root; undefined where a route names no places. */
  readonly root: PathState | undefined;
  /** What a place that a route names means. */
  roleAt(state: PathState): Ranked | undefined;
  /** Whether pieces of messages are looked for as well. */
  readonly isOfEvents: boolean;
}

/** Counts more than any name. */
const NAMED_BY_ROUTE = -1;

const ALL_NAMES: Partial<Record<Role, readonly string[]>> = { ...NAMES, ...PLATFORM_NAMES, words: [...NAMES.words, ...MORE_WORDS] };

const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Ways to write a name; the table does not tell cases of letters apart. */
const spellingsOf = (name: string): ReadonlySet<string> => new Set([name, snakeCase(name), snakeCase(name).replaceAll('_', '-'), snakeCase(name).replaceAll('_', ' ')]); // prettier-ignore

/** Roles of streams of events. Throws PathError for a path that cannot be read. */
export function compileEventRoles({ delta = [], ...paths }: ConversationPaths = {}): Roles {
  return compile({ ...paths, delta: [...DELTA_PATHS, ...delta] }, { ...ALL_NAMES, ...EVENT_NAMES }, true);
}

/** Throws PathError for a path that cannot be read. */
export function compileRoles(paths: Omit<ConversationPaths, 'delta'> = {}): Roles {
  return compile(paths, ALL_NAMES, false);
}

function compile(paths: ConversationPaths, names: Partial<Record<Role, readonly string[]>>, isOfEvents: boolean): Roles {
  const named = Object.entries(paths) as [Role, readonly string[]][];
  const automaton = new PathAutomaton(named.map(([role, list]) => ({ id: role, entity: role, score: 0, paths: list })));
  const byName: Ranked[][] = [];
  for (const [role, list] of Object.entries(names) as [Role, readonly string[]][])
    list.forEach((name, rank) => {
      for (const spelling of spellingsOf(name)) (byName[automaton.names.add(spelling)] ??= []).push({ role, rank });
    });
  const isNamed = named.some(([, list]) => list.length > 0);
  return {
    names: automaton.names,
    byName,
    root: isNamed ? automaton.root : undefined,
    roleAt: (state) => (state.accepts.length === 0 ? undefined : { role: state.accepts[0].id as Role, rank: NAMED_BY_ROUTE }),
    isOfEvents,
  };
}

/** A name or kind without regard to case and separators. */
export const folded = (kind: string): string => kind.toLowerCase().replaceAll(/[^a-z]/g, '');

const DRAFTS = new Set(DRAFT_KINDS.map(folded));
const INTERIMS = new Set(INTERIM_KINDS.map(folded));

/** Kinds that were asked about: a channel has few. */
const KINDS_MAX = 1_024;
const kinds = new Map<string, KnownKind>();

/** What a kind says of a message: that it is not said yet, that its data is what somebody says, or that it tells of a record. */
interface KnownKind {
  readonly state: 'draft' | 'interim' | undefined;
  readonly isMessage: boolean;
  readonly isRecord: boolean;
}

export function kindOf(kind: string): KnownKind {
  const asked = kinds.get(kind);
  if (asked !== undefined) return asked;
  const name = folded(kind);
  const state = DRAFTS.has(name) ? 'draft' : INTERIMS.has(name) ? 'interim' : undefined;
  const known = { state, isMessage: MESSAGE_KINDS.has(name), isRecord: RECORD_KINDS.test(name) } as const;
  if (kinds.size < KINDS_MAX) kinds.set(kind, known);
  return known;
}

/** Whether a message of this kind says something. */
export const isSaying = (kind: string): boolean => SAYINGS.test(folded(kind));

/** Whether the arguments of a call by this name are said. */
export const isAboutMessages = (target: string): boolean => CALLS_ABOUT_MESSAGES.test(target) && !CALLS_FOR_MESSAGES.test(target);
