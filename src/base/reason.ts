/** Why a file could not be read, in words: what the system says of it are codes. */
import { LIMITS } from './limits.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a folder',
  ENOTDIR: 'it is no folder',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  EFBIG: `it has more than ${LIMITS.configBytes} bytes`,
  ENOTFILE: 'it is a pipe, a socket or a device, not a file',
};

/** What the system said, in a few words. */
export function reason(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z\d_]{2,40}$/.test(code) ? (REASONS[code] ?? code) : 'unknown';
}
