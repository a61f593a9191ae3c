/** Drives the load generator's process, which stays warm for the whole bench. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tsx } from '../harness/child.js';
import { nodeOn } from '../harness/machine.js';
import type { LoadResult, LoadTask } from './run.js';

export interface Generator {
  run(task: LoadTask): Promise<LoadResult>;
  stop(): void;
}

type Answer = { readonly result: LoadResult } | { readonly failed: string };

export function startGenerator(): Generator {
  const { command, args } = nodeOn(0, tsx('load/main.ts'));
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' });
  const gone = once(child, 'exit').then(() => Promise.reject(new Error('The load generator ended.')));
  gone.catch(() => undefined);
  return {
    async run(task) {
      const answered = once(child, 'message') as Promise<[Answer]>;
      child.send(task);
      const [answer] = await Promise.race([answered, gone]);
      if ('failed' in answer) throw new Error(answer.failed);
      return answer.result;
    },
    stop: () => child.disconnect(),
  };
}
