import { defineConfig } from 'vitest/config';
import { SlowFirst } from './test/support/order.js';
import { SummaryReporter } from './test/support/summary.js';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Every logger of the run also writes to one file, which is scanned for card numbers at the end.
    globalSetup: ['test/support/log-scan.ts'],
    setupFiles: ['test/support/setup.ts'],
    pool: 'forks',
    // One for each core: vitest would leave one to itself, and it has little to do.
    maxWorkers: '100%',
    // The rules compile once a worker instead of once a file: a third of the time of a run.
    isolate: false,
    sequence: { sequencer: SlowFirst },
    // Property tests replay thousands of cuts and end-to-end tests start a browser; a slow machine must not fail them.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 45_000 } },
    teardownTimeout: 10_000,
    reporters: ['default', new SummaryReporter()],
  },
});
