/** People who sign in at a forward listener: from a file or the environment, one a line, with hashes in the place of their secrets. */
import { didYouMean } from '../base/nearest.js';
import { readSecretHash } from '../base/secret-hash.js';
import { Secret } from '../base/secret.js';
import type { Path } from '../ruleset/source.js';
import type { UserConfig } from './config.js';
import type { Report } from './draft.js';
import type { Files } from './pem.js';
import type { Listener } from './schema/schema.js';

type Users = NonNullable<NonNullable<Listener['signIn']>['users']>;

/** Those of one listener. What is wrong is told at the name of the file or variable, with the line in it; hashes are never shown. */
export function readUsers(
  report: Report,
  files: Files,
  at: Path,
  { file, env: variable }: Users,
  env: NodeJS.ProcessEnv,
  roles: readonly string[],
): UserConfig[] {
  if ((file === undefined) === (variable === undefined)) {
    report.mistake(at, 'people come from a file or from the environment', 'write { file: … } or { env: … }');
    return [];
  }
  const place = [...at, file === undefined ? 'env' : 'file'];
  const text = file === undefined ? env[variable ?? ''] : files.read(place, file);
  if (text === undefined) {
    if (variable !== undefined) report.mistake(place, `the environment has no variable "${variable}"`, 'set it before Sluice starts');
    return [];
  }
  if (file !== undefined) files.judgeMode(place, file);
  const users = new Map<string, UserConfig>();
  text.split(/\r?\n/).forEach((line, index) => {
    if (/^\s*(?:#|$)/.test(line)) return;
    const user = userIn(line);
    const where = `line ${index + 1}`;
    if (user === undefined) report.mistake(place, `${where} is no name, role and hash`, 'as from: sluice user NAME --role ROLE');
    else if (users.has(user.name)) report.mistake(place, `${where} has a name that stands above`, 'keep one of the two');
    else if (!roles.includes(user.role))
      report.mistake(place, `${where}: there is no role "${user.role}"`, didYouMean(user.role, roles) ?? `roles: ${roles.join(', ')}`); // prettier-ignore
    else users.set(user.name, user);
  });
  if (users.size === 0) report.mistake(place, 'nobody could sign in', 'as from: sluice user NAME --role ROLE');
  return [...users.values()];
}

function userIn(line: string): UserConfig | undefined {
  const [, name, role, hash] = /^([^\s:]{1,256}) +(\S+) +(\S+)\s*$/.exec(line) ?? [];
  if (name === undefined || role === undefined || hash === undefined || readSecretHash(hash) === undefined) return undefined;
  return { name, role, hash: new Secret(hash) };
}
