/**
 * The order of degradation under overload, declared in one table: what is given up first, and from which measure on. A step includes those
 * before it. What is left out of it on purpose: no step lets a byte pass unscanned, and none touches an HTTP exchange that has begun, but for
 * those whose downstream holds them up.
 * docs/operations.md shows the same table; a test compares them.
 */

/** What is measured. */
export interface Measures {
  /** Mean delay of the event loop since the last measure, in milliseconds. */
  readonly delayMs: number;
  /** Memory over what this process may have, from 0 to 1: of the container or machine, or of V8's heap, whichever is nearer to its end. */
  readonly memory: number;
  /** Bytes held back over what may be held back, from 0 to 1. */
  readonly held: number;
}

export interface Step {
  /** Number of the step, from 1. */
  readonly level: number;
  readonly what: string;
  /** The step is entered when one of these is reached. */
  readonly from: Measures;
}

// prettier-ignore
export const STEPS: readonly Step[] = [
  { level: 1, what: 'New WebSockets are refused.', from: { delayMs: 200, memory: 0.8, held: 0.7 } },
  { level: 2, what: 'Requests with a body that is long, or of unknown length, are refused; for want of memory, exchanges that their downstream holds up are given up, the slowest first.', from: { delayMs: 400, memory: 0.85, held: 0.8 } },
  { level: 3, what: 'All new exchanges are refused; idle connections are closed; readiness is withdrawn.', from: { delayMs: 800, memory: 0.92, held: 0.9 } },
  { level: 4, what: 'Open WebSockets are closed with 1013, the oldest first, a twentieth of them at each measure.', from: { delayMs: 2_000, memory: 0.95, held: 1 } },
];

/** A step is left when every measure is below this share of what it is entered from. */
export const LEAVING_SHARE = 0.7;
/** Memory is not given back at once and is not measured in orders of magnitude; it needs to fall by this much only. */
export const LEAVING_MEMORY = 0.03;

/** Where an operator puts the second step; the others follow in proportion. */
export type SecondStep = Pick<Measures, 'delayMs' | 'memory'>;

/** The measures as the table would have them if its second step stood where it stands by itself. */
export function inProportion({ delayMs, memory, held }: Measures, second: SecondStep): Measures {
  const { from } = STEPS[1];
  return { delayMs: (delayMs * from.delayMs) / second.delayMs, memory: 1 - ((1 - memory) * (1 - from.memory)) / (1 - second.memory), held };
}

/** The highest step whose threshold one of the measures has reached; 0: none. */
export function levelOf(measures: Measures): number {
  return STEPS.findLast(({ from }) => isReached(measures, from))?.level ?? 0;
}

/** The highest step that may not be left yet. */
export function keptLevelOf(measures: Measures): number {
  return (
    STEPS.findLast(({ from: { delayMs, memory, held } }) =>
      isReached(measures, { delayMs: delayMs * LEAVING_SHARE, memory: memory - LEAVING_MEMORY, held: held * LEAVING_SHARE }),
    )?.level ?? 0
  );
}

/** Which measure makes a step necessary. */
export function causeOf(measures: Measures, level: number): keyof Measures {
  const from = STEPS[level - 1]?.from;
  if (from === undefined || measures.delayMs >= from.delayMs) return 'delayMs';
  return measures.memory >= from.memory ? 'memory' : 'held';
}

function isReached(measures: Measures, from: Measures): boolean {
  return measures.delayMs >= from.delayMs || measures.memory >= from.memory || measures.held >= from.held;
}
