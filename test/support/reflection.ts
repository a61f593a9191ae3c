/**
 * The three questions of `Reflect` metadata that the dependency container inside @peculiar/x509 asks, for runtimes that lack them.
 * Import it before the library. Nothing is replaced where the functions exist.
 */
type Store = Map<unknown, unknown>;

interface Reflection {
  getMetadata?: (key: unknown, target: object) => unknown;
  getOwnMetadata?: (key: unknown, target: object) => unknown;
  defineMetadata?: (key: unknown, value: unknown, target: object) => void;
}

const stores = new WeakMap<object, Store>();
const reflection = Reflect as Reflection;

function getOwn(key: unknown, target: object): unknown {
  return stores.get(target)?.get(key);
}

function getInherited(key: unknown, target: object): unknown {
  for (let at: object | null = target; at !== null; at = Reflect.getPrototypeOf(at)) {
    const store = stores.get(at);
    if (store?.has(key) === true) return store.get(key);
  }
  return undefined;
}

function define(key: unknown, value: unknown, target: object): void {
  const store: Store = stores.get(target) ?? new Map<unknown, unknown>();
  store.set(key, value);
  stores.set(target, store);
}

reflection.getMetadata ??= getInherited;
reflection.getOwnMetadata ??= getOwn;
reflection.defineMetadata ??= define;
