/** `sluice serve`: runs the proxy until it is told to stop. stdout carries one line a listener; the log goes to stderr. */
import cluster from 'node:cluster';
import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { App, AppOptions, Running } from '../app.js';
import { parseAddress, type Address } from '../base/address.js';
import { SluiceError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { WORKERS_VARIABLE, WORKER_VARIABLE } from '../lifecycle/messages.js';
import { LOG_LEVELS, createLog, type Log, type LogLevel } from '../observe/log.js';
import { example } from './help.js';
import { followShell, obeySignals, obeySignalsAsWorker, stopper, surviveFaults } from './signals.js';

interface ServeOptions {
  readonly config?: string;
  readonly upstream?: URL;
  readonly listen: Address;
  readonly admin: Address;
  readonly adminInsecure?: boolean;
  readonly workers: string;
  readonly mode: 'enforce' | 'observe';
  readonly rules?: string;
  readonly logLevel: LogLevel;
  readonly logFile?: string;
  readonly accessLog: boolean;
  readonly watch: boolean;
}

export function serveCommand(): Command {
  return new Command('serve')
    .description('run the proxy (the default command)')
    .option('--config <file>', 'configuration file (not supported yet)')
    .option('--upstream <url>', 'the CRM to forward to, http: or https:', upstreamOf)
    .option('--listen <host:port>', 'where agents connect; port 0 picks a free one', addressOf, { host: '127.0.0.1', port: 8080 })
    .option('--admin <host:port>', 'health, metrics and status', addressOf, { host: '127.0.0.1', port: 9090 })
    .option('--admin-insecure', 'let other machines reach the admin port, which has no authentication')
    .option('--workers <n>', 'worker processes: a number or "auto"', '1')
    .addOption(new Option('--mode <mode>', 'redact, or only count').choices(['enforce', 'observe']).default('enforce'))
    .option('--rules <dir>', 'rule packs to use instead of those shipped')
    .addOption(new Option('--log-level <level>', 'least level that is logged').choices(LOG_LEVELS).env('SLUICE_LOG_LEVEL').default('info'))
    .addOption(new Option('--log-file <file>', 'append the log to a file as well').env('SLUICE_LOG_FILE'))
    .option('--no-access-log', 'log exchanges only when they are refused')
    .option('--no-watch', 'reload rules only on SIGHUP and by the API, not when their files change')
    .allowExcessArguments(false)
    .addHelpText('after', example('sluice serve --upstream http://127.0.0.1:3000 --listen 127.0.0.1:8080'))
    .action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  if (options.config !== undefined) throw new SluiceError('SLUICE_USAGE', '--config is not supported yet; use --upstream.');
  if (options.upstream === undefined) throw new SluiceError('SLUICE_USAGE', '--upstream URL is missing.');
  const workers = workersOf(options.workers);
  const { upstream, listen, adminInsecure = false, mode, rules, watch } = options;
  const log = openLog(options);
  const app = { upstream, listen, mode, rules, log, watch };
  if (cluster.isWorker) return serveWorker(app, log);
  const whole = { ...app, admin: options.admin, adminInsecure, processMetrics: true };
  const running = workers === 1 ? await serveAlone(whole, log) : await servePrimary(whole, log, workers);
  const target = `${upstream.origin}${upstream.pathname === '/' ? '' : upstream.pathname}`;
  process.stdout.write(`proxy  ${running.proxy} -> ${target}\nadmin  ${running.admin}\n`);
}

// The composition roots are imported here, so that the other commands do not wait for the servers to be loaded.

async function serveAlone(options: AppOptions, log: Log): Promise<Running> {
  const { createApp } = await import('../app.js');
  const app = createApp(options);
  return conduct(app, log);
}

async function servePrimary(options: AppOptions, log: Log, workers: number): Promise<Running> {
  const { createPrimary } = await import('../primary.js');
  const onDead = (error: SluiceError): void => {
    process.stderr.write(`sluice: ${error.code}: ${error.message} ${error.todo}\n`);
    log.fault('process', error.code, error);
    log.flush();
    process.exit(1);
  };
  return conduct(createPrimary({ ...options, workers, onDead }), log);
}

async function conduct(app: App, log: Log): Promise<Running> {
  const running = await app.start();
  const stop = stopper(app, log);
  obeySignals(app, stop);
  followShell(() => stop('orphaned'));
  surviveFaults(log, stop);
  return running;
}

async function serveWorker(options: AppOptions, log: Log): Promise<void> {
  const [{ createApp }, { serveAsWorker }] = await Promise.all([import('../app.js'), import('../lifecycle/worker.js')]);
  const app = createApp({ ...options, watch: false, processes: Number(process.env[WORKERS_VARIABLE]) });
  const stop = obeySignalsAsWorker(stopper(app, log));
  surviveFaults(log, stop);
  await serveAsWorker(app, log, stop);
}

function openLog({ logLevel, logFile, accessLog }: ServeOptions): Log {
  const worker = Number(process.env[WORKER_VARIABLE]);
  try {
    return createLog({
      level: logLevel,
      access: accessLog,
      ...(cluster.isWorker ? { worker } : {}),
      ...(logFile === undefined ? {} : { file: logFile }),
    });
  } catch {
    throw new SluiceError('SLUICE_USAGE', 'The log file cannot be opened.');
  }
}

/** With "auto" there are as many as the machine, or the container, has processors. */
function workersOf(text: string): number {
  if (text === 'auto') return availableParallelism();
  const workers = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 0;
  if (workers < 1 || workers > LIMITS.workers)
    throw new SluiceError('SLUICE_USAGE', `--workers takes a number from 1 to ${LIMITS.workers}, or "auto".`);
  return workers;
}

function addressOf(text: string): Address {
  const address = parseAddress(text);
  if (address === undefined) throw new InvalidArgumentError('It must be HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080.');
  return address;
}

function upstreamOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '')
    throw new InvalidArgumentError('It must be a URL such as http://127.0.0.1:3000.');
  if (url.username !== '' || url.password !== '') throw new InvalidArgumentError('It must not contain a user name or password.');
  if (url.search !== '' || url.hash !== '') throw new InvalidArgumentError('It must not contain a query or a fragment.');
  return url;
}
