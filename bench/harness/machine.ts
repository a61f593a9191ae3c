/** The machine the numbers belong to, and how processes are pinned to its cores. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { availableParallelism, cpus, platform, release, totalmem } from 'node:os';

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

/** The command that runs Node with `args` on one core, where the system can pin. */
export function nodeOn(core: Core, args: readonly string[]): { readonly command: string; readonly args: string[] } {
  if (!PINS) return { command: process.execPath, args: [...args] };
  return { command: 'taskset', args: ['-c', String(core), process.execPath, ...args] };
}

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
}

/** proc(5): the command's name stands in parentheses and may hold spaces; the state follows it. */
function readStat(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { pid, parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined;
  }
}

/** User and system CPU seconds of a process and its living descendants so far; NaN where there is no /proc. */
export function cpuSeconds(pid: number): number {
  if (platform() !== 'linux') return Number.NaN;
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)) ?? []);
  let ticks = 0;
  const family = [pid];
  for (let member = family.pop(); member !== undefined; member = family.pop()) {
    for (const stat of stats) {
      if (stat.pid === member) ticks += stat.ticks;
      if (stat.parent === member) family.push(stat.pid);
    }
  }
  return ticks / TICKS_PER_SECOND;
}
