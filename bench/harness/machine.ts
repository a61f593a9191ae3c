/** The machine the numbers belong to, and how processes are pinned to its cores. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGB: number;
  readonly system: string;
  readonly node: string;
  /** Whether the load generator and the process under test had a core each. */
  readonly pinned: boolean;
}

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const PINS = platform() === 'linux' && availableParallelism() >= 2 && hasTaskset();

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 1e9),
    system: `${platform()} ${release()}`,
    node: process.version,
    pinned: PINS,
  };
}

/** 0: load generator and upstream. 1: the process under test. */
export type Core = 0 | 1;

interface Command {
  readonly command: string;
  readonly args: string[];
}

/** The command that runs `program` with `args` on one core, where the system can pin; without one on all of them. */
export function onCore(core: Core | undefined, program: string, args: readonly string[]): Command {
  return PINS && core !== undefined
    ? { command: 'taskset', args: ['-c', String(core), program, ...args] }
    : { command: program, args: [...args] };
}

/** The same for Node. */
export const nodeOn = (core: Core | undefined, args: readonly string[]): Command => onCore(core, process.execPath, args);

function clockTicks(): number {
  try {
    return Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })) || 100;
  } catch {
    return 100;
  }
}

const TICKS_PER_SECOND = platform() === 'linux' ? clockTicks() : 100;

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
  /** Of children that have ended and were waited for. */
  readonly endedTicks: number;
}

/** proc(5): the command's name stands in parentheses and may hold spaces; the state follows it. */
function readStat(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent = 0, user = 0, system = 0, endedUser = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map((at) => fields[at] ?? 0);
    return { pid, parent, ticks: user + system, endedTicks: endedUser + endedSystem };
  } catch {
    return undefined;
  }
}

/** A process and its living descendants. */
function family(pid: number): Stat[] {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)) ?? []);
  const found = stats.filter((stat) => stat.pid === pid);
  for (const member of found) found.push(...stats.filter((stat) => stat.parent === member.pid));
  return found;
}

/** User and system CPU seconds of a process and its living descendants so far; NaN where there is no /proc. */
export function cpuSeconds(pid: number): number {
  if (platform() !== 'linux') return Number.NaN;
  return family(pid).reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_PER_SECOND;
}

/** Ids of the living children of a process, oldest first. */
export function childrenOf(pid: number): number[] {
  if (platform() !== 'linux') return [];
  return family(pid)
    .filter((stat) => stat.parent === pid)
    .map((stat) => stat.pid)
    .sort((a, b) => a - b);
}

/** Resident memory of a process and its living descendants in bytes; NaN where there is no /proc. */
export function residentBytes(pid: number): number {
  if (platform() !== 'linux') return Number.NaN;
  return family(pid).reduce((sum, member) => sum + residentOf(member.pid), 0);
}

function residentOf(pid: number): number {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Beyond this share of the machine's time, what others did in the meantime makes figures worthless. */
const OTHERS_SHARE_MAX = 0.05;
const LOAD_MAX = 0.7;

/** Watches whether the machine was ours alone; call the answer at the end. It says why it was not, or undefined. */
export function watchQuiet(): () => string | undefined {
  const load = loadavg()[0] ?? 0;
  if (load >= LOAD_MAX) return () => `the load average was ${load.toFixed(2)} at the start`;
  if (platform() !== 'linux') return () => undefined;
  const before = { busy: busySeconds(), own: ownSeconds(), at: performance.now() };
  return () => {
    const elapsed = ((performance.now() - before.at) / 1000) * availableParallelism();
    const share = (busySeconds() - before.busy - (ownSeconds() - before.own)) / elapsed;
    return share > OTHERS_SHARE_MAX ? `other programs took ${Math.round(share * 100)} % of the machine` : undefined;
  };
}

/** Of all processes; proc(5): user, nice, system, idle, iowait, irq, softirq, steal. What interrupts take is nobody's. */
function busySeconds(): number {
  const fields = /^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]?.split(' ').map(Number) ?? [];
  return [0, 1, 2, 7].reduce((sum, at) => sum + (fields[at] ?? 0), 0) / TICKS_PER_SECOND;
}

const ownSeconds = (): number => family(process.pid).reduce((sum, { ticks, endedTicks }) => sum + ticks + endedTicks, 0) / TICKS_PER_SECOND;
