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
import type { Conversations } from './channel/conversation/api.js';
import { Ledgers } from './channel/conversation/ledgers.js';
import { keeperOf, namesOf, plainSource, type PlainOptions } from './compose.js';
import type { RememberedMasks } from './engine/mask-memory.js';
import { type Outcome, Reloader } from './lifecycle/reloader.js';
import type { Prepared, Setup, Source } from './lifecycle/source.js';
import { type Watch, watchFiles } from './lifecycle/watch.js';
import { createLog, type Log, type ReloadTrigger } from './observe/log.js';
import { createMetrics, type Metrics } from './observe/metrics.js';
import type { Observer } from './observe/observer.js';
import { createObserver } from './observe/recorder.js';
import type { Reading, View } from './observe/view.js';
import { VitalSigns } from './observe/vitals.js';
import { createProxy, type ListenerSpec, type OpenDoor, type Proxy, type SnapshotSpec } from './proxy/proxy.js';
import { createWebSocketHalf } from './proxy/websocket.js';

/** How a process runs, whatever its traffic. */
export interface ProcessOptions {
  /** Where rules, upstreams, routes and listeners come from. */
  readonly source: Source;
  /** Without it there is no admin listener. */
  readonly admin?: Address | undefined;
  /** Lets the admin listener be reachable from other machines. */
  readonly adminInsecure?: boolean;
  /** Names by which the admin listener may be called, besides addresses and `localhost`. */
  readonly adminHosts?: readonly string[];
  /** `observe` counts findings and changes no byte. Default `enforce`. */
  readonly mode?: 'enforce' | 'observe';
  /** Time that open exchanges get to finish. Default: that of the table of limits. */
  readonly drainMs?: number | undefined;
  readonly log?: Log;
  /** Adds `process_*` and `nodejs_*` metrics. */
  readonly processMetrics?: boolean;
  /** Reloads when what was loaded changes on disk. Default false. */
  readonly watch?: boolean;
  /** Where the second step of degradation stands: see proxy/overload/steps.ts. */
  readonly overload?: { readonly delayMs: number; readonly memory: number } | undefined;
  /** Processes that share the memory of the container or machine. Default 1. */
  readonly processes?: number;
  /** Who keeps conversations for all processes. Without it this one keeps its own. */
  readonly conversations?: Conversations | undefined;
  /** Who remembers masks for all processes. Without it this one does by itself. */
  readonly masks?: RememberedMasks | undefined;
}

/** All traffic goes from one plain listener to one upstream. */
export interface AppOptions extends Omit<ProcessOptions, 'source'>, PlainOptions {}

export interface Running {
  /** Where agents connect: the first listener, `http://HOST:PORT` with the port in use. */
  readonly proxy: string;
  /** All of them, by their names. */
  readonly listeners: Readonly<Record<string, string>>;
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
  return runApp({ ...options, drainMs: options.limits?.drainMs, source: plainSource(options) });
}

export function runApp(options: ProcessOptions): WorkerApp {
  return new Sluice(options);
}

/** A listener, and what it was opened with. */
interface Door {
  readonly spec: ListenerSpec;
  readonly open: OpenDoor;
}

class Sluice implements WorkerApp {
  readonly metrics: Metrics;
  private readonly options: ProcessOptions;
  private readonly source: Source;
  private readonly log: Log;
  private readonly observer: Observer;
  private readonly reloader: Reloader;
  private readonly vitals = new VitalSigns();
  private readonly startedAt = performance.now();
  private setup: Setup | undefined;
  private ledgers: Ledgers | undefined;
  private readonly doors = new Map<string, Door>();
  private proxy: Proxy | undefined;
  private admin: Admin | undefined;
  private watch: Watch | undefined;
  private running: Running | undefined;
  private state: StatusFacts['state'] = 'starting';
  private stopping: Promise<void> | undefined;

  constructor(options: ProcessOptions) {
    this.options = options;
    this.source = options.source;
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
    return this.current().id;
  }

  async start(): Promise<Running> {
    const setup = await this.source.load();
    this.setup = setup;
    try {
      this.running = await this.listen(setup);
    } catch (error) {
      await this.close(0);
      throw error;
    }
    this.state = 'ready';
    if (this.options.watch === true) this.watch = watchFiles(this.source.files, () => void this.reload('file'));
    for (const [name, url] of Object.entries(this.running.listeners)) this.announce('proxy', url, name);
    if (this.running.admin !== undefined) this.announce('admin', this.running.admin);
    const { kernel } = setup.snapshot.engine.snapshot;
    this.log.started({ version: VERSION, snapshot: setup.id, kernel, mode: this.mode });
    return this.running;
  }

  stop(): Promise<void> {
    this.stopping ??= this.close(this.options.drainMs ?? LIMITS.drainMs);
    return this.stopping;
  }

  reload(trigger: ReloadTrigger): Promise<Outcome> {
    return this.reloader.reload(trigger);
  }

  async prepare(): Promise<Prepared> {
    const resume = this.proxy?.overload.suspend();
    const setup = await this.source.load().finally(resume);
    return {
      snapshot: setup.id,
      commit: () => {
        this.proxy?.replace(this.snapshotOf(setup));
        this.setup = setup;
        for (const listener of setup.listeners) this.renew(listener);
      },
    };
  }

  reading(): Reading {
    const { level: degradation, entered: degradations } = this.proxy?.overload ?? { level: 0, entered: [] };
    const vitals = this.vitals.read({ degradation, degradations, logLinesLost: this.log.linesLost() });
    return { counters: this.metrics.counters.dump(), vitals, upstreams: this.proxy?.upstreams() ?? [] };
  }

  private async replace(): Promise<string> {
    try {
      const prepared = await this.prepare();
      prepared.commit();
      return prepared.snapshot;
    } finally {
      this.watch?.update(this.source.files); // the links to what is not valid may lead elsewhere, too
    }
  }

  private get mode(): 'enforce' | 'observe' {
    return this.options.mode ?? 'enforce';
  }

  private current(): Setup {
    if (this.setup === undefined) throw new SluiceError('SLUICE_USAGE', 'The app has not been started.');
    return this.setup;
  }

  /** An open listener takes the certificates that were loaded; whatever else has changed of it waits for the next start. */
  private renew(spec: ListenerSpec): void {
    const door = this.doors.get(spec.name);
    if (door === undefined) return;
    if (spec.tls !== undefined && door.spec.tls !== undefined) door.open.reloadCertificates(spec.tls);
    if (spec.ca !== undefined && door.spec.ca !== undefined) door.open.reloadAuthority(spec.ca);
  }

  /** What is served, with who keeps conversations: another process, or this one. */
  private snapshotOf({ snapshot, rules }: Setup): SnapshotSpec {
    const { brands } = rules.card.pan;
    const ledgers = (this.ledgers ??= new Ledgers(brands));
    ledgers.use(brands);
    const own: Conversations = { judge: (utterances) => ledgers.judge(utterances, performance.now()) };
    return { ...snapshot, conversations: keeperOf(rules, this.options.conversations ?? own) };
  }

  private async listen(setup: Setup): Promise<Running> {
    const { admin } = this.options;
    const { listeners } = setup;
    this.proxy = await createProxy({
      snapshot: this.snapshotOf(setup),
      observer: this.observer,
      masks: this.options.masks,
      upgrade: createWebSocketHalf(),
      overload: {
        processes: this.options.processes ?? 1,
        second: this.options.overload,
        heldBackBytes: () => this.metrics.counters.heldBackBytes,
        onChange: (change) => this.log.degraded(change),
      },
    });
    for (const spec of listeners) this.doors.set(spec.name, { spec, open: await this.proxy.open(spec) });
    const urls = Object.fromEntries([...this.doors].map(([name, { open }]) => [name, open.url]));
    const opened = { proxy: Object.values(urls)[0] ?? '', listeners: urls };
    if (admin === undefined) return { ...opened, admin: undefined };
    this.admin = createAdmin({
      metrics: this.metrics,
      facts: () => this.facts(),
      reload: () => this.reload('api'),
      insecure: this.options.adminInsecure ?? false,
      hosts: this.options.adminHosts ?? [],
    });
    return { ...opened, admin: (await this.admin.listen(admin.host, admin.port)).url };
  }

  private announce(what: 'proxy' | 'admin', url: string, listener?: string): void {
    const { hostname, port } = new URL(url);
    this.log.listening(what, hostname, Number(port), listener);
  }

  private view(): View {
    const { vitals, upstreams } = this.reading();
    return {
      counters: this.metrics.counters,
      workers: [{ slot: 1, state: this.state, restarts: 0, vitals }],
      upstreams,
      reload: this.reloader.state,
      snapshot: this.setup?.id ?? '',
      version: VERSION,
    };
  }

  private facts(): StatusFacts {
    const { id, snapshot } = this.current();
    return {
      version: VERSION,
      snapshot: id,
      kernel: snapshot.engine.snapshot.kernel,
      mode: this.mode,
      state: this.state,
      uptimeSeconds: Math.round((performance.now() - this.startedAt) / 1000),
      listeners: { proxy: this.running?.listeners ?? {}, admin: this.running?.admin },
      upstream: namesOf(snapshot),
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
  }
}
