/** Listeners among themselves: addresses, TLS, modes. */
import { formatAddress, isLoopback, type Address } from '../../base/address.js';
import type { Path } from '../../ruleset/source.js';
import type { Draft, Item, Report } from '../draft.js';
import type { Listener } from '../schema/schema.js';

export const DEFAULT_ADMIN: Address = { host: '127.0.0.1', port: 9090 };

export function reviewListeners(report: Report, draft: Draft): void {
  for (const { path, value } of draft.listeners) {
    if (value === undefined) continue;
    reviewListener(report, path, value);
    if (value.signIn?.tokens === true && draft.parts.identity?.jwt === undefined) report.mistake([...path, 'signIn', 'tokens'], 'nothing says whose tokens count', 'add identity: { jwt: … }'); // prettier-ignore
  }
  reviewAddresses(report, draft);
  const { admin } = draft.parts;
  if (admin?.address !== undefined && !admin.insecure && !isLoopback(admin.address.host)) {
    report.mistake(['admin', 'address'], `other machines can reach ${formatAddress(admin.address)}, and the admin port has no sign-in`, 'use 127.0.0.1, or write insecure: true'); // prettier-ignore
  }
  admin?.hosts.forEach((pattern, index) => {
    if (pattern === '*') report.mistake(['admin', 'hosts', index], '"*" would let any web page read what the admin port tells', 'name the hosts'); // prettier-ignore
  });
  if (admin?.insecure === true && admin.address !== undefined && !isLoopback(admin.address.host)) {
    report.warn(['admin', 'insecure'], 'the admin port has no sign-in and other machines can reach it');
  }
}

function reviewListener(report: Report, path: Path, { mode, tls, http2, ca, address, signIn }: Listener): void {
  if (signIn !== undefined && mode === 'reverse') report.atKey(path, 'signIn', 'signIn is for forward mode: in reverse mode agents prove themselves to the CRM', 'write mode: forward, or see identity'); // prettier-ignore
  if (signIn !== undefined && signIn.users === undefined && !signIn.tokens) report.mistake([...path, 'signIn'], 'nobody could sign in', 'add users: { file: … } or tokens: true'); // prettier-ignore
  if (signIn !== undefined && mode === 'forward' && tls === undefined && !isLoopback(address.host)) {
    report.warn(
      [...path, 'signIn'],
      'names and secrets come in the clear: the listener speaks no TLS',
      'add tls: browsers then say HTTPS to their proxy',
    );
  }
  if (mode === 'forward' && ca === undefined) report.mistake([...path, 'mode'], 'forward mode needs the authority that issues certificates', 'add ca: { cert: …, key: … }'); // prettier-ignore
  if (mode === 'reverse' && ca !== undefined) report.atKey(path, 'ca', 'ca is for forward mode: in reverse mode no certificates are issued', 'write mode: forward, or tls: for the certificate of the listener'); // prettier-ignore
  if (http2 === true && tls === undefined && mode === 'reverse') report.mistake([...path, 'http2'], 'HTTP/2 needs TLS: browsers speak it over TLS only', 'add tls: { cert: …, key: … }'); // prettier-ignore
  if (tls?.clientCertificate !== undefined && tls.clientCa === undefined) report.mistake([...path, 'tls', 'clientCertificate'], 'certificates of agents need clientCa, which says who may issue them', 'add clientCa: FILE'); // prettier-ignore
  if (tls?.clientCrl !== undefined && tls.clientCa === undefined) report.atKey([...path, 'tls'], 'clientCrl', 'certificates are revoked by those who may issue them, which clientCa says', 'add clientCa: FILE'); // prettier-ignore
  if (tls === undefined && mode === 'reverse' && !isLoopback(address.host)) {
    report.warn([...path, 'address'], 'agents are spoken to without TLS, and other machines can reach the listener', 'add tls, or listen on 127.0.0.1 behind what terminates TLS'); // prettier-ignore
  }
}

interface Place {
  readonly what: string;
  readonly address: Address;
  readonly at: Path;
}

/** All addresses that are listened on. */
export function placesOf({ listeners, parts }: Draft): readonly Place[] {
  const listening = listeners.flatMap(({ path, value }: Item<Listener>): Place[] =>
    value === undefined ? [] : [{ what: `the listener "${value.name}"`, address: value.address, at: [...path, 'address'] }],
  );
  if (parts.admin === undefined) return listening;
  return [...listening, { what: 'the admin port', address: parts.admin.address ?? DEFAULT_ADMIN, at: ['admin', 'address'] }];
}

export const isWildcard = (host: string): boolean => host === '0.0.0.0' || /^(?:::|0:0:0:0:0:0:0:0)$/.test(host);

function reviewAddresses(report: Report, draft: Draft): void {
  const places = placesOf(draft);
  places.forEach(({ what, address, at }, index) => {
    const other = places.slice(0, index).find((before) => collide(before.address, address));
    if (other !== undefined) report.mistake(at, `${what} has the address of ${other.what}, ${formatAddress(other.address)}`, 'each listens on a port of its own'); // prettier-ignore
  });
}

const collide = (a: Address, b: Address): boolean =>
  a.port === b.port && a.port !== 0 && (a.host === b.host || isWildcard(a.host) || isWildcard(b.host));
