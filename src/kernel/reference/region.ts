/** What the parts of the reference kernel tell each other. */
export interface Region {
  readonly start: number;
  readonly end: number;
  readonly flags: number;
  /** Of rules that may find something in it, as bits; none where rules are not divided into families. */
  readonly families?: bigint;
}

/** A context word that begins at an offset of the input. */
export interface ContextWord {
  readonly at: number;
  /** Families whose context it is. */
  readonly families: bigint;
}
