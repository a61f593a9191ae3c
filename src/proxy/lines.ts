/**
 * What the conversation of messages goes by that name none, on WebSockets, in polls and in streams of events. A connection breaks and comes again, so
 * it cannot be that itself: what was said before has to count. It is its caller, at a path: whoever has proved who he is, else the session or
 * the token that he shows. Of whoever shows nothing only the address is known, which may be that of many behind a balancer: then the connections that
 * are open at the same time are told apart, and one that comes takes the seat that another has left.
 */
import { hash } from 'node:crypto';
import { NAMES } from '../channel/names.js';
import { folded } from '../channel/roles.js';
import type { Principal } from '../policy/principal.js';

/** Who calls, as far as a request tells. */
export interface Calling {
  readonly principal: Principal | undefined;
  /** Flat `[name, value, …]`. */
  readonly rawHeaders: readonly string[];
  /** Of the downstream. */
  readonly address: string | undefined;
  /** Path and query as they came. */
  readonly path: string;
}

/** Longest segment of a path that is a word of an API rather than an identifier, unless a digit stands in it. */
const WORD_CHARACTERS = 20;
const VERSION = /^v\d{1,3}(?:\.\d+)*$/i;
const PARAMETERS: ReadonlySet<string> = new Set(['sessionId', ...NAMES.conversation].map(folded));

/** Cookies that stay as long as somebody is signed in, the surest first; others change with every answer, or are the same for everybody. */
const SESSIONS: readonly RegExp[] = [/sess|sid$/i, /auth|token|jwt|login|identity/i];
const NO_SESSION = /csrf|xsrf/i;

/** Of a WebSocket or poll whose caller is known by more than an address; undefined where he is not. */
export function connectionOf(calling: Omit<Calling, 'address'>): string | undefined {
  const who = whoCalls(calling);
  return who === undefined ? undefined : keyOf(calling.path, who);
}

/**
 * Of a stream of events. Where the path or a parameter of the query names a conversation by an identifier, that is it, whoever asks. Else the path is
 * the same for everybody, as in `/events`, and the stream is its caller's: strangers who talk of their payments must not be heard as one.
 */
export function streamOf(calling: Calling): string {
  const { path, address } = calling;
  const { pathname, named } = placeOf(path);
  const isNamed = named.length > 0 || pathname.split('/').some(isIdentifier);
  return keyOf(path, isNamed ? [] : (whoCalls(calling) ?? ['', address]));
}

/** Nothing of what it is made of can be read from it. */
function keyOf(path: string, who: readonly unknown[]): string {
  const { pathname, named } = placeOf(path);
  return `caller ${hash('sha256', JSON.stringify([pathname, named, who]), 'hex')}`;
}

/** The path, and parameters that name a conversation. Others change from time to time, or are secrets. */
function placeOf(path: string): { readonly pathname: string; readonly named: readonly (readonly [string, string])[] } {
  const mark = path.indexOf('?');
  if (mark < 0) return { pathname: path, named: [] };
  const named = [...new URLSearchParams(path.slice(mark))].filter(([name]) => PARAMETERS.has(folded(name)));
  return { pathname: path.slice(0, mark), named };
}

const isIdentifier = (segment: string): boolean => (/\d/.test(segment) && !VERSION.test(segment)) || segment.length > WORD_CHARACTERS;

function whoCalls({ principal, rawHeaders }: Omit<Calling, 'address'>): readonly string[] | undefined {
  if (principal?.id !== undefined && principal.by !== 'none') return [principal.by, principal.id];
  const token = valuesOf(rawHeaders, 'authorization');
  if (token.length > 0) return ['authorization', ...token];
  const cookies = valuesOf(rawHeaders, 'cookie')
    .flatMap((value) => value.split(';'))
    .map((cookie) => cookie.trim());
  for (const name of SESSIONS) {
    const own = cookies.filter((cookie) => isNamed(cookie, name) && !isNamed(cookie, NO_SESSION));
    if (own.length > 0) return ['cookie', ...own.sort()];
  }
  return undefined;
}

const isNamed = (cookie: string, name: RegExp): boolean => name.test(cookie.split('=', 1)[0]);

const valuesOf = (rawHeaders: readonly string[], name: string): string[] =>
  rawHeaders.filter((value, i) => i % 2 === 1 && value !== '' && rawHeaders[i - 1].toLowerCase() === name);

/** A connection of a caller of whom nothing is known but an address. */
export interface Seat {
  readonly key: string;
  /** The connection is over. */
  leave(): void;
}

export class Seats {
  /** Numbers that are taken, by address and path. */
  readonly #taken = new Map<string, Set<number>>();

  /** The first free one. */
  take({ path, address }: Pick<Calling, 'path' | 'address'>): Seat {
    const place = keyOf(path, ['', address]);
    const taken = this.#taken.get(place) ?? new Set();
    this.#taken.set(place, taken);
    let seat = 0;
    while (taken.has(seat)) seat++;
    taken.add(seat);
    return {
      key: `${place} ${seat}`,
      leave: () => {
        taken.delete(seat);
        if (taken.size === 0 && this.#taken.get(place) === taken) this.#taken.delete(place);
      },
    };
  }
}
