/** One line of progress on a terminal; silent elsewhere. */
export class Progress {
  #done = 0;
  readonly #total: number;
  readonly #show = process.stderr.isTTY === true;

  constructor(total: number) {
    this.#total = total;
  }

  step(label: string): void {
    this.#done += 1;
    if (!this.#show) return;
    const width = 24;
    const filled = Math.round((width * Math.min(this.#done, this.#total)) / this.#total);
    process.stderr.write(`\r\u001b[K[${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${this.#done}/${this.#total} ${label}`);
  }

  end(): void {
    if (this.#show) process.stderr.write('\r\u001b[K');
  }
}
