/**
 * What was said of tokens: under their digest, never the tokens themselves, for a time and in bounded number. When one generation is full the
 * one before is forgotten.
 */
import { hash } from 'node:crypto';
import { LIMITS } from '../../base/limits.js';
import type { Principal } from '../../policy/principal.js';

interface Verdict {
  /** Undefined: the token says nothing. */
  readonly principal: Principal | undefined;
  readonly untilMs: number;
}

export const digestOf = (token: string): string => hash('sha256', token, 'base64');

export class Verdicts {
  #young = new Map<string, Verdict>();
  #old = new Map<string, Verdict>();

  get(digest: string, nowMs: number): Verdict | undefined {
    const verdict = this.#young.get(digest) ?? this.#old.get(digest);
    if (verdict === undefined) return undefined;
    if (verdict.untilMs > nowMs) {
      if (!this.#young.has(digest)) this.set(digest, verdict);
      return verdict;
    }
    this.#young.delete(digest);
    this.#old.delete(digest);
    return undefined;
  }

  set(digest: string, verdict: Verdict): void {
    if (this.#young.size >= LIMITS.tokens / 2) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(digest, verdict);
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }
}
