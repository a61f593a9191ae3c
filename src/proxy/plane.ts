/** What all exchanges of one listener share. */
import { randomBytes } from 'node:crypto';
import { DocumentReader } from '../document/reader.js';
import type { Engine } from '../engine/api.js';
import type { Observer } from '../observe/observer.js';
import { type OpaquePolicy, opaquePolicy } from '../policy/opaque.js';
import { type ProxyLimits, type ProxyOptions, withDefaults } from './options.js';
import { type Upstream, createUpstream } from './upstream.js';

export interface Plane {
  readonly upstream: Upstream;
  readonly origin: URL;
  /** Path prefix of the upstream without its last slash. */
  readonly prefix: string;
  /** This proxy's entry in `Via`: a pseudonym of its own, by which it recognises a circle. */
  readonly via: string;
  /** The upstream is on this machine. */
  readonly isLocal: boolean;
  readonly engine: () => Engine;
  readonly observer: Observer;
  readonly limits: ProxyLimits;
  readonly opaque: OpaquePolicy;
  readonly documents: DocumentReader;
  draining: boolean;
  /** A short id, unique in this process and unlikely in another. */
  nextExchange(): string;
}

const PREFIX_BYTES = 5;

export function createPlane(options: ProxyOptions): Plane {
  const limits = withDefaults(options.limits);
  const prefix = randomBytes(PREFIX_BYTES).toString('hex');
  let count = 0;
  return {
    upstream: createUpstream(options.upstream, limits),
    origin: options.upstream,
    prefix: options.upstream.pathname.replace(/\/+$/, ''),
    via: `1.1 sluice-${prefix}`,
    isLocal: isLoopback(options.upstream.hostname),
    engine: options.engine,
    observer: options.observer,
    limits,
    opaque: opaquePolicy(options.opaque),
    documents: new DocumentReader(limits),
    draining: false,
    nextExchange: () => `${prefix}-${(++count).toString(36)}`,
  };
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
