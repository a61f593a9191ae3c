/** The matcher bench's own process, pinned to one core. */
import { serveTask } from '../harness/child.js';
import type { MatcherPlan, MatcherReport } from '../matcher.js';
import { benchHard } from './hard.js';
import { benchPaths } from './paths.js';
import { benchScaling } from './scaling.js';
import { benchScanning, type ScanReport } from './scanning.js';
import { benchStartup } from './startup.js';
import { benchStreams } from './streams.js';

serveTask<MatcherPlan, MatcherReport>(async (plan, progress) => {
  const scanning: ScanReport[] = [];
  for (const one of plan.scans) scanning.push(await benchScanning(one, progress));
  return {
    scanning,
    streams: await benchStreams(plan, progress),
    scaling: await benchScaling(plan.scaling, progress),
    paths: await benchPaths(plan.scaling, progress),
    startup: await benchStartup(plan.startupRounds, progress),
    hard: await benchHard(plan.hard, progress),
  };
});
