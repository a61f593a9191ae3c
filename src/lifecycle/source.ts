/**
 * Where a running Sluice gets its setup from, at the start and at each reload: rules and options of the command line, or a configuration
 * file. Listeners keep their addresses through a reload, and take new certificates; the number of workers, the admin listener and the log
 * are read once.
 */
import type { ListenerSpec, SnapshotSpec } from '../proxy/proxy.js';
import type { Ruleset } from '../ruleset/compile.js';

/** What was loaded and checked together. */
export interface Setup {
  /** Two loads of the same rules, policy and limits have the same. */
  readonly id: string;
  readonly snapshot: SnapshotSpec;
  /** What conversations are judged and their texts read by. */
  readonly rules: Ruleset;
  /** At least one. */
  readonly listeners: readonly ListenerSpec[];
}

export interface Source {
  /** Reads and checks everything anew. Throws a `SluiceError`, with `mistakes` where there are several, and changes nothing. */
  load(): Promise<Setup>;
  /** Files and folders whose change calls for a reload, as absolute paths; asked for again after each load. */
  readonly files: readonly string[];
}

/** A setup that was loaded and checked and is not in force yet. */
export interface Prepared {
  /** Id of the setup. */
  readonly snapshot: string;
  /** Puts it in force for all exchanges that begin from now on. */
  commit(): void;
}
