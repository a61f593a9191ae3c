/**
 * Tells when files change. It is the folders that are watched: editors and Kubernetes put a new file, or a new symbolic link, in the place
 * of the old one. Every link on the way to a file is watched like the file. Changes that come in a burst are told once, when it has been
 * quiet for a moment.
 */
import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';

export interface Watch {
  /** Watches these from now on. */
  update(files: readonly string[]): void;
  close(): Promise<void>;
}

export interface WatchOptions {
  /** Time without a change after which changes are told. */
  readonly quietMs?: number;
  /** Resolves when changes from now on are seen. */
  readonly ready?: () => void;
}

const QUIET_MS = 250;
/** A mounted folder may be deep, but rules are not. */
const DEPTH = 8;

/** Calls `onChange` when one of `files` (absolute; files or folders) may have changed. */
export function watchFiles(files: readonly string[], onChange: () => void, options: WatchOptions = {}): Watch {
  let watched: Plan = new Map();
  let watcher: FSWatcher | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closing = Promise.resolve();

  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onChange, options.quietMs ?? QUIET_MS);
    timer.unref();
  };
  const update = (next: readonly string[]): void => {
    const plan = planOf(next);
    if (isSame(plan, watched)) return;
    watched = plan;
    const before = watcher;
    if (before !== undefined) closing = closing.then(() => before.close());
    watcher = plan.size === 0 ? undefined : open(plan);
  };
  const open = (plan: Plan): FSWatcher => {
    let isReady = false;
    const before = stampOf(plan);
    const folders = [...plan.keys()];
    // What lies beside is left out, or all of a home folder would be walked through. Links are not followed: their targets are in the plan.
    const ignored = (path: string): boolean => !plan.has(path) && !concerns(plan, path);
    return watch(folders, { ignoreInitial: true, depth: DEPTH, followSymlinks: false, ignored })
      .on('all', (_event, path) => {
        if (isReady && concerns(plan, path)) changed();
      })
      .on('ready', () => {
        isReady = true;
        if (stampOf(plan) !== before) changed(); // while the watch was being set up
        options.ready?.();
      })
      .on('error', () => undefined); // a folder that vanished is told by what is missing in it
  };

  update(files);
  return {
    update,
    async close() {
      clearTimeout(timer);
      await closing;
      await watcher?.close();
    },
  };
}

/** The folders to watch, each with the names that matter in it: those of files, of links, and of folders with all that is below. */
type Plan = ReadonlyMap<string, ReadonlySet<string>>;

function planOf(files: readonly string[]): Plan {
  const plan = new Map<string, Set<string>>();
  for (const path of files.flatMap(stepsTo)) {
    const folder = dirname(path);
    if (folder !== path) plan.set(folder, (plan.get(folder) ?? new Set()).add(basename(path)));
  }
  return plan;
}

/** As many links as the system follows. */
const LINKS_MAX = 40;

/** A path, the links that lie on it, and where they lead in the end. */
function stepsTo(path: string): string[] {
  const steps = [path];
  let todo = namesOf(path);
  let at: string = sep;
  for (let name = todo.shift(); name !== undefined && steps.length <= LINKS_MAX; name = todo.shift()) {
    const next = join(at, name);
    const target = linkAt(next);
    if (target === undefined) at = next;
    else {
      steps.push(next);
      todo = [...namesOf(resolve(at, target)), ...todo];
      at = sep;
    }
  }
  return [...steps, at];
}

const namesOf = (path: string): string[] => path.split(sep).filter((name) => name !== '');

/** Where a link leads; undefined for everything else, and for what is not there. */
function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** What tells one state of the watched from another; of folders with what is right below. */
function stampOf(plan: Plan): string {
  const paths = [...plan].flatMap(([folder, names]) => [...names].map((name) => join(folder, name)));
  return paths.flatMap((path) => [path, ...below(path)].map(stampAt)).join('\n');
}

function stampAt(path: string): string {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat === undefined ? '' : `${path} ${stat.ino} ${stat.size} ${stat.mtimeMs}`;
}

function below(path: string): string[] {
  try {
    return readdirSync(path)
      .map((name) => join(path, name))
      .filter(mayMatter);
  } catch {
    return []; // a file, or nothing
  }
}

/** Whether a change at `path` is one of something watched, or below it. */
function concerns(plan: Plan, path: string): boolean {
  if (plan.get(dirname(path))?.has(basename(path)) === true) return true;
  if (!mayMatter(path)) return false;
  for (let at = dirname(path); at !== dirname(at); at = dirname(at)) if (plan.get(dirname(at))?.has(basename(at)) === true) return true;
  return false;
}

/** Of what is in a folder, files of YAML count, and links and folders that lead to such; not a log that is written there. */
const mayMatter = (path: string): boolean => /\.ya?ml$/.test(path) || lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true;

function isSame(one: Plan, other: Plan): boolean {
  const text = (plan: Plan): string => JSON.stringify([...plan].map(([folder, names]) => [folder, ...names]));
  return text(one) === text(other);
}
