/** Addresses that listeners are opened on. */
import { isIPv4 } from 'node:net';
import { SluiceError } from './errors.js';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** `HOST:PORT` or `[IPV6]:PORT`; `undefined` when the text is neither. Port 0 asks for a free one. */
export function parseAddress(text: string): Address | undefined {
  const match = /^(?:\[([\da-fA-F:.]+)\]|([\w.-]+)):(\d{1,5})$/.exec(text);
  if (match === null) return undefined;
  const port = Number(match[3]);
  return port > 65_535 ? undefined : { host: match[1] ?? match[2], port };
}

export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether only this machine can reach the host. A name other than `localhost` could resolve to anything. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

/** Why a listener could not be opened, in our words. `what` names it: "The admin port". */
export function listenFailure(what: string, address: Address, error: unknown): SluiceError {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return new SluiceError('SLUICE_LISTEN_FAILED', `${what} ${formatAddress(address)} ${REASONS[String(code)] ?? 'cannot be opened'}.`);
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use',
  EACCES: 'needs more rights',
  EADDRNOTAVAIL: 'is not an address of this machine',
  ENOTFOUND: 'is not an address of this machine',
};
