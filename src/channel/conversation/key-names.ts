/**
 * Which names are those of keys. `conversationId` says what it is, and an application may put a fresh value there with each message all the same. So a name
 * has to prove itself, once for all conversations of a tenant and route: by a key under which one author has said three messages in one direction on one
 * connection, not all in a row when others spoke, or that came back there after another. The first talk on a route proves it; where the value changes with every message nothing ever does.
 * Not for names that may be of less than a conversation (DOUBTFUL_KEYS in channel/names.ts): one thread that holds several messages says nothing of the next.
 */
import type { Utterance } from './api.js';
import { isAnother, isBeginning, isProvedBy, keepLast, nobody, type Side } from './proof.js';

/** Names that are remembered as those of keys: a route has one or two. The one that was used the longest ago is forgotten. */
const NAMES_MAX = 4_096;
/** Connections on which names are watched that have not proved themselves, keys of each, and those who speak under a key. */
const LINES_MAX = 512;
const KEYS_MAX = 64;
const SPEAKERS_MAX = 8;

/** What a connection has heard under a name. */
interface Watched {
  readonly name: string;
  readonly line: string;
  /** By direction and key. The one that was heard the longest ago comes first. */
  readonly keys: Map<string, Talk>;
  /** The last of them in each direction; '' where several came at once. */
  readonly last: Map<boolean, string>;
}

/** A key that a connection has heard. */
export interface HeardKey {
  readonly line: string;
  readonly key: string;
}

/** What is heard at once. */
export interface Noted {
  /** Keys whose name has not been believed until now. */
  readonly released: readonly HeardKey[];
  /** Several keys of which nobody has heard before: the last messages of some conversations. They are shown, and remembered. */
  readonly isList: boolean;
}

const NOTHING: Noted = { released: [], isList: false };

export class KeyNames {
  readonly #proved = new Set<string>();
  readonly #watched = new Map<string, Watched>();

  isProved(name: string): boolean {
    return this.#proved.has(name);
  }

  /** Takes in what comes at once, by one connection. */
  note(utterances: readonly Utterance[]): Noted {
    const doubted = this.#doubted(utterances);
    if (doubted.size === 0) return NOTHING;
    const areNew = [...doubted.values()].every(([first]) => !this.#watchedOn(first).keys.has(placeOf(first)));
    const isList = areNew && new Set([...doubted.values()].map(([{ conversation }]) => conversation)).size > 1;
    const released: HeardKey[] = [];
    for (const own of doubted.values()) if (this.#isProvedBy(own)) released.push(...this.#believe(own[0].keyName ?? ''));
    for (const [first] of doubted.values())
      if (!this.isProved(first.keyName ?? ''))
        this.#watchedOn(first).last.set(first.isSent === true, doubted.size > 1 ? '' : placeOf(first));
    return { released, isList };
  }

  /** What is said under names that have not proved themselves, by key and direction. */
  #doubted(utterances: readonly Utterance[]): ReadonlyMap<string, readonly Utterance[]> {
    const doubted = new Map<string, Utterance[]>();
    for (const utterance of utterances) {
      const { keyName, line } = utterance;
      if (keyName === undefined || line === undefined || !isBeginning(utterance)) continue;
      if (this.#proved.delete(keyName)) {
        this.#proved.add(keyName);
        continue;
      }
      const place = `${keyName} ${placeOf(utterance)}`;
      const own = doubted.get(place);
      if (own === undefined) doubted.set(place, [utterance]);
      else own.push(utterance);
    }
    return doubted;
  }

  /** Whether what comes at once under one key, in one direction, proves its name. */
  #isProvedBy(utterances: readonly Utterance[]): boolean {
    const [first] = utterances;
    const { keys, last } = this.#watchedOn(first);
    const place = placeOf(first);
    const talk = keys.get(place) ?? new Talk();
    const comesBack = last.get(first.isSent === true) !== place && utterances.every((one) => talk.isNew(one));
    const isTalk = talk.note(utterances) || comesBack;
    keys.delete(place);
    keys.set(place, talk);
    if (keys.size > KEYS_MAX) keys.delete([...keys.keys()][0]);
    return isTalk;
  }

  #watchedOn({ keyName: name = '', line = '' }: Utterance): Watched {
    const place = `${name}\n${line}`;
    const watched = this.#watched.get(place) ?? { name, line, keys: new Map(), last: new Map() };
    this.#watched.delete(place);
    this.#watched.set(place, watched);
    if (this.#watched.size > LINES_MAX) this.#watched.delete([...this.#watched.keys()][0]);
    return watched;
  }

  #believe(name: string): readonly HeardKey[] {
    this.#proved.add(name);
    if (this.#proved.size > NAMES_MAX) this.#proved.delete([...this.#proved][0]);
    const released: HeardKey[] = [];
    for (const [place, watched] of this.#watched) {
      if (watched.name !== name) continue;
      this.#watched.delete(place);
      for (const key of watched.keys.keys()) released.push({ line: watched.line, key: key.slice(1) });
    }
    return released;
  }
}

/** A key in a direction. */
const placeOf = ({ conversation, isSent }: Utterance): string => (isSent === true ? SENT : RECEIVED) + conversation;

const SENT = '>';
const RECEIVED = '<';

/** What is said under a key in one direction. */
class Talk {
  readonly #speakers = new Map<string, Side>();
  #lastAuthor: string | undefined;
  /** Somebody has spoken again after somebody else: a question and its answers are no talk, however many those are. */
  #goesOn = false;

  /** Whether it goes on: nothing that was said last, whoever is told to have said it. */
  isNew(utterance: Utterance): boolean {
    for (const side of this.#speakers.values()) {
      const isSame = utterance.id !== undefined && utterance.id === side.id;
      if (isSame || !isAnother(utterance, side) || isGrown(utterance, side)) return false;
    }
    return this.#speakers.size > 0;
  }

  /** Takes in what comes at once, which may be one message in several places, unless identifiers tell them apart. Answers whether it is a talk. */
  note(utterances: readonly Utterance[]): boolean {
    const counted = new Set<Side>();
    for (const utterance of utterances) {
      const { author, id } = utterance;
      const side = this.#speakers.get(author) ?? nobody();
      const isToldApart = id !== undefined && side.id !== undefined && id !== side.id;
      if ((!counted.has(side) || isToldApart) && isAnother(utterance, side) && !isGrown(utterance, side)) side.messages++;
      counted.add(side);
      keepLast(utterance, side);
      this.#goesOn ||= this.#lastAuthor !== undefined && this.#lastAuthor !== author && this.#speakers.has(author);
      this.#lastAuthor = author;
      if (this.#speakers.size < SPEAKERS_MAX) this.#speakers.set(author, side);
    }
    return (this.#goesOn || this.#speakers.size === 1) && [...counted].some(isProvedBy);
  }
}

/** A text that is sent anew with each word that it grows by. */
const isGrown = ({ digits }: Utterance, side: Side): boolean =>
  digits.length > 0 && side.digits !== '' && digits.join('').startsWith(side.digits);
