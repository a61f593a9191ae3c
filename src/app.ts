/**
 * The composition root: the only file that knows every folder. It turns options into a running Sluice, for the command
 * line, the demo and the tests alike. It must not parse arguments, print, or install signal handlers.
 */
import { createAdmin, type Admin } from './admin/admin.js';
import type { StatusFacts } from './admin/status.js';
import type { Address } from './base/address.js';
import { SluiceError } from './base/errors.js';
import { LIMITS } from './base/limits.js';
import { VERSION } from './base/version.js';
import type { Engine } from './engine/api.js';
import { createEngine } from './engine/engine.js';
import { proveRules } from './engine/prove.js';
import { createLog, type Log } from './observe/log.js';
import { createMetrics, type Metrics } from './observe/metrics.js';
import type { Observer } from './observe/observer.js';
import { createObserver } from './observe/recorder.js';
import type { OpaqueOptions } from './policy/opaque.js';
import { createProxy, type Proxy, type ProxyLimits, type SnapshotSpec, toOneUpstream } from './proxy/proxy.js';
import { createWebSocketHalf } from './proxy/websocket.js';
import { loadRules } from './ruleset/load.js';

export interface AppOptions {
  /** The CRM, `http:` or `https:`; a path becomes a prefix of every forwarded path. */
  readonly upstream: URL;
  /** Port 0 picks a free one. */
  readonly listen: Address;
  /** Without it there is no admin listener. */
  readonly admin?: Address | undefined;
  /** Lets the admin listener be reachable from other machines. */
  readonly adminInsecure?: boolean;
  /** `observe` counts findings and changes no byte. Default `enforce`. */
  readonly mode?: 'enforce' | 'observe';
  /** A folder of rule packs instead of those shipped. */
  readonly rules?: string | undefined;
  readonly limits?: Partial<ProxyLimits>;
  /** Changes to what happens to pictures, sound, programs, archives and unknown binary data: see policy/opaque.ts. */
  readonly opaque?: OpaqueOptions | undefined;
  readonly log?: Log;
  /** Adds `process_*` and `nodejs_*` metrics. */
  readonly processMetrics?: boolean;
}

export interface Running {
  /** `http://HOST:PORT` with the port in use. */
  readonly proxy: string;
  readonly admin: string | undefined;
}

export interface App {
  /** Opens the listeners. Throws `SluiceError` and leaves nothing open when one of them, or the rules, fail. */
  start(): Promise<Running>;
  /** Drains: no new exchanges, open ones get `drainMs` to finish. Resolves when all is closed; a second call waits for the first. */
  stop(): Promise<void>;
  /** Loads the rules again; exchanges already open keep theirs. Throws `SluiceError` and changes nothing when they are not valid. */
  reload(): Promise<void>;
  readonly metrics: Metrics;
}

export function createApp(options: AppOptions): App {
  return new Sluice(options);
}

class Sluice implements App {
  readonly metrics: Metrics;
  private readonly options: AppOptions;
  private readonly log: Log;
  private readonly observer: Observer;
  private readonly startedAt = performance.now();
  private engine: Engine | undefined;
  private proxy: Proxy | undefined;
  private admin: Admin | undefined;
  private running: Running | undefined;
  private state: StatusFacts['state'] = 'starting';
  private stopping: Promise<void> | undefined;

  constructor(options: AppOptions) {
    this.options = options;
    this.log = options.log ?? createLog({ level: 'silent' });
    this.metrics = createMetrics({ processMetrics: options.processMetrics ?? false });
    this.observer = createObserver(this.metrics.counters, this.log);
  }

  async start(): Promise<Running> {
    const engine = await this.load();
    this.engine = engine;
    try {
      this.running = await this.listen();
    } catch (error) {
      await this.close(0);
      throw error;
    }
    this.state = 'ready';
    this.announce('proxy', this.running.proxy);
    if (this.running.admin !== undefined) this.announce('admin', this.running.admin);
    this.log.started({ version: VERSION, snapshot: engine.snapshot.id, kernel: engine.snapshot.kernel, mode: this.mode });
    return this.running;
  }

  stop(): Promise<void> {
    this.stopping ??= this.close(this.options.limits?.drainMs ?? LIMITS.drainMs);
    return this.stopping;
  }

  async reload(): Promise<void> {
    const before = this.current();
    const after = await this.load();
    this.proxy?.replace(this.snapshotOf(after));
    this.engine = after;
    this.log.reloaded(before.snapshot.id, after.snapshot.id);
  }

  private get mode(): 'enforce' | 'observe' {
    return this.options.mode ?? 'enforce';
  }

  private current(): Engine {
    if (this.engine === undefined) throw new SluiceError('SLUICE_USAGE', 'The app has not been started.');
    return this.engine;
  }

  private async load(): Promise<Engine> {
    const rules = await loadRules(this.options.rules);
    const engine = createEngine({ rules, mode: this.mode });
    proveRules(engine, rules);
    return engine;
  }

  private snapshotOf(engine: Engine): SnapshotSpec {
    const { upstream, limits, opaque } = this.options;
    return toOneUpstream(upstream, { engine, limits, opaque });
  }

  private async listen(): Promise<Running> {
    const { listen, admin } = this.options;
    this.proxy = await createProxy({
      snapshot: this.snapshotOf(this.current()),
      observer: this.observer,
      upgrade: createWebSocketHalf(),
    });
    const proxyUrl = (await this.proxy.listen(listen.host, listen.port)).url;
    if (admin === undefined) return { proxy: proxyUrl, admin: undefined };
    this.admin = createAdmin({ metrics: this.metrics, facts: () => this.facts(), insecure: this.options.adminInsecure ?? false });
    return { proxy: proxyUrl, admin: (await this.admin.listen(admin.host, admin.port)).url };
  }

  private announce(what: 'proxy' | 'admin', url: string): void {
    const { hostname, port } = new URL(url);
    this.log.listening(what, hostname, Number(port));
  }

  private facts(): StatusFacts {
    const { snapshot } = this.current();
    return {
      version: VERSION,
      snapshot: snapshot.id,
      kernel: snapshot.kernel,
      mode: this.mode,
      state: this.state,
      uptimeSeconds: Math.round((performance.now() - this.startedAt) / 1000),
      listeners: { proxy: this.running?.proxy, admin: this.running?.admin },
      upstream: this.options.upstream.origin,
    };
  }

  private async close(graceMs: number): Promise<void> {
    this.state = 'draining';
    const began = performance.now();
    const { open } = this.metrics.counters;
    await this.proxy?.drain(graceMs);
    // The admin listener goes last, so that it can say "draining" until the end.
    await this.admin?.close();
    this.log.stopped(performance.now() - began, open.http + open.websocket);
    this.log.flush();
  }
}
