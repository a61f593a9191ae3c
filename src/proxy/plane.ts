/** What all exchanges of one proxy share. */
import { randomBytes } from 'node:crypto';
import type { Tracer } from '@opentelemetry/api';
import { DocumentReader } from '../document/reader.js';
import type { Observer } from '../observe/observer.js';
import { findTracer } from '../observe/tracing.js';
import { Seats } from './lines.js';
import { MaskLedger } from './mask-ledger.js';
import type { ProxyOptions } from './options.js';
import { Census } from './overload/census.js';
import { type Admission, OPEN_DOOR } from './overload/governor.js';
import { Lane } from './overload/lane.js';
import { PlaneSnapshot, type SnapshotSpec } from './snapshot.js';

export interface Plane {
  /** What an exchange that begins now pins. */
  readonly snapshot: PlaneSnapshot;
  /** This proxy's entry in `Via`: a pseudonym of its own, by which it recognises a circle. */
  readonly via: string;
  readonly observer: Observer;
  readonly documents: DocumentReader;
  /** Asked before an exchange begins. */
  admission: Admission;
  /** Of long bodies. */
  readonly lane: Lane;
  /** Exchanges that are open, by caller or address. */
  readonly callers: Census;
  /** Connections that are open, by address. */
  readonly peers: Census;
  /** Live channels of callers of whom nothing is known but an address. */
  readonly seats: Seats;
  /** Masks of answers. */
  readonly masks: MaskLedger;
  /** Of the operator's OpenTelemetry SDK, where there is one. */
  readonly tracer: Tracer | undefined;
  draining: boolean;
  /** A short id, unique in this process and unlikely in another. */
  nextExchange(): string;
  /** From now on exchanges pin another snapshot. Throws and changes nothing when it cannot be made. */
  replace(spec: SnapshotSpec): void;
}

const PREFIX_BYTES = 5;

export function createPlane(options: ProxyOptions): Plane {
  const prefix = randomBytes(PREFIX_BYTES).toString('hex');
  let snapshot = new PlaneSnapshot(options.snapshot);
  let count = 0;
  return {
    get snapshot() {
      return snapshot;
    },
    via: `1.1 sluice-${prefix}`,
    observer: options.observer,
    documents: new DocumentReader(snapshot.limits),
    admission: OPEN_DOOR,
    lane: new Lane(snapshot.limits.longBodyTurnMs),
    callers: new Census(),
    peers: new Census(),
    seats: new Seats(),
    masks: new MaskLedger(options.masks),
    tracer: findTracer(),
    draining: false,
    nextExchange: () => `${prefix}-${(++count).toString(36)}`,
    replace(spec) {
      const before = snapshot;
      snapshot = new PlaneSnapshot(spec, before);
      before.retire();
    },
  };
}
