/** The limits that a configuration may change, by the names of base/limits.ts. The others are built into the engine. */
import { z } from 'zod';
import type { LIMITS } from '../../base/limits.js';
import { count, duration, size } from './scalar.js';

interface Changeable {
  readonly min: number;
  readonly max: number;
  /** A route may change it for itself. */
  readonly route?: true;
}

type LimitName = keyof typeof LIMITS;

const KIB = 1024;
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const SECOND = 1000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

/** With the least and the most that still makes sense. */
export const CHANGEABLE = {
  codingDepth: { min: 1, max: 10, route: true },
  codingRatio: { min: 10, max: 10_000, route: true },
  codingGraceBytes: { min: 64 * KIB, max: 64 * MIB, route: true },
  codingDecodedBytes: { min: 64 * KIB, max: 1024 * GIB, route: true },
  bufferedBodyBytes: { min: 0, max: 16 * MIB, route: true },
  conversationBodyBytes: { min: KIB, max: 64 * MIB, route: true },
  documentBytes: { min: 64 * KIB, max: GIB, route: true },
  documentsHeldBytes: { min: 64 * KIB, max: 16 * GIB },
  documentUnpackedBytes: { min: 64 * KIB, max: GIB },
  documentEntries: { min: 1, max: 1_000_000 },
  documentDepth: { min: 1, max: 16 },
  documentPages: { min: 1, max: 100_000 },
  documentTextCharacters: { min: 1, max: 268_435_456 },
  documentTimeoutMs: { min: 100, max: 5 * MINUTE },
  documentQueueEntries: { min: 0, max: 65_536 },
  documentWaitMs: { min: 100, max: 5 * MINUTE },
  documentHeapMegabytes: { min: 64, max: 8192 },
  heldEventsMs: { min: 10, max: MINUTE, route: true },
  eventKeepAliveMs: { min: SECOND, max: HOUR, route: true },
  webSocketMessageBytes: { min: KIB, max: 256 * MIB, route: true },
  webSocketFragments: { min: 1, max: 1_000_000, route: true },
  webSocketQueueBytes: { min: KIB, max: 256 * MIB, route: true },
  webSocketConnections: { min: 1, max: 1_000_000 },
  webSocketPingMs: { min: SECOND, max: HOUR, route: true },
  webSocketDrainPerSecond: { min: 1, max: 1_000_000, route: true },
  webSocketCloseMs: { min: 100, max: MINUTE },
  webSocketHandshakeMs: { min: 100, max: 5 * MINUTE },
  headerBytes: { min: KIB, max: 256 * KIB },
  headersTimeoutMs: { min: 100, max: 5 * MINUTE },
  idleConnectionMs: { min: SECOND, max: HOUR },
  tlsHandshakeMs: { min: 100, max: 5 * MINUTE },
  tlsHandshakes: { min: 1, max: 100_000 },
  tlsTicketKeysMs: { min: MINUTE, max: 24 * HOUR },
  http2Streams: { min: 1, max: 10_000 },
  http2HeaderLines: { min: 16, max: 100_000 },
  http2WindowBytes: { min: 16 * KIB, max: 16 * MIB },
  http2SessionMegabytes: { min: 1, max: 1024 },
  http2Resets: { min: 1, max: 100_000 },
  http2ControlFrames: { min: 1, max: 100_000 },
  http2FloodMs: { min: SECOND, max: HOUR },
  tunnels: { min: 1, max: 1_000_000 },
  issuedCertificates: { min: 1, max: 100_000 },
  exchanges: { min: 1, max: 1_000_000 },
  callerExchanges: { min: 1, max: 1_000_000 },
  addressExchanges: { min: 1, max: 1_000_000 },
  addressConnections: { min: 1, max: 1_000_000 },
  heldBackBytes: { min: MIB, max: 64 * GIB },
  overloadBodyBytes: { min: 0, max: GIB },
  retryAfterSeconds: { min: 1, max: 3600 },
  connectTimeoutMs: { min: 10, max: 5 * MINUTE },
  upstreamHeadersTimeoutMs: { min: 10, max: 24 * HOUR },
  upstreamIdleMs: { min: 100, max: HOUR },
  bodyIdleTimeoutMs: { min: 10, max: 24 * HOUR },
  slowBytesPerSecond: { min: 0, max: MIB, route: true },
  slowGraceMs: { min: 10, max: HOUR, route: true },
  evictionMs: { min: 10, max: HOUR },
  upstreamReservePercent: { min: 0, max: 90 },
  drainMs: { min: 0, max: HOUR },
} as const satisfies Partial<Record<LimitName, Changeable>>;

export type ChangeableLimit = keyof typeof CHANGEABLE;

function schemaOf(limit: ChangeableLimit): z.ZodType<number, unknown> {
  const range = CHANGEABLE[limit];
  if (limit.endsWith('Ms')) return duration(range, { bare: true });
  return limit.endsWith('Bytes') ? size(range) : count(range);
}

type Limits<K extends LimitName = ChangeableLimit> = { readonly [N in K]?: number };

function limitsOf(names: readonly ChangeableLimit[]): z.ZodType<Limits, Record<string, unknown>> {
  return z.strictObject(Object.fromEntries(names.map((each) => [each, schemaOf(each).optional().meta({ limit: each })])));
}

const NAMES = Object.keys(CHANGEABLE) as ChangeableLimit[];

export const limitsSchema = limitsOf(NAMES).describe('Limits, by the names of docs/limits.md: 10s or milliseconds where the name ends in Ms, 64 KiB or bytes where it ends in Bytes.'); // prettier-ignore

export const routeLimitsSchema = limitsOf(NAMES.filter((each) => 'route' in CHANGEABLE[each])).describe('Limits for messages of this route.'); // prettier-ignore
