/**
 * Serves the demo page that puts both copies of the agent desktop side by side, and the figures it shows.
 * It has a port of its own: what is raw on the left must not pass through Sluice.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastify from 'fastify';
import { serveFiles } from '../files.js';
import { MinuteOfBuckets, figuresOf } from './metrics.js';
import { Probe } from './probe.js';

export interface Addresses {
  readonly crm: string;
  readonly proxy: string;
  readonly admin: string;
}

export interface Stage {
  readonly url: string;
  stop(): Promise<void>;
}

/** `port` 0 picks a free one. */
export async function startStage(addresses: Addresses, port: number): Promise<Stage> {
  const app = fastify({ forceCloseConnections: true });
  const minute = new MinuteOfBuckets();
  const probe = new Probe(addresses.crm, addresses.proxy);

  serveFiles(app, join(dirname(fileURLToPath(import.meta.url)), 'page'));
  app.get('/addresses', () => addresses);
  app.get('/stats', async () => {
    const metrics = await fetch(`${addresses.admin}/metrics`);
    return { ...figuresOf(await metrics.text(), (buckets) => minute.last(buckets, performance.now())), roundTrip: probe.read() };
  });
  app.post('/restart', async () => {
    const response = await fetch(`${addresses.crm}/api/chat/restart`, { method: 'POST' });
    return { restarted: response.ok };
  });

  const url = await app.listen({ host: '127.0.0.1', port });
  probe.start();
  return {
    url,
    stop: async () => {
      probe.stop();
      await app.close();
    },
  };
}
