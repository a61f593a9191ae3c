/**
 * People with a name and a secret (RFC 7617), of which only a hash is kept. Checking a hash is dear on purpose, so a right answer is remembered
 * under a keyed digest until the next reload, and few are checked at a time. Whoever is not there takes as long as whoever is.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { LIMITS } from '../../base/limits.js';
import { isSecretOf, readSecretHash, type SecretHash } from '../../base/secret-hash.js';
import type { Principal } from '../../policy/principal.js';
import { nameIn } from './caller.js';
import type { Answer } from './jwt.js';
import { Verdicts } from './verdicts.js';

export interface UserSpec {
  readonly name: string;
  readonly role: string;
  /** As base/secret-hash.ts writes it. */
  readonly hash: string;
}

interface User {
  readonly hash: SecretHash;
  readonly principal: Principal;
}

/** Hashes that are checked at the same time: they take threads that decoders need as well. */
const AT_ONCE = 2;

export class UserReader {
  readonly #users: ReadonlyMap<string, User>;
  readonly #someone: User | undefined;
  readonly #now: () => number;
  readonly #digestKey = randomBytes(32);
  readonly #verdicts = new Verdicts();
  readonly #pending = new Map<string, Promise<Answer>>();
  #running = 0;
  readonly #queue: (() => void)[] = [];

  /** Throws where a hash is none. */
  constructor(users: readonly UserSpec[], now: () => number) {
    this.#users = new Map(users.map((user) => [user.name, userOf(user)]));
    this.#someone = [...this.#users.values()].at(0);
    this.#now = now;
  }

  /** Who has this `Basic` credential; undefined: nobody. At once where it was checked before. */
  read(value: string | undefined): Answer | Promise<Answer> {
    const [name, secret] = credentialIn(value) ?? [];
    if (name === undefined || secret === undefined) return undefined;
    const digest = createHmac('sha256', this.#digestKey).update(`${name}\0${secret}`).digest('base64');
    const known = this.#verdicts.get(digest, this.#now());
    if (known !== undefined) return known.principal;
    const pending = this.#pending.get(digest);
    if (pending !== undefined) return pending;
    if (this.#pending.size >= LIMITS.signInsVerified) return undefined;
    const verdict = this.#verify(name, secret, digest).finally(() => this.#pending.delete(digest));
    this.#pending.set(digest, verdict);
    return verdict;
  }

  async #verify(name: string, secret: string, digest: string): Promise<Answer> {
    const user = this.#users.get(name);
    const checked = user ?? this.#someone;
    if (checked === undefined) return undefined;
    const isRight = (await this.#inTurn(() => isSecretOf(secret, checked.hash))) && user !== undefined;
    const principal = isRight ? checked.principal : undefined;
    this.#verdicts.set(digest, { principal, untilMs: isRight ? Infinity : this.#now() + LIMITS.tokenRefusedMs });
    return principal;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#running++;
    try {
      return await work();
    } finally {
      this.#running--;
      this.#queue.shift()?.();
    }
  }
}

function userOf({ name, role, hash }: UserSpec): User {
  const read = readSecretHash(hash);
  if (read === undefined) throw new RangeError('a secret is kept as a hash');
  return { hash: read, principal: { id: nameIn(name), role, tenant: undefined, by: 'sign-in' } };
}

/** Name and secret behind `Basic`: UTF-8 in base64, with the first colon between them (RFC 7617 section 2). */
function credentialIn(value: string | undefined): [name: string, secret: string] | undefined {
  if (value === undefined || value.length > LIMITS.tokenBytes) return undefined;
  const [, base64] = /^basic +([\w+/-]+=*) *$/i.exec(value) ?? [];
  if (base64 === undefined) return undefined;
  const text = Buffer.from(base64, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : [text.slice(0, colon), text.slice(colon + 1)];
}
