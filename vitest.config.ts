import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { SlowFirst } from './test/support/order.js';
import { SummaryReporter } from './test/support/summary.js';

/** Change what all code of a process sees: the client of CometD wants the `window` of a browser, by which others take the process for one. */
const ALONE = ['test/channel/peers/cometd.test.ts'];

const common: TestProjectInlineConfiguration['test'] = {
  setupFiles: ['test/support/setup.ts'],
  pool: 'forks',
  // Property tests replay thousands of cuts and end-to-end tests start a browser; a slow machine must not fail them.
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    projects: [
      // The rules compile once a worker instead of once a file: a third of the time of a run.
      { test: { ...common, name: 'together', include: ['test/**/*.test.ts'], exclude: ALONE, isolate: false } },
      { test: { ...common, name: 'alone', include: ALONE, isolate: true } },
    ],
    // Every logger of the run also writes to one file, which is scanned for card numbers at the end.
    globalSetup: ['test/support/log-scan.ts'],
    // One for each core: vitest would leave one to itself, and it has little to do.
    maxWorkers: '100%',
    sequence: { sequencer: SlowFirst },
    teardownTimeout: 10_000,
    reporters: ['default', new SummaryReporter()],
  },
});
