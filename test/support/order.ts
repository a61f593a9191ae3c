/**
 * The order of the test files: those that take long begin first, so that no core waits for another at the end of a run. Without the times of
 * a run before, as in a fresh clone, vitest goes by the size of the files.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take more than some seconds, the longest first. */
const SLOW: readonly string[] = [
  'test/golden/golden.test.ts',
  'test/cli/workers.test.ts',
  'test/cli/serve.test.ts',
  'test/demo/main.test.ts',
  'test/attack/evasions/evasions.test.ts',
  'test/attack/leak-matrix.test.ts',
  'test/demo/demo.test.ts',
  'test/fault/memory.test.ts',
  'test/fault/http.test.ts',
  'test/ruleset/prepared.test.ts',
  'test/proxy/websocket-flow.test.ts',
  'test/cli/check.test.ts',
  'test/cli/config.test.ts',
  'test/engine/charsets-properties.test.ts',
  'test/attack/documents.test.ts',
  'test/bench/accuracy.test.ts',
  'test/support/summary.test.ts',
  'test/architecture.test.ts',
];

export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => rankOf(a) - rankOf(b));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const at = SLOW.findIndex((path) => moduleId.endsWith(path));
  return at === -1 ? SLOW.length : at;
}
