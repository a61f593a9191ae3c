/**
 * Who the sender of a request is, as far as hops before us tell (`X-Forwarded-*`, RFC 7239). Anybody can write such a header, so from
 * anybody but a trusted hop the whole family is dropped, with all that names another path or host than the one that was inspected; the
 * upstream is told what Sluice saw itself. A signed request gets no header that its sender does not know of.
 */
import type { Networks } from '../base/network.js';
import type { Head } from '../wire/headers.js';
import type { Peer } from './downstream.js';
import type { Place } from './mapping.js';

/** How the upstream is told: `X-Forwarded-For`, `-Proto` and `-Host`; `Forwarded`; or not at all. */
export type ForwardedStyle = 'x' | 'rfc7239' | 'none';

const NO_CLAIMS: readonly string[] = [];

/** Reads and replaces what the head says of its sender. Returns where the downstream believes to be. */
export function applyForwarded(
  head: Head,
  { address, secure }: Pick<Peer, 'address' | 'secure'>,
  hops: Networks,
  style: ForwardedStyle,
): Place {
  const peer = plainAddress(address);
  const { claims } = head;
  const trusted = claims !== undefined && hops.has(peer) ? claims : NO_CLAIMS;
  const scheme = secure ? 'https' : 'http';
  const seen: Place = { scheme, host: head.host ?? '' };
  const proto = claimed(trusted, 'x-forwarded-proto', 'proto')?.toLowerCase();
  const place: Place = {
    scheme: proto === 'https' || proto === 'http' ? proto : scheme,
    host: claimed(trusted, 'x-forwarded-host', 'host') ?? seen.host,
  };
  if (head.isSigned || style === 'none') head.headers.push(...trusted);
  else if (style === 'x') tellByX(head, trusted, peer, place);
  else tellByForwarded(head, trusted, peer, seen);
  return place;
}

/**
 * Address of the desktop itself: the peer's, or the last one that trusted hops tell and that is none of theirs. Undefined where a hop does not
 * tell for whom it asks.
 */
export function desktopOf({ claims }: Pick<Head, 'claims'>, { address }: Pick<Peer, 'address'>, hops: Networks): string | undefined {
  const peer = plainAddress(address);
  if (!hops.has(peer)) return peer;
  const said: readonly string[] = claims ?? NO_CLAIMS;
  const told = listOf(said, 'x-forwarded-for').join(',');
  const nodes = told === '' ? listOf(said, 'forwarded').flatMap(nodesIn) : told.split(',').map((node) => node.trim());
  return nodes.map(addressIn).findLast((node) => !hops.has(node));
}

/** Values of `for` in a line of `Forwarded` (RFC 7239 section 6). */
const nodesIn = (line: string): string[] =>
  [...line.matchAll(/(?:^|[;,])\s*for=(?:"([^"]*)"|([^;,\s]*))/gi)].map(([, quoted, plain]) => quoted ?? plain ?? '');

/** `[2001:db8::1]:4711` and `192.0.2.1:4711` without their ports. */
const addressIn = (node: string): string => /^\[([^\]]*)\]/.exec(node)?.[1] ?? /^([^:]*):\d+$/.exec(node)?.[1] ?? node;

const BY_X = /^x[-_]forwarded[-_](?:for|proto|host)$/i;

function tellByX(head: Head, trusted: readonly string[], peer: string | undefined, place: Place): void {
  const before = listOf(trusted, 'x-forwarded-for');
  head.headers.push(...without(trusted, BY_X));
  if (peer !== undefined) head.headers.push('X-Forwarded-For', before.length === 0 ? peer : `${before.join(', ')}, ${peer}`);
  head.headers.push('X-Forwarded-Proto', place.scheme);
  if (place.host !== '') head.headers.push('X-Forwarded-Host', place.host);
}

function tellByForwarded(head: Head, trusted: readonly string[], peer: string | undefined, seen: Place): void {
  const before = listOf(trusted, 'forwarded');
  head.headers.push(...without(trusted, /^forwarded$/i));
  const node = peer === undefined ? 'unknown' : peer.includes(':') ? `"[${peer}]"` : peer;
  const host = /^[a-z0-9.-]+$/i.test(seen.host) ? seen.host : `"${seen.host.replace(/["\\]/g, '')}"`;
  const element = `for=${node};proto=${seen.scheme}${seen.host === '' ? '' : `;host=${host}`}`;
  head.headers.push('Forwarded', [...before, element].join(', '));
}

function without(flat: readonly string[], names: RegExp): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) if (!names.test(flat[i] ?? '')) kept.push(flat[i] ?? '', flat[i + 1] ?? '');
  return kept;
}

/** Values of a header over all its lines. */
function listOf(flat: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) if (flat[i]?.toLowerCase() === name) values.push(flat[i + 1] ?? '');
  return values;
}

/** What the first hop saw: the first value of an `X-Forwarded-…`, or else the parameter of the first element of `Forwarded`. */
function claimed(flat: readonly string[], name: string, parameter: string): string | undefined {
  if (flat.length === 0) return undefined;
  const [list] = listOf(flat, name);
  const [first = ''] = list?.split(',') ?? [];
  if (first.trim() !== '') return first.trim();
  const [element = ''] = listOf(flat, 'forwarded')[0]?.split(',') ?? [];
  const match = new RegExp(`(?:^|;)\\s*${parameter}=(?:"([^"]*)"|([^;\\s]*))`, 'i').exec(element);
  return match?.[1] ?? match?.[2];
}

const MAPPED = '::ffff:';

/** An IPv4 address behind an IPv6 socket as what it is. */
function plainAddress(address: string): string | undefined {
  if (address === '') return undefined;
  return address.startsWith(MAPPED) ? address.slice(MAPPED.length) : address;
}
