/** Names of hosts as a forward proxy is asked for them (RFC 9110 section 9.3.6): read strictly, because they decide where we connect. */
import { isIP } from 'node:net';
import type { ErrorCode } from '../../base/errors.js';
import type { ConnectedHost } from '../downstream.js';

const DEFAULT_PORT = { http: 80, https: 443 } as const;
const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const AUTHORITY = new RegExp(`^(${LABEL}(?:\\.${LABEL})*)(?::([0-9]{1,5}))?$`);
const NAME_CHARACTERS = 253;

/** Host and port of `authority`; undefined for what is no name of a host. Without a port it is the scheme's own. */
export function readAuthority(authority: string, scheme: ConnectedHost['scheme']): ConnectedHost | undefined {
  const [, host, port] = AUTHORITY.exec(authority.toLowerCase()) ?? [];
  if (host === undefined || host.length > NAME_CHARACTERS) return undefined;
  const number = port === undefined ? DEFAULT_PORT[scheme] : Number(port);
  return number >= 1 && number <= 65_535 ? { host, port: number, scheme } : undefined;
}

/** Whether a name is, or is read by some as, an address: `127.1` and `0x7f000001` are 127.0.0.1 to a URL parser. */
export function isAddress(host: string): boolean {
  return isIP(host) !== 0 || /(^|\.)(0x[0-9a-f]*|[0-9]+)$/.test(host);
}

/** Why nobody is connected to `asked`. */
export function refusalFor(
  asked: ConnectedHost | undefined,
  isAllowed: ((host: string, port: number) => boolean) | undefined,
): ErrorCode | undefined {
  if (asked === undefined) return 'SLUICE_BAD_REQUEST';
  if (isAddress(asked.host) || isAllowed?.(asked.host, asked.port) !== true) return 'SLUICE_HOST_REFUSED';
  return undefined;
}

/** Whether a Host header, which may leave out the scheme's own port, names the host of its tunnel. */
export function isSameHost(header: string, { host, port, scheme }: ConnectedHost): boolean {
  const lower = header.toLowerCase();
  return lower === `${host}:${port}` || (port === DEFAULT_PORT[scheme] && lower === host);
}
