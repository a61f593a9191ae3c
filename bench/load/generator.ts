/** Drives the load generator's process, which stays warm for the whole bench. */
import { startHelper } from './helper.js';
import type { LoadResult, LoadTask } from './run.js';

export interface Generator {
  run(task: LoadTask): Promise<LoadResult>;
  stop(): void;
}

type Answer = { readonly result: LoadResult } | { readonly failed: string };

export function startGenerator(): Generator {
  const helper = startHelper<LoadTask, Answer>('main.ts');
  return {
    async run(task) {
      const answer = await helper.ask(task);
      if ('failed' in answer) throw new Error(answer.failed);
      return answer.result;
    },
    stop: () => helper.stop(),
  };
}
