/**
 * By which names the admin listener may be called. A web page can have its own name resolve to this machine (DNS rebinding); its script is
 * then of one origin with the listener, and would read what it answers. But the browser still says the page's name in Host. So names count
 * only when they are known here. Addresses always do: a page whose name is an address came from that address, and nobody can rebind one;
 * and behind a port that Docker or a balancer maps, the address that is called is not the one that is listened on.
 */
import { isIP } from 'node:net';
import { hostMatcher } from '../base/hosts.js';

/** `own`: what it listens on, a name or an address; `names`: as in base/hosts.ts. A request without Host comes from no browser. */
export function answersTo(own: string, names: readonly string[]): (host: string | undefined) => boolean {
  const isKnown = hostMatcher(['localhost', own, ...names]);
  return (host) => {
    if (host === undefined || host === '') return true;
    const [, bracketed, plain] = /^(?:\[([\da-f:.]+)\]|([^:[\]]+))(?::\d{1,5})?$/i.exec(host) ?? [];
    if (plain === undefined) return isIP(bracketed ?? '') === 6;
    return isIP(plain) === 4 || isKnown(plain.toLowerCase().replace(/\.$/, ''));
  };
}
