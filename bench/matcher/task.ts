/** The matcher bench's own process, pinned to one core. */
import { serveTask } from '../harness/child.js';
import type { MatcherPlan, MatcherReport } from '../matcher.js';
import { benchScanning } from './scanning.js';
import { benchStreams } from './streams.js';

serveTask<MatcherPlan, MatcherReport>(async (plan, progress) => ({
  scanning: await benchScanning(plan, progress),
  streams: await benchStreams(plan, progress),
}));
