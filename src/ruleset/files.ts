/** The files of rule packs: found, read, and told apart by what is in them. */
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { RulesInvalid, type Mistake } from '../base/mistake.js';
import { reason } from '../base/reason.js';

export interface PackFile {
  /** As the reader would type it. */
  readonly name: string;
  readonly text: string;
}

/**
 * Every `*.yaml` below a folder, in order. Throws SLUICE_RULES_INVALID for one that cannot be read. They are read at once: for many small
 * files that is several times faster than one promise after another, and nothing is served yet or a reload compiles for longer than that.
 */
export function readPackFiles(directory: string): PackFile[] {
  return listPacks(directory).map((path) => ({ name: nameOf(path), text: attempt(path, () => readWhole(path).toString('utf8')) }));
}

/** SHA-256 of all files, with their names below the folder: the same for the same files wherever the folder is. */
export function digestOf(directory: string, files: readonly PackFile[]): string {
  const hash = createHash('sha256');
  for (const { name, text } of files) hash.update(`${relative(directory, name)}\n${text.length}\n${text}\n`);
  return hash.digest('hex');
}

/** As the reader would type it. */
function nameOf(path: string): string {
  const name = relative(process.cwd(), path);
  return name.startsWith('..') ? path : name;
}

/**
 * Links are followed, because a folder that Kubernetes mounts is made of them; what is hidden is not looked at, because there it has the same
 * files once more. `above`: the folders that we are in.
 */
function listPacks(directory: string, above: readonly string[] = []): string[] {
  const real = attempt(directory, () => realpathSync(directory));
  if (above.includes(real))
    throw new RulesInvalid([about(nameOf(directory), 'is a link that leads back to a folder around it', 'remove it')]);
  const names = attempt(directory, () => readdirSync(directory)).filter((name) => !name.startsWith('.'));
  return names.sort().flatMap((name) => {
    const path = join(directory, name);
    const stat = attempt(path, () => statSync(path));
    if (stat.isDirectory()) return listPacks(path, [...above, real]);
    return stat.isFile() && /\.ya?ml$/.test(name) ? [path] : [];
  });
}

/**
 * A file as a whole. Anything else, a pipe or a device, would be waited for without an end: refused with the code ENOTFILE; a file of more
 * than `mostBytes` with EFBIG.
 */
export function readWhole(path: string, mostBytes = Infinity): Buffer {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw Object.assign(new Error('no file'), { code: stat.isDirectory() ? 'EISDIR' : 'ENOTFILE' });
    if (stat.size > mostBytes) throw Object.assign(new Error('too long'), { code: 'EFBIG' });
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new RulesInvalid([about(path, `cannot be read: ${reason(error)}`)]);
  }
}

/** A folder in which rules were looked for, and there are none. */
export const noPacks = (directory: string): Mistake => about(directory, 'no rule packs (*.yaml) found');

/** A mistake of a file or folder as a whole. */
export const about = (file: string, message: string, suggestion?: string): Mistake => ({ file, line: 0, column: 0, message, suggestion });
