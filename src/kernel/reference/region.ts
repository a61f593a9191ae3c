/** What the parts of the reference kernel tell each other. */
export interface Region {
  readonly start: number;
  readonly end: number;
  readonly flags: number;
}

/** A context word that begins at an offset of the input. */
export interface ContextWord {
  readonly at: number;
  readonly contexts: bigint;
}
