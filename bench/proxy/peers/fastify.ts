/** The peer: Fastify with @fastify/http-proxy, as its README starts it, without a logger. Looks at no body. Prints its address. */
import httpProxy from '@fastify/http-proxy';
import fastify from 'fastify';

const upstream = process.argv[2];
if (upstream === undefined) throw new Error('Usage: fastify.ts UPSTREAM_URL');

const proxy = fastify({ logger: false });
await proxy.register(httpProxy, { upstream });
process.stdout.write(`proxy ${await proxy.listen({ host: '127.0.0.1', port: 0 })}\n`);
process.once('SIGTERM', () => process.exit(0));
