/**
 * Admission control: measures how the process is, and gives up what the table says, step by step. A step is entered when its threshold was
 * reached at two measures in a row, so that one long turn of the event loop is no overload; it is left, one at a time, after two seconds
 * well below it. In between, `refuses` is one comparison.
 */
import { type Measures, STEPS, type SecondStep, causeOf, inProportion, keptLevelOf, levelOf } from './steps.js';

export interface Admission {
  /** Whether a new exchange is to be refused; asked before anything else is done for it. */
  refuses(kind: 'http' | 'websocket', request: Asking): boolean;
}

/** What a request says of its body, as flat `[name, value, …]`. */
export interface Asking {
  readonly rawHeaders: readonly string[];
}

/** Takes whatever comes. */
export const OPEN_DOOR: Admission = { refuses: () => false };

/** A step was entered or left. */
export interface Change {
  readonly from: number;
  readonly to: number;
  /** Which measure made it necessary; undefined on the way down. */
  readonly cause: keyof Measures | undefined;
  readonly measures: Measures;
}

export interface GovernorOptions {
  readonly measure: () => Measures;
  /** Where the second step stands; without it where the table puts it. */
  readonly second?: SecondStep | undefined;
  /** HTTP exchanges now open, and how many may be. */
  readonly openExchanges: () => number;
  readonly limitExchanges: number;
  /** Requests with longer bodies are refused from the second step on. */
  readonly longBodyBytes: number;
  readonly onChange: (change: Change) => void;
  /** From the third step on, at each measure. */
  readonly closeIdle: () => void;
  readonly onStop?: () => void;
  /**
   * From the second step on where memory or bytes held back ask for it, and near the most exchanges: at each measure so many of the open
   * exchanges, from 0 to 1, give way if they are held up by their downstream.
   */
  readonly giveWay: (share: number) => void;
  /** At the fourth step, at each measure: closes so many of the open WebSockets, from 0 to 1. */
  readonly closeWebSockets: (share: number) => void;
}

/** Time between two measures. */
export const MEASURE_MS = 250;
const MEASURES_UP = 2;
const MEASURES_DOWN = 8;
const WEBSOCKET_SHARE = 0.05;
const EXCHANGE_SHARE = 0.05;
/** Of the exchanges that may be open, so many are near the most. */
const CROWDED_SHARE = 0.9;

export class Governor implements Admission {
  readonly #options: GovernorOptions;
  #level = 0;
  /** Measures in a row that ask for more, and that allow less. */
  #above: number[] = [];
  #below = 0;
  #suspended = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Times that each step was entered, from the first on. */
  readonly entered: number[] = STEPS.map(() => 0);

  constructor(options: GovernorOptions) {
    this.#options = options;
  }

  get level(): number {
    return this.#level;
  }

  refuses(kind: 'http' | 'websocket', request: Asking): boolean {
    const { openExchanges, limitExchanges, longBodyBytes } = this.#options;
    if (kind === 'websocket') return this.#level >= 1;
    if (this.#level >= 2 && (this.#level >= 3 || bodyBytes(request) > longBodyBytes)) return true;
    return openExchanges() > limitExchanges;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.tick(), MEASURE_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#options.onStop?.();
  }

  /** What keeps the event loop busy until the returned function is called is our own doing, such as a reload, and no overload. */
  suspend(): () => void {
    this.#suspended++;
    return () => {
      this.#suspended--;
      this.#options.measure(); // what was measured meanwhile is dropped
      this.#above = [];
    };
  }

  /** Takes a measure and acts on it. */
  tick(): void {
    if (this.#suspended > 0) return;
    const measured = this.#options.measure();
    const { second } = this.#options;
    const measures = second === undefined ? measured : inProportion(measured, second);
    const wanted = levelOf(measures);
    this.#above = wanted > this.#level ? [...this.#above, wanted] : [];
    this.#below = keptLevelOf(measures) < this.#level ? this.#below + 1 : 0;
    if (this.#above.length >= MEASURES_UP) this.#move(Math.min(...this.#above), measured, causeOf(measures, Math.min(...this.#above)));
    else if (this.#below >= MEASURES_DOWN) this.#move(this.#level - 1, measured, undefined);
    if (this.#isCrowded() || (this.#level >= 2 && levelOf({ ...measures, delayMs: 0 }) >= 2)) this.#options.giveWay(EXCHANGE_SHARE);
    if (this.#level >= 3) this.#options.closeIdle();
    if (this.#level >= 4) this.#options.closeWebSockets(WEBSOCKET_SHARE);
  }

  #isCrowded(): boolean {
    const { openExchanges, limitExchanges } = this.#options;
    return openExchanges() > limitExchanges * CROWDED_SHARE;
  }

  #move(to: number, measures: Measures, cause: Change['cause']): void {
    const from = this.#level;
    this.#level = to;
    this.#above = [];
    this.#below = 0;
    for (let level = from + 1; level <= to; level++) this.entered[level - 1] = (this.entered[level - 1] ?? 0) + 1;
    this.#options.onChange({ from, to, cause, measures });
  }
}

/** Length of the body; Infinity when only its end will tell. */
function bodyBytes({ rawHeaders }: Asking): number {
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase();
    if (name === 'transfer-encoding') return Infinity;
    if (name === 'content-length') return Number(rawHeaders[at + 1]);
  }
  return 0;
}
