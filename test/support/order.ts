/**
 * The order of the test files: those that take long begin first, so that no core waits for another at the end of a run. Without the times of
 * a run before, as in a fresh clone, vitest goes by the size of the files.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take more than ten seconds, the longest first. */
const SLOW = [
] as const;

export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => rankOf(a) - rankOf(b));
  }
}

/** A file that has a process of its own would end the worker that was to take it: those come before all. */
function rankOf({ moduleId, project }: TestSpecification): number {
  if (project.config.isolate) return -1;
  const at = SLOW.findIndex((path) => moduleId.endsWith(path));
  return at === -1 ? SLOW.length : at;
}
