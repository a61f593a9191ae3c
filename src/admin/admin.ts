/**
 * The admin listener: health, readiness, metrics and status, on a port of its own so that it answers while the proxy is
 * full or draining. It only reads what it is handed; it must not touch the data plane, and nothing it says holds a value.
 */
import type { IncomingHttpHeaders } from 'node:http';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { formatAddress, isLoopback, listenFailure } from '../base/address.js';
import { type ErrorCode, ERRORS, SluiceError } from '../base/errors.js';
import type { Metrics } from '../observe/metrics.js';
import { answersTo } from './hosts.js';
import { coverageOf, statusOf, type StatusFacts } from './status.js';

export interface AdminOptions {
  readonly metrics: Metrics;
  /** What changes while the process runs; asked for at every request. */
  readonly facts: () => StatusFacts;
  /** Loads the snapshot again; without it there is nothing to reload. */
  readonly reload?: () => Promise<ReloadOutcome>;
  /** Allows a listener that other machines can reach. There is no authentication yet. */
  readonly insecure?: boolean;
  /** Names by which it may be called, besides addresses, `localhost` and the name that it listens on: see base/hosts.ts. */
  readonly hosts?: readonly string[];
}

export interface Admin {
  /** Opens the listener; port 0 picks a free one. `SluiceError` SLUICE_LISTEN_FAILED when it cannot, or may not. */
  listen(host: string, port: number): Promise<{ readonly url: string }>;
  close(): Promise<void>;
}

export function createAdmin(options: AdminOptions): Admin {
  let isCalled = answersTo('localhost', []);
  const app = Fastify({
    logger: false,
    forceCloseConnections: true,
    frameworkErrors: (_error, _request, reply) => void fail(reply as FastifyReply, 400),
  });
  guard(app, (host) => isCalled(host));
  routes(app, options);
  return {
    async listen(host, port) {
      isCalled = answersTo(host, options.hosts ?? []);
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

/** Whoever calls by a strange name learns nothing, and a page changes nothing. */
function guard(app: FastifyInstance, isCalled: (host: string | undefined) => boolean): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!isCalled(request.headers.host)) return refuse(reply, 'SLUICE_ADMIN_HOST');
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    if (!isReading && isFromAPage(request.headers)) return refuse(reply, 'SLUICE_ADMIN_PAGE');
  });
  app.addHook('onSend', async (_request, reply) => {
    void reply.headers({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
  });
}

function refuse(reply: FastifyReply, code: ErrorCode): FastifyReply {
  const { status, what, todo } = ERRORS[code];
  return reply.code(status.request).send({ error: { code, message: `${what} ${todo}` } });
}

/** Fastify's own answers repeat what was asked for. */
function fail(reply: FastifyReply, status: number): FastifyReply {
  const message = status < 500 ? 'The admin request was not understood.' : 'The admin request failed.';
  return reply.code(status).send({ error: { message } });
}

function routes(app: FastifyInstance, { metrics, facts, reload }: AdminOptions): void {
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
    app.post('/api/reload', async (_request, reply) => {
      const { snapshot, failure } = await reload();
      return failure === undefined ? { snapshot } : reply.code(422).send({ error: failure });
    });
  app.setNotFoundHandler(async (_request, reply) =>
    reply.code(404).send({ error: { message: 'No such page. See /healthz, /readyz, /metrics, /api/status, /api/coverage, /api/reload.' } }),
  );
  app.setErrorHandler<{ readonly statusCode?: number }>(async ({ statusCode = 500 }, _request, reply) => fail(reply, statusCode));
}
