/**
 * The log. By construction it cannot carry a value: there is no way to log free text. Each event is a function with a
 * closed set of fields, and each field is a number, one of our own words, or an identifier that is checked on its way in.
 * No path, query, header, body or foreign error message is ever a field. The pino instance never leaves this file.
 */
import { openSync } from 'node:fs';
import { basename } from 'node:path';
import pino from 'pino';
import type { DestinationStream, Logger } from 'pino';
import type { Direction, ErrorCode } from '../base/errors.js';
import { accessFields } from './access-line.js';
import { LineSink } from './line-sink.js';
import type { ExchangeRecord } from './observer.js';
import { openStderr } from './outlet.js';
import { word } from './word.js';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where a fault surfaced: a closed list, so that a fault needs no free text. */
export type FaultPlace = 'proxy' | 'websocket' | 'admin' | 'reload' | 'stop' | 'process';

/** What asked for a reload. */
export type ReloadTrigger = 'signal' | 'file' | 'api';

/** How a worker process ended. `failures`: starts in a row that did not last. */
export interface WorkerEnd {
  readonly pid: number;
  readonly code: number | null;
  readonly signal: string | null;
  readonly failures: number;
}

export interface Log {
  /** A listener is open. `host` is the operator's own configuration. */
  listening(what: 'proxy' | 'admin', host: string, port: number, listener?: string): void;
  started(fields: { readonly version: string; readonly snapshot: string; readonly kernel: string; readonly mode: string }): void;
  /** The access log, one line an exchange: at `warn` when Sluice refused or aborted it, else at `info`, or at `debug` when it is switched off. */
  exchange(record: ExchangeRecord): void;
  finding(entity: string, action: string, direction: Direction): void;
  refused(code: ErrorCode, direction: Direction): void;
  reloaded(from: string, to: string, trigger: ReloadTrigger): void;
  /** What was to be loaded is not valid. `mistakes` speak of the operator's files and are harmless already: see lifecycle/mistakes.ts. */
  reloadFailed(code: ErrorCode, mistakes: readonly string[], trigger: ReloadTrigger): void;
  /** A worker process takes traffic, or is no more. */
  worker(state: 'ready' | 'gone', number: number, end?: WorkerEnd): void;
  /** Under overload a step of degradation was entered, or left: see proxy/overload. The cause is the name of a measure. */
  degraded(change: {
    readonly from: number;
    readonly to: number;
    readonly cause: string | undefined;
    readonly measures: { readonly delayMs: number; readonly memory: number; readonly held: number };
  }): void;
  stopping(signal: string, openExchanges: number): void;
  stopped(durationMs: number, openExchanges: number): void;
  /** Something threw. Only its class, its system code and where in our own files it was thrown are kept, never its message. */
  fault(place: FaultPlace, code: ErrorCode, error: unknown): void;
  /** Lines that could not be written since the start: see line-sink.ts. */
  linesLost(): number;
}

export interface LogOptions {
  readonly level?: LogLevel;
  /** Where the lines go; stderr by default. */
  readonly destination?: DestinationStream;
  /** A file to which every line is appended as well. */
  readonly file?: string;
  /** Exchanges that went well are told at `info`; false: at `debug`. Default true. */
  readonly access?: boolean;
  /** Number of the worker that writes; in every line. */
  readonly worker?: number;
}

export function createLog(options: LogOptions = {}): Log {
  const level = options.level ?? 'info';
  const sinks = sinksOf(options, (to, lines) => logger.warn({ to, lines }, 'log lines lost'));
  const targets: readonly DestinationStream[] = options.destination === undefined ? sinks : [options.destination, ...sinks];
  const target: DestinationStream = {
    write(line) {
      for (const each of targets) each.write(line);
    },
  };
  const logger = pino(
    {
      level,
      base: options.worker === undefined ? null : { worker: options.worker },
      timestamp: () => `,"time":"${isoTime()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    target,
  );
  return { ...lifecycle(logger), ...traffic(logger, target, options), linesLost: () => sinks.reduce((lines, { lost }) => lines + lost, 0) };
}

/** stderr, unless lines go elsewhere, and the file. Throws when the file cannot be opened. */
function sinksOf({ destination, file }: LogOptions, onLost: (to: 'stderr' | 'file', lines: number) => void): readonly LineSink[] {
  const sinks: LineSink[] = [];
  if (destination === undefined) sinks.push(new LineSink({ open: openStderr, onLost: (lines) => onLost('stderr', lines) }));
  if (file === undefined) return sinks;
  const fd = openSync(file, 'a');
  return [...sinks, new LineSink({ open: () => ({ fd }), onLost: (lines) => onLost('file', lines) })];
}

/** Begin and text of the second that was last told, to its dot. */
let secondMs = 0;
let second = '';

/** The time as in every line. A date is made of it once a second. */
function isoTime(): string {
  const now = Date.now();
  const ms = now - secondMs;
  if (ms >= 0 && ms < 1_000) return `${second}${ms < 10 ? '00' : ms < 100 ? '0' : ''}${ms}Z`;
  secondMs = now - (now % 1_000);
  const text = new Date(now).toISOString();
  second = text.slice(0, -4);
  return text;
}

function lifecycle(
  logger: Logger,
): Pick<Log, 'listening' | 'started' | 'reloaded' | 'reloadFailed' | 'worker' | 'degraded' | 'stopping' | 'stopped' | 'fault'> {
  return {
    listening: (what, host, port, listener) =>
      logger.info({ what, ...(listener === undefined ? {} : { listener: word(listener) }), host: word(host), port }, 'listening'),
    started: ({ version, snapshot, kernel, mode }) =>
      logger.info({ version: word(version), snapshot: word(snapshot), kernel: word(kernel), mode: word(mode) }, 'started'),
    reloaded: (from, to, trigger) => logger.info({ from: word(from), to: word(to), trigger }, 'reloaded'),
    reloadFailed: (code, mistakes, trigger) => logger.error({ code, mistakes, trigger }, 'reload failed'),
    worker(state, number, end) {
      if (end === undefined) logger.info({ worker: number, state }, 'worker');
      else logger.warn({ worker: number, state, ...end, signal: end.signal === null ? null : word(end.signal) }, 'worker');
    },
    degraded({ from, to, cause, measures: { delayMs, memory, held } }) {
      const measures = { delayMs: Math.round(delayMs), memory: hundredths(memory), held: hundredths(held) };
      logger.warn({ from, to, ...(cause === undefined ? {} : { cause: word(cause) }), ...measures }, 'degradation');
    },
    stopping: (signal, openExchanges) => logger.info({ signal: word(signal), openExchanges }, 'stopping'),
    stopped: (durationMs, openExchanges) => logger.info({ durationMs: Math.round(durationMs), openExchanges }, 'stopped'),
    fault: (place, code, error) => logger.error({ place, code, ...describe(error) }, 'fault'),
  };
}

function traffic(logger: Logger, target: DestinationStream, options: LogOptions): Pick<Log, 'exchange' | 'finding' | 'refused'> {
  const access = options.access === false ? 'debug' : 'info';
  const told = { debug: logger.isLevelEnabled('debug'), info: logger.isLevelEnabled('info'), warn: logger.isLevelEnabled('warn') };
  const tellsFindings = logger.isLevelEnabled('trace');
  const worker = options.worker === undefined ? '' : `"worker":${options.worker},`;
  return {
    exchange(record) {
      const level = record.code === undefined ? access : 'warn';
      if (told[level]) target.write(`{"level":"${level}","time":"${isoTime()}",${worker}${accessFields(record)}`);
    },
    finding(entity, action, direction) {
      if (tellsFindings) logger.trace({ entity: word(entity), action: word(action), direction }, 'finding');
    },
    refused: (code, direction) => logger.debug({ code, direction }, 'refused'),
  };
}

function hundredths(share: number): number {
  return Math.round(share * 100) / 100;
}

const ERROR_NAMES = new Set([
  'Error',
  'TypeError',
  'RangeError',
  'SyntaxError',
  'ReferenceError',
  'AggregateError',
  'AbortError',
  'SluiceError',
  'RuntimeError',
]);

interface Description {
  readonly error: string;
  readonly system?: string;
  readonly at?: string[];
}

/** An error without its message: the message of a foreign error may quote what it choked on. */
function describe(error: unknown): Description {
  if (!(error instanceof Error)) return { error: 'unknown' };
  const code: unknown = 'code' in error ? error.code : undefined;
  return {
    error: ERROR_NAMES.has(error.name) ? error.name : 'Error',
    ...(typeof code === 'string' && /^[A-Z][A-Z_]{1,47}$/.test(code) ? { system: code } : {}),
    at: places(error.stack ?? ''),
  };
}

/** `file:line` of the innermost frames. Function names are left out: they can be computed. */
function places(stack: string): string[] {
  const frames: string[] = [];
  for (const line of stack.split('\n')) {
    const frame = /^ {4}at (?:.* \()?(?:file:\/\/)?([^():]*):(\d{1,6}):\d{1,6}\)?$/.exec(line);
    if (frame === null) continue;
    const file = basename(frame[1]);
    if (/^[\w.-]{1,48}\.[cm]?[jt]s$/.test(file) && !/\d{4}/.test(file)) frames.push(`${file}:${frame[2]}`);
    if (frames.length === 6) break;
  }
  return frames;
}
