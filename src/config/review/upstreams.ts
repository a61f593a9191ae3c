/** Upstreams: where they may be, and that none leads back to Sluice. */
import { formatAddress, isLoopback, type Address } from '../../base/address.js';
import { Networks, refusedUpstream } from '../../base/network.js';
import type { Path } from '../../ruleset/source.js';
import type { Draft, Report } from '../draft.js';
import type { Upstream } from '../schema/schema.js';
import { isWildcard, placesOf } from './listeners.js';

export function reviewUpstreams(report: Report, draft: Draft): void {
  const places = placesOf(draft);
  for (const { path, value } of draft.upstreams) {
    if (value === undefined) continue;
    reviewTls(report, path, value);
    reviewAllowed(report, path, value);
    const allowed = new Networks(value.allowAddresses);
    const taken = new Set<string>();
    value.servers.forEach((server, index) => {
      const url = urlOf(server);
      const at = [...path, 'servers', index, ...(server instanceof URL ? [] : ['url'])];
      const why = refusedUpstream(url.hostname);
      if (why !== undefined && !allowed.has(url.hostname)) report.mistake(at, `no upstream may be here: ${url.hostname} ${why}`, 'name a CRM; allowAddresses allows a network that is yours'); // prettier-ignore
      const own = places.find(({ address }) => leadsTo(url, address));
      if (own !== undefined) report.mistake(at, `leads back to Sluice: ${own.what} listens on ${formatAddress(own.address)}`, 'name the CRM itself'); // prettier-ignore
      const first = urlOf(value.servers[0] ?? server);
      if (pathPrefix(url) !== pathPrefix(first)) report.mistake(at, `${pathPrefix(url) || 'no path'} here, and ${pathPrefix(first) || 'no path'} at the first server: one upstream has one path`, 'make it an upstream of its own'); // prettier-ignore
      if (taken.has(url.origin) && why === undefined)
        report.mistake(at, `the server ${url.origin} is given twice`, 'give it a weight instead');
      taken.add(url.origin);
      if (url.protocol === 'http:' && !isLoopback(bare(url.hostname))) report.warn(at, `${url.origin} is spoken to without TLS`);
    });
  }
}

const urlOf = (server: Upstream['servers'][number]): URL => (server instanceof URL ? server : server.url);

/** What a server's URL puts before every path. */
export const pathPrefix = ({ pathname }: URL): string => pathname.replace(/\/+$/, '');

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

export const portOf = (url: URL): number => (url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port));

function leadsTo(url: URL, { host, port }: Address): boolean {
  const name = bare(url.hostname);
  return (
    portOf(url) === port && port !== 0 && (name === host.toLowerCase() || (isLoopback(name) && (isWildcard(host) || isLoopback(host))))
  );
}

function reviewTls(report: Report, path: Path, { servers, tls, http2 }: Upstream): void {
  const plain = servers.findIndex((server) => urlOf(server).protocol === 'http:');
  if (plain >= 0 && http2) report.mistake([...path, 'http2'], 'HTTP/2 is spoken to https:// servers only', 'use https:// for all servers, or leave http2 out'); // prettier-ignore
  if (plain >= 0 && tls !== undefined) report.atKey(path, 'tls', `tls is set, but ${report.places.place([...path, 'servers', plain])} is http://`, 'use https:// for all servers'); // prettier-ignore
  if (tls === undefined) return;
  if (tls.cert !== undefined && tls.key === undefined)
    report.mistake([...path, 'tls', 'cert'], 'a certificate needs its key', 'add key: FILE');
  if (tls.key !== undefined && tls.cert === undefined)
    report.mistake([...path, 'tls', 'key'], 'a key needs its certificate', 'add cert: FILE');
  if (tls.crl !== undefined && tls.ca === undefined) report.atKey([...path, 'tls'], 'crl', 'certificates are revoked by those who may issue them, which ca says', 'add ca: FILE'); // prettier-ignore
  if (!tls.verify) report.warn([...path, 'tls', 'verify'], 'any certificate is accepted: whoever is in between can read everything', 'set ca instead'); // prettier-ignore
}

function reviewAllowed(report: Report, path: Path, { allowAddresses }: Upstream): void {
  allowAddresses.forEach((network, index) => {
    const at = [...path, 'allowAddresses', index];
    report.warn(at, `servers in ${network} are allowed though such addresses are refused otherwise`);
  });
}
