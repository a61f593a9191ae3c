/** How a process of `sluice serve` ends and what signals mean to it. */
import type { App } from '../app.js';
import type { Log } from '../observe/log.js';

/** Ends the process: the first call drains and exits with `status`, a second one exits at once. */
export type Stop = (reason: string, status?: number) => void;

export function stopper(app: App, log: Log): Stop {
  let stopping = false;
  return (reason, status = 0) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.stopping(reason, app.open);
    app.stop().then(
      () => process.exit(status),
      (error: unknown) => {
        log.fault('stop', 'SLUICE_ENGINE_FAILED', error);
        process.exit(1);
      },
    );
  };
}

/** SIGTERM and SIGINT drain, SIGHUP loads again. */
export function obeySignals(app: App, stop: Stop): void {
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGHUP', () => void app.reload('signal'));
}

/** A terminal and a service manager send signals to workers as well as to the primary; only one of the two reasons to stop counts. */
export function obeySignalsAsWorker(stop: Stop): Stop {
  let told = false;
  const once: Stop = (reason, status) => {
    if (told) return;
    told = true;
    stop(reason, status);
  };
  process.on('SIGTERM', () => once('SIGTERM'));
  process.on('SIGINT', () => once('SIGINT'));
  process.on('SIGHUP', () => undefined); // the primary reloads
  return once;
}

/** Node would print an error that nobody caught with its message, which may quote a value. What is open is drained; nothing new is taken. */
export function surviveFaults(log: Log, stop: Stop): void {
  const fault = (error: unknown): void => {
    log.fault('process', 'SLUICE_ENGINE_FAILED', error);
    stop('fault', 1);
  };
  process.on('uncaughtException', fault);
  process.on('unhandledRejection', fault);
}

const SHELL_POLL_MS = 500;

/** Under npx and npm run a SIGTERM ends npm and its shell but never reaches us; so when that shell is gone, we go too. */
export function followShell(onGone: () => void): void {
  if (process.env['npm_command'] === undefined) return;
  const shell = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(timer);
    onGone();
  }, SHELL_POLL_MS);
  timer.unref();
}
