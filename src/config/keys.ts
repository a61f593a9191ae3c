/** Keys for `hash`: from files or the environment, never from the configuration itself, and never shown. */
import { Secret } from '../base/secret.js';
import type { Draft, Report } from './draft.js';
import type { Files } from './pem.js';
import type { KeyEntry } from './schema/schema.js';

/** Bytes of a key for HMAC-SHA-256: as many as it gives (RFC 2104 section 3). */
const KEY_BYTES = 32;

export function readKeys(report: Report, draft: Draft, files: Files, env: NodeJS.ProcessEnv): Record<string, Secret> {
  const keys: [string, Secret][] = [];
  for (const { path, name, value } of draft.keys) {
    const text = value === undefined ? undefined : readKey(report, path, value, files, env);
    if (text !== undefined && name !== undefined) keys.push([name, new Secret(text)]);
  }
  return Object.fromEntries(keys);
}

function readKey(
  report: Report,
  path: readonly PropertyKey[],
  { file, env: variable }: KeyEntry,
  files: Files,
  env: NodeJS.ProcessEnv,
): string | undefined {
  // prettier-ignore
  if (file === undefined && variable === undefined) {
    report.mistake(path, 'a key comes from a file or from the environment', 'write { file: … } or { env: … }');
    return undefined;
  }
  if (file !== undefined && variable !== undefined) {
    report.mistake(path, 'a key comes from a file or from the environment, not from both', 'keep one of the two');
    return undefined;
  }
  const [at, text] =
    file !== undefined ? [[...path, 'file'], files.read([...path, 'file'], file)] : [[...path, 'env'], env[variable ?? '']];
  if (text === undefined) {
    if (variable !== undefined) report.mistake(at, `the environment has no variable "${variable}"`, 'set it before Sluice starts');
    return undefined;
  }
  if (file !== undefined) files.judgeMode(at, file);
  const key = text.replace(/\r?\n$/, '');
  const bytes = Buffer.byteLength(key);
  if (bytes < KEY_BYTES) {
    report.mistake(at, `the key has ${bytes} bytes`, `at least ${KEY_BYTES}, as from: openssl rand -hex 32`);
    return undefined;
  }
  return key;
}
