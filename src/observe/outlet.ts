/**
 * What the log is written to: descriptors on which a write never waits for who reads. Files never do. A terminal and a pipe are opened anew, so
 * that they stay as they were for all others that write to them. A socket, as that of the journal, cannot be: whether it waits is a property that
 * all its processes share, and that Node sets back whenever one of them begins or ends. So it is set before each write.
 */
import { constants, fstatSync, openSync } from 'node:fs';

const STDERR = 2;

export interface Outlet {
  readonly fd: number;
  /** Sees to it that the next write does not wait. */
  readonly unblock?: () => void;
}

/** stderr, such that no write waits. */
export function openStderr(): Outlet {
  if (fstatSync(STDERR).isFile()) return { fd: STDERR };
  try {
    return { fd: openSync('/proc/self/fd/2', constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY) };
  } catch {
    const { _handle: handle } = process.stderr as { readonly _handle?: { readonly setBlocking?: (blocking: boolean) => void } };
    return { fd: STDERR, unblock: () => handle?.setBlocking?.(false) };
  }
}
