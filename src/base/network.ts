/**
 * Networks in CIDR notation, and the addresses that no upstream should have: those of cloud metadata services and others that are only
 * meaningful inside one machine or link. Whoever gets a proxy to ask them is given its credentials (server-side request forgery).
 */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Parsed = ipaddr.IPv4 | ipaddr.IPv6;

/** An address, with IPv4 in IPv6 undone, so that `::ffff:169.254.169.254` is what it means. Undefined for a name. */
function parse(host: string): Parsed | undefined {
  const bare = host.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  return isIP(bare) === 0 ? undefined : ipaddr.process(bare); // the library would take 10.1 for an address too
}

/** Networks to ask whether an address is in one of them. Each is `10.0.0.0/8`, `fd00::/8` or one address; throws RangeError for what is neither. */
export class Networks {
  private readonly networks: readonly (readonly [Parsed, number])[];

  constructor(networks: readonly string[]) {
    this.networks = networks.map(parseNetwork);
  }

  /** Whether the address is in one of them; a name never is. */
  has(address: string | undefined): boolean {
    const parsed = address === undefined || this.networks.length === 0 ? undefined : parse(address);
    if (parsed === undefined) return false;
    return this.networks.some((network) => parsed.kind() === network[0].kind() && parsed.match(network as [ipaddr.IPv4, number]));
  }
}

function parseNetwork(text: string): [Parsed, number] {
  if (!isNetwork(text)) throw new RangeError(`${text} is neither an address nor a network in CIDR notation`);
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** Whether the text is a network in CIDR notation, or an address. */
export function isNetwork(text: string): boolean {
  return isIP(text.split('/', 1)[0]) !== 0 && (!text.includes('/') || ipaddr.isValidCIDR(text));
}

/** Whether the network holds every address there is. */
export const isEverywhere = (network: string): boolean => /\/0+$/.test(network);

/** Single addresses and names of metadata services outside of the link-local networks. */
const METADATA: ReadonlySet<string> = new Set([
  '168.63.129.16', // Azure
  '100.100.100.200', // Alibaba
  '192.0.0.192', // Oracle
  'fd00:ec2::254', // AWS
  'fd20:ce::254', // Google
]);
const METADATA_NAMES = /^(?:metadata(?:\.google\.internal|\.goog)?|instance-data(?:\.ec2\.internal)?)\.?$/i;

const REFUSED_RANGES: Readonly<Record<string, string>> = {
  linkLocal: 'is link-local, where cloud metadata services answer',
  unspecified: 'is no address of one machine',
  broadcast: 'is no address of one machine',
  multicast: 'is no address of one machine',
};

/** Whether an upstream may have an address that a name resolved to: one in a network that is allowed, or one that is not refused. */
export function addressGuard(allowed: readonly string[]): (address: string) => boolean {
  const networks = new Networks(allowed);
  return (address) => refusedUpstream(address) === undefined || networks.has(address);
}

/**
 * Why no upstream may have this host, as the end of a sentence; undefined where it may. Names are judged by themselves: what they resolve to
 * must be asked again when a connection is made.
 */
export function refusedUpstream(host: string): string | undefined {
  if (METADATA_NAMES.test(host)) return 'is the name of a cloud metadata service';
  const address = parse(host);
  if (address === undefined) return undefined;
  if (METADATA.has(address.toString())) return 'is the address of a cloud metadata service';
  return REFUSED_RANGES[address.range()];
}
