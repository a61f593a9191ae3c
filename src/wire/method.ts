/**
 * The method that an application acts on. Where a network lets only GET and POST through, clients send POST and say in a header what they
 * mean (`X-HTTP-Method-Override`, `X-HTTP-Method`, `X-Method-Override`); frameworks that heed them do so for POST alone.
 */
import type { Head } from './headers.js';

/** RFC 9110 section 9.1, in the capitals that all registered methods have. */
const METHOD = /^[A-Z]+(?:-[A-Z]+)*$/;

/**
 * What a request with this method in its first line means; undefined where readers would take it for different ones: headers that disagree,
 * that say no method, or that turn anything but a POST into something else.
 */
export function effectiveMethod(method: string, { overrides }: Pick<Head, 'overrides'>): string | undefined {
  if (overrides === undefined) return method;
  const [meant = method, ...others] = overrides.map((override) => override.trim().toUpperCase());
  if (!METHOD.test(meant) || others.some((other) => other !== meant)) return undefined;
  return method === 'POST' || meant === method ? meant : undefined;
}
