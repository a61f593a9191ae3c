/** What may not be in any tracked file, whatever its language: paths of a machine and hosts of a registry. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './tree.js';

/** Texts of all tracked files by path; binary files are left out. */
export function trackedFiles(): Map<string, string> {
  const names = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0').filter(Boolean);
  const files = new Map<string, string>();
  for (const name of names) {
    if (!existsSync(join(ROOT, name))) continue;
    const bytes = readFileSync(join(ROOT, name));
    if (!bytes.subarray(0, 8192).includes(0)) files.set(name, bytes.toString('utf8'));
  }
  return files;
}

/** An absolute path below somebody's home or checkout, at the start of a word. */
const MACHINE_PATH = /(?:^|[\s'"`(=:,])\/(?:root|work|home\/\w+|Users\/\w+)\/\w/;
const REGISTRY_HOST = /\bregistry[.-][a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\b|^\s*(?:@[\w-]+:)?registry\s*=/i;
const RESOLVED = /"resolved":\s*"https?:/;

export function machineTraces(files: ReadonlyMap<string, string>): string[] {
  const wrong: string[] = [];
  for (const [name, text] of files) {
    text.split('\n').forEach((line, index) => {
      const at = `${name}:${index + 1}`;
      if (MACHINE_PATH.test(line)) wrong.push(`${at} names a path of one machine`);
      if (REGISTRY_HOST.test(line)) wrong.push(`${at} names a registry`);
      if (name.endsWith('package-lock.json') && RESOLVED.test(line)) wrong.push(`${at} names the host a package came from`);
    });
  }
  return wrong;
}

/** The table of docs/architecture.md, as room to what it may import. */
export function documentedRooms(page: string): Record<string, string[]> {
  const rooms: Record<string, string[]> = {};
  for (const [, names = '', allowed = ''] of page.matchAll(/^\|\s*((?:`[\w, ]+`[, ]*)+)\s*\|([^|]*)\|/gm)) {
    const targets = [...allowed.matchAll(/`([\w*]+)`/g)].map(([, target = '']) => target);
    for (const [, name = ''] of names.matchAll(/`(\w+)`/g)) rooms[name] = targets;
  }
  return rooms;
}
