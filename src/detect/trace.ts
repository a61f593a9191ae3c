/**
 * Why something was or was not a finding. Detectors that are given a trace tell it each step they take with a candidate; nobody else
 * pays for it: they call `trace?.(…)` and keep what is costly to tell inside an `if (trace !== undefined)`.
 */

/**
 * `region` says where the kernel saw reason to look, and names no rule. The others are what was asked of a candidate, in the order in which
 * it is usually asked: does it have the shape, do the check digits agree, which words are near, what is the score, does something about its
 * surroundings speak against it, does it lose against what it overlaps, is it found. Of a value that a path names `place` takes the place of all
 * that is asked of its look.
 */
export type TraceStep = 'region' | 'place' | 'shape' | 'validator' | 'context' | 'score' | 'veto' | 'overlap' | 'found';

export interface TraceEvent {
  /** Id of the rule that looks; empty for a region. */
  readonly rule: string;
  /** The candidate, in offsets of the view. */
  readonly start: number;
  readonly end: number;
  readonly step: TraceStep;
  /** The candidate passed this step. */
  readonly ok: boolean;
  /** What there is to say: words and names of the rule, numbers of the score. Never a value, nor any part of one. */
  readonly detail?: string;
}

export type Trace = (event: TraceEvent) => void;

/** A trace that is told of the same candidates `by` bytes further on. */
export function shifted(trace: Trace, by: number): Trace {
  return (event) => {
    trace({ ...event, start: event.start + by, end: event.end + by });
  };
}
