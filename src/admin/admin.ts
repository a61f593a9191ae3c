/**
 * The admin listener: health, readiness, metrics and status, on a port of its own so that it answers while the proxy is
 * full or draining. It only reads what it is handed; it must not touch the data plane, and nothing it says holds a value.
 */
import type { IncomingHttpHeaders } from 'node:http';
import Fastify, { type FastifyInstance } from 'fastify';
import { formatAddress, isLoopback, listenFailure } from '../base/address.js';
import { SluiceError } from '../base/errors.js';
import type { Metrics } from '../observe/metrics.js';
import { coverageOf, statusOf, type StatusFacts } from './status.js';

export interface AdminOptions {
  readonly metrics: Metrics;
  /** What changes while the process runs; asked for at every request. */
  readonly facts: () => StatusFacts;
  /** Loads the snapshot again; without it there is nothing to reload. */
  readonly reload?: () => Promise<ReloadOutcome>;
  /** Allows a listener that other machines can reach. There is no authentication yet. */
  readonly insecure?: boolean;
}

export interface Admin {
  /** Opens the listener; port 0 picks a free one. `SluiceError` SLUICE_LISTEN_FAILED when it cannot, or may not. */
  listen(host: string, port: number): Promise<{ readonly url: string }>;
  close(): Promise<void>;
}

export function createAdmin(options: AdminOptions): Admin {
  const app = Fastify({ logger: false, forceCloseConnections: true });
  routes(app, options);
  return {
    async listen(host, port) {
      if (options.insecure !== true && !isLoopback(host))
        throw new SluiceError(
          'SLUICE_LISTEN_FAILED',
          'The admin port has no authentication, so it listens on loopback only unless --admin-insecure is given.',
        );
      try {
        await app.listen({ host, port });
      } catch (error) {
        throw listenFailure('The admin port', { host, port }, error);
      }
      const address = app.server.address();
      const actual = address !== null && typeof address === 'object' ? address.port : port;
      return { url: `http://${formatAddress({ host, port: actual })}` };
    },
    close: () => app.close(),
  };
}

/** How a reload went: the id of the snapshot in force, or why nothing has changed. */
export type ReloadOutcome =
  | { readonly snapshot: string; readonly failure?: undefined }
  | { readonly snapshot?: undefined; readonly failure: { readonly code: string; readonly mistakes: readonly string[] } };

/** A browser says which page asks. There is no page that has business here, and one of another site must not act for its visitor. */
function isFromAPage(headers: IncomingHttpHeaders): boolean {
  return headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
}

function routes(app: FastifyInstance, { metrics, facts, reload }: AdminOptions): void {
  app.addHook('onSend', async (_request, reply) => {
    void reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const { state } = facts();
    const { workers } = await metrics.view();
    const takers = workers.filter((worker) => worker.state === 'ready');
    // A step at which everything is refused: another instance will do better.
    const isFull = takers.length > 0 && takers.every(({ vitals }) => (vitals?.degradation ?? 0) >= 3);
    const status = state === 'ready' && isFull ? 'overloaded' : state;
    return reply.code(status === 'ready' ? 200 : 503).send({ status });
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.expose()));
  app.get('/api/status', async () => statusOf(facts(), await metrics.view()));
  app.get('/api/coverage', async () => coverageOf((await metrics.view()).counters));
  if (reload !== undefined)
    app.post('/api/reload', async (request, reply) => {
      if (isFromAPage(request.headers)) return reply.code(403).send({ error: { message: 'Pages of other sites may not reload.' } });
      const { snapshot, failure } = await reload();
      return failure === undefined ? { snapshot } : reply.code(422).send({ error: failure });
    });
  // Fastify's own answers repeat the path that was asked for.
  app.setNotFoundHandler(async (_request, reply) =>
    reply.code(404).send({ error: { message: 'No such page. See /healthz, /readyz, /metrics, /api/status, /api/coverage, /api/reload.' } }),
  );
  app.setErrorHandler(async (_error, _request, reply) => reply.code(500).send({ error: { message: 'The admin request failed.' } }));
}
