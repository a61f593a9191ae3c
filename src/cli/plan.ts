/** What `sluice serve` is to run: one upstream as its options say, or a configuration. */
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import type { ProcessOptions } from '../app.js';
import type { Address } from '../base/address.js';
import { SluiceError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { formatMistake } from '../base/mistake.js';
import type { LogLevel } from '../observe/log.js';
import { findsCards, NO_CARDS } from './holes.js';

export interface ServeOptions {
  readonly config?: string;
  readonly upstream?: URL;
  readonly listen: Address;
  readonly admin: Address;
  readonly adminInsecure?: boolean;
  readonly adminHosts?: readonly string[];
  readonly workers: string;
  readonly mode: 'enforce' | 'observe';
  readonly rules?: string;
  readonly ownRules?: string;
  readonly logLevel: LogLevel;
  readonly logFile?: string;
  readonly accessLog: boolean;
  readonly watch: boolean;
  readonly serverTiming?: boolean;
}

export interface Plan {
  readonly process: Omit<ProcessOptions, 'log'>;
  readonly workers: number;
  /** What is served all the same, and should be looked at. */
  readonly warnings: readonly string[];
  readonly log: { readonly level: LogLevel; readonly file: string | undefined; readonly access: boolean };
  /** The line that tells of an open listener. */
  line(name: string, url: string): string;
}

export function planOf(options: ServeOptions, command: Command): Promise<Plan> {
  return options.config === undefined ? plainPlan(options) : configPlan(options.config, options, command);
}

async function plainPlan(options: ServeOptions): Promise<Plan> {
  const { upstream, listen, admin, adminInsecure = false, adminHosts = [], mode, rules, ownRules, watch, serverTiming } = options;
  if (upstream === undefined) throw new SluiceError('SLUICE_USAGE', 'Neither --upstream URL nor --config FILE is given.');
  const workers = workersOf(options.workers);
  const [{ plainSource }, { loadRules }] = await Promise.all([import('../compose.js'), import('../ruleset/load.js')]);
  const isHole = rules !== undefined && !findsCards(await loadRules(rules, { own: ownRules }));
  const target = `${upstream.origin}${upstream.pathname === '/' ? '' : upstream.pathname}`;
  return {
    process: {
      source: plainSource({ upstream, listen, mode, rules, ownRules, serverTiming }),
      admin,
      adminInsecure,
      adminHosts,
      mode,
      watch,
    },
    workers,
    warnings: isHole ? [NO_CARDS] : [],
    log: { level: options.logLevel, file: options.logFile, access: options.accessLog },
    line: (_name, url) => `proxy  ${url} -> ${target}`,
  };
}

/** Options whose place is in the configuration. */
const CONFIGURED = ['upstream', 'listen', 'admin', 'adminInsecure', 'adminHosts', 'workers', 'mode', 'rules', 'ownRules', 'serverTiming'];

async function configPlan(path: string, options: ServeOptions, command: Command): Promise<Plan> {
  const isGiven = (name: string): boolean => ['cli', 'env'].includes(command.getOptionValueSource(name) ?? '');
  const twice = CONFIGURED.filter(isGiven).map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
  if (twice.length > 0) throw new SluiceError('SLUICE_USAGE', `${twice.join(', ')}: with --config this belongs into the configuration.`);
  const [{ loadConfig }, { configSource }] = await Promise.all([import('../config/load.js'), import('../compose.js')]);
  const loaded = await loadConfig(path);
  const { admin, mode, limits, overload, workers, log } = loaded.config;
  return {
    process: {
      source: configSource(path, loaded),
      admin: admin.address,
      adminInsecure: admin.insecure,
      adminHosts: admin.hosts,
      mode,
      drainMs: limits.drainMs,
      overload: { delayMs: overload.eventLoopDelayMs, memory: overload.memoryPercent / 100 },
      watch: options.watch,
    },
    workers: workers === 'auto' ? availableParallelism() : workers,
    warnings: loaded.warnings.map(formatMistake),
    log: {
      level: isGiven('logLevel') ? options.logLevel : log.level,
      file: isGiven('logFile') ? options.logFile : log.file,
      access: isGiven('accessLog') ? options.accessLog : log.access,
    },
    line: (name, url) => `${name}  ${url}`,
  };
}

/** With "auto" there are as many as the machine, or the container, has processors. */
function workersOf(text: string): number {
  if (text === 'auto') return availableParallelism();
  const workers = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 0;
  if (workers < 1 || workers > LIMITS.workers)
    throw new SluiceError('SLUICE_USAGE', `--workers takes a number from 1 to ${LIMITS.workers}, or "auto".`);
  return workers;
}
