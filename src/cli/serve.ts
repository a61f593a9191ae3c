/** `sluice serve`: runs the proxy until it is told to stop. stdout carries one line a listener; the log goes to stderr. */
import cluster from 'node:cluster';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { App, ProcessOptions, Running } from '../app.js';
import { formatAddress, parseAddress, type Address } from '../base/address.js';
import { SluiceError } from '../base/errors.js';
import { WORKERS_VARIABLE, WORKER_VARIABLE } from '../lifecycle/messages.js';
import { LOG_LEVELS, createLog, type Log } from '../observe/log.js';
import { complaint } from './complaint.js';
import { letHeapGrow } from './heap.js';
import { example } from './help.js';
import { type Plan, planOf, type ServeOptions } from './plan.js';
import { followShell, obeySignals, obeySignalsAsWorker, stopper, surviveFaults } from './signals.js';

export function serveCommand(): Command {
  return new Command('serve')
    .description('run the proxy (the default command)')
    .option('--config <file>', 'configuration: a YAML file, or a folder of them')
    .option('--upstream <url>', 'the CRM to forward to, http: or https:', upstreamOf)
    .addOption(addressOption('--listen <host:port>', 'where agents connect; port 0 picks a free one', { host: '127.0.0.1', port: 8080 }))
    .addOption(addressOption('--admin <host:port>', 'health, metrics and status', { host: '127.0.0.1', port: 9090 }))
    .option('--admin-insecure', 'let other machines reach the admin port, which has no authentication')
    .option('--admin-hosts <names>', 'names by which the admin port is called besides localhost and addresses, with commas', hostsOf)
    .option('--workers <n>', 'worker processes: a number or "auto"', '1')
    .addOption(new Option('--mode <mode>', 'redact, or only count').choices(['enforce', 'observe']).default('enforce'))
    .option('--rules <dir>', 'rule packs to use instead of those shipped')
    .option('--own-rules <dir>', 'rule packs of your own to use beside them')
    .addOption(new Option('--log-level <level>', 'least level that is logged').choices(LOG_LEVELS).env('SLUICE_LOG_LEVEL').default('info'))
    .addOption(new Option('--log-file <file>', 'append the log to a file as well').env('SLUICE_LOG_FILE'))
    .option('--server-timing', 'say in the header Server-Timing how long Sluice and the upstream took')
    .option('--no-access-log', 'log exchanges only when they are refused')
    .option('--no-watch', 'reload rules only on SIGHUP and by the API, not when their files change')
    .allowExcessArguments(false)
    .addHelpText(
      'after',
      example('sluice serve --upstream http://127.0.0.1:3000 --listen 127.0.0.1:8080', 'sluice serve --config sluice.yaml'),
    )
    .action(serve);
}

async function serve(options: ServeOptions, command: Command): Promise<void> {
  letHeapGrow();
  const plan = await planOf(options, command);
  const log = openLog(plan.log);
  if (cluster.isWorker) return serveWorker({ ...plan.process, log }, log);
  for (const warning of plan.warnings) say(process.stderr, `warning: ${warning}`);
  const whole = { ...plan.process, log, processMetrics: true };
  const running = plan.workers === 1 ? await serveAlone(whole, log) : await servePrimary(whole, log, plan.workers);
  for (const [name, url] of Object.entries(running.listeners)) say(process.stdout, plan.line(name, url));
  say(process.stdout, `admin  ${running.admin}`);
}

/** Tells whoever started the service. That nobody listens any more ends other commands, but no service. */
function say(stream: NodeJS.WriteStream, line: string): void {
  stream.removeAllListeners('error').on('error', () => undefined);
  stream.write(`${line}\n`);
}

// The composition roots are imported here, so that the other commands do not wait for the servers to be loaded.

async function serveAlone(options: ProcessOptions, log: Log): Promise<Running> {
  const { runApp } = await import('../app.js');
  const app = runApp(options);
  return conduct(app, log);
}

async function servePrimary(options: ProcessOptions, log: Log, workers: number): Promise<Running> {
  const { createPrimary } = await import('../primary.js');
  const onDead = (error: SluiceError): void => {
    process.stderr.write(complaint(error));
    log.fault('process', error.code, error);
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

async function serveWorker(options: ProcessOptions, log: Log): Promise<void> {
  const [{ runApp }, { serveAsWorker }, { AskedConversations }, { SharedMasks }] = await Promise.all([
    import('../app.js'),
    import('../lifecycle/worker.js'),
    import('../lifecycle/conversations.js'),
    import('../lifecycle/masks.js'),
  ]);
  const [conversations, masks] = [new AskedConversations(), await SharedMasks.join()]; // the primary has them, and the rest
  const shared = { admin: undefined, watch: false, conversations, masks };
  const app = runApp({ ...options, ...shared, processes: Number(process.env[WORKERS_VARIABLE]) });
  const stop = obeySignalsAsWorker(stopper(app, log));
  surviveFaults(log, stop);
  await serveAsWorker(app, log, stop);
}

function openLog({ level, file, access }: Plan['log']): Log {
  const worker = Number(process.env[WORKER_VARIABLE]);
  try {
    return createLog({
      level,
      access,
      ...(cluster.isWorker ? { worker } : {}),
      ...(file === undefined ? {} : { file }),
    });
  } catch {
    throw new SluiceError('SLUICE_USAGE', 'The log file cannot be opened.');
  }
}

const addressOption = (flags: string, description: string, address: Address): Option =>
  new Option(flags, description).argParser(addressOf).default(address, formatAddress(address));

function addressOf(text: string): Address {
  const address = parseAddress(text);
  if (address === undefined) throw new InvalidArgumentError('It must be HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080.');
  return address;
}

function hostsOf(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (!names.every((name) => /^(?:\*\.)?[a-z\d](?:[a-z\d.-]*[a-z\d])?$/i.test(name)))
    throw new InvalidArgumentError('It must be names of hosts without a port, such as sluice.monitoring,*.example.com.');
  return names;
}

function upstreamOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '')
    throw new InvalidArgumentError('It must be a URL such as http://127.0.0.1:3000.');
  if (url.username !== '' || url.password !== '') throw new InvalidArgumentError('It must not contain a user name or password.');
  if (url.search !== '' || url.hash !== '') throw new InvalidArgumentError('It must not contain a query or a fragment.');
  return url;
}
