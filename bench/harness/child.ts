/** Child processes of the bench: started on a core, waited for until ready, always stopped. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeOn, onCore, type Core } from './machine.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Two workers compile their rules first, maybe on a busy machine. */
const READY_MS = 60_000;
const STOP_MS = 15_000;
const LAST_MESSAGE_MS = 1_000;
const ERROR_CHARACTERS = 4_000;
const PROBE_MS = 50;

export interface Child {
  readonly process: ChildProcess;
  readonly pid: number;
  /** First answer to `ready`'s question. */
  readonly ready: string;
  stop(): Promise<void>;
}

/** Arguments that make Node run a TypeScript file of the bench. */
export const tsx = (file: string, ...args: string[]): string[] => ['--import', 'tsx', join(ROOT, 'bench', file), ...args];

const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** Starts Node with `args` and waits until `ready` matches what it prints; resolves with the first group of the match. */
export function startChild(core: Core | undefined, args: readonly string[], ready: RegExp): Promise<Child> {
  const { command, args: all } = nodeOn(core, args);
  return start(command, all, { ...process.env, NODE_ENV: 'production' }, (child, resolve) => {
    let printed = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (printed.length < ERROR_CHARACTERS) printed += text;
      const match = ready.exec(printed);
      if (match !== null) resolve(match[1] ?? match[0]);
    });
  });
}

/** Starts any program and waits until something listens at `url`. */
export function startServer(core: Core, program: string, args: readonly string[], url: string, env: NodeJS.ProcessEnv): Promise<Child> {
  const { command, args: all } = onCore(core, program, args);
  return start(command, all, env, (child, resolve) => {
    const { hostname, port } = new URL(url);
    child.stdout?.resume();
    const probe = (): void => {
      if (child.exitCode !== null) return;
      const socket = connect(Number(port), hostname, () => {
        socket.destroy();
        resolve(url);
      });
      socket.once('error', () => setTimeout(probe, PROBE_MS));
    };
    probe();
  });
}

type Watch = (child: ChildProcess, ready: (answer: string) => void) => void;

async function start(command: string, args: readonly string[], env: NodeJS.ProcessEnv, watch: Watch): Promise<Child> {
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env });
  children.add(child);
  child.once('exit', () => children.delete(child));
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-ERROR_CHARACTERS)));
  let timer: NodeJS.Timeout | undefined;
  const answer = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${command} ${args.join(' ')}: ${why}\n${errors}`));
    timer = setTimeout(() => fail('was not ready in time'), READY_MS);
    child.once('error', (error) => fail(error.message));
    child.once('close', (code) => fail(`ended with ${code}`));
    watch(child, resolve);
  })
    .catch((error: unknown) => {
      child.kill('SIGKILL');
      throw error;
    })
    .finally(() => clearTimeout(timer));
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
