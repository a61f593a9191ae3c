/** One way of finding card numbers in a chunk of raw bytes. A chunk stands alone: the corpus never cuts a card at a chunk's end. */
export interface Contender {
  readonly name: string;
  /** What it claims to find, for the reader of the results. */
  readonly claim: string;
  /** Number of card numbers found in the chunk. */
  /** It joins unrelated numbers too, so it may count more than the cards. */
  readonly overcounts?: true;
  scan(chunk: Uint8Array): number;
}

/** A contender in a process of its own, which scans the whole corpus in one go and measures its own CPU time. */
export interface RoundContender {
  readonly name: string;
  readonly claim: string;
  readonly overcounts?: true;
  round(): Promise<{ readonly milliseconds: number; readonly found: number }>;
}
