/** What `/api/status` says: the facts of the process and its counters, by entity. */
import type { ErrorCode } from '../base/errors.js';
import { UNSCANNED, type RouteCoverage } from '../observe/coverage.js';
import type { ByDirection, ByKind, Counters } from '../observe/counters.js';
import type { View } from '../observe/view.js';

export interface StatusFacts {
  readonly version: string;
  /** Id of the rules, policy and limits in force. */
  readonly snapshot: string;
  /** Which kernel scans: `wasm` or `reference`. */
  readonly kernel: string;
  readonly mode: 'enforce' | 'observe';
  readonly state: 'starting' | 'ready' | 'draining';
  readonly uptimeSeconds: number;
  /** Where agents connect, by the names of the listeners, and where this is answered. */
  readonly listeners: { readonly proxy: Readonly<Record<string, string>>; readonly admin: string | undefined };
  readonly upstream: string;
}

export interface Status extends StatusFacts {
  readonly workers: View['workers'];
  readonly reload: View['reload'];
  readonly upstreams: View['upstreams'];
  /** Step of degradation of the worker that is worst off; 0 is none. */
  readonly degradation: number;
  readonly open: ByKind;
  readonly exchanges: ByKind;
  /** entity → action → count by direction */
  readonly findings: Readonly<Record<string, Readonly<Record<string, ByDirection>>>>;
  readonly refused: Readonly<Partial<Record<ErrorCode, ByDirection>>>;
  readonly scannedBytes: ByDirection;
  /** Bytes passed on although their content was not seen; `/api/coverage` says why. */
  readonly unscannedBytes: ByDirection;
  readonly webSocketMessages: ByDirection;
  readonly heldBackBytes: number;
  /** Mean time an HTTP exchange spent inside Sluice, in milliseconds; 0 before the first. */
  readonly addedMsMean: number;
}

export function statusOf(facts: StatusFacts, { counters, workers, reload, upstreams }: View): Status {
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  const measured = counters.added.count;
  return {
    ...facts,
    workers,
    reload,
    upstreams,
    degradation: Math.max(0, ...workers.map(({ vitals }) => vitals?.degradation ?? 0)),
    open: { ...counters.open },
    exchanges: { http: sum(counters.exchanges.http), websocket: sum(counters.exchanges.websocket) },
    findings: Object.fromEntries([...counters.findings].map(([entity, actions]) => [entity, Object.fromEntries(actions)])),
    refused: Object.fromEntries(counters.refused),
    scannedBytes: counters.ledger.total('scannedBytes'),
    unscannedBytes: counters.ledger.total('unscannedBytes'),
    webSocketMessages: { ...counters.webSocketMessages },
    heldBackBytes: counters.heldBackBytes,
    addedMsMean: measured === 0 ? 0 : counters.added.sumUs / measured / 1000,
  };
}

/** What `/api/coverage` says: the ledger, with the meaning of every reason. */
export interface CoverageReport {
  readonly routes: readonly RouteCoverage[];
  readonly reasons: typeof UNSCANNED;
}

export function coverageOf(counters: Counters): CoverageReport {
  return { routes: counters.ledger.routes(), reasons: UNSCANNED };
}
