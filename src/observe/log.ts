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

export interface Log {
  /** A listener is open. `host` is the operator's own configuration. */
  listening(what: 'proxy' | 'admin', host: string, port: number): void;
  started(fields: { readonly version: string; readonly snapshot: string; readonly kernel: string; readonly mode: string }): void;
  /** One line an exchange: at `warn` when Sluice refused or aborted it, else at `debug`. */
  exchange(record: ExchangeRecord): void;
  finding(entity: string, action: string, direction: Direction): void;
  refused(code: ErrorCode, direction: Direction): void;
  reloaded(from: string, to: string): void;
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
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } },
    target,
  );
  return { ...lifecycle(logger), ...traffic(logger), flush: () => stderr?.flushSync() };
}

function lifecycle(logger: Logger): Pick<Log, 'listening' | 'started' | 'reloaded' | 'stopping' | 'stopped' | 'fault'> {
  return {
    listening: (what, host, port) => logger.info({ what, host: word(host), port }, 'listening'),
    started: ({ version, snapshot, kernel, mode }) =>
      logger.info({ version: word(version), snapshot: word(snapshot), kernel: word(kernel), mode: word(mode) }, 'started'),
    reloaded: (from, to) => logger.info({ from: word(from), to: word(to) }, 'reloaded'),
    stopping: (signal, openExchanges) => logger.info({ signal: word(signal), openExchanges }, 'stopping'),
    stopped: (durationMs, openExchanges) => logger.info({ durationMs: Math.round(durationMs), openExchanges }, 'stopped'),
    fault: (place, code, error) => logger.error({ place, code, ...describe(error) }, 'fault'),
  };
}

function traffic(logger: Logger): Pick<Log, 'exchange' | 'finding' | 'refused'> {
  return {
    exchange(record) {
      const refused = record.code !== undefined;
      if (!logger.isLevelEnabled(refused ? 'warn' : 'debug')) return;
      const fields = {
        exchange: word(record.exchange),
        kind: record.kind,
        method: METHODS.has(record.method) ? record.method : 'OTHER',
        status: record.status,
        requestBytes: record.requestBytes,
        responseBytes: record.responseBytes,
        findings: record.findings,
        durationMs: tenths(record.durationMs),
        addedMs: tenths(record.addedMs),
      };
      if (refused) logger.warn({ ...fields, code: record.code }, 'exchange');
      else logger.debug(fields, 'exchange');
    },
    finding: (entity, action, direction) => logger.trace({ entity: word(entity), action: word(action), direction }, 'finding'),
    refused: (code, direction) => logger.debug({ code, direction }, 'refused'),
  };
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
