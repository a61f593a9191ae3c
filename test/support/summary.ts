/**
 * The last word of a test run: what was skipped, and why. A skipped test proves nothing, so it is never quiet,
 * and under CI it fails the run unless its reason is the runtime itself: `ctx.skip('runtime: no zstd before Node 22')`.
 *
 * With SLUICE_TEST_SUMMARY=FILE the counts are also written there as JSON, for `.ci/run`.
 */
import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Skipped tests named in the summary; a run filtered by name skips hundreds. */
const LISTED = 40;

export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly Skipped[];
}

/** Skips that no service could cure. */
function isForRuntime(skipped: Skipped): boolean {
  return skipped.reason.startsWith('runtime:');
}

/** Those of `skipped` for which a CI run fails. */
function unexcused(skipped: readonly Skipped[]): readonly Skipped[] {
  return skipped.filter((one) => !isForRuntime(one));
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  const note = result.state === 'skipped' ? result.note : undefined;
  return note ?? (test.options.mode === 'todo' ? 'todo' : 'no reason given');
}

export function summarize(modules: readonly TestModule[], unhandledErrors: number): Summary {
  const skipped: Skipped[] = [];
  let passed = 0;
  let failed = unhandledErrors;
  for (const module of modules) {
    const before = failed;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') passed++;
      else if (state === 'skipped') skipped.push({ name: `${module.relativeModuleId} > ${test.fullName}`, reason: reasonOf(test) });
      else failed++;
    }
    // A file that does not load, or a hook that throws, fails without any failed test in it.
    if (!module.ok() && failed === before) failed++;
  }
  return { passed, failed, skipped };
}

export class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const summary = summarize(modules, unhandledErrors.length);
    const file = process.env['SLUICE_TEST_SUMMARY'];
    if (file !== undefined) writeFileSync(file, JSON.stringify(summary));
    if (summary.skipped.length === 0) return;

    const lines = summary.skipped.slice(0, LISTED).map(({ name, reason }) => `  - ${name}\n      ${reason}`);
    const rest = summary.skipped.length - lines.length;
    if (rest > 0) lines.push(`  … and ${rest} more`);
    process.stdout.write(`\n!! ${summary.skipped.length} SKIPPED — these tests proved nothing:\n${lines.join('\n')}\n`);
    const fatal = unexcused(summary.skipped);
    if (fatal.length > 0 && process.env['CI'] === 'true') {
      process.stdout.write(`!! CI: ${fatal.length} skipped without a reason in the runtime itself; the run fails.\n`);
      process.exitCode = 1;
    }
  }
}
