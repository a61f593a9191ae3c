/**
 * Header values that were found clean, so that those which a desktop repeats with every request (its name, its cookies) are judged once.
 * Bounded in number and length, forgotten with the engine that judged them, and in memory only. No value with twelve digits in a run is
 * kept; what may be a credential is remembered as a digest under a key that nobody else has.
 */
import { hash, randomBytes } from 'node:crypto';
import type { Direction } from '../base/errors.js';
import type { Engine } from '../engine/api.js';

/** Values of one generation: when it is full the one before is forgotten. */
const GENERATION_VALUES = 256;
/** A longer value is judged each time. */
const VALUE_CHARACTERS = 1024;
const KEY_BYTES = 16;

export class CleanMemo {
  /** Value or digest to the name under which it was found clean. */
  #young = new Map<string, string>();
  #old = new Map<string, string>();
  readonly #key = randomBytes(KEY_BYTES).toString('latin1');

  /** What stands for a value here; undefined when it is too long. */
  keyOf(value: string, secret: boolean): string | undefined {
    if (value.length > VALUE_CHARACTERS) return undefined;
    return secret ? hash('sha256', this.#key + value, 'base64') : value;
  }

  holds(name: string, key: string): boolean {
    if (this.#young.get(key) === name) return true;
    if (this.#old.get(key) !== name) return false;
    this.add(name, key);
    return true;
  }

  add(name: string, key: string): void {
    if (this.#young.size >= GENERATION_VALUES) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, name);
  }
}

const memos = new WeakMap<Engine, Readonly<Record<Direction, CleanMemo>>>();

/** What `engine` has found clean in messages of one direction. */
export function cleanMemoOf(engine: Engine, direction: Direction): CleanMemo {
  let memo = memos.get(engine);
  if (memo === undefined) {
    memo = { request: new CleanMemo(), response: new CleanMemo() };
    memos.set(engine, memo);
  }
  return memo[direction];
}
