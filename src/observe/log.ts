/**
 * The log. By construction it cannot carry a value: there is no way to log free text. Each event is a function with a
 * closed set of fields, and each field is a number, one of our own words, or an identifier that is checked on its way in.
 * No path, query, header, body or foreign error message is ever a field. The pino instance never leaves this file.
 */
import { basename } from 'node:path';
import pino from 'pino';
import type { DestinationStream, Logger } from 'pino';
import type { Direction, ErrorCode } from '../base/errors.js';
import type { ExchangeRecord } from './observer.js';

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
  listening(what: 'proxy' | 'admin', host: string, port: number): void;
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
  /** Writes out what is still buffered. */
  flush(): void;
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

/** Buffered bytes beyond which lines for a stuck stderr are dropped rather than kept in memory. */
const LOG_BUFFER_BYTES = 16_777_216;

export function createLog(options: LogOptions = {}): Log {
  const stderr = options.destination === undefined ? pino.destination({ dest: 2, sync: false, maxLength: LOG_BUFFER_BYTES }) : undefined;
  const main: DestinationStream = options.destination ?? stderr!;
  const level = options.level ?? 'info';
  const target =
    options.file === undefined
      ? main
      : pino.multistream([
          { level: 'trace', stream: main },
          { level: 'trace', stream: pino.destination({ dest: options.file, append: true, sync: true }) },
        ]);
  const logger = pino(
    {
      level,
      base: options.worker === undefined ? null : { worker: options.worker },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    target,
  );
  return { ...lifecycle(logger), ...traffic(logger, options.access === false ? 'debug' : 'info'), flush: () => stderr?.flushSync() };
}

function lifecycle(
  logger: Logger,
): Pick<Log, 'listening' | 'started' | 'reloaded' | 'reloadFailed' | 'worker' | 'degraded' | 'stopping' | 'stopped' | 'fault'> {
  return {
    listening: (what, host, port) => logger.info({ what, host: word(host), port }, 'listening'),
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

function traffic(logger: Logger, access: 'info' | 'debug'): Pick<Log, 'exchange' | 'finding' | 'refused'> {
  return {
    exchange(record) {
      const level = record.code === undefined ? access : 'warn';
      if (logger.isLevelEnabled(level)) logger[level](accessLine(record), 'exchange');
    },
    finding: (entity, action, direction) => logger.trace({ entity: word(entity), action: word(action), direction }, 'finding'),
    refused: (code, direction) => logger.debug({ code, direction }, 'refused'),
  };
}

/** What is said of an exchange: identifiers of ours, numbers, and the template of its path. Fields that do not apply are left out. */
function accessLine(record: ExchangeRecord): Record<string, unknown> {
  const { route, found, caller, trace, code } = record;
  const line: Record<string, unknown> = { exchange: word(record.exchange), kind: record.kind };
  if (route !== undefined) line['route'] = word(route);
  line['method'] = METHODS.has(record.method) ? record.method : 'OTHER';
  if (record.template !== undefined) line['path'] = record.template;
  line['status'] = record.status;
  if (code !== undefined) line['code'] = code;
  line['requestBytes'] = record.requestBytes;
  line['responseBytes'] = record.responseBytes;
  line['findings'] = record.findings;
  if (found !== undefined && found.size > 0) line['found'] = Object.fromEntries([...found].map(([key, count]) => [foundKey(key), count]));
  line['durationMs'] = tenths(record.durationMs);
  line['addedMs'] = tenths(record.addedMs);
  if (record.upstreamMs !== undefined) line['upstreamMs'] = tenths(record.upstreamMs);
  if (caller !== undefined) {
    if (caller.id !== undefined) line['caller'] = word(caller.id);
    line['role'] = word(caller.role);
  }
  if (trace !== undefined) line['trace'] = traceId(trace);
  return line;
}

function foundKey(key: string): string {
  return key.split(' ', 2).map(word).join(' ');
}

/** A trace id may come from downstream: one in which a card could stand is not told. */
function traceId(text: string): string {
  return /^[\da-f]{32}$/.test(text) && !/\d{12}/.test(text) ? text : '?';
}

const METHODS = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'PROPFIND',
  'PROPPATCH',
  'MKCOL',
  'COPY',
  'MOVE',
  'REPORT',
  'SEARCH',
]);

/** Identifiers of ours: short, plain characters, and no run of digits that could be an account number. Anything else becomes `?`. */
function word(text: string): string {
  return /^[\w.:[\]-]{1,64}$/.test(text) && !/\d{12}/.test(text) ? text : '?';
}

function hundredths(share: number): number {
  return Math.round(share * 100) / 100;
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
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
