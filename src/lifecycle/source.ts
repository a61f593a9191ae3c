/**
 * Where a running Sluice gets its snapshot from, at the start and at each reload: rules and options of the command line, or a configuration
 * file. Whatever can be reloaded stands behind this interface; what cannot (listeners, number of workers) does not.
 */
import type { SnapshotSpec } from '../proxy/proxy.js';

export interface Source {
  /** Reads and checks everything anew. Throws a `SluiceError`, with `mistakes` where there are several, and changes nothing. */
  load(): Promise<SnapshotSpec>;
  /** Files and folders whose change calls for a reload, as absolute paths; asked for again after each load. */
  readonly files: readonly string[];
}

/** A snapshot that was loaded and checked and is not in force yet. */
export interface Prepared {
  /** Id of the snapshot. */
  readonly snapshot: string;
  /** Puts it in force for all exchanges that begin from now on. */
  commit(): void;
}
