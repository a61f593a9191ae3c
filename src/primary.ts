/**
 * The process above several workers: it has the admin listener, adds up what the workers count, judges what is to be reloaded before any
 * worker hears of it, and replaces workers that end. It carries no traffic. The other composition root beside app.ts.
 */
import { createAdmin, type Admin } from './admin/admin.js';
import type { StatusFacts } from './admin/status.js';
import type { App, ProcessOptions, Running } from './app.js';
import type { SluiceError } from './base/errors.js';
import { LIMITS } from './base/limits.js';
import { VERSION } from './base/version.js';
import type { Utterance, Verdict } from './channel/conversation/api.js';
import { Ledgers } from './channel/conversation/ledgers.js';
import { namesOf } from './compose.js';
import { BrandTable } from './detect/card/brands.js';
import { Fleet } from './lifecycle/fleet.js';
import { type Outcome, Reloader } from './lifecycle/reloader.js';
import type { Source } from './lifecycle/source.js';
import { type Watch, watchFiles } from './lifecycle/watch.js';
import { createLog, type Log, type ReloadTrigger } from './observe/log.js';
import { createMetrics, type Metrics } from './observe/metrics.js';
import type { View } from './observe/view.js';

export interface PrimaryOptions extends ProcessOptions {
  readonly workers: number;
  /** No worker is left, and none starts again. */
  readonly onDead: (error: SluiceError) => void;
}

export function createPrimary(options: PrimaryOptions): App {
  return new Primary(options);
}

/** What the primary keeps of a snapshot: it has no use for the rest. */
interface Known {
  readonly id: string;
  readonly kernel: string;
  /** Servers of the upstreams. */
  readonly upstream: string;
  /** What conversations are judged by. */
  readonly brands: BrandTable;
}

class Primary implements App {
  readonly metrics: Metrics;
  readonly #options: PrimaryOptions;
  readonly #source: Source;
  readonly #log: Log;
  readonly #reloader: Reloader;
  readonly #startedAt = performance.now();
  #fleet: Fleet | undefined;
  #known: Known = { id: '', kernel: '', upstream: '', brands: new BrandTable([]) };
  #ledgers: Ledgers | undefined;
  #admin: Admin | undefined;
  #watch: Watch | undefined;
  #running: Running | undefined;
  #isDraining = false;
  #stopping: Promise<void> | undefined;

  constructor(options: PrimaryOptions) {
    this.#options = options;
    this.#source = options.source;
    this.#log = options.log ?? createLog({ level: 'silent' });
    this.metrics = createMetrics({ processMetrics: options.processMetrics ?? false, view: () => this.#view() });
    this.#reloader = new Reloader({ log: this.#log, current: () => this.#known.id, attempt: () => this.#replace() });
  }

  get open(): number {
    return (this.#fleet?.readings() ?? []).reduce((total, { counters: { open } }) => total + open.http + open.websocket, 0);
  }

  async start(): Promise<Running> {
    const { size, known } = { size: this.#options.workers, known: await this.#load() };
    this.#known = known;
    const drainMs = this.#options.drainMs ?? LIMITS.drainMs;
    const ledgers = new Ledgers(known.brands);
    this.#ledgers = ledgers;
    const judge = (utterances: readonly Utterance[]): Verdict[] => ledgers.judge(utterances, performance.now());
    const fleet = new Fleet({ size, log: this.#log, drainMs, judge, onDead: this.#options.onDead }, known.id);
    this.#fleet = fleet;
    const listeners = await fleet.start();
    let running: Running;
    try {
      running = { proxy: Object.values(listeners)[0] ?? '', listeners, admin: await this.#openAdmin() };
      this.#running = running;
    } catch (error) {
      await fleet.stop();
      throw error;
    }
    if (this.#options.watch === true) this.#watch = watchFiles(this.#source.files, () => void this.reload('file'));
    this.#log.started({ version: VERSION, snapshot: known.id, kernel: known.kernel, mode: this.#options.mode ?? 'enforce' });
    return running;
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#close();
    return this.#stopping;
  }

  reload(trigger: ReloadTrigger): Promise<Outcome> {
    return this.#reloader.reload(trigger);
  }

  async #load(): Promise<Known> {
    const { id, snapshot, rules } = await this.#source.load();
    return { id, kernel: snapshot.engine.snapshot.kernel, upstream: namesOf(snapshot), brands: rules.card.pan.brands };
  }

  async #replace(): Promise<string> {
    try {
      const known = await this.#load();
      await this.#fleet?.replace(known.id);
      this.#known = known;
      this.#ledgers?.use(known.brands);
      return known.id;
    } finally {
      this.#watch?.update(this.#source.files); // the links to what is not valid may lead elsewhere, too
    }
  }

  async #openAdmin(): Promise<string | undefined> {
    const { admin, adminInsecure, adminHosts } = this.#options;
    if (admin === undefined) return undefined;
    this.#admin = createAdmin({
      metrics: this.metrics,
      facts: () => this.#facts(),
      reload: () => this.reload('api'),
      insecure: adminInsecure ?? false,
      hosts: adminHosts ?? [],
    });
    const { url } = await this.#admin.listen(admin.host, admin.port);
    const { hostname, port } = new URL(url);
    this.#log.listening('admin', hostname, Number(port));
    return url;
  }

  async #view(): Promise<View> {
    const shared = { reload: this.#reloader.state, snapshot: this.#known.id, version: VERSION };
    const { counters } = this.metrics;
    return { counters, workers: [], upstreams: [], ...(await this.#fleet?.view()), ...shared };
  }

  #facts(): StatusFacts {
    const ready = this.#fleet?.isReady === true ? 'ready' : 'starting';
    return {
      version: VERSION,
      snapshot: this.#known.id,
      kernel: this.#known.kernel,
      mode: this.#options.mode ?? 'enforce',
      state: this.#isDraining ? 'draining' : ready,
      uptimeSeconds: Math.round((performance.now() - this.#startedAt) / 1000),
      listeners: { proxy: this.#running?.listeners ?? {}, admin: this.#running?.admin },
      upstream: this.#known.upstream,
    };
  }

  async #close(): Promise<void> {
    this.#isDraining = true;
    const began = performance.now();
    await this.#watch?.close();
    await this.#fleet?.stop();
    await this.#admin?.close();
    this.#log.stopped(performance.now() - began, this.open);
  }
}
