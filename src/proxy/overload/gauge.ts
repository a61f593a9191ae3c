/** Measures for real: the delay of the event loop and the memory of this process against what it may have. */
import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { Measures } from './steps.js';

/** How often the delay is sampled. */
const RESOLUTION_MS = 10;
/** A cgroup without a limit says "max", or a number near 2^63. */
const UNLIMITED_BYTES = 2 ** 60;

export interface Gauge {
  /** Measures since the last call. */
  read(): Omit<Measures, 'held'>;
  stop(): void;
}

/** `processes`: how many share the memory of the container or machine. */
export function openGauge(processes: number): Gauge {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const share = memoryLimitBytes() / processes;
  return {
    read() {
      const mean = delay.mean / 1e6;
      delay.reset();
      const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
      return {
        delayMs: Number.isFinite(mean) ? Math.max(0, mean - RESOLUTION_MS) : 0,
        memory: Math.max(process.memoryUsage.rss() / share, used / limit),
      };
    },
    stop: () => delay.disable(),
  };
}

/** What the container, or without one the machine, may use. `root` is where the kernel shows its control groups. */
export function memoryLimitBytes(root = '/sys/fs/cgroup', machineBytes = totalmem()): number {
  for (const file of ['memory.max', 'memory/memory.limit_in_bytes']) {
    const limit = numberIn(`${root}/${file}`);
    if (limit !== undefined && limit < UNLIMITED_BYTES) return Math.min(limit, machineBytes);
  }
  return machineBytes;
}

function numberIn(file: string): number | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return /^\d+$/.test(text) ? Number(text) : undefined;
  } catch {
    return undefined; // another kind of system
  }
}
