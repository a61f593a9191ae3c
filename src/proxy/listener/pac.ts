/** The proxy auto-config file of a forward listener: browsers ask it which proxy to use for which host. */
import { hostNames } from '../../base/hosts.js';

export const PAC_PATH = '/proxy.pac';
export const PAC_TYPE = 'application/x-ns-proxy-autoconfig';

/**
 * A file that sends these hosts (`*.example.com`: all names below) to `%PROXY%`, which whoever serves it replaces, and no other. There is
 * no `; DIRECT` behind it: when Sluice cannot be reached, the CRM cannot either.
 */
export function pacFile(hosts: readonly string[]): string {
  const { exact, below } = hostNames(hosts);
  return `function FindProxyForURL(url, host) {
  var exact = ${JSON.stringify(exact)};
  var below = ${JSON.stringify(below)};
  host = host.toLowerCase();
  for (var i = 0; i < exact.length; i++) if (host === exact[i]) return "%PROXY%";
  for (var j = 0; j < below.length; j++)
    if (host.length > below[j].length && host.slice(-below[j].length) === below[j]) return "%PROXY%";
  return "DIRECT";
}
`;
}
