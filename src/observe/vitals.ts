/** How one process is doing: memory, time of the CPU and delay of the event loop, as plain data that fits through IPC. */
import { type IntervalHistogram, monitorEventLoopDelay, performance } from 'node:perf_hooks';

export interface Vitals {
  readonly pid: number;
  readonly uptimeSeconds: number;
  readonly residentBytes: number;
  readonly heapUsedBytes: number;
  readonly cpuSeconds: number;
  /** Since the last reading, in seconds. */
  readonly loopDelay: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Step of degradation: 0 is none. See proxy/overload. */
  readonly degradation: number;
  /** Times that each step was entered, from the first step on. */
  readonly degradations: readonly number[];
  /** Lines of the log that could not be written. */
  readonly logLinesLost: number;
}

/** Vital signs that others keep. */
export type KeptVitals = Pick<Vitals, 'degradation' | 'degradations' | 'logLinesLost'>;

/** One upstream's pools and health; what each number means stands in proxy/upstream. */
export interface UpstreamReading {
  readonly name: string;
  readonly servers: readonly {
    readonly origin: string;
    readonly healthy: boolean;
    readonly breaker: string;
    readonly open: number;
    readonly idle: number;
    readonly queued: number;
    readonly active: number;
  }[];
}

/** How often the delay of the event loop is sampled. */
const RESOLUTION_MS = 20;

export class VitalSigns {
  readonly #delay: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor() {
    this.#delay.enable();
  }

  read(kept: KeptVitals): Vitals {
    const { rss, heapUsed } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    const delay = this.#delay;
    const loopDelay = { p50: beyond(delay.percentile(50)), p99: beyond(delay.percentile(99)), max: beyond(delay.max) };
    delay.reset();
    return {
      pid: process.pid,
      uptimeSeconds: Math.round(performance.now()) / 1000,
      residentBytes: rss,
      heapUsedBytes: heapUsed,
      cpuSeconds: (user + system) / 1e6,
      loopDelay,
      ...kept,
    };
  }

  stop(): void {
    this.#delay.disable();
  }
}

/** Nanoseconds between two samples, as seconds of delay. Before the first sample `max` is 0 and the percentiles are too. */
export function beyond(ns: number): number {
  return Number.isFinite(ns) ? Math.max(0, Math.round(ns / 1e3) - RESOLUTION_MS * 1_000) / 1e6 : 0; // in whole microseconds
}
