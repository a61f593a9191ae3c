/**
 * The admin listener: health, readiness, metrics and status, on a port of its own so that it answers while the proxy is
 * full or draining. It only reads what it is handed; it must not touch the data plane, and nothing it says holds a value.
 */
import Fastify, { type FastifyInstance } from 'fastify';
import { formatAddress, isLoopback, listenFailure } from '../base/address.js';
import { SluiceError } from '../base/errors.js';
import type { Metrics } from '../observe/metrics.js';
import { coverageOf, statusOf, type StatusFacts } from './status.js';

export interface AdminOptions {
  readonly metrics: Metrics;
  /** What changes while the process runs; asked for at every request. */
  readonly facts: () => StatusFacts;
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

function routes(app: FastifyInstance, { metrics, facts }: AdminOptions): void {
  app.addHook('onSend', async (_request, reply) => {
    void reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const { state } = facts();
    return reply.code(state === 'ready' ? 200 : 503).send({ status: state });
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.expose()));
  app.get('/api/status', async () => statusOf(facts(), metrics.counters));
  app.get('/api/coverage', async () => coverageOf(metrics.counters));
  // Fastify's own answers repeat the path that was asked for.
  app.setNotFoundHandler(async (_request, reply) =>
    reply.code(404).send({ error: { message: 'No such page. See /healthz, /readyz, /metrics, /api/status, /api/coverage.' } }),
  );
  app.setErrorHandler(async (_error, _request, reply) => reply.code(500).send({ error: { message: 'The admin request failed.' } }));
}
