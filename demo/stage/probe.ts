/**
 * Times the same request straight to the CRM and through Sluice, turn and turn about, on a body without a card number.
 * The differences include everything a proxy costs: a second connection, parsing, scanning.
 */

export interface RoundTrip {
  /** Medians in seconds; null before the first sample. */
  readonly direct: number | null;
  readonly through: number | null;
  /** Samples of each. */
  readonly samples: number;
  readonly bodyBytes: number;
}

const EVERY_MS = 500;
const KEPT = 200;
/** The first round trips open connections and warm up code; they would say nothing about the proxy. */
const WARM_UP = 5;
const PATH = '/api/orders';

export class Probe {
  private direct: readonly number[] = [];
  private through: readonly number[] = [];
  private bodyBytes = 0;
  private rounds = 0;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly crm: string,
    private readonly proxy: string,
  ) {}

  start(): void {
    this.timer = setTimeout(() => void this.round(), EVERY_MS);
  }

  read(): RoundTrip {
    return { direct: median(this.direct), through: median(this.through), samples: this.through.length, bodyBytes: this.bodyBytes };
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async round(): Promise<void> {
    try {
      const direct = await this.time(this.crm);
      const through = await this.time(this.proxy);
      this.rounds += 1;
      if (this.rounds > WARM_UP) {
        this.direct = [...this.direct, direct].slice(-KEPT);
        this.through = [...this.through, through].slice(-KEPT);
      }
    } catch {
      // one of them is stopping; the last figures stay
    }
    if (!this.stopped) this.start();
  }

  /** Seconds until the whole body is there. */
  private async time(origin: string): Promise<number> {
    const start = performance.now();
    const response = await fetch(origin + PATH);
    const body = await response.arrayBuffer();
    const seconds = (performance.now() - start) / 1000;
    if (!response.ok) throw new Error(`answered ${response.status}`);
    this.bodyBytes = body.byteLength;
    return seconds;
  }
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
