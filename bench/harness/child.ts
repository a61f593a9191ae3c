/** Child processes of the bench: started on a core, waited for until ready, always stopped. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { nodeOn, type Core } from './machine.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const READY_MS = 20_000;
const STOP_MS = 15_000;
const LAST_MESSAGE_MS = 1_000;
const ERROR_CHARACTERS = 4_000;

export interface Child {
  readonly process: ChildProcess;
  readonly pid: number;
  /** First answer to `ready`'s question. */
  readonly ready: string;
  stop(): Promise<void>;
}

const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** Starts Node with `args` and waits until `ready` matches what it prints; resolves with the first group of the match. */
export async function startChild(core: Core, args: readonly string[], ready: RegExp): Promise<Child> {
  const { command, args: all } = nodeOn(core, args);
  const child = spawn(command, all, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_ENV: 'production' } });
  children.add(child);
  child.once('exit', () => children.delete(child));
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-ERROR_CHARACTERS)));
  const answer = await new Promise<string>((resolve, reject) => {
    let printed = '';
    const fail = (why: string) => reject(new Error(`${args.join(' ')}: ${why}\n${errors}${printed}`));
    const timer = setTimeout(() => fail('was not ready in time'), READY_MS);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => fail(`ended with ${code}`));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (printed.length < ERROR_CHARACTERS) printed += text;
      const match = ready.exec(printed);
      if (match === null) return;
      clearTimeout(timer);
      resolve(match[1] ?? match[0]);
    });
  }).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return { process: child, pid: child.pid ?? 0, ready: answer, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(timer);
}

/** Runs one of the bench's own files on a core, hands it `task` and resolves with its answer; progress texts go to `onProgress`. */
export async function runTask<T>(
  core: Core,
  file: string,
  task: unknown,
  onProgress: (label: string) => void = () => undefined,
): Promise<T> {
  const { command, args } = nodeOn(core, [...nodeFlags(), '--import', 'tsx', fileURLToPath(new URL(`../${file}`, import.meta.url))]);
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  children.add(child);
  return new Promise<T>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      children.delete(child);
      // its last message may still be on its way
      setTimeout(() => reject(new Error(`${file} ended with ${code} before it answered`)), LAST_MESSAGE_MS);
    });
    child.on('message', (message: TaskMessage<T>) => {
      if ('progress' in message) onProgress(message.progress);
      else if ('failed' in message) reject(new Error(message.failed));
      else resolve(message.answer);
    });
    child.send({ task });
  });
}

/** Such as --cpu-prof, handed on to the task's process. */
const nodeFlags = (): string[] => (process.env['BENCH_NODE_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '');

type TaskMessage<T> = { readonly progress: string } | { readonly answer: T } | { readonly failed: string };

/** The other end of `runTask`: takes the task, answers and ends. */
export function serveTask<Task, Answer>(run: (task: Task, progress: (label: string) => void) => Promise<Answer>): void {
  const send = (message: TaskMessage<Answer>) => process.send?.(message);
  process.once('message', ({ task }: { readonly task: Task }) => {
    run(task, (progress) => send({ progress }))
      .then((answer) => send({ answer }))
      .catch((error: unknown) => send({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }))
      .finally(() => process.disconnect());
  });
}
