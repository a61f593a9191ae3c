/**
 * A worker process: runs the data plane and does what the primary orders. It ends when it is told to drain, and when the primary is gone.
 */
import { SluiceError } from '../base/errors.js';
import type { Log } from '../observe/log.js';
import type { Reading } from '../observe/view.js';
import type { Listening, Order, Report } from './messages.js';
import { failureOf } from './mistakes.js';
import type { Prepared } from './source.js';

/** The running Sluice, as a worker needs it. */
export interface Workable {
  start(): Promise<{ readonly listeners: Listening }>;
  stop(): Promise<void>;
  prepare(): Promise<Prepared>;
  reading(): Reading;
  readonly snapshot: string;
}

/** How often counters are sent unasked. */
const READING_MS = 1_000;

/** Starts the app and follows orders. `stop` is how this process ends. */
export async function serveAsWorker(app: Workable, log: Log, stop: (reason: string) => void): Promise<void> {
  try {
    const { listeners } = await app.start();
    follow(app, log, stop);
    tell({ kind: 'ready', listeners, snapshot: app.snapshot });
  } catch (error) {
    const code = error instanceof SluiceError ? error.code : 'SLUICE_ENGINE_FAILED';
    if (!(error instanceof SluiceError)) log.fault('process', code, error);
    await new Promise<void>((resolve) => {
      tell({ kind: 'failed', code, detail: error instanceof SluiceError ? error.message : '' }, resolve);
    });
    process.exit(1);
  }
}

function follow(app: Workable, log: Log, stop: (reason: string) => void): void {
  let prepared: Prepared | undefined;
  const refuse = (id: number, error: unknown): void => tell({ kind: 'refused', id, ...failureOf(error) });
  process.on('message', (order: Order) => {
    switch (order.kind) {
      case 'read':
        tell({ kind: 'reading', id: order.id, reading: app.reading() });
        break;
      case 'prepare':
        app.prepare().then(
          (ready) => {
            prepared = ready;
            tell({ kind: 'prepared', id: order.id, snapshot: ready.snapshot });
          },
          (error: unknown) => refuse(order.id, error),
        );
        break;
      case 'commit':
        try {
          prepared?.commit();
          tell({ kind: 'committed', id: order.id });
        } catch (error) {
          log.fault('reload', 'SLUICE_CONFIG_INVALID', error);
          refuse(order.id, error);
        }
        prepared = undefined;
        break;
      case 'forget':
        prepared = undefined;
        break;
      case 'drain':
        stop('drain');
        break;
      case 'judged': // whoever asked hears it: conversations.ts
      case 'masks': // as masks.ts does
    }
  });
  setInterval(() => tell({ kind: 'reading', id: 0, reading: app.reading() }), READING_MS).unref();
}

/** Nothing is told to a primary that is gone. */
function tell(report: Report, sent: () => void = () => undefined): void {
  if (process.connected && process.send !== undefined) process.send(report, undefined, undefined, sent);
  else sent();
}
