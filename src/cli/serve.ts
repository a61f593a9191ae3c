/** `sluice serve`: runs the proxy until it is told to stop. stdout carries one line a listener; the log goes to stderr. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { App } from '../app.js';
import { parseAddress, type Address } from '../base/address.js';
import { SluiceError } from '../base/errors.js';
import { LOG_LEVELS, createLog, type Log, type LogLevel } from '../observe/log.js';
import { example } from './help.js';

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
    .allowExcessArguments(false)
    .addHelpText('after', example('sluice serve --upstream http://127.0.0.1:3000 --listen 127.0.0.1:8080'))
    .action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  if (options.config !== undefined) throw new SluiceError('SLUICE_USAGE', '--config is not supported yet; use --upstream.');
  if (options.upstream === undefined) throw new SluiceError('SLUICE_USAGE', '--upstream URL is missing.');
  checkWorkers(options.workers);
  const { upstream } = options;
  const log = openLog(options);
  // Here, so that the other commands do not wait for the servers to be loaded.
  const { createApp } = await import('../app.js');
  const app = createApp({
    upstream,
    listen: options.listen,
    admin: options.admin,
    adminInsecure: options.adminInsecure ?? false,
    mode: options.mode,
    rules: options.rules,
    log,
    processMetrics: true,
  });
  const running = await app.start();
  handleSignals(app, log);
  const target = `${upstream.origin}${upstream.pathname === '/' ? '' : upstream.pathname}`;
  process.stdout.write(`proxy  ${running.proxy} -> ${target}\nadmin  ${running.admin}\n`);
}

function openLog({ logLevel, logFile }: ServeOptions): Log {
  try {
    return createLog({ level: logLevel, ...(logFile === undefined ? {} : { file: logFile }) });
  } catch {
    throw new SluiceError('SLUICE_USAGE', 'The log file cannot be opened.');
  }
}

/** The first SIGTERM or SIGINT drains and exits 0; a second one exits at once. SIGHUP loads the rules again. */
function handleSignals(app: App, log: Log): void {
  let stopping = false;
  const stop = (signal: string, status: number): void => {
    if (stopping) process.exit(1);
    stopping = true;
    const { open } = app.metrics.counters;
    log.stopping(signal, open.http + open.websocket);
    app.stop().then(
      () => process.exit(status),
      (error: unknown) => {
        log.fault('stop', 'SLUICE_ENGINE_FAILED', error);
        log.flush();
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM', 0));
  process.on('SIGINT', () => stop('SIGINT', 0));
  process.on('SIGHUP', () => {
    app.reload().catch((error: unknown) => log.fault('reload', error instanceof SluiceError ? error.code : 'SLUICE_RULES_INVALID', error));
  });
  followShell(() => stop('orphaned', 0));
  // Node would print the error with its message, which may quote a value. What is open is drained; nothing new is taken.
  const fault = (error: unknown): void => {
    log.fault('process', 'SLUICE_ENGINE_FAILED', error);
    stop('fault', 1);
  };
  process.on('uncaughtException', fault);
  process.on('unhandledRejection', fault);
}

/** Under npx and npm run a SIGTERM ends npm and its shell but never reaches us; so when that shell is gone, we go too. */
function followShell(onGone: () => void): void {
  if (process.env['npm_command'] === undefined) return;
  const shell = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(timer);
    onGone();
  }, SHELL_POLL_MS);
  timer.unref();
}

const SHELL_POLL_MS = 500;

function checkWorkers(text: string): void {
  if (text === '1' || text === 'auto') return;
  if (/^[1-9]\d{0,3}$/.test(text)) throw new SluiceError('SLUICE_USAGE', 'More than one worker is not supported yet; use --workers 1.');
  throw new SluiceError('SLUICE_USAGE', '--workers takes a number or "auto".');
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
