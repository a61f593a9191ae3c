/** Builds the Hyperscan harness where the library and a C compiler are there, and drives it round by round. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Corpus } from '../../corpus/corpus.js';
import type { RoundContender } from '../contender.js';
import { TWENTY } from '../twenty.js';

const SOURCE = fileURLToPath(new URL('scan.c', import.meta.url));

export interface Hyperscan extends RoundContender {
  stop(): void;
}

/** The contender, or why there is none. Its process runs on the core of the one that starts it. */
export async function startHyperscan(corpus: Corpus, chunkBytes: number): Promise<Hyperscan | string> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-hyperscan-'));
  const program = join(folder, 'scan');
  try {
    execFileSync('cc', ['-O3', '-o', program, SOURCE, '-lhs'], { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch {
    rmSync(folder, { recursive: true });
    return 'not built: needs a C compiler and Hyperscan (Debian: apt-get install libhyperscan-dev)';
  }
  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const patterns = TWENTY.map(({ source, ignoreCase }) => `${ignoreCase === true ? 'i' : '-'}\t${source}\n`).join('');
  const ends = corpus.cards.map(({ end }) => `${end}\n`).join('');
  const args = [file('corpus', corpus.bytes), String(chunkBytes), file('patterns', patterns), file('ends', ends)];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = new Answers(child);
  if ((await answers.next()) !== 'ready') throw new Error('The Hyperscan harness did not start.');
  rmSync(folder, { recursive: true });
  return {
    name: 'Hyperscan, 20 patterns',
    claim: 'the same twenty expressions in block mode without start offsets; no Luhn, no JavaScript; counts planted cards it ends at',
    async round() {
      child.stdin.write('\n');
      const [milliseconds = Number.NaN, found = 0] = (await answers.next()).split(' ').map(Number);
      return { milliseconds, found };
    },
    stop: () => child.kill(),
  };
}

/** Lines of the child's output, one at a time. */
class Answers {
  private readonly lines: AsyncIterator<string>;

  constructor(child: ChildProcess) {
    const reader: Interface = createInterface({ input: child.stdout ?? process.stdin });
    this.lines = reader[Symbol.asyncIterator]();
  }

  async next(): Promise<string> {
    const line = await this.lines.next();
    if (line.done === true) throw new Error('The Hyperscan harness ended.');
    return line.value;
  }
}
