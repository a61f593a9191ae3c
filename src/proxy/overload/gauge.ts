/** Measures for real: the delay of the event loop and the memory of this process against what it may have. */
import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import type { Measures } from './steps.js';

/** How often the delay is sampled. */
const SAMPLE_MS = 20;
/** A cgroup without a limit says "max", or a number near 2^63. */
const UNLIMITED_BYTES = 2 ** 60;

export interface Gauge {
  /** Measures since the last call. */
  read(): Omit<Measures, 'held'>;
  stop(): void;
}

/** `processes`: how many share the memory of the container or machine. */
export function openGauge(processes: number): Gauge {
  const delay = new LoopDelay();
  const share = memoryLimitBytes() / processes;
  return {
    read() {
      const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
      return { delayMs: delay.take(), memory: Math.max(process.memoryUsage.rss() / share, used / limit) };
    },
    stop: () => delay.stop(),
  };
}

/**
 * How late a timer comes. Node's own histogram forgets when its timer last came whenever it is reset, so read often it sees nothing of an
 * event loop that is blocked between every two readings.
 */
class LoopDelay {
  readonly #timer = setInterval(() => this.#sample(), SAMPLE_MS).unref();
  #expectedAt = performance.now() + SAMPLE_MS;
  #lateMs = 0;
  #samples = 0;

  /** Mean delay since the last call, in milliseconds. */
  take(): number {
    const now = performance.now();
    // The timer may be late right now.
    if (this.#samples === 0 && now > this.#expectedAt) this.#sample(now);
    const mean = this.#samples === 0 ? 0 : this.#lateMs / this.#samples;
    this.#lateMs = 0;
    this.#samples = 0;
    return mean;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #sample(now = performance.now()): void {
    this.#lateMs += Math.max(0, now - this.#expectedAt);
    this.#samples++;
    this.#expectedAt = now + SAMPLE_MS;
  }
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
