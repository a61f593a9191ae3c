/**
 * The story: at three thousand messages a second of a kilobyte, V8 collected the whole heap up to four times a second, because what was read since the last
 * time was more than a tenth of it. Each time agents waited for a tenth of a second.
 */
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';

/** By what the heap may grow after a collection, as V8 tells it. */
function growth(...flags: string[]): string | undefined {
  const script = `import { letHeapGrow } from './src/cli/heap.ts'; letHeapGrow(); gc();`;
  const node = ['--trace-gc', '--trace-gc-verbose', '--expose-gc', ...flags, '--import', 'tsx', '--input-type=module', '--eval', script];
  const told = execFileSync(process.execPath, node, { encoding: 'utf8' }).split('\n').reverse();
  const find = (what: RegExp) => told.map((line) => what.exec(line)?.[1]).find((factor) => factor !== undefined);
  return find(/\[HeapController\] Limit: .*\((\d+\.\d+)\)/) ?? find(/\[HeapController\] factor (\d+\.\d+)/); // Node 20, and 24
}

describe('the heap of a serving process', () => {
  test('grows to twice what is in use before all of it is collected', () => {
    expect(growth()).toBe('2.0');
  });

  test('grows as whoever started the process has said', () => {
    expect(growth('--heap_growing_percent=50')).toBe('1.5');
  });
});
