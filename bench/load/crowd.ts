/**
 * Many kept connections that mostly do nothing: each asks once and stays; later some are asked again. A process of its own, driven by
 * messages: `{ open }`, `{ ask }`; it answers each with a `CrowdAnswer` and ends with its parent.
 */
import { Connection } from './connection.js';
import { targetOf, type LoadTask } from './run.js';

export interface CrowdOrder {
  readonly open?: Pick<LoadTask, 'url' | 'expected' | 'connections'>;
  /** So many of the open ones ask once more. */
  readonly ask?: number;
}

export interface CrowdAnswer {
  /** Connections that are open now. */
  readonly open: number;
  readonly problems: Readonly<Record<string, number>>;
}

/** That are opened or asked at the same time; a listener's queue holds no more. */
const AT_ONCE = 64;

const crowd: Connection[] = [];
let problems: Record<string, number> = {};
let settled = (): void => undefined;
const watcher = {
  done: (_connection: Connection, problem: string | undefined) => {
    if (problem !== undefined) problems[problem] = (problems[problem] ?? 0) + 1;
    settled();
  },
};

async function askEach(members: readonly Connection[]): Promise<void> {
  let next = 0;
  let open = members.length;
  if (open === 0) return;
  await new Promise<void>((resolve) => {
    const ask = (): void => {
      const member = members[next];
      next += 1;
      member?.send(performance.now());
    };
    settled = () => {
      open -= 1;
      if (open === 0) resolve();
      else setImmediate(ask);
    };
    for (let i = 0; i < AT_ONCE; i++) ask();
  });
}

async function obey({ open, ask = 0 }: CrowdOrder): Promise<CrowdAnswer> {
  problems = {};
  if (open !== undefined) {
    const target = targetOf(open);
    for (let i = 0; i < open.connections; i++) crowd.push(new Connection(target, watcher));
    await askEach(crowd);
  }
  const every = Math.max(1, Math.floor(crowd.length / Math.max(1, ask)));
  if (ask > 0) await askEach(crowd.filter((_, i) => i % every === 0).slice(0, ask));
  return { open: crowd.filter((member) => member.isOpen).length, problems };
}

process.on('message', (order: CrowdOrder) => {
  obey(order).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ open: 0, problems: { [String(error)]: 1 } } satisfies CrowdAnswer),
  );
});
process.once('disconnect', () => process.exit(0));
