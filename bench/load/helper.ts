/** A process of the bench beside the load generator, on its core: takes one message at a time and answers each with one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tsx } from '../harness/child.js';
import { nodeOn } from '../harness/machine.js';

export interface Helper<Order, Answer> {
  ask(order: Order): Promise<Answer>;
  stop(): void;
}

export function startHelper<Order extends object | string, Answer>(file: string): Helper<Order, Answer> {
  const { command, args } = nodeOn(0, tsx(`load/${file}`));
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' });
  const gone = once(child, 'exit').then(() => Promise.reject(new Error(`${file} ended.`)));
  gone.catch(() => undefined);
  return {
    async ask(order) {
      const answered = once(child, 'message') as Promise<[Answer]>;
      child.send(order);
      return (await Promise.race([answered, gone]))[0];
    },
    stop: () => child.disconnect(),
  };
}
