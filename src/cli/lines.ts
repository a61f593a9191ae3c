/** Line and column of byte offsets in a document that streams by: only line ends of bytes still unsettled are kept. */

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in bytes. */
  readonly column: number;
}

const LF = 0x0a;

export class LineIndex {
  /** Offsets just behind each line end that is still kept, ascending. */
  private starts: number[] = [0];
  /** Lines that begin before the first kept start. */
  private passed = 0;
  private length = 0;

  add(chunk: Uint8Array): void {
    for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, at + 1)) this.starts.push(this.length + at + 1);
    this.length += chunk.length;
  }

  /** Forgets what only offsets before `offset` need. */
  settle(offset: number): void {
    const line = this.lineAt(offset);
    if (line > 0) {
      this.starts = this.starts.slice(line);
      this.passed += line;
    }
  }

  at(offset: number): Position {
    const line = this.lineAt(offset);
    return { line: this.passed + line + 1, column: offset - this.starts[line] + 1 };
  }

  /** Index of the last kept start at or before `offset`. */
  private lineAt(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
