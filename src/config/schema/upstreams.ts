/** The CRMs: their servers, how they are reached and how their health is told. */
import { z } from 'zod';
import { LIMITS } from '../../base/limits.js';
import { count, duration, durationText, Fault, file, name, networkBut, oneOrMore, scalar, tlsVersion } from './scalar.js';

const SECOND = 1000;
const HOUR = 3_600_000;

/** `https://crm-1.internal:8443`: a scheme, a host, a port, and maybe the path below which everything is. */
export const serverUrl: z.ZodType<URL, unknown> = scalar(
  (value) => {
    if (typeof value !== 'string') return new Fault('must be a URL such as https://crm.internal:8443');
    if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return new Fault('has no scheme', 'write https://HOST:PORT or http://HOST:PORT');
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url === undefined || url.hostname === '') return new Fault('is no URL', 'write https://HOST:PORT or http://HOST:PORT');
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return new Fault(`"${url.protocol}//" is not spoken to upstreams`, 'write https://HOST:PORT or http://HOST:PORT; WebSockets go the same way'); // prettier-ignore
    if (url.username !== '' || url.password !== '') return new Fault('has a user name or password in it', `write ${url.origin}; agents sign in themselves`); // prettier-ignore
    if (url.search !== '' || url.hash !== '') return new Fault('has a query or fragment', `write ${url.origin}`);
    return url;
  },
  { type: 'string', pattern: '^https?://[^/@?#]+(/[^?#]*)?$', such: ['https://crm-1.internal:8443'] },
);

export const serverSchema = z.union([
  z.strictObject({
    url: serverUrl.describe('Scheme, host and port; a path comes before the path of every request.'),
    weight: count({ min: 1, max: 1000 }).prefault(1).describe('Its share of the requests, compared to the other servers.'),
  }),
  serverUrl,
]);

const between = (min: number, max: number) => duration({ min, max });

/** Time-outs of the exchanges with an upstream; a route may set its own. */
export const timeoutsSchema = z.strictObject({
  connect: between(10, 5 * 60 * SECOND)
    .optional()
    .describe(`Time to connect, TLS included. Default ${durationText(LIMITS.connectTimeoutMs)}.`),
  headers: between(10, 24 * HOUR).optional().describe(`Time until the answer begins; long polls take 110 s. Default ${durationText(LIMITS.upstreamHeadersTimeoutMs)}.`), // prettier-ignore
  idle: between(10, 24 * HOUR).optional().describe(`Time without a byte of a body while Sluice is ready for one; event streams are exempt. Default ${durationText(LIMITS.bodyIdleTimeoutMs)}.`), // prettier-ignore
});

const status = scalar(
  (value): readonly [number, number] | Fault => {
    const [, from, to = from] = /^(\d{3})(?:-(\d{3}))?$/.exec(String(value)) ?? [];
    if (from === undefined) return new Fault('is no status', 'a status such as 200, or a range such as 200-299');
    const range = [Number(from), Number(to)] as const;
    return range[0] >= 100 && range[1] <= 599 && range[0] <= range[1] ? range : new Fault('is no status', 'statuses are 100 to 599');
  },
  { type: ['integer', 'string'], such: [200, '200-299'] },
);

export const healthSchema = z
  .strictObject({
    path: z.string().regex(/^\/[\x21-\x7e]*$/, 'must begin with / and be percent-encoded').default('/').describe('What is asked for with GET.'), // prettier-ignore
    interval: between(100, HOUR).prefault('10s').describe('Time between two checks of a server.'),
    timeout: between(10, 5 * 60 * SECOND)
      .prefault('2s')
      .describe('Time a check may take.'),
    healthyAfter: count({ min: 1, max: 100 }).prefault(2).describe('Checks in a row that must succeed before a server is used again.'),
    unhealthyAfter: count({ min: 1, max: 100 }).prefault(3).describe('Checks in a row that must fail before a server is left out.'),
    expect: z.array(status).min(1).prefault([200]).describe('Statuses that mean healthy: 200, or ranges such as 200-299.'),
  })
  .describe('Active checks. Without them only the breaker leaves servers out.');

export const breakerSchema = z
  .strictObject({
    failures: count({ min: 1, max: 10_000 }).prefault(5).describe('Failures in a row (no connection, no answer in time) after which a server is left out.'), // prettier-ignore
    open: between(100, HOUR).prefault('10s').describe('Time for which it is left out before one request tries it again.'),
  })
  .describe('The circuit breaker of each server.');

export const connectionsSchema = z
  .strictObject({
    max: count({ min: 1, max: 100_000 }).prefault(LIMITS.upstreamConnections).describe('Open connections to each server.'),
    queue: count({ min: 0, max: 100_000 })
      .prefault(LIMITS.upstreamQueueEntries)
      .describe('Requests that wait for one; beyond it the answer is 503.'),
    queueTimeout: between(1, 5 * 60 * SECOND)
      .prefault(durationText(LIMITS.upstreamQueueMs))
      .describe('Time a request waits for one before the answer is 503.'),
  })
  .describe('The pool of connections.');

export const upstreamTlsSchema = z
  .strictObject({
    ca: file.optional().describe('Certificates in PEM that issue those of the servers, instead of the authorities that Node.js knows.'),
    crl: oneOrMore(file).optional().describe('Lists of revoked certificates in PEM (CRL), one of each authority in ca: a file, or several. Needs ca.'), // prettier-ignore
    cert: file.optional().describe('Certificate in PEM that Sluice shows to the servers (mutual TLS). Needs key.'),
    key: file.optional().describe('Its private key in PEM, without a passphrase.'),
    serverName: z.string().regex(/^[A-Za-z0-9._-]+$/, 'must be a host name').max(253).optional().describe('Name that is asked for (SNI) and that the certificates must have; by default the host of the URL.'), // prettier-ignore
    minVersion: tlsVersion.prefault('1.2').describe('Lowest version of TLS that is spoken.'),
    verify: z.boolean().default(true).describe('false accepts any certificate. For tests only.'),
  })
  .describe('TLS towards servers with https://.');

export const upstreamSchema = z
  .strictObject({
    name: name.describe('Name of the upstream, for routes and in metrics.'),
    servers: z.array(serverSchema).min(1).max(256).describe('Servers that answer alike: URLs, or url with weight.'),
    balance: z.enum(['least-requests', 'round-robin']).default('least-requests').describe('How requests are spread over the servers.'),
    tls: upstreamTlsSchema.optional(),
    http2: z.boolean().default(false).describe('Speak HTTP/2 to the servers; all must be https://.'),
    health: healthSchema.optional(),
    breaker: z.union([breakerSchema, z.boolean()]).prefault({}).describe('The circuit breaker of each server; false switches it off.'),
    connections: connectionsSchema.prefault({}),
    timeouts: timeoutsSchema.prefault({}).describe('Time-outs of exchanges.'),
    allowAddresses: z
      .array(networkBut('name the network of the upstream')).default([]).describe('Networks that servers may be in though they are refused otherwise: link-local ones and those of cloud metadata.'), // prettier-ignore
  })
  .describe('A CRM.');
