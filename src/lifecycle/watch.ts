/**
 * Tells when files change. It is the folders that are watched: editors and Kubernetes put a new file, or a new symbolic link, in the place
 * of the old one. Changes that come in a burst are told once, when it has been quiet for a moment.
 */
import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
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
  let watched = new Map<string, ReadonlySet<string> | 'all'>();
  let watcher: FSWatcher | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closing = Promise.resolve();

  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onChange, options.quietMs ?? QUIET_MS);
    timer.unref();
  };
  const update = (next: readonly string[]): void => {
    const folders = foldersOf(next);
    if (sameFolders(folders, watched)) return;
    watched = folders;
    const before = watcher;
    if (before !== undefined) closing = closing.then(() => before.close());
    watcher = folders.size === 0 ? undefined : open([...folders.keys()]);
  };
  const open = (folders: string[]): FSWatcher => {
    let isReady = false;
    // Links are not followed but watched themselves: it is the link that changes when Kubernetes swaps a folder.
    return watch(folders, { ignoreInitial: true, depth: DEPTH, followSymlinks: false })
      .on('all', (_event, path) => {
        if (isReady && concerns(watched, path)) changed();
      })
      .on('ready', () => {
        isReady = true;
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

/** The folders to watch, each with the names that matter in it. */
function foldersOf(files: readonly string[]): Map<string, Set<string> | 'all'> {
  const folders = new Map<string, Set<string> | 'all'>();
  for (const file of files) {
    if (isFolder(file)) {
      folders.set(file, 'all');
      continue;
    }
    const folder = dirname(file);
    const names = folders.get(folder) ?? new Set<string>();
    if (names !== 'all') folders.set(folder, names.add(basename(file)));
  }
  return folders;
}

/** Whether a change at `path` is one of something watched. In a folder that Kubernetes mounts, `..data` leads to the files themselves. */
function concerns(watched: ReadonlyMap<string, ReadonlySet<string> | 'all'>, path: string): boolean {
  for (const [folder, names] of watched) {
    if (path !== folder && !path.startsWith(`${folder}/`)) continue;
    if (names === 'all') return true;
    const first = path.slice(folder.length + 1).split('/', 1)[0] ?? '';
    if (first.startsWith('..') || names.has(first)) return true;
  }
  return false;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function sameFolders(
  one: ReadonlyMap<string, ReadonlySet<string> | 'all'>,
  other: ReadonlyMap<string, ReadonlySet<string> | 'all'>,
): boolean {
  const text = (folders: typeof one): string =>
    JSON.stringify([...folders].map(([folder, names]) => [folder, names === 'all' ? names : [...names]]));
  return text(one) === text(other);
}
