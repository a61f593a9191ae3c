/**
 * The composition root: the only file that knows every folder. It turns options into a running Sluice in this process, for the command
 * line, the demo and the tests alike. It must not parse arguments, print, or install signal handlers. With several workers each of them
 * runs one of these without an admin listener; primary.ts is the process above them.
 */
import { createAdmin, type Admin } from './admin/admin.js';
import type { StatusFacts } from './admin/status.js';
import type { Address } from './base/address.js';
import { SluiceError } from './base/errors.js';
import { LIMITS } from './base/limits.js';
import { VERSION } from './base/version.js';
import { createEngine } from './engine/engine.js';
import { proveRules } from './engine/prove.js';
import { type Outcome, Reloader } from './lifecycle/reloader.js';
import type { Prepared, Source } from './lifecycle/source.js';
import { type Watch, watchFiles } from './lifecycle/watch.js';
import { createLog, type Log, type ReloadTrigger } from './observe/log.js';
import { createMetrics, type Metrics } from './observe/metrics.js';
import type { Observer } from './observe/observer.js';
import { createObserver } from './observe/recorder.js';
import type { Reading, View } from './observe/view.js';
import { VitalSigns } from './observe/vitals.js';
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
  /** Reloads when what was loaded changes on disk. Default false. */
  readonly watch?: boolean;
  /** Processes that share the memory of the container or machine. Default 1. */
  readonly processes?: number;
  /** Where snapshots come from instead of the options above. */
  readonly source?: Source | undefined;
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
  /** Loads again; exchanges already open keep what they began with. Never rejects: what is not valid changes nothing and is told. */
  reload(trigger: ReloadTrigger): Promise<Outcome>;
  /** HTTP exchanges and WebSocket connections now open. */
  readonly open: number;
  readonly metrics: Metrics;
}

/** An app that a primary process drives. */
export interface WorkerApp extends App {
  /** Loads and checks without putting in force. Throws `SluiceError` when it is not valid. */
  prepare(): Promise<Prepared>;
  /** What this process counts, and how it is. */
  reading(): Reading;
  /** Id of the snapshot in force. */
  readonly snapshot: string;
}

export function createApp(options: AppOptions): WorkerApp {
  return new Sluice(options);
}

/** The rules, and one upstream for all traffic. */
export function sourceOf(options: AppOptions): Source {
  const { upstream, limits, opaque, mode } = options;
  return (
    options.source ?? {
      files: options.rules === undefined ? [] : [options.rules],
      async load() {
        const rules = await loadRules(options.rules);
        const engine = createEngine({ rules, mode: mode ?? 'enforce' });
        proveRules(engine, rules);
        return toOneUpstream(upstream, { engine, limits, opaque });
      },
    }
  );
}

class Sluice implements WorkerApp {
  readonly metrics: Metrics;
  private readonly options: AppOptions;
  private readonly source: Source;
  private readonly log: Log;
  private readonly observer: Observer;
  private readonly reloader: Reloader;
  private readonly vitals = new VitalSigns();
  private readonly startedAt = performance.now();
  private spec: SnapshotSpec | undefined;
  private proxy: Proxy | undefined;
  private admin: Admin | undefined;
  private watch: Watch | undefined;
  private running: Running | undefined;
  private state: StatusFacts['state'] = 'starting';
  private stopping: Promise<void> | undefined;

  constructor(options: AppOptions) {
    this.options = options;
    this.source = sourceOf(options);
    this.log = options.log ?? createLog({ level: 'silent' });
    this.metrics = createMetrics({ processMetrics: options.processMetrics ?? false, view: () => this.view() });
    this.observer = createObserver(this.metrics.counters, this.log);
    this.reloader = new Reloader({ log: this.log, current: () => this.snapshot, attempt: () => this.replace() });
  }

  get open(): number {
    const { open } = this.metrics.counters;
    return open.http + open.websocket;
  }

  get snapshot(): string {
    return this.current().engine.snapshot.id;
  }

  async start(): Promise<Running> {
    this.spec = await this.source.load();
    try {
      this.running = await this.listen(this.spec);
    } catch (error) {
      await this.close(0);
      throw error;
    }
    this.state = 'ready';
    if (this.options.watch === true) this.watch = watchFiles(this.source.files, () => void this.reload('file'));
    this.announce('proxy', this.running.proxy);
    if (this.running.admin !== undefined) this.announce('admin', this.running.admin);
    const { id, kernel } = this.spec.engine.snapshot;
    this.log.started({ version: VERSION, snapshot: id, kernel, mode: this.mode });
    return this.running;
  }

  stop(): Promise<void> {
    this.stopping ??= this.close(this.options.limits?.drainMs ?? LIMITS.drainMs);
    return this.stopping;
  }

  reload(trigger: ReloadTrigger): Promise<Outcome> {
    return this.reloader.reload(trigger);
  }

  async prepare(): Promise<Prepared> {
    const resume = this.proxy?.overload.suspend();
    const spec = await this.source.load().finally(resume);
    return {
      snapshot: spec.engine.snapshot.id,
      commit: () => {
        this.proxy?.replace(spec);
        this.spec = spec;
      },
    };
  }

  reading(): Reading {
    const { level, entered } = this.proxy?.overload ?? { level: 0, entered: [] };
    return { counters: this.metrics.counters.dump(), vitals: this.vitals.read(level, entered), upstreams: this.proxy?.upstreams() ?? [] };
  }

  private async replace(): Promise<string> {
    const prepared = await this.prepare();
    prepared.commit();
    this.watch?.update(this.source.files);
    return prepared.snapshot;
  }

  private get mode(): 'enforce' | 'observe' {
    return this.options.mode ?? 'enforce';
  }

  private current(): SnapshotSpec {
    if (this.spec === undefined) throw new SluiceError('SLUICE_USAGE', 'The app has not been started.');
    return this.spec;
  }

  private async listen(snapshot: SnapshotSpec): Promise<Running> {
    const { listen, admin } = this.options;
    this.proxy = await createProxy({
      snapshot,
      observer: this.observer,
      upgrade: createWebSocketHalf(),
      overload: {
        processes: this.options.processes ?? 1,
        heldBackBytes: () => this.metrics.counters.heldBackBytes,
        onChange: (change) => this.log.degraded(change),
      },
    });
    const proxyUrl = (await this.proxy.listen(listen.host, listen.port)).url;
    if (admin === undefined) return { proxy: proxyUrl, admin: undefined };
    this.admin = createAdmin({
      metrics: this.metrics,
      facts: () => this.facts(),
      reload: () => this.reload('api'),
      insecure: this.options.adminInsecure ?? false,
    });
    return { proxy: proxyUrl, admin: (await this.admin.listen(admin.host, admin.port)).url };
  }

  private announce(what: 'proxy' | 'admin', url: string): void {
    const { hostname, port } = new URL(url);
    this.log.listening(what, hostname, Number(port));
  }

  private view(): View {
    const { vitals, upstreams } = this.reading();
    return {
      counters: this.metrics.counters,
      workers: [{ slot: 1, state: this.state, restarts: 0, vitals }],
      upstreams,
      reload: this.reloader.state,
      snapshot: this.spec?.engine.snapshot.id ?? '',
      version: VERSION,
    };
  }

  private facts(): StatusFacts {
    const { snapshot } = this.current().engine;
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
    await this.watch?.close();
    await this.proxy?.drain(graceMs);
    // The admin listener goes last, so that it can say "draining" until the end.
    await this.admin?.close();
    this.vitals.stop();
    this.log.stopped(performance.now() - began, this.open);
    this.log.flush();
  }
}
