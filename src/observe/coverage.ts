/**
 * The ledger: how many bytes of bodies and messages were scanned, and how many left without their content having been seen, by route,
 * direction and reason. `/api/coverage` and the metrics tell it; docs/coverage.md says what the words mean.
 */
import type { Direction } from '../base/errors.js';
import type { ByDirection } from './counters.js';

/** Why the content of bytes that left was not seen. `isDeclared`: a hole that the operator opened, not one that Sluice has. */
export const UNSCANNED = {
  image: { isDeclared: false, what: 'Pictures: text in plain, as in a comment, was searched, what they show was not.' },
  media: { isDeclared: false, what: 'Sound and film: text in plain was searched, what they say and show was not.' },
  document: {
    isDeclared: false,
    what: 'Pictures and other binary data inside PDF, Office files and archives; the text there was searched.',
  },
  archive: { isDeclared: false, what: 'Archives and packed files: names in plain were searched, packed files were not.' },
  font: { isDeclared: false, what: 'Fonts: bytes in plain were searched.' },
  code: { isDeclared: false, what: 'WebAssembly and programs: bytes in plain were searched.' },
  binary: { isDeclared: false, what: 'Unknown binary data: bytes in plain were searched.' },
  fields: { isDeclared: false, what: 'sequences of CBOR items: text in plain was searched, numbers were not.' },
} as const satisfies Record<string, { readonly isDeclared: boolean; readonly what: string }>;

export type UnscannedReason = keyof typeof UNSCANNED;

export const REASONS = Object.keys(UNSCANNED) as readonly UnscannedReason[];

/** The route of all traffic where the operator named none. */
export const DEFAULT_ROUTE = 'default';

/** Bytes of one direction; counted after content codings were undone. */
export interface Coverage {
  readonly scannedBytes: number;
  readonly unscannedBytes: number;
  /** Only the reasons that occurred. */
  readonly unscanned: Readonly<Partial<Record<UnscannedReason, number>>>;
  /** Scanned bytes over all, from 0 to 1; 1 when there were none. */
  readonly share: number;
}

export type RouteCoverage = { readonly route: string } & { readonly [D in Direction]: Coverage };

export interface LedgerDump {
  readonly scanned: readonly (readonly [route: string, request: number, response: number])[];
  readonly unscanned: readonly (readonly [route: string, reason: UnscannedReason, request: number, response: number])[];
}

export class Ledger {
  readonly #scanned = new Map<string, ByDirection>();
  readonly #unscanned = new Map<string, Map<UnscannedReason, ByDirection>>();

  constructor() {
    this.scannedOf(DEFAULT_ROUTE);
  }

  scanned(bytes: number, direction: Direction, route = DEFAULT_ROUTE): void {
    this.scannedOf(route)[direction] += bytes;
  }

  /** Scanned bytes of a route, to be counted up: for those who count every message. */
  scannedOf(route: string): ByDirection {
    let count = this.#scanned.get(route);
    if (count === undefined) this.#scanned.set(route, (count = { request: 0, response: 0 }));
    return count;
  }

  unscanned(bytes: number, direction: Direction, reason: UnscannedReason, route = DEFAULT_ROUTE): void {
    this.scannedOf(route);
    let reasons = this.#unscanned.get(route);
    if (reasons === undefined) this.#unscanned.set(route, (reasons = new Map<UnscannedReason, ByDirection>()));
    let count = reasons.get(reason);
    if (count === undefined) reasons.set(reason, (count = { request: 0, response: 0 }));
    count[direction] += bytes;
  }

  /** The default one is told of where it has traffic, or nothing else has: a configuration has routes of its own. */
  routes(): RouteCoverage[] {
    const all = [...this.#scanned.keys()].map((route) => ({
      route,
      request: this.#coverage(route, 'request'),
      response: this.#coverage(route, 'response'),
    }));
    return all.length === 1
      ? all
      : all.filter(({ route, request, response }) => route !== DEFAULT_ROUTE || hasBytes(request) || hasBytes(response));
  }

  /** Over all routes. */
  total(of: 'scannedBytes' | 'unscannedBytes'): ByDirection {
    const total: ByDirection = { request: 0, response: 0 };
    for (const { request, response } of this.routes()) {
      total.request += request[of];
      total.response += response[of];
    }
    return total;
  }

  /** Counts by route as plain data, for the way between processes. */
  dump(): LedgerDump {
    return {
      scanned: [...this.#scanned].map(([route, { request, response }]) => [route, request, response] as const),
      unscanned: [...this.#unscanned].flatMap(([route, reasons]) =>
        [...reasons].map(([reason, { request, response }]) => [route, reason, request, response] as const),
      ),
    };
  }

  /** Adds what another process counted. */
  add({ scanned, unscanned }: LedgerDump): void {
    for (const [route, request, response] of scanned) {
      this.scanned(request, 'request', route);
      this.scanned(response, 'response', route);
    }
    for (const [route, reason, request, response] of unscanned) {
      this.unscanned(request, 'request', reason, route);
      this.unscanned(response, 'response', reason, route);
    }
  }

  #coverage(route: string, direction: Direction): Coverage {
    const scannedBytes = this.scannedOf(route)[direction];
    const unscanned: Partial<Record<UnscannedReason, number>> = {};
    let unscannedBytes = 0;
    for (const [reason, count] of this.#unscanned.get(route) ?? []) {
      if (count[direction] === 0) continue;
      unscanned[reason] = count[direction];
      unscannedBytes += count[direction];
    }
    const all = scannedBytes + unscannedBytes;
    return { scannedBytes, unscannedBytes, unscanned, share: all === 0 ? 1 : scannedBytes / all };
  }
}

const hasBytes = ({ scannedBytes, unscannedBytes }: Coverage): boolean => scannedBytes + unscannedBytes > 0;
